"""What types cannot check of shocks by which powers join or leave a side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nrc_sim.scenario.names import Finding, Names
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.scenario_schema import ScenarioFile, Shock, moved_powers
from nrc_sim.scenario.schema import month_number
from nrc_sim.text.wording import counted, with_article

MOVES = ("joins", "leaves")
"""Keys of a shock that change who belongs."""

_MOST_MOVED = 6
"""Most powers that can join or leave by shocks in a scenario: the weights of each combination are kept."""


def check_membership(file: ScenarioFile, names: Names) -> Iterator[Finding]:
    """Check the shocks by which powers join or leave.

    Parameters
    ----------
    file : ScenarioFile
    names : of its world
    """
    moving = [(("shocks", number), shock) for number, shock in enumerate(file.shocks) if shock.joins or shock.leaves]
    for path, shock in moving:
        yield from _check_shock(shock, path, names)
        if file.role == "history":
            what, key = f"shock {shock.id!r} changes who belongs, in a history", "joins" if shock.joins else "leaves"
            mend = "say `joined` and `left` of the power in the world"
            yield Finding((*path, key), what, "a scenario that is no history", mend, key=True)
    moved = moved_powers(file.shocks)
    if len(moved) > _MOST_MOVED:
        path = moving[-1][0]
        what = f"{counted(len(moved), 'power')} join or leave by shocks: {', '.join(moved)}"
        yield Finding((*path, "joins" if moving[-1][1].joins else "leaves"), what, f"at most {_MOST_MOVED}")
    yield from _check_somebody_stays(file, moving, names)


def _check_shock(shock: Shock, path: Path, names: Names) -> Iterator[Finding]:
    leads = {side.lead: side for side in names.sides if side.lead is not None}
    for key in MOVES:
        for position, power in enumerate(getattr(shock, key)):
            here = (*path, key, position)
            yield from names.known("power", power, here)
            if power in leads:
                side = with_article(leads[power].name)
                yield Finding(here, f"{power!r} leads {side}, and stays", "powers other than the lead of a side")
    for position, power in enumerate(shock.leaves):
        if power in shock.joins:
            what = f"{power!r} joins and leaves by the shock {shock.id!r}"
            yield Finding((*path, "leaves", position), what, "one of the two", "make two shocks of it")


def _check_somebody_stays(file: ScenarioFile, moving: Sequence[tuple[Path, Shock]], names: Names) -> Iterator[Finding]:
    """A side is never empty: in each month somebody belongs whom no shock takes away."""
    leavers = {power for _, shock in moving for power in shock.leaves}
    start = month_number(file.horizon.start)
    for side in names.sides:
        staying = [power for power in side.powers if power.id not in leavers]
        last = next((path for path, shock in moving[::-1] if set(shock.leaves) & set(side.single)), None)
        months = range(start, start + file.horizon.months)
        if last is not None and not all(any(side.belongs(power, month) for power in staying) for month in months):
            what = f"the shocks together can leave nobody in {with_article(side.name)}"
            yield Finding((*last, "leaves"), what, "shocks after which somebody belongs in every month")

"""What types cannot check of when shocks come: dates, how they repeat and last, and shocks that follow one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nrc_sim.scenario.conditions import parse_condition
from nrc_sim.scenario.names import Finding, find_missing, find_outside_horizon
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.scenario_schema import ScenarioFile, Shock
from nrc_sim.scenario.schema import month_number, month_text
from nrc_sim.text.wording import counted

_DATED = ("at", "window")
"""Keys of shocks that come once."""

_REPEATING = ("times", "cooldown")
"""Keys that say how often a shock comes."""


def check_timings(file: ScenarioFile) -> Iterator[Finding]:
    """Check when the shocks of a scenario come.

    Parameters
    ----------
    file : ScenarioFile
    """
    shocks = {shock.id: shock for shock in file.shocks}
    for number, shock in enumerate(file.shocks):
        path: Path = ("shocks", number)
        dates = [((*path, "at"), shock.at)] if shock.at else []
        dates += [((*path, "window", position), month) for position, month in enumerate(shock.window or ())]
        outside = [found for where, month in dates for found in find_outside_horizon(month, where, file.horizon)]
        yield from outside
        yield from _check_repeating(shock, path)
        yield from _check_patience(shock, path, file.horizon.months)
        if shock.after is not None:
            yield from _check_following(shock, path, shocks)
        if not outside:
            yield from _check_first_month(shock, path, file, shocks)


def _check_repeating(shock: Shock, path: Path) -> Iterator[Finding]:
    """What repeats is set off by chance, a condition or another shock."""
    for name in _REPEATING:
        timing = next((key for key in _DATED if getattr(shock, key) is not None), None)
        if timing is not None and getattr(shock, name):
            what = f"shock {shock.id!r} comes once, by `{timing}`, and has `{name}`"
            allowed = "`times` and `cooldown` beside hazard, when or after"
            yield Finding((*path, name), what, allowed, "make several shocks of it", ((*path, timing),), key=True)
            return
    once = shock.times == 1 or (shock.times is None and shock.when is not None)
    if shock.cooldown and once:
        what = f"shock {shock.id!r} is set off once and has `cooldown`, which says when it can be set off again"
        once_by: tuple[Path, ...] = ((*path, "times"), (*path, "when"))
        yield Finding((*path, "cooldown"), what, "beside `times` of 2 or more", "add times", once_by, key=True)
    if shock.delay and shock.after is not None:
        what = f"shock {shock.id!r} has `delay` beside `after`"
        beside: tuple[Path, ...] = ((*path, "after"),)
        yield Finding((*path, "delay"), what, "one number of months, in `by`", "add it to by", beside, key=True)


def _check_patience(shock: Shock, path: Path, months: int) -> Iterator[Finding]:
    patience = _patience(shock)
    if patience > months:
        what = f"the condition can never hold: {patience} months in a row in a horizon of {months}"
        mend = "write fewer months"
        allowed, length = f"at most {counted(months, 'month')}", ("horizon", "months")
        yield Finding((*path, "when"), what, allowed, mend, needs=(("horizon",),), against=(length,))


def _patience(shock: Shock) -> int:
    try:
        return parse_condition(shock.when or "").months
    except ValueError:
        return 0


def _check_following(shock: Shock, path: Path, shocks: Mapping[str, Shock]) -> Iterator[Finding]:
    """A shock follows one that there is, and in the end one that comes by itself."""
    chain = _chain(shock, shocks)
    last = shocks.get(chain[-1])
    where = (*path, "after", "shock")
    if last is None and len(chain) == 2:
        others = [name for name in shocks if name != shock.id]
        yield from find_missing("shock", chain[-1], others, where)
    # Told of each circle once, at the shock of it that is written last.
    elif last is not None and chain[-1] == shock.id and _is_last(shock, chain, shocks):
        what = f"shock {shock.id!r} follows itself: {' -> '.join(reversed(chain))}"
        yield Finding(where, what, "a shock that comes by at, window, hazard or when", "let one of them come by itself")


def _chain(shock: Shock, shocks: Mapping[str, Shock]) -> list[str]:
    """List a shock, the one that it follows, and so on, up to one that follows none or stands in the list already."""
    chain = [shock.id]
    found: Shock | None = shock
    while found is not None and found.after is not None:
        name = found.after.shock
        chain.append(name)
        if name in chain[:-1]:
            break
        found = shocks.get(name)
    return chain


def _is_last(shock: Shock, chain: list[str], shocks: Mapping[str, Shock]) -> bool:
    order = list(shocks)
    return max(chain, key=order.index) == shock.id


def _check_first_month(shock: Shock, path: Path, file: ScenarioFile, shocks: Mapping[str, Shock]) -> Iterator[Finding]:
    """A shock can come within the horizon, with all delays."""
    chain = _chain(shock, shocks)
    found = [shocks[name] for name in chain if name in shocks]
    if len(found) < len(chain) or chain[-1] in chain[:-1] or not (shock.delay or shock.after):
        return
    start = month_number(file.horizon.start)
    wait = sum(entry.after.by if entry.after else entry.delay for entry in found)
    first = _earliest(found[-1], start) + wait
    last = start + file.horizon.months - 1
    if first > last:
        key = "after" if shock.after else "delay"
        what = f"shock {shock.id!r} can never come: its first month would be {month_text(first)}"
        ends = (("horizon", "start"), ("horizon", "months"))
        mend = "let it come earlier"
        yield Finding((*path, key), what, f"up to {month_text(last)}", mend, (("horizon",),), against=ends)


def _earliest(shock: Shock, start: int) -> int:
    """Return the first month in which a shock that follows none can be set off."""
    if shock.at is not None or shock.window is not None:
        return month_number(shock.at or (shock.window or ("",))[0])
    return start + max(0, _patience(shock) - 1)

"""The command `equilibria`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, tell
from nrc_sim.cli.folders import draft_or_none
from nrc_sim.text.wording import counted, join_words, percent, readable

if TYPE_CHECKING:
    from nrc_sim.analysis.equilibria import Equilibria, Equilibrium

_Starts = Annotated[
    int, typer.Option("--starts", metavar="N", help="States from which the model is let go in each setting.")
]


def equilibria(  # noqa: PLR0917
    scenario: options.OneScenario,
    starts: _Starts = 128,
    seed: options.Seed = None,
    sets: options.Sets = None,
    output: options.Output = None,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Find where the model rests when nothing comes by chance, whether it returns there, and how quickly."""
    from nrc_sim.analysis.equilibria import find_equilibria, write_equilibria
    from nrc_sim.scenario import load_defaults, load_scenario
    from nrc_sim.study.store import files_among, typed_command

    chosen = load_scenario(scenario, tuple(sets or ()))
    first = load_defaults().seed if seed is None else seed
    # The folder is looked at before any work.
    read = files_among(chosen.path)
    drafted = draft_or_none(output, "equilibria", overwrite=overwrite, resume=False, inputs=read)
    with drafted as draft, listen(quiet=quiet) as listener:
        found = find_equilibria(chosen, first, starts, listener.progress)
        if draft is not None:
            write_equilibria(found, draft.path)
            draft.complete({"command": typed_command(), "equilibria": found.scenario, "scenarios": {}})
    if as_json:
        print_json(found.describe())
    else:
        _print_points(found)
    if output is not None:
        tell(f"equilibria: {output}", quiet=quiet)


def _print_points(found: Equilibria) -> None:
    if not found.points:
        tell("no start has come to rest")
        return
    first = found.points[0]
    title = f"Where '{found.scenario}' rests without chance, from {counted(found.starts, 'start')}; "
    title += f"half-lives in months; trust and conduct of {' / '.join(first.trust)}"
    if found.held_tensions:
        levels = [f"{readable(issue)} {level:.2f}" for issue, level in found.held_tensions.items()]
        title += f"; tension held under talks: {join_words(levels)}"
    talks, regimes = [readable(name) for name in first.settlements], ["regime"] * bool(first.regime)
    columns = [*(talks or ["setting"] * (not regimes)), *regimes, "index"]
    columns += ["trust", "conduct", "attracts", "starts", "half-life", "slowest", "carried by"]
    columns += ["regime gives way"] * bool(regimes)
    print_table(title, columns, [_row(point) for point in found.points], texts=1 + len(regimes))


def _row(point: Equilibrium) -> list[str]:
    setting = [*point.settlements.values(), *[point.regime] * bool(point.regime)] or ["as it is"]
    return [
        *setting,
        f"{point.index:+.1f}",
        " / ".join(f"{value:.2f}" for value in point.trust.values()),
        " / ".join(f"{value:+z.2f}" for value in point.conduct.values()),
        "yes" if point.attracts else "no",
        percent(point.share_of_starts),
        _in_months(point.half_life),
        _in_months(point.slowest_half_life),
        point.slowest,
        *[_ways_out(point)] * bool(point.regime),
    ]


def _in_months(half_life: float | None) -> str:
    return "-" if half_life is None else f"{half_life:.1f}"


def _ways_out(point: Equilibrium) -> str:
    ways = (f"{percent(chance)} a month to {name}" for name, chance in point.leaves.items())
    return join_words(list(ways)) or "stays"

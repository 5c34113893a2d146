"""From a trace or a branch to its figure and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from nrc_sim.analysis.trace import Branch, MonthRecord, Trace
from nrc_sim.analysis.trace.events import Event
from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing import DatedShock, PathsData, PathSide, draw_paths, save_figure
from nrc_sim.figures.drawing.style import with_arrows
from nrc_sim.figures.style import if_wanted
from nrc_sim.scenario import month_number
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import write_document
from nrc_sim.study.statistics import QUANTILES
from nrc_sim.study.statistics.outcomes import running_mean
from nrc_sim.text.csv_rows import write_table
from nrc_sim.text.wording import counted, join_words, with_article
from nrc_sim.version import __version__

_TURNS = {"regime": 10.0, "negotiation": 10.0, "leadership": 0.3}
"""How much turns weigh beside shocks, whose weight is that of their acts, units of conduct."""

_LINES = (
    "Thick line: mean of the index over each month and the {} before it (fewer at the start); thin line: index of each "
    "month; dashed: bounds of the classes. "
)
TRUST = "{where}: mean trust of {outside} in {alliance} (thick) and of {alliance} in {outside} (thin). "
_NUMBERED = "Numbered: {}, the weightiest where room is short. "
CAUTION = "One of many possible paths of this model, not a forecast."


def write_files(found: Trace | Branch, document: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write a trace or a branch as data, as a table and as a figure, and return the paths.

    Parameters
    ----------
    found : Trace or Branch
    document : the same as plain data
    folder : an existing folder
    """
    name = "trace" if isinstance(found, Trace) else "branch"
    table, written = folder / f"{name}.csv", folder / f"{name}.json"
    write_table(found.table(), table, index=True)
    write_document(document, written)
    return [table, written, *_write_figure(found, folder, name)]


@if_wanted
def _write_figure(found: Trace | Branch, folder: Path, name: str) -> list[Path]:
    data = trace_figure(found) if isinstance(found, Trace) else branch_figure(found)
    return save_figure(draw_paths(data), folder, name)


def trace_figure(trace: Trace) -> PathsData:
    """Bring a trace into the form from which its figure is drawn.

    Parameters
    ----------
    trace : Trace
    """
    data = _paths_data(trace, (_side(trace, ""),))
    drawn = "Index, trust and regime of the institution" if data["regimes"] else "Index and trust"
    return PathsData(
        **data,
        title=f"{trace.scenario.title}: run {trace.run}",
        subtitle=f"{drawn}. Ends at {trace.final_index:+.1f} points: {_end(trace)}.",
        caption=_caption(trace) + CAUTION,
    )


def branch_figure(branch: Branch) -> PathsData:
    """Bring a branch into the form from which its figure is drawn.

    Parameters
    ----------
    branch : Branch
    """
    original, changed = branch.original, branch.changed
    data = _paths_data(original, (_side(original, "as it was"), _side(changed, "changed")))
    ends = f"As it was (solid): {original.final_index:+.1f} points, {_end(original)}. "
    ends += f"Changed from {branch.at} on (dashed): {changed.final_index:+.1f}, {_end(changed)}."
    change = f"Vertical black line: from here on {'; '.join(branch.changes) or 'no change'}. "
    fan = None
    if branch.others:
        other = branch.others[1]
        means = running_mean(other.index, other.scenario.world.outcomes.months)
        fan = np.asarray(np.quantile(means, list(QUANTILES.values()), axis=0))
        change += (
            f"Bands and dotted line: middle 90% and 50%, and median, of "
            f"{counted(other.index.shape[0], 'continuation')} with the change and other random draws. "
        )
    return PathsData(
        **data,
        title=f"{original.scenario.title}: run {original.run}, and what a change in {branch.at} makes of it",
        subtitle=ends,
        caption=_caption(original) + change + "Events in the colour of a path are in it alone. " + CAUTION,
        change=np.datetime64(branch.at, "M"),
        fan=fan,
    )


def _end(trace: Trace) -> str:
    return class_names(trace.scenario.world.outcomes)[trace.outcome]


def _paths_data(trace: Trace, sides: tuple[PathSide, ...]) -> dict[str, Any]:
    world = trace.scenario.world
    return {
        "months": np.array([month.month for month in trace.months], dtype="datetime64[M]"),
        "classes": tuple(class_names(world.outcomes).values()),
        "bounds": tuple(world.outcomes.bounds),
        "regimes": tuple(regime.name for regime in world.regimes),
        "outside": world.sides[1].name,
        "sides": sides,
    }


def _side(trace: Trace, name: str) -> PathSide:
    world = trace.scenario.world
    codes = [regime.id for regime in world.regimes]
    index = np.array(trace.index)
    return PathSide(
        name=name,
        index=index,
        mean=running_mean(index[None], world.outcomes.months)[0],
        trust_outside=_series(trace.months, "trust_outside"),
        trust_alliance=_series(trace.months, "trust_alliance"),
        regime=tuple(codes.index(month.regime) for month in trace.months) if codes else (),
        shocks=tuple(list_events(trace)),
    )


def _series(months: tuple[MonthRecord, ...], name: str) -> Floats:
    return np.array([month.series[name] for month in months])


def list_events(trace: Trace) -> list[DatedShock]:
    """List shocks and turns with their weights.

    Parameters
    ----------
    trace : Trace
    """
    listed = list(_spells(trace))
    for month in trace.months:
        at = np.datetime64(month.month, "M")
        turns = (event for event in trace.events_of(month.month) if event.kind in _TURNS)
        listed.extend(DatedShock(at, _words(event), _TURNS[event.kind]) for event in turns)
    return listed


def _spells(trace: Trace) -> Iterator[DatedShock]:
    """Yield the shocks; one that lasts comes month after month, and is one event."""
    longest = {shock.id: shock.lasts for shock in trace.scenario.shocks}
    began: dict[str, tuple[int, DatedShock]] = {}
    for number, month in enumerate(trace.months):
        for shock in month.shocks:
            weight = max((abs(act[2]) for act in shock.acts), default=0.0)
            first, spell = began.get(shock.id, (-1, None))
            if spell is not None and number == first + spell.lasts < first + longest.get(shock.id, 1):
                began[shock.id] = first, spell._replace(lasts=spell.lasts + 1)
                continue
            if spell is not None:
                yield spell
            began[shock.id] = number, DatedShock(np.datetime64(month.month, "M"), shock.label, weight)
    yield from (spell for _, spell in began.values())


def _words(event: Event) -> str:
    """Shorten what a turn is to a line of the key."""
    return with_arrows(event.what.partition(": disposition")[0])


def _caption(trace: Trace) -> str:
    window = trace.scenario.world.outcomes.months - 1
    months = month_number(trace.months[-1].month) - month_number(trace.months[0].month) + 1
    drawn = f"parameter set {trace.parameter_set}" if trace.parameter_set is not None else "central parameters"
    world = trace.scenario.world
    turns = {"new leaderships": True, "changes of regime": world.regimes, "turns of negotiations": world.negotiations}
    numbered = join_words(["shocks", *(words for words, there in turns.items() if there)])
    return (
        _LINES.format(window)
        + TRUST.format(
            where="Middle" if world.regimes else "Below",
            outside=with_article(world.sides[1].name),
            alliance=with_article(world.sides[0].name),
        )
        + f"Run {trace.run} over {counted(months, 'month')}, seed {trace.seed}, {drawn}, nrc_sim {__version__}. "
        + _NUMBERED.format(numbered)
    )

"""Folders of results on the page: statistics at once, runs only where they are compared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dash import html

from nrc_sim.analysis.comparison.pairs import compare_scenarios
from nrc_sim.dashboard import tables
from nrc_sim.dashboard.colours import palettes
from nrc_sim.dashboard.forecasts import forecast_parts
from nrc_sim.errors import InputError, NrcSimError
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.store import is_results_folder, load_folders, load_results
from nrc_sim.text.wording import counted, difference, percent, percent_range

REPORT = "report.html"
_MOST_BYTES = 400_000_000
"""Most bytes of runs, as they lie on disk, that a page compares."""

_MOST_FOLDERS = 6


class Opened(NamedTuple):
    """Folders that are open: what is shown, its colours, and the scenarios that can be the baseline."""

    parts: list[Any]
    palettes: dict[str, dict[str, str]]
    scenarios: list[dict[str, str]]


class Folders:
    """Folders of results that a page may open, and no others.

    Parameters
    ----------
    named : those that were named when the page was started
    here : folder whose own folders of results are offered too
    """

    def __init__(self, named: Sequence[Path], here: Path) -> None:
        self._named, self._here = tuple(named), here

    def names(self) -> list[str]:
        """List what can be opened now."""
        return list(self._found())

    def _found(self) -> dict[str, Path]:
        found = {str(path): path for path in self._named}
        for path in sorted(self._here.iterdir()):
            try:
                if path.is_dir() and not path.is_symlink() and is_results_folder(path):
                    found.setdefault(path.name, path)
            except (InputError, OSError):
                continue
        return found

    def path(self, name: str) -> Path:
        """Return the folder of a name.

        Parameters
        ----------
        name : one of `names`

        Raises
        ------
        InputError
            If the page may not open it.
        """
        found = self._found()
        if name not in found:
            raise InputError(f"the page cannot open {name!r}", allowed=", ".join(found) or "no folder is there")
        return found[name]

    def show(self, chosen: Sequence[str], baseline: str | None) -> Opened:
        """Show folders of results, and compare them if a baseline is named.

        Parameters
        ----------
        chosen : names
        baseline : slug of one of their scenarios, or None
        """
        try:
            paths = [self.path(name) for name in chosen[:_MOST_FOLDERS]]
            loaded = [load_results(path, summary_only=True) for path in paths]
            shown = [
                part for name, path, one in zip(chosen, paths, loaded, strict=False) for part in _told(name, path, one)
            ]
            titles = {runs.slug: runs.scenario.title for one in loaded for runs in one}
            if baseline in titles:
                shown += _compared(paths, str(baseline))
        except NrcSimError as error:
            return Opened([html.P(str(error), className="error", role="alert")], palettes(), [])
        classes = {len(runs.classes) for one in loaded for runs in one}
        return Opened(shown, palettes(*classes), [{"value": slug, "label": title} for slug, title in titles.items()])


def _told(name: str, path: Path, results: Results) -> list[Any]:
    first = next(iter(results))
    parts: list[Any] = [html.H3(name)]
    parts.append(html.P(f"{counted(first.runs, 'run')} of each scenario, seed {first.seed}.", className="hint"))
    followed = forecast_parts(path, first)
    parts += followed or [tables.beside_table(list(alike)) for alike in results.by_classes()]
    asked = [(runs, *found) for runs in results for found in runs.answers.values()]
    if asked:
        rows = [
            [
                question.question,
                runs.scenario.title,
                tables.with_interval(percent(share.share), percent_range(share.low, share.high)),
            ]
            for runs, question, share in asked
        ]
        parts.append(tables.page_table("Questions", ["Question", "Scenario", "Answered with yes (95%)"], rows, texts=2))
    if (path / REPORT).is_file():
        parts.append(html.P(html.A("Open its report", href=f"/report?folder={name}", target="_blank")))
    return parts


def _compared(paths: Sequence[Path], baseline: str) -> list[Any]:
    size = sum(file.stat().st_size for path in paths for file in path.rglob("*") if file.is_file())
    if size > _MOST_BYTES:
        what = f"the runs take {size / 1e6:,.0f} megabytes on disk"
        hint = "compare them in a terminal: nrc-sim compare " + " ".join(map(str, paths))
        raise InputError(what, allowed=f"at most {_MOST_BYTES / 1e6:,.0f} on the page", suggestion=hint)
    results = load_folders(paths)
    reference = results[baseline]
    alike = {runs.slug: runs for runs in results if _can_be_paired(runs, reference)}
    if len(alike) < 2:
        return [html.P("There is nothing that can be compared with it, run by run.", role="alert")]
    rows = []
    for pair in compare_scenarios(Results(alike), baseline):
        found = [difference(pair.final_index._asdict())]
        found += [difference(share._asdict(), 100.0) for share in pair.shares.values()]
        cells = [tables.with_interval(one["value"], one["interval"]) for one in found]
        rows.append([alike[pair.scenario].scenario.title, *cells])
    columns = ["Scenario", "Final index, points", *class_names(reference.scenario.world.outcomes).values()]
    caption = (
        f"Paired differences over {counted(reference.runs, 'run')}, with 95% intervals; shares in percentage points"
    )
    title = html.H3(f"Against {reference.scenario.title}")
    return [title, tables.page_table(caption, columns, rows)]


def _can_be_paired(runs: ScenarioRuns, reference: ScenarioRuns) -> bool:
    same = runs.seed == reference.seed and runs.labels == reference.labels and runs.classes == reference.classes
    return same and runs.months.tolist() == reference.months.tolist() and runs.block is not None

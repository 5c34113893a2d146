"""From what a page has set to what it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from dash import html

from nrc_sim.dashboard import pictures, tables
from nrc_sim.dashboard.colours import palettes
from nrc_sim.dashboard.controls import changes_of, list_controls
from nrc_sim.dashboard.desk import Desk, SupersededError, Turn, settings_for
from nrc_sim.dashboard.page_settings import FIRST_RUNS, PageSettings, page_settings
from nrc_sim.dashboard.worlds_shown import Shown
from nrc_sim.errors import InputError, NrcSimError
from nrc_sim.figures.study import make_figure_data
from nrc_sim.scenario.resolve import with_changes
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.text.wording import counted, difference, percent, signed

if TYPE_CHECKING:
    from nrc_sim.analysis.comparison import PairedComparison
    from nrc_sim.scenario import Scenario

MOVED = "_changed"
"""What the slug of a scenario that was moved ends in, beside itself as it stands in its file."""

_MOST_EXPLAINED = 8
"""Most elements of a difference of which all combinations are simulated."""


class Study(NamedTuple):
    """What a page shows: the scenario that is moved, what it is compared with, and what stands beside."""

    mine: ScenarioRuns
    baseline: ScenarioRuns | None
    beside: tuple[ScenarioRuns, ...]
    pair: PairedComparison | None
    note: str

    @property
    def listed(self) -> list[ScenarioRuns]:
        """All runs, those of the scenario that is moved first."""
        return [self.mine, *([] if self.baseline is None else [self.baseline]), *self.beside]


class Answers:
    """Answers what pages ask.

    Parameters
    ----------
    shown : what a page may name
    desk : simulates
    """

    def __init__(self, shown: Shown, desk: Desk) -> None:
        self.shown, self.desk = shown, desk

    def read(self, asked: Mapping[str, Any]) -> PageSettings:
        """Return what a page has set.

        Parameters
        ----------
        asked : scenario, baseline, beside, seed, runs and parameters; `changes` that were made before, `watched`
            parameters, and `values` of the controls that have been moved since

        Raises
        ------
        InputError
            If it cannot be accepted.
        """
        found = page_settings({**asked, "changes": asked.get("changes") or ()})
        scenario = self.shown.load(found.scenario)
        panel = list_controls(scenario, found.changes, asked.get("watched") or ())
        return replace(found, changes=changes_of(scenario, panel, asked.get("values") or {}))

    def moved(self, asked: PageSettings) -> Scenario:
        """Return the scenario with what the page has changed.

        Parameters
        ----------
        asked : what the page has set
        """
        return with_changes(self.shown.load(asked.scenario), asked.changes)

    def study(self, asked: PageSettings, runs: int, turn: Turn) -> Study:
        """Simulate what a page has set.

        Parameters
        ----------
        asked : what the page has set
        runs : runs of each scenario
        turn : of the page
        """
        mine = self._runs(self.moved(asked), asked, runs, turn)
        names = dict.fromkeys((asked.baseline, *asked.beside))
        own = [name for name in names if name != asked.scenario or asked.changes]
        loaded = {name: self._runs(self.shown.load(name), asked, runs, turn) for name in own}
        if asked.scenario in loaded:
            mine = mine.called(f"{mine.slug}{MOVED}")
            mine = replace(mine, scenario=_titled(mine.scenario, f"{mine.scenario.title}, changed"))
        baseline = loaded.pop(asked.baseline, None)
        alike = tuple(one for one in loaded.values() if one.scenario.world.slug == mine.scenario.world.slug)
        note = "" if len(alike) == len(loaded) else "Scenarios of another world are not shown beside. "
        pair, trouble = _compare(mine, baseline)
        if baseline is not None and baseline.scenario.world.slug != mine.scenario.world.slug:
            baseline = None
        return Study(mine, baseline, alike, pair, note + trouble)

    def _runs(self, scenario: Scenario, asked: PageSettings, runs: int, turn: Turn) -> ScenarioRuns:
        how = settings_for(scenario, asked.seed, runs, asked.parameters)
        return self.desk.simulate(scenario, how, turn)

    def answer(self, asked: Mapping[str, Any], *, refine: bool = False) -> dict[str, Any] | None:
        """Answer what a page has set with all that it shows; an error is an answer too.

        Parameters
        ----------
        asked : see `read`; with `tab` and `number`
        refine : whether with the full number of runs, or the first few

        Returns
        -------
        None if the page has asked for something newer
        """
        turn = turn_of(asked)
        self.desk.announce(turn)
        told: dict[str, Any] = {"number": turn.number, "tab": turn.tab}
        try:
            found = self.read(asked)
            runs = found.runs if refine else min(FIRST_RUNS, found.runs)
            study = self.study(found, runs, turn)
            self.desk.check(turn)
            return told | self._told(found, study) | {"refined": runs == found.runs}
        except SupersededError:
            return None
        except (NrcSimError, ArithmeticError) as error:
            return told | {"error": str(error)}

    def _told(self, asked: PageSettings, study: Study) -> dict[str, Any]:
        data = make_figure_data(study.listed)
        council = pictures.council_picture(study.mine, _second(data) if study.baseline else None)
        others = study.baseline
        return {
            "fan": pictures.fan_picture(data),
            "fan_words": pictures.fan_words(data),
            "outcomes": [tables.outcome_table(study.mine, others, study.pair), *_beside(study)],
            "council": council,
            "council_table": [] if council is None else tables.council_table(study.mine, others),
            "members": pictures.members_picture(data),
            "members_table": [
                tables.trust_table(data),
                *([] if study.pair is None else [tables.trust_shift_table(study.pair)]),
            ],
            "headline": _headline(study),
            "status": _status(asked, study),
            "summary": Results({study.mine.slug: study.mine}).summary()[study.mine.slug],
            "palettes": palettes(len(study.mine.classes)),
            "query": asked.query,
            "command": asked.command(),
            "python": asked.python,
            "file": asked.file_text(study.mine.scenario.title),
            "changes": list(asked.changes),
        }

    def explain(self, asked: Mapping[str, Any]) -> dict[str, Any] | None:
        """Say what carries the difference between the scenario of a page and its baseline.

        Parameters
        ----------
        asked : see `answer`

        Returns
        -------
        None if the page has asked for something newer
        """
        from nrc_sim.analysis.attribution import attribute, find_elements

        turn = turn_of(asked)
        try:
            found = self.read(asked)
            if found.scenario == found.baseline and not found.changes:
                return {"number": turn.number, "carried": html.P("Nothing is moved yet.")}
            mine, baseline = self.moved(found), self.shown.load(found.baseline)
            elements = find_elements(mine, baseline)
            if len(elements) > _MOST_EXPLAINED:
                words = f"They differ in {counted(len(elements), 'thing')}: too many for a page. In a terminal: "
                command = f"nrc-sim attribute {found.scenario} --baseline {found.baseline}"
                return {"number": turn.number, "carried": html.P([words, html.Code(command)])}
            with self.desk.seat(turn, behind=True):
                how = settings_for(mine, found.seed, FIRST_RUNS, found.parameters)
                carried = attribute(mine, baseline, how, progress=self.desk.watch(turn))
            return {"number": turn.number, "carried": tables.carried_table(carried)}
        except SupersededError:
            return None
        except (NrcSimError, ArithmeticError) as error:
            words = error.what if isinstance(error, InputError) else str(error)
            return {"number": turn.number, "carried": html.P(f"Nothing to explain: {words}.")}


def turn_of(asked: Mapping[str, Any]) -> Turn:
    """Return whose question something is.

    Parameters
    ----------
    asked : with `tab` and `number`
    """
    return Turn(str(asked.get("tab", ""))[:64], int(asked.get("number") or 0))


def _titled(scenario: Scenario, title: str) -> Scenario:
    file = scenario.file.model_copy(update={"title": title})
    return type(scenario)(file, scenario.world, scenario.path, scenario.tree)


def _compare(mine: ScenarioRuns, baseline: ScenarioRuns | None) -> tuple[PairedComparison | None, str]:
    from nrc_sim.analysis.comparison.pairs import compare_scenarios

    if baseline is None:
        return None, ""
    try:
        return compare_scenarios(Results({mine.slug: mine, baseline.slug: baseline}), baseline.slug)[0], ""
    except InputError as error:
        return None, f"No paired difference: {error.what}."


def _second(data: Any) -> Any:
    return data.scenarios[1]


def _beside(study: Study) -> Sequence[Any]:
    return [tables.beside_table(study.listed)] if study.beside else []


def _status(asked: PageSettings, study: Study) -> str:
    futures = counted(study.mine.runs, "future")
    return f"{futures} of each scenario, seed {asked.seed}; intervals of 95%. {study.note}".strip()


def _headline(study: Study) -> str:
    """Say in a sentence what came of it, for those who hear the page too."""
    shares = study.mine.shares()
    most = max(shares, key=lambda name: shares[name].share)
    names = class_names(study.mine.scenario.world.outcomes)
    words = f"{percent(shares[most].share)} of futures end in {names[most]}"
    if study.pair is None or study.baseline is None:
        return f"{words}; mean final index {signed(study.mine.final_statistics['mean'])} points."
    found, against = difference(study.pair.final_index._asdict()), study.baseline.scenario.title
    return f"{words}; final index {found['value']} points ({found['interval']}) against {against}."

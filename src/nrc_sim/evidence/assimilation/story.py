"""What an ensemble goes through while it follows: a scenario, or the chances of a world after its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from nrc_sim.engine.accepted import WHOLE, candidates_of_world
from nrc_sim.engine.world import ENSEMBLE, Job, chosen_sets, make_job
from nrc_sim.engine.world.build import build_world
from nrc_sim.engine.world.job import Past
from nrc_sim.errors import InputError
from nrc_sim.evidence.assimilation.measured import EVENTS, SERIES, Measured
from nrc_sim.evidence.assimilation.observing import ObservationModel
from nrc_sim.evidence.assimilation.settings import load_assimilation
from nrc_sim.evidence.calibration import folds_of
from nrc_sim.evidence.hindcast.ahead import left_to_chance
from nrc_sim.evidence.hindcast.prescribed import PrescribedHindcast, RunChoice, sets_of_folds
from nrc_sim.evidence.observed import load_plan, read_observed
from nrc_sim.evidence.observed.mapping import Mapping
from nrc_sim.evidence.panel.events import learned_usual_shares
from nrc_sim.evidence.panel.posterior import load_posterior
from nrc_sim.evidence.panel.settings import load_settings
from nrc_sim.scenario import Scenario, load_scenario, month_number, month_text
from nrc_sim.scenario.bundled import find_world, is_file
from nrc_sim.scenario.nodes import Entry, Node, mapping_node, tree_of
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.worlds import evidence_folder, load_named_world
from nrc_sim.study.given import GivenChoice, GivenCondition, apply_given

_CHANGED = ("slug", "title", "horizon", "shocks")
"""What of a scenario is another where the past is left to chance, beside the history that it continues."""


class Story(NamedTuple):
    """What is followed.

    Attributes
    ----------
    scenario : Scenario
    past : Scenario or None
        The history before it that is told instead of its own.
    given : tuple
        Files of facts and conditions of its months, see `give`.
    """

    scenario: Scenario
    past: Scenario | None = None
    given: tuple[GivenChoice, ...] = ()

    @property
    def start(self) -> int:
        """First month that is followed, counted from year 0."""
        return month_number(self.scenario.start)


def choose_story(
    name: str | Path | Scenario,
    changes: Sequence[str] = (),
    since: str | None = None,
    given: Iterable[GivenChoice] = (),
) -> Story:
    """Load what is followed.

    Parameters
    ----------
    name : scenario, its slug or file, or the name of a world with a plan of evidence, whose chances are then followed
    changes : such as `policies.dialogue=0.5`
    since : month from which on the scenario's chances count, after the history up to it; None leaves a scenario as it
        is, and lets the chances of a world begin with its history
    given : files of facts, and conditions

    Raises
    ------
    InputError
        If there is no such scenario or world, or the month lies outside.
    """
    if isinstance(name, Scenario):
        scenario, history = name, None
    elif _is_world(name):
        plan = load_plan(load_named_world(str(name)))
        scenario, history = load_scenario(plan.scenarios.forecast, changes), load_scenario(plan.scenarios.history)
    else:
        scenario, history = load_scenario(name, changes), None
    if history is None and since is None:
        return Story(scenario, given=tuple(given))
    if history is None:
        if scenario.past_path is None:
            raise InputError(f"{scenario.slug} continues no history", place="--since", allowed="leave it out")
        history = load_scenario(scenario.past_path)
    return _since(scenario, history, history.start if since is None else since)._replace(given=tuple(given))


def give(story: Story, months: int) -> tuple[Scenario, tuple[GivenCondition, ...]]:
    """Return the scenario of a story with the facts that are given, and the conditions that its runs fulfil.

    Parameters
    ----------
    story : what is followed
    months : length of the horizon

    Raises
    ------
    InputError
        If something given cannot be accepted, or tells of months beyond the horizon.
    """
    (scenario,), conditions = apply_given([story.scenario], story.given, months)
    return scenario, conditions


def _since(scenario: Scenario, history: Scenario, since: str) -> Story:
    first, end = month_number(history.start), month_number(scenario.start)
    try:
        start = month_number(since)
    except (ValueError, IndexError):
        start = -1
    if not first <= start <= end:
        raise InputError(f"it is {since!r}", place="--since", allowed=f"{history.start} .. {scenario.start}")
    story, past = left_to_chance(history, scenario, start, end + scenario.months - start)
    slug = f"{scenario.slug}_since_{since.replace('-', '_')}"
    about = {"slug": slug, "title": f"{scenario.title}, by chance since {since}"}
    file = story.file.model_copy(update=about)
    return Story(Scenario(file, story.world, story.path, _tree_of_file(file, story)), past)


def _tree_of_file(file: ScenarioFile, before: Scenario) -> Node:
    """Write what was changed into the tree of a scenario, so that facts can be added to it."""
    tree, changed = before.written, Scenario(file, before.world, before.path).resolved()
    entries = {key: entry for key, entry in tree.content.items() if key in changed}
    new = {key: tree_of(changed[key], tree.place) for key in _CHANGED if key in changed}
    return mapping_node({**entries, **{key: Entry(tree.place, node) for key, node in new.items()}}, tree.place)


def _is_world(name: str | Path) -> bool:
    text = str(name)
    if text.endswith((".yaml", ".yml")):
        if not is_file(Path(text)):
            return False
        try:
            load_named_world(text)
        except InputError:
            return False
        return True
    return find_world(text, Path()) is not None


def story_job(story: Story, seed: int, months: int, parameters: str) -> Job:
    """Prepare a story for simulation.

    Parameters
    ----------
    story : Story
    seed, months : see `make_job`
    parameters : `ensemble` or `central`
    """
    known = [] if story.past is None else [Past(story.past, build_world(story.past))]
    return make_job(story.scenario, seed, months, chosen_sets(story.scenario, parameters), known)


def observation_model(
    story: Story, measured: Sequence[Measured], seed: int, parameters: str, model_error: float | None = None
) -> ObservationModel:
    """Return the observation models of hindcast and panel for what was observed.

    Parameters
    ----------
    story : whose world is observed
    measured : what was observed
    seed : of the hindcast
    parameters : `ensemble` or `central`
    model_error : by which the mean conduct of runs may miss that of the actors, -1..1; None takes the usual one

    Raises
    ------
    InputError
        If the world has no evidence to which a series could be compared.
    """
    settings, line = load_assimilation(), load_settings().observing
    error = settings.model_error if model_error is None else model_error
    if not 0.0 < error <= 1.0:
        raise InputError(f"it is {error!r}", place="--model-error", allowed="above 0, at most 1")
    series = {one.variable for one in measured if one.kind == SERIES}
    bundling, echo = 0.0, 0.0
    if any(one.kind == EVENTS for one in measured):
        learned = load_posterior().draws
        bundling, echo = (float(learned[name].mean()) for name in ("bundling", "echo"))
    fitted = _fit_series(story, sorted(series), seed, parameters) if series else {}
    seen = Mapping(line.intercept, line.slope, 0.0, learned_usual_shares())
    return ObservationModel(fitted, seen, error, bundling, echo, settings.state_error)


def _fit_series(story: Story, variables: Sequence[str], seed: int, parameters: str) -> dict[str, Mapping]:
    """Fit the observation model of the hindcast to all years of the world's evidence."""
    world = story.scenario.world
    plan = load_plan(world)
    history = load_scenario(plan.scenarios.history)
    observations = read_observed(evidence_folder(world) / "observed.csv", world, plan)
    candidates = candidates_of_world(world) if parameters == ENSEMBLE else None
    sets = sets_of_folds(candidates, [fold for fold in folds_of(plan) if fold.name == WHOLE])
    hindcast = PrescribedHindcast(plan, history, observations, sets, RunChoice(seed))
    return {variable: hindcast.mapping(variable, WHOLE) for variable in variables}


def last_month(text: str, story: Story) -> int:
    """Return the last month that is known, counted from year 0.

    Parameters
    ----------
    text : such as `2012-12`
    story : that is followed

    Raises
    ------
    InputError
        If it is no month, or not followed.
    """
    start = story.start
    try:
        month = month_number(text)
    except (ValueError, IndexError):
        month = -1
    if month < start:
        raise InputError(f"it is {text!r}", place="--until", allowed=f"a month from {month_text(start)} on")
    return month

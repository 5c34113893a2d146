"""Variants of scenarios as jobs: with probes, other parameters in history too, and changes to the first state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import Job, ParameterSet, StateLayout, World, make_job
from nrc_sim.engine.world.job import Past, Values
from nrc_sim.engine.world.types import Moves, ShockEntry, SizeDraw, Timing
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import Probe, StateEdit, Variant
from nrc_sim.evidence.claims.loading import FOLDER
from nrc_sim.evidence.claims.spans import split_job
from nrc_sim.rules.index import IndexParameters
from nrc_sim.rules.shocks import FIXED
from nrc_sim.scenario import Scenario, month_number

_PROBE = "probe"


class VariantJob(NamedTuple):
    """A variant ready to be simulated: its job, and what is done to the state at the start of its horizon.

    With a job `then`, the months of `job` end where its own begin; `then_start` is what is done to the state there.
    `world` has all months.
    """

    job: Job
    start: tuple[StateEdit, ...]
    world: World
    then: Job | None = None
    then_start: tuple[StateEdit, ...] = ()


class Experiment(NamedTuple):
    """What all variants of an experiment share: seed, parameter sets, and values set everywhere.

    `everywhere` values by `group.name`, in history too; `scales` the scale of the index for each parameter set, if not
    that of the world; `folder` where the facts stand that name the variants.
    """

    seed: int
    parameter_sets: Sequence[Values] = ()
    everywhere: Mapping[str, float] = {}
    runs_per_set: int = 0
    scales: Sequence[IndexParameters] = ()
    folder: Path = FOLDER


def make_variant(scenario: Scenario, variant: Variant, experiment: Experiment, known: list[Past]) -> VariantJob:
    """Prepare a variant for simulation.

    Parameters
    ----------
    scenario : the scenario of the variant
    variant : what it changes besides
    experiment : what all variants share
    known : histories loaded before, to which a new one is added
    """
    everywhere = {**experiment.everywhere, **variant.everywhere}
    changed = with_parameters(scenario, everywhere)
    sets = [_overridden(values, everywhere) for values in experiment.parameter_sets]
    job = make_job(changed, experiment.seed, parameter_sets=sets, known=known, runs_per_set=experiment.runs_per_set)
    if experiment.scales:
        job = replace(job, parameter_sets=tuple(map(_rescaled, job.parameter_sets, experiment.scales)))
    if variant.probe is not None:
        job = replace(job, world=with_probe(job.world, variant.probe))
    if variant.later is None:
        return VariantJob(job, variant.start, job.world)
    before, then = split_job(job, variant.later)
    return VariantJob(before, variant.start, job.world, then, variant.later.start)


def _rescaled(parameters: ParameterSet, scale: IndexParameters) -> ParameterSet:
    history, scenario = (each._replace(scale=scale) for each in parameters)
    return ParameterSet(history, scenario)


def _overridden(values: Values, everywhere: Mapping[str, float]) -> Values:
    """Put what is set everywhere before a parameter set."""
    changed = {group: dict(named) for group, named in values.items()}
    for path, value in everywhere.items():
        group, _, name = path.partition(".")
        if name in changed.get(group, {}):
            changed[group][name] = value
    return changed


def with_parameters(scenario: Scenario, values: Mapping[str, float]) -> Scenario:
    """Give parameters other values in the scenario and in the history before it.

    Parameters
    ----------
    scenario : Scenario
    values : by `group.name`, within the range of the parameter or the value that switches it off

    Raises
    ------
    InputError
        If there is no such parameter, or it may not have the value.
    """
    if not values:
        return scenario
    parameters = {group: dict(named) for group, named in scenario.world.parameters.items()}
    for path, value in values.items():
        group, _, name = path.partition(".")
        quantity = parameters.get(group, {}).get(name)
        if quantity is None:
            raise InputError(f"there is no parameter {path!r}", allowed="group.name, as in the world file")
        if not quantity.allows(value):
            raise InputError(f"{path} is {value:g}", allowed=quantity.allowed)
        # Unchecked, so that the value that switches a mechanism off may lie outside the range.
        parameters[group][name] = quantity.model_copy(update={"value": value})
    world = scenario.world.model_copy(update={"parameters": parameters})
    return Scenario(scenario.file, world, scenario.path, scenario.tree)


def with_probe(world: World, probe: Probe) -> World:
    """Add an impulse to conduct, the same in both directions, to what happens in a world.

    Parameters
    ----------
    world : World
    probe : Probe
    """
    first = month_number(probe.at) - world.start
    hit = set(numbers_of(world, probe.members))
    acts = tuple(probe.impulse if number in hit else 0.0 for number in range(len(world.pairs)))
    nothing = (0.0,) * len(world.issues)
    moves = Moves(acts, acts, nothing, nothing, (0.0,) * len(world.areas), 0.0, 0.0, 0.0, 0.0, -1, -1, ())
    size = SizeDraw(FIXED, 1.0, 1.0, 1.0)
    entries = tuple(
        ShockEntry(f"{_PROBE}_{month}", _PROBE, Timing(first + month, (-1, -1), 0.0, (), (), 0), size, moves)
        for month in range(probe.months)
    )
    return world._replace(shocks=(*world.shocks, *entries))


def numbers_of(world: World, names: Sequence[str]) -> list[int]:
    """Number the pairs that names mean: ids, or `alliance`, `allies` or `lead`.

    Parameters
    ----------
    world : World
    names : at least one
    """
    everyone, seconds = range(len(world.pairs)), world.powers[1]
    groups = {"alliance": list(everyone), "allies": list(everyone[seconds:]), "lead": list(everyone[:seconds])}
    return sorted({number for name in names for number in groups.get(name) or [world.labels.members.index(name)]})


def edit_states(world: World, states: Floats, edits: Sequence[StateEdit]) -> Floats:
    """Change states at the start of the horizon.

    Parameters
    ----------
    world : World
    states : array (run, value)
    edits : what is changed, in their order

    Returns
    -------
    a changed copy, or the states themselves without edits
    """
    if not edits:
        return states
    changed = states.copy()
    for edit in edits:
        columns = _columns(world, edit)
        changed[:, columns] = edit.put if edit.put is not None else changed[:, columns] + edit.add
    return changed


def _columns(world: World, edit: StateEdit) -> list[int]:
    position = 0
    for name, size in StateLayout.of(world).fields:
        if name == edit.field:
            return [position + item for item in _items(world, edit, size)]
        position += size
    known = ", ".join(name for name, _ in StateLayout.of(world).fields)
    raise InputError(f"a state has no field {edit.field!r}", allowed=known)


def _items(world: World, edit: StateEdit, size: int) -> list[int]:
    if not edit.items:
        return list(range(size))
    labels = world.labels
    names = {"tension": labels.issues, "stock": labels.areas, "settlement": labels.negotiations}.get(edit.field)
    return numbers_of(world, edit.items) if names is None else [names.index(item) for item in edit.items]

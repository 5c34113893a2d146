"""What runs say about facts: simulates the variants that facts need and keeps a few numbers of every run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Floats, without_failures
from nrc_sim.engine.world import Job, World
from nrc_sim.engine.world.job import Past
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.estimates import Estimate, make_estimate
from nrc_sim.evidence.claims.fact_schema import Claim, Part, StateEdit, StudyFact
from nrc_sim.evidence.claims.loading import FACTS, FOLDER, load_facts, scenario_of_variant
from nrc_sim.evidence.claims.observed_facts import ObservedChangesEstimate
from nrc_sim.evidence.claims.spans import join_months
from nrc_sim.evidence.claims.variants import Experiment, VariantJob, edit_states, make_variant
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.study.executors import choose_executor
from nrc_sim.study.running import describe_job, map_kept

_RANGE_RUNS = 256
"""Runs of all variants that are simulated together."""


class Noted(NamedTuple):
    """What was noted of some runs: numbers by part, and for each run the cluster of which it is one.

    `parts` arrays (run, number) by id; `clusters` array (run), the number of the parameter set, or the run's own.
    """

    parts: dict[str, Floats]
    clusters: NDArray[np.int64]


def make_estimates(parts: Iterable[Part], folder: Path = FOLDER) -> dict[str, Estimate]:
    """Make the estimates of some parts of claims, by their ids; those whose figures come from studies have none.

    Parameters
    ----------
    parts : bounds, each with a fact of the same id
    folder : where the claims and facts stand

    Raises
    ------
    InputError
        If there is no fact of such an id.
    """
    facts = load_facts(folder).facts
    names = [part.id for part in parts]
    for name in names:
        if name not in facts:
            what, place = f"there is no fact {name!r}, by which a bound would be judged", str(folder / FACTS)
            raise InputError(what, place=place, allowed=", ".join(facts), suggestion=did_you_mean(name, list(facts)))
    return {name: make_estimate(facts[name], folder) for name in names if not isinstance(facts[name], StudyFact)}


def studies_among(parts: Iterable[Part], folder: Path = FOLDER) -> dict[str, StudyFact]:
    """Return the facts of some parts whose figures come from studies, by their ids.

    Parameters
    ----------
    parts, folder : see `make_estimates`
    """
    facts = load_facts(folder).facts
    found = {part.id: facts[part.id] for part in parts}
    return {name: fact for name, fact in found.items() if isinstance(fact, StudyFact)}


def claims_of_runs(claims: Iterable[Claim], folder: Path = FOLDER) -> tuple[Claim, ...]:
    """Return the claims whose figures all come from runs of variants.

    Parameters
    ----------
    claims, folder : which, and where they stand
    """
    return tuple(claim for claim in claims if not studies_among(claim.parts, folder))


class Evidence:
    """Runs of the variants that some facts need, for one seed.

    Parameters
    ----------
    estimates : how each figure is computed, by the id of its part
    experiment : what all variants share
    """

    def __init__(self, estimates: Mapping[str, Estimate], experiment: Experiment) -> None:
        self.estimates, self.experiment = dict(estimates), experiment
        names = dict.fromkeys(name for estimate in self.estimates.values() for name in estimate.variants)
        variants, folder = load_facts(experiment.folder).variants, experiment.folder
        watching = (e for e in self.estimates.values() if isinstance(e, ObservedChangesEstimate))
        self._watched = {name for estimate in watching for name in estimate.variants}
        known: list[Past] = []
        self._jobs: dict[str, VariantJob] = {
            name: make_variant(scenario_of_variant(name, folder), variants[name], experiment, known) for name in names
        }

    def gather(self, first_run: int, runs: int, workers: int | None = None) -> Noted:
        """Simulate some runs of all variants and note what the figures need.

        Parameters
        ----------
        first_run, runs : the runs `first_run` .. `first_run + runs - 1`
        workers : threads; None takes what the machine offers

        Raises
        ------
        RunError
            If a run failed.
        """
        end = first_run + runs
        pieces = [(start, min(_RANGE_RUNS, end - start)) for start in range(first_run, end, _RANGE_RUNS)]
        with choose_executor(workers, threads=True) as executor:
            found = list(map_kept(executor, self._note_range, self._describe_range, pieces))
        parts = {part: np.concatenate([piece[part] for piece in found]) for part in self.estimates}
        numbers = np.arange(first_run, first_run + runs)
        drawn = next(iter(self._jobs.values())).job
        clusters = drawn.sets_of(numbers) if self.experiment.parameter_sets else numbers
        return Noted(parts, clusters)

    def _describe_range(self, first_run: int, runs: int) -> list[Any]:
        return ["notes", self._described, first_run, runs]

    @cached_property
    def _described(self) -> list[Any]:
        jobs = {
            name: [[describe_job(job) for job in jobs], [edit.model_dump() for edit in edits]]
            for name, jobs, edits in map(self._described_variant, sorted(self._jobs))
        }
        return [sorted(self.estimates), jobs]

    def _described_variant(self, name: str) -> tuple[str, list[Job], tuple[StateEdit, ...]]:
        variant = self._jobs[name]
        jobs = [variant.job] if variant.then is None else [variant.job, variant.then]
        return name, jobs, (*variant.start, *variant.then_start)

    def _note_range(self, first_run: int, runs: int) -> dict[str, Floats]:
        blocks: dict[str, tuple[Block, World]] = {}
        states: dict[str, Floats] = {}
        waiting = dict(self.estimates)
        noted: dict[str, Floats] = {}
        for name in self._in_order():
            blocks[name] = self._simulated(name, first_run, runs, states)
            for part in [part for part, estimate in waiting.items() if set(estimate.variants) <= set(blocks)]:
                noted[part] = waiting.pop(part).observe(blocks.__getitem__)
            self._drop_unneeded(blocks, waiting)
        return noted

    def _in_order(self) -> Iterator[str]:
        """Go through the variants so that those that figures need together come together."""
        seen: set[str] = set()
        for estimate in sorted(self.estimates.values(), key=lambda estimate: estimate.variants):
            for name in estimate.variants:
                if name not in seen:
                    seen.add(name)
                    yield name

    def _drop_unneeded(self, blocks: dict[str, tuple[Block, World]], waiting: Mapping[str, Estimate]) -> None:
        needed = {name for estimate in waiting.values() for name in estimate.variants}
        for name in [name for name in blocks if name not in needed]:
            del blocks[name]

    def _simulated(self, name: str, first_run: int, runs: int, states: dict[str, Floats]) -> tuple[Block, World]:
        from nrc_sim.engine.kernel import simulate_block, simulate_histories

        job, edits, world, then, then_edits = self._jobs[name]
        if job.history_key not in states:
            states[job.history_key] = simulate_histories(job, first_run, runs)
        watched = name in self._watched
        begun = edit_states(job.world, states[job.history_key], edits)
        block = without_failures(simulate_block(job, first_run, runs, begun, conduct=watched), f"variant {name!r}: ")
        if then is None:
            return block, world
        gone_on = edit_states(then.world, simulate_histories(then, first_run, runs, begun), then_edits)
        later = without_failures(simulate_block(then, first_run, runs, gone_on, conduct=watched), f"variant {name!r}: ")
        return join_months(block, later), world


def merge_notes(notes: Sequence[Noted]) -> Noted:
    """Put together what was noted of different runs, or with different seeds.

    Parameters
    ----------
    notes : at least one, all of the same parts
    """
    parts = {part: np.concatenate([note.parts[part] for note in notes]) for part in notes[0].parts}
    return Noted(parts, np.concatenate([note.clusters for note in notes]))

"""Drawing candidates, and accepting or refusing them: seeded, resumable, the same for any number of workers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.accepted import CUT_OFF, KEY, Candidate, mark_made
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.provenance import fingerprint, numbers_of_world, rules_key
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.evidence.calibration.folds import folds_of
from nrc_sim.evidence.calibration.implausibility import fitted_observations, implausibilities
from nrc_sim.evidence.observed import Observation, Plan, simulate_values
from nrc_sim.evidence.panel.numbers import parameters_of
from nrc_sim.evidence.panel.posterior import load_posterior
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.study.executors import Progress
from nrc_sim.text.writing import refuse_foreign, write_text

BATCH = 64
"""Candidates that are tried together; those of different batches share common random numbers."""
_DIGITS = 6


def draw_candidates(plan: Plan, history: Scenario) -> list[Candidate]:
    """Draw candidates evenly from the ranges of the free parameters, and jointly from what the panel taught.

    Parameters
    ----------
    plan : which are free, how many candidates, and the seed
    history : whose world gives the ranges

    Notes
    -----
    A scrambled Sobol' sequence (Owen 1998). Draws of the posterior come in their order, again and again.
    """
    from scipy.stats import qmc

    ranges = []
    for path in plan.calibration.free:
        group, _, name = path.partition(".")
        ranges.append(history.world.parameters[group][name].range)
    low, high = np.array(ranges).T
    sampler = qmc.Sobol(len(ranges), seed=np.random.default_rng(plan.calibration.seed))
    points = low + sampler.random(plan.calibration.candidates) * (high - low)
    columns = dict(zip(plan.calibration.free, points.T, strict=True)) | _learned_columns(plan, history)
    rows = np.column_stack(list(columns.values()))
    return [Candidate(dict(zip(columns, map(_rounded, row), strict=True)), {}) for row in rows]


def _learned_columns(plan: Plan, history: Scenario) -> dict[str, Floats]:
    """Return values of what other relationships taught, one joint draw a candidate, in the units and ranges here."""
    if not plan.calibration.learned:
        return {}
    posterior = load_posterior()
    taught = {f"{group}.{name}": values for (group, name), values in parameters_of(posterior.draws).items()}
    found = {}
    for path, unit in plan.calibration.learned.items():
        if path not in taught:
            raise InputError(
                f"{path} is not learned from the panel",
                place="calibration.learned",
                allowed=", ".join(taught),
                suggestion=did_you_mean(path, list(taught)),
            )
        group, _, name = path.partition(".")
        drawn = np.resize(taught[path] / unit, plan.calibration.candidates)
        found[path] = np.clip(drawn, *history.world.parameters[group][name].range)
    return found


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)


def calibration_key(plan: Plan, history: Scenario, observations: list[Observation]) -> str:
    """Return a fingerprint of all that accepted sets depend on: rules, world, history, plan and fitted series.

    Parameters
    ----------
    plan, history : what is fitted, and with what
    observations : what is observed
    """
    # The values of the free parameters are drawn, and the scale of the index moves no state.
    world = numbers_of_world(history.world, plan.calibration.drawn)
    fitted = fitted_observations(observations, plan)
    plain = json.loads(plan.model_dump_json())
    learned = load_posterior().source.content if plan.calibration.learned else ""
    text = json.dumps([rules_key(), world, history.resolved(), plain, fitted, learned], sort_keys=True)
    return fingerprint(text.encode())


class CalibrationWork(NamedTuple):
    """What is tried, against what, and who receives progress.

    `workers` are threads, None takes what the machine offers; `listener` receives the stage, candidates done and to do.
    """

    plan: Plan
    history: Scenario
    observations: list[Observation]
    workers: int | None = None
    listener: Progress | None = None


def calibrate(work: CalibrationWork, path: Path, *, overwrite: bool = False) -> None:
    """Try all candidates and write each with its implausibility in every fold; go on where an earlier call stopped.

    Parameters
    ----------
    work : what is fitted, to what, and how
    path : file to write; what a file with the same key already holds is kept
    overwrite : whether a file of other candidates is replaced, once all new ones are there

    Raises
    ------
    InputError
        If the file holds candidates of something else, and is not to be overwritten.
    """
    final = path.resolve()
    head = _head(work)
    begun = final.with_name(f".{final.name}.begun") if overwrite and _holds_others(final, head) else final
    done = _prepared(begun, head, overwrite=overwrite)
    _try_candidates(work, begun, done)
    if begun != final:
        begun.replace(final)
    mark_made(path, work.history.world)


def _head(work: CalibrationWork) -> list[str]:
    plan = work.plan
    columns = ["candidate", *plan.calibration.drawn, *(fold.name for fold in folds_of(plan))]
    key = calibration_key(plan, work.history, work.observations)
    return [f"{KEY}{key}", f"{CUT_OFF}{plan.calibration.cut_off:g}", ",".join(columns)]


def _try_candidates(work: CalibrationWork, path: Path, done: int) -> None:
    plan, history = work.plan, work.history
    candidates, folds = draw_candidates(plan, history), folds_of(plan)
    observed = fitted_observations(work.observations, plan)
    for first in range(done, len(candidates), BATCH):
        batch = candidates[first : first + BATCH]
        sets = [candidate.by_group for candidate in batch]
        job = make_job(history, plan.calibration.seed, parameter_sets=sets, runs_per_set=plan.calibration.runs)
        values = simulate_values(job, history.world, plan, observed, work.workers).values
        found = np.array([implausibilities(one, observed, plan, folds) for one in values])
        with path.open("a", encoding="utf-8") as stream:
            stream.write("".join(_rows(first, batch, found)))
        if work.listener is not None:
            work.listener("calibrating", first + len(batch), len(candidates))


def _rows(first: int, batch: list[Candidate], found: Floats) -> list[str]:
    rows = []
    for number, (candidate, implausible) in enumerate(zip(batch, found, strict=True), start=first):
        cells = [f"{value:g}" for value in candidate.values.values()] + [f"{value:.3g}" for value in implausible]
        rows.append(",".join([str(number), *cells]) + "\n")
    return rows


def _holds_others(path: Path, head: list[str]) -> bool:
    """Whether there is a file of candidates that was made for something else."""
    refuse_foreign(path, lambda text: text.startswith(KEY), "a file of candidates")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return bool(lines) and lines[:3] != head


def _prepared(path: Path, head: list[str], *, overwrite: bool) -> int:
    """Write the head of a new file, or keep the whole batches of one that was begun; return the candidates it holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    other = _holds_others(path, head)
    if other and not overwrite:
        raise InputError(
            "holds candidates of other rules, or of another world, plan or series",
            place=str(path),
            allowed="a new file, or one begun with the same",
            suggestion="`--overwrite` replaces it once all new ones are there",
        )
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.is_file() and not other else []
    rows = [line for line in lines[3:] if line.endswith("\n")]
    kept = len(rows) - len(rows) % BATCH
    begun = "".join([*(f"{line}\n" for line in head), *rows[:kept]])
    if "".join(lines) != begun:
        write_text(path, begun)
    return kept

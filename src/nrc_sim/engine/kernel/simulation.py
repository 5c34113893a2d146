"""Blocks of runs with the compiled engine."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Failure, Floats
from nrc_sim.engine.kernel.arrays import WorldArrays, lay_out_world
from nrc_sim.engine.kernel.compiling import mark_compiled
from nrc_sim.engine.kernel.draws import draw_windows, make_keys
from nrc_sim.engine.kernel.lanes import make_lanes
from nrc_sim.engine.kernel.month import StartingRuns, simulate_runs
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import lay_out_parameters
from nrc_sim.engine.kernel.recording import assemble_block, drawn_before, make_records, reused_records
from nrc_sim.engine.kernel.registration import register_rules
from nrc_sim.engine.kernel.scoring import Records
from nrc_sim.engine.kernel.state_layout import StateRows, find_state_rows
from nrc_sim.engine.randomness import Words, every_process
from nrc_sim.engine.world import Job, StateLayout, World, first_state, with_beginning

register_rules()

_LAID = "_laid"


class Laid(NamedTuple):
    """A job as arrays: its worlds, and its parameter sets, in history and scenario, each with the state it begins with.

    `of_history` and `of_scenario` have the axes (set, parameter), `beginnings` (set, value).
    """

    scenario: WorldArrays
    history: WorldArrays | None
    state_rows: StateRows
    of_history: Floats
    of_scenario: Floats
    beginnings: Floats


def lay_out_job(job: Job) -> Laid:
    """Return the worlds of a job as arrays, which the job keeps from the first time on.

    Parameters
    ----------
    job : Job
    """
    found: Laid | None = vars(job).get(_LAID)
    if found is None:
        past = None if job.history is None else lay_out_world(job.history)
        sets = job.parameter_sets or (job.parameters_of(0),)
        first = job.world if job.history is None else job.history
        begun = [first_state(first, chosen.scenario if past is None else chosen.history) for chosen in sets]
        layout = StateLayout.of(first)
        found = vars(job)[_LAID] = Laid(
            scenario=lay_out_world(job.world),
            history=past,
            state_rows=find_state_rows(job.world),
            of_history=np.array([lay_out_parameters(chosen.history) for chosen in sets]),
            of_scenario=np.array([lay_out_parameters(chosen.scenario) for chosen in sets]),
            beginnings=np.array([layout.to_vector(state) for state in begun]),
        )
    return found


def simulate_histories(
    job: Job, first_run: int, runs: int, states: Floats | None = None, *, parameters: Floats | None = None
) -> Floats:
    """Simulate the dated history of several runs.

    Parameters
    ----------
    job : Job
    first_run, runs : int
        The runs `first_run` .. `first_run + runs - 1`.
    states : array of float64 (run, value), optional
        Their states at the start of the history; by default those with which it begins.
    parameters : array of float64 (run, parameter), optional
        Parameters of each run, laid out as `nrc_sim.engine.kernel.parameters` does it; by default the run has the
        parameter set that it draws.

    Returns
    -------
    array of float64 (run, value)
        States at the start of the job's horizon, the same for all jobs with the same `history_key`; a row of no
        numbers where the history failed.
    """
    numbers, laid = padded_runs(first_run, runs), lay_out_job(job)
    if job.history is None or laid.history is None:
        return laid.beginnings[job.sets_of(numbers[:runs])]
    chosen = job.sets_of(numbers)
    first = np.ascontiguousarray((laid.beginnings[chosen] if states is None else _filled(states, numbers.size)).T)
    used = laid.of_history[chosen] if parameters is None else _filled(parameters, numbers.size)
    block = _start(job, job.history, numbers, first, used)
    _simulate(laid.history, laid.state_rows, block, make_records(job.history, 0, 0, drawn=False), runs)
    block.states[:, block.undefined >= 0] = np.nan
    return np.ascontiguousarray(block.states[:, :runs].T)


def simulate_block(
    job: Job,
    first_run: int,
    runs: int,
    states: Floats,
    *,
    reuse: bool = False,
    conduct: bool = False,
) -> Block:
    """Simulate several runs of one scenario.

    Parameters
    ----------
    job : Job
    first_run, runs : int
        The runs `first_run` .. `first_run + runs - 1`.
    states : array of float64 (run, value)
        Their states at the start, see `simulate_histories`.
    reuse : bool
        Whether the arrays of the block may be those of the last block that this thread asked for in this way: new
        memory costs as much as a third of the simulation.
    conduct : bool
        Whether the conduct of every actor is kept.

    Returns
    -------
    Block
        Without the runs that failed; its `failures` say where and why.

    Raises
    ------
    ValueError
        If the states are not those of so many runs of this world: compiled code would read other memory.
    """
    numbers, laid = padded_runs(first_run, runs), lay_out_job(job)
    records = make_records(job.world, job.months, 0 if reuse else runs, conduct=conduct)
    if reuse:
        records = reused_records(records, runs)
    return simulate_states(job, numbers, _checked(states, runs, laid), laid.of_scenario[job.sets_of(numbers)], records)


def simulate_with(job: Job, first_run: int, states: Floats, parameters: Floats) -> Block:
    """Simulate several runs of one scenario, each with parameters of its own.

    Parameters
    ----------
    job : Job
    first_run : int
    states : array of float64 (run, value)
        States at the start of the runs from `first_run` on.
    parameters : array of float64 (run, parameter)
        Laid out as `nrc_sim.engine.kernel.parameters` does it.

    Returns
    -------
    Block
        With the conduct of every actor, without what each run drew. Its arrays are those of the last block that this
        thread asked for in this way.
    """
    runs = len(states)
    numbers, laid = padded_runs(first_run, runs), lay_out_job(job)
    wanted = make_records(job.world, job.months, 0, conduct=True, drawn=False)
    return simulate_states(
        job, numbers, _checked(states, runs, laid), _filled(parameters, numbers.size), reused_records(wanted, runs)
    )


def _checked(states: Floats, runs: int, laid: Laid) -> Floats:
    """Return the states of so many runs, if they are that."""
    states = np.asarray(states, dtype=np.float64)
    if states.shape[0] < runs or states.shape[1:] != laid.beginnings.shape[1:]:
        raise ValueError(f"states have the shape {states.shape}, not {(runs, *laid.beginnings.shape[1:])}")
    return states[:runs]


def simulate_states(
    job: Job, numbers: NDArray[np.int64], states: Floats, parameters: Floats, records: Records
) -> Block:
    """Simulate runs from their states on.

    Parameters
    ----------
    job : Job
    numbers : of the runs, and of those that only fill lanes
    states : array of float64 (run, value), of the runs
    parameters : array of float64 (run, parameter), also for those that only fill lanes
    records : room for what is kept, see `nrc_sim.engine.kernel.recording`
    """
    laid, runs = lay_out_job(job), len(states)
    begun = np.asarray(np.isfinite(states).all(axis=1))
    states = with_beginnings(job, numbers[:runs], states)
    block = start_runs(job, numbers, states, parameters)
    told = records.shock_count.shape[0] == len(job.world.shocks)
    before = drawn_before(job, numbers[:runs], block.states[:, :runs].T) if told else None
    _simulate(laid.scenario, laid.state_rows, block, records, runs)
    whole = begun & (block.undefined[:runs] < 0)
    failures = _explain(job, numbers[:runs][~whole], states[~whole])
    return assemble_block(records, numbers[:runs], before, failures)


def start_runs(job: Job, numbers: NDArray[np.int64], states: Floats, parameters: Floats) -> StartingRuns:
    """Put together what runs of a scenario start from.

    Parameters
    ----------
    job : Job
    numbers : of the runs, and of those that only fill lanes
    states : array (run, value), of the runs alone
    parameters : array (run, parameter), of all
    """
    # Runs whose history failed continue from zeros, and those that only fill lanes from the last state: all lanes do
    # the same work, and what these give is dropped.
    begun = np.asarray(np.isfinite(states).all(axis=1))
    filled = _filled(np.where(begun[:, None], states, 0.0), numbers.size)
    return _start(job, job.world, numbers, np.ascontiguousarray(filled.T), parameters)


def with_beginnings(job: Job, runs: NDArray[np.int64], states: Floats) -> Floats:
    """Put what a scenario sets at its start into the states of runs.

    Parameters
    ----------
    job : Job
    runs : their numbers
    states : array (run, value)
    """
    if not job.world.beginning:
        return states
    layout = StateLayout.of(job.world)
    pairs = zip(runs.tolist(), states, strict=False)
    return np.array(
        [
            layout.to_vector(with_beginning(job.world, layout.from_vector(row), job.parameters_of(run).scenario))
            for run, row in pairs
        ]
    )


def _simulate(world: WorldArrays, state_rows: StateRows, block: StartingRuns, records: Records, runs: int) -> None:
    lanes = make_lanes(world, block.parameters.shape[0], block.keys.shape[0], records.shock_count.shape[0])
    simulate_runs(world, state_rows, lanes, block, records, runs)
    mark_compiled()


def padded_runs(first_run: int, runs: int) -> NDArray[np.int64]:
    """Number runs and those that fill the last lanes.

    Parameters
    ----------
    first_run, runs : the runs `first_run` .. `first_run + runs - 1`
    """
    if first_run < 0 or runs < 1:
        raise ValueError(f"no runs: {runs} from {first_run} on")
    return first_run + np.arange(-(-runs // LANES) * LANES, dtype=np.int64)


def _filled(states: Floats, lanes: int) -> Floats:
    """Fill the last lanes with the last state."""
    return states[np.minimum(np.arange(lanes), len(states) - 1)]


def _start(job: Job, world: World, runs: NDArray[np.int64], states: Floats, parameters: Floats) -> StartingRuns:
    """Put together what a block of runs starts from: states (value, run) and parameters (run, parameter)."""
    past, origins = world is job.history, job.origins_of(runs)
    keys, windows = _draws_of(job, world, origins, () if past else job.redrawn)
    # Streams of their own: where a shock lies in its window must not be asked of the number that has placed it before.
    fresh = every_process(shock.id for shock in world.shocks)
    later = (keys, windows) if past or not job.turn else _draws_of(job, world, runs, fresh)
    # The run is the last axis of every array, so that neighbouring lanes lie side by side in memory.
    return StartingRuns(
        states=states,
        parameters=np.ascontiguousarray(parameters.T),
        keys=keys,
        windows=windows,
        undefined=np.full(runs.size, -1, dtype=np.int64),
        span=np.array([0, world.months], dtype=np.int64),
        moments=np.empty((0, runs.size)),
        later_keys=later[0],
        later_windows=later[1],
        turn=0 if past else job.turn,
    )


def _draws_of(job: Job, world: World, runs: NDArray[np.int64], redrawn: Collection[str]) -> tuple[Words, Floats]:
    return make_keys(world, job.seed, runs, redrawn), draw_windows(world, job.seed, runs, redrawn)


def _explain(job: Job, runs: NDArray[np.int64], states: Floats) -> tuple[Failure, ...]:
    """Find where and why runs fail, by the readable engine."""
    if not runs.size:
        return ()
    from nrc_sim.engine.model import find_failure

    return tuple(find_failure(job, int(run), state) for run, state in zip(runs, states, strict=True))

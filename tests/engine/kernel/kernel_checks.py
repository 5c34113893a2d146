"""What the tests of the compiled engine share: comparing it bit by bit with the readable one."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from histories import readable_histories
from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import Block, present_arrays
from nrc_sim.engine.world import Job, StateLayout


def arrays_of(block: Block) -> dict[str, np.ndarray]:
    return {name: getattr(block, name) for name in present_arrays(block)} | dict(block.series)


def assert_same_bits(first: Block, second: Block) -> None:
    """All arrays, their types and shapes, and the failures."""
    mine, others = arrays_of(first), arrays_of(second)
    assert list(mine) == list(others)
    for name, values in mine.items():
        assert (values.dtype, values.shape) == (others[name].dtype, others[name].shape), name
        assert np.ascontiguousarray(values).tobytes() == np.ascontiguousarray(others[name]).tobytes(), name
    assert first.failures == second.failures


def assert_engines_agree(job: Job, first_run: int, runs: int) -> Block:
    """Simulate history and horizon with both engines, and return the block that both gave."""
    told, compiled = readable_histories(job, first_run, runs), kernel.simulate_histories(job, first_run, runs)
    assert (told.dtype, told.shape) == (compiled.dtype, compiled.shape)
    assert told.tobytes() == compiled.tobytes()
    block = kernel.simulate_block(job, first_run, runs, told, conduct=True)
    assert block.member_conduct is not None
    assert_same_bits(model.simulate_block(job, first_run, runs, told, conduct=True), block)
    return replace(block, member_conduct=None, outside_conduct=None)


def compiled_block(job: Job, first_run: int, runs: int) -> Block:
    return kernel.simulate_block(job, first_run, runs, kernel.simulate_histories(job, first_run, runs))


def columns_of(job: Job, field: str) -> Sequence[int]:
    """Where the values of a field stand in a state."""
    first = 0
    for name, size in StateLayout.of(job.world).fields:
        if name == field:
            return range(first, first + size)
        first += size
    raise KeyError(field)

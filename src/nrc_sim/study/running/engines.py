"""The engines by name, loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from nrc_sim.engine.blocks import Block, Floats
from nrc_sim.engine.world import Job
from nrc_sim.study.executors import ignore_news


class Engine(NamedTuple):
    """Functions that simulate runs.

    Attributes
    ----------
    simulate_histories : (job, first run, runs) -> states at the start of the scenario, array (run, value)
    simulate_block : (job, first run, runs, states) -> Block
    prepare : (job) -> None; makes what the engine keeps with a job, so that no two threads make it
    threads : whether it works without the interpreter's lock, so that threads speed it up
    """

    simulate_histories: Callable[[Job, int, int], Floats]
    simulate_block: Callable[[Job, int, int, Floats], Block]
    prepare: Callable[[Job], object]
    threads: bool


def load_engine(name: str) -> Engine:
    """Import an engine.

    Parameters
    ----------
    name : "mesa", "compiled", or "auto" for the compiled one
    """
    if name == "mesa":
        from nrc_sim.engine import model

        return Engine(model.simulate_histories, model.simulate_block, ignore_news, threads=False)
    from nrc_sim.engine.kernel.simulation import lay_out_job, simulate_block, simulate_histories

    # Blocks are counted, and copied if they are kept, before the next is asked for.
    return Engine(simulate_histories, partial(simulate_block, reuse=True), lay_out_job, threads=True)


def engine_will_compile(name: str) -> bool:
    """Return whether the first call of an engine will take long, since it is compiled for this machine then.

    Parameters
    ----------
    name : one of the engines' names
    """
    if name == "mesa":
        return False
    from nrc_sim.engine import kernel

    return not kernel.is_compiled()

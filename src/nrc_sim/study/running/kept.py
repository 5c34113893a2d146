"""Work of commands other than `run` that is kept in their folder, so that it can be continued.

The commands that simulate many variants or parameter sets come down to pieces of work that give arrays. While a command
keeps its work, a piece that its folder holds is read, and any other is kept once it is done.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, ParamSpec

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import Job
from nrc_sim.study.executors import Executor, Promise, map_ordered
from nrc_sim.study.program import hash_package
from nrc_sim.study.store import Draft, Pieces, open_pieces
from nrc_sim.version import __version__

Arguments = ParamSpec("Arguments")

_pieces: ContextVar[Pieces | None] = ContextVar("pieces", default=None)


@contextmanager
def keep_work(draft: Draft | None, asked: Mapping[str, Any], tell: Callable[[str], None]) -> Iterator[None]:
    """Keep the pieces of work that are done within the `with` block, and take those that are there.

    Parameters
    ----------
    draft : folder that is being written; None keeps nothing
    asked : what decides the numbers of the command, by name, as plain data
    tell : receives what is continued, and what was found damaged

    Raises
    ------
    InputError
        If what is to be continued was asked otherwise; nothing is changed then.
    """
    if draft is None:
        yield
        return
    pieces = open_pieces(draft, {"version": __version__, "program": hash_package(), **asked}, tell)
    if pieces.count:
        tell(f"continuing with what is kept: {pieces.count:,} pieces of work")
    token = _pieces.set(pieces)
    try:
        yield
    finally:
        _pieces.reset(token)


def kept(work: Callable[Arguments, Floats], describe: Callable[Arguments, Any]) -> Callable[Arguments, Floats]:
    """Return work that reads what it would give where that is kept, and keeps it once it is done.

    Parameters
    ----------
    work : gives an array; threads may do it
    describe : given the same arguments, says all that decides the array, as plain data
    """
    by_name = _kept_by_name(lambda *given, **named: {"": work(*given, **named)}, describe)
    return lambda *given, **named: by_name(*given, **named)[""]


def _kept_by_name(
    work: Callable[Arguments, dict[str, Floats]], describe: Callable[Arguments, Any]
) -> Callable[Arguments, dict[str, Floats]]:
    """Do what `kept` does for work that gives several arrays.

    Parameters
    ----------
    work : gives arrays by name
    describe : see `kept`
    """
    pieces = _pieces.get()  # of this thread: those that do the work know nothing of it
    if pieces is None:
        return work

    def read_or_do(*given: Arguments.args, **named: Arguments.kwargs) -> dict[str, Floats]:
        described = json.dumps(describe(*given, **named))
        found = pieces.read(described)
        if found is None:
            found = work(*given, **named)
            pieces.write(described, found)
        return found

    return read_or_do


def map_kept(
    executor: Executor,
    work: Callable[..., dict[str, Floats]],
    describe: Callable[..., Any],
    tasks: Iterable[tuple[Any, ...]],
) -> Iterator[dict[str, Floats]]:
    """Do pieces of work that are kept, and yield what they give in the order of the tasks.

    Parameters
    ----------
    executor : where to work; this process reads and keeps what others do
    work, describe : see `_kept_by_name`
    tasks : arguments of each piece

    Raises
    ------
    RunError
        If a worker was lost.
    """
    pieces = _pieces.get()
    if pieces is None or executor.shares_memory:
        yield from map_ordered(executor, _kept_by_name(work, describe), tasks)
        return
    waiting: deque[tuple[str, dict[str, Floats] | None, Promise[dict[str, Floats]] | None]] = deque()

    def take() -> dict[str, Floats]:
        described, found, promise = waiting.popleft()
        if promise is not None:
            found = promise.result()
            pieces.write(described, found)
        assert found is not None
        return found

    for task in tasks:
        described = json.dumps(describe(*task))
        found = pieces.read(described)
        waiting.append((described, found, None if found is not None else executor.submit(work, *task)))
        if len(waiting) > executor.ahead:
            yield take()
    while waiting:
        yield take()


def describe_job(job: Job) -> list[Any]:
    """Return a fingerprint of all that an engine knows of a scenario, as plain data.

    Parameters
    ----------
    job : Job
    """
    parts = (_print_of(part) for part in (job.world, job.history, job.parameter_sets))
    return [job.slug, job.seed, job.runs_per_set, *job.redrawn, *parts]


@lru_cache(maxsize=64)
def _print_of(numbers: Any) -> str:
    return sha256(json.dumps(numbers, default=_as_plain).encode()).hexdigest()


def _as_plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot be described")

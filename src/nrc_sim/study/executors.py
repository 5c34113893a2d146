"""Where work is done: here, in threads, in processes, or elsewhere. An executor has `submit`; a cluster is one more."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_futures
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from nrc_sim.errors import RunError, whole_number
from nrc_sim.study.processes import ProcessExecutor

Value = TypeVar("Value")
_Awaited_co = TypeVar("_Awaited_co", covariant=True)

Progress = Callable[[str, int, int], None]
"""Called with the name of the stage, the work done and the work to do."""

MOST_WORKERS = 1024

PATIENCE = 1.0
"""Seconds for which interrupted threads are waited for."""

_left_behind: set[Future[Any]] = set()


def ignore_news(*_news: object) -> None:
    """Stand in for somebody who listens to how work goes."""


class Promise(Protocol[_Awaited_co]):
    """What a piece of work will give."""

    def result(self) -> _Awaited_co:
        """Wait until it is done, and return what it gave."""


class Executor(Protocol):
    """Something that does work and hands it back.

    Attributes
    ----------
    ahead : int
        Pieces of work that may wait beside the one whose result is awaited.
    at_once : int
        Pieces of work that are done at the same time.
    shares_memory : bool
        Whether work may change objects of this process.
    is_elsewhere : bool
        Whether a piece of work takes a while to begin, so that each should be a large one.
    """

    ahead: int
    at_once: int
    shares_memory: bool
    is_elsewhere: bool

    def submit(self, function: Callable[..., Value], *arguments: Any) -> Promise[Value]:
        """Start a piece of work."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class SerialExecutor:
    """Do every piece of work at once, in this process."""

    ahead = 0
    at_once = 1
    shares_memory = True
    is_elsewhere = False

    def submit(self, function: Callable[..., Value], *arguments: Any) -> Future[Value]:
        """Do a piece of work; its error, if any, is raised here.

        Parameters
        ----------
        function : what to call
        arguments : with what
        """
        future: Future[Value] = Future()
        future.set_result(function(*arguments))
        return future

    def __enter__(self) -> Self:
        """Need no preparation."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave nothing behind."""


class ThreadExecutor:
    """Do work in threads of this process: for work that runs without the interpreter's lock.

    Parameters
    ----------
    workers : int
        Number of threads, >= 1.
    """

    shares_memory = True
    is_elsewhere = False

    def __init__(self, workers: int) -> None:
        self.ahead, self.at_once = 2 * workers, workers
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="simulate")
        self._started: set[Future[Any]] = set()

    def submit(self, function: Callable[..., Value], *arguments: Any) -> Future[Value]:
        """Queue a piece of work.

        Parameters
        ----------
        function : anything that can be called
        arguments : with what
        """
        future = self._pool.submit(function, *arguments)
        self._started.add(future)
        future.add_done_callback(self._started.discard)
        return future

    def __enter__(self) -> Self:
        """Start threads only with the first piece of work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the threads; after an error or an interruption not for long, since no thread can be ended."""
        self._pool.shutdown(wait=kind is None, cancel_futures=True)
        _left_behind.update(wait_for_futures(tuple(self._started), timeout=PATIENCE).not_done)


def work_is_left() -> bool:
    """Return whether threads of an interrupted executor are still at work, such as compiling."""
    return not all(future.done() for future in _left_behind)


def check_workers(workers: int | None) -> int | None:
    """Return a number of workers that somebody has asked for.

    Parameters
    ----------
    workers : 1..`MOST_WORKERS`, or None for what the machine offers

    Raises
    ------
    InputError
        If it is another number.
    """
    return None if workers is None else whole_number("workers", workers, 1, MOST_WORKERS)


_elsewhere: ContextVar[Callable[[bool], Executor] | None] = ContextVar("elsewhere", default=None)
_is_unwanted: ContextVar[Callable[[], bool] | None] = ContextVar("is_unwanted", default=None)


@contextmanager
def work_elsewhere(make_executor: Callable[[bool], Executor]) -> Iterator[None]:
    """Let all work within the `with` block be done by other executors than those of this machine.

    Parameters
    ----------
    make_executor : given whether the work runs without the interpreter's lock, returns one
    """
    token = _elsewhere.set(make_executor)
    try:
        yield
    finally:
        _elsewhere.reset(token)


@contextmanager
def stopped_if(is_unwanted: Callable[[], bool]) -> Iterator[None]:
    """Let work within the `with` block, in this thread, end early where nobody wants it any more.

    Parameters
    ----------
    is_unwanted : asked by `stop_if_unwanted`
    """
    token = _is_unwanted.set(is_unwanted)
    try:
        yield
    finally:
        _is_unwanted.reset(token)


def stop_if_unwanted() -> None:
    """End the work of this thread here if nobody wants it any more.

    Raises
    ------
    CancelledError
        If so.
    """
    is_unwanted = _is_unwanted.get()
    if is_unwanted is not None and is_unwanted():
        raise CancelledError


def choose_executor(workers: int | None, *, threads: bool) -> Executor:
    """Return an executor for a number of workers.

    Parameters
    ----------
    workers : see `check_workers`
    threads : whether the work runs without the interpreter's lock, so that threads do; otherwise one worker is this
        process, and more are worker processes

    Notes
    -----
    Within `work_elsewhere`, it is the executor that was given there.

    Raises
    ------
    InputError
        If the number is not allowed.
    """
    number = check_workers(workers) or available_workers()
    if (elsewhere := _elsewhere.get()) is not None:
        return elsewhere(threads)
    if threads:
        return ThreadExecutor(number)
    return SerialExecutor() if number == 1 else ProcessExecutor(number)


def available_workers() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def map_ordered(
    executor: Executor, function: Callable[..., Value], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[Value]:
    """Do pieces of work and yield what comes back in the order of the tasks.

    Parameters
    ----------
    executor : where to work
    function : what to call
    tasks : arguments of each call

    Raises
    ------
    RunError
        If a worker process was lost.
    """
    waiting: deque[Promise[Value]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(function, *task))
            if len(waiting) > executor.ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise RunError("a worker process was lost, perhaps for want of memory; try fewer workers") from error

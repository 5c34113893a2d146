"""Where work is done: here, in threads or in processes. An executor has `submit`; a cluster would be one more."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import wait as wait_for_futures
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from nrc_sim.errors import RunError, whole_number

Value = TypeVar("Value")
_MAIN_PATHS: tuple[str, ...] = ("__file__", "__spec__")

Progress = Callable[[str, int, int], None]
"""Called with the name of the stage, the work done and the work to do."""

MOST_WORKERS = 1024

PATIENCE = 1.0
"""Seconds for which interrupted threads are waited for."""

_left_behind: set[Future[Any]] = set()


def ignore_news(*_news: object) -> None:
    """Stand in for somebody who listens to how work goes."""


class Executor(Protocol):
    """Something that does work and hands it back as futures.

    Attributes
    ----------
    ahead : int
        Pieces of work that may wait beside the one whose result is awaited.
    shares_memory : bool
        Whether work may change objects of this process.
    """

    ahead: int
    shares_memory: bool

    def submit(self, function: Callable[..., Value], *arguments: Any) -> Future[Value]:
        """Start a piece of work."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class SerialExecutor:
    """Do every piece of work at once, in this process."""

    ahead = 0
    shares_memory = True

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

    def __init__(self, workers: int) -> None:
        self.ahead = 2 * workers
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


class ProcessExecutor:
    """Do work in spawned worker processes, and end them whatever happens.

    Parameters
    ----------
    workers : int
        Number of processes, >= 1.
    """

    shares_memory = False

    def __init__(self, workers: int) -> None:
        self._others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        # Enough to keep the workers busy, and few enough not to fill the memory with results that wait for their turn.
        self.ahead = 4 * workers
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=prepare_worker)

    def submit(self, function: Callable[..., Value], *arguments: Any) -> Future[Value]:
        """Queue a piece of work.

        Parameters
        ----------
        function : a function of an importable module
        arguments : plain data
        """
        with _main_module_hidden(), _interruptions_withheld():
            return self._pool.submit(function, *arguments)

    def __enter__(self) -> Self:
        """Start processes only with the first piece of work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the workers, or end them at once if there was an error or an interruption."""
        for process in set(multiprocessing.active_children()) - self._others if kind else ():
            process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)


def prepare_worker() -> None:
    """Leave Ctrl-C to the parent, and end with it should it be killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _interruptions_withheld() -> Iterator[None]:
    """Keep Ctrl-C from workers that are still starting; this process gets it afterwards.

    Workers inherit the blocked signal and ignore it once they have started. Without this, one that Ctrl-C ends while it
    starts would pass for a lost worker.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it unblocks the signal when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_module_hidden() -> Iterator[None]:
    """Keep spawned workers from running the user's script again.

    They need nothing from it, and a script without `if __name__ == "__main__"` would start workers without end.
    """
    main = sys.modules["__main__"]
    names: dict[str, Any] = vars(main)
    hidden = {name: names[name] for name in _MAIN_PATHS if name in names}
    names.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        names.update(hidden)


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


def choose_executor(workers: int | None, *, threads: bool) -> Executor:
    """Return an executor for a number of workers.

    Parameters
    ----------
    workers : see `check_workers`
    threads : whether the work runs without the interpreter's lock, so that threads do; otherwise one worker is this
        process, and more are worker processes

    Raises
    ------
    InputError
        If the number is not allowed.
    """
    number = check_workers(workers) or available_workers()
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
    waiting: deque[Future[Value]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(function, *task))
            if len(waiting) > executor.ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise RunError("a worker process was lost, perhaps for want of memory; try fewer workers") from error

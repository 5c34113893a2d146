"""Worker processes: how they are started, kept from Ctrl-C, and ended whatever happens."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self, TypeVar

_Value = TypeVar("_Value")
_MAIN_PATHS: tuple[str, ...] = ("__file__", "__spec__")


class ProcessExecutor:
    """Do work in spawned worker processes, and end them whatever happens.

    Parameters
    ----------
    workers : int
        Number of processes, >= 1.
    """

    shares_memory = False
    is_elsewhere = False

    def __init__(self, workers: int) -> None:
        self._others = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        # Enough to keep the workers busy, and few enough not to fill the memory with results that wait for their turn.
        self.ahead = 4 * workers
        self.at_once = workers
        self._pool = ProcessPoolExecutor(workers, mp_context=context, initializer=prepare_worker)

    def submit(self, function: Callable[..., _Value], *arguments: Any) -> Future[_Value]:
        """Queue a piece of work.

        Parameters
        ----------
        function : a function of an importable module
        arguments : plain data
        """
        with main_module_hidden(), interruptions_withheld():
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
def interruptions_withheld() -> Iterator[None]:
    """Keep Ctrl-C from workers that are still starting; this process gets it, or a termination signal, afterwards.

    Workers inherit the blocked signal and ignore it once they have started. Without this, one that Ctrl-C ends while it
    starts would pass for a lost worker, and one whose start an exception cuts short would wait for ever.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it unblocks the signal when it starts
    with _handlers_deferred():
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _handlers_deferred() -> Iterator[None]:
    """Let handlers that may raise run after the `with` block.

    To block the signals here would not do: any other thread may take them, and handlers run in the main one even so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    deferred = {number: handler for number, handler in handlers.items() if callable(handler)}
    for number in deferred:
        signal.signal(number, lambda number, _frame: came.append(number))
    try:
        yield
    finally:
        for number, handler in deferred.items():
            signal.signal(number, handler)
        for received in came:
            signal.raise_signal(received)


@contextmanager
def main_module_hidden() -> Iterator[None]:
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

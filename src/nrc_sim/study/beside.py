"""Work beside each other in one process and copies of it: for what holds the interpreter's lock and writes files.

A copy knows all that the process knows when it is made, so that nothing has to be sent to it, and nothing is loaded
again. Only Linux makes such copies safely; elsewhere the work is done one piece after the other.
"""

from __future__ import annotations

import mmap
import multiprocessing
import os
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess

from nrc_sim.study.executors import available_workers
from nrc_sim.study.processes import prepare_worker

_Piece = Callable[[], object]
"""A piece of work that leaves files, and gives the same ones however often it is done."""

PATIENCE = 120.0
"""Seconds for which a copy is waited for when there is nothing else to do."""

_MOST_PIECES = 256
"""Pieces whose numbers are bytes; more are done one after the other."""


class _Turns:
    """Whose turn it is: numbers in a pipe, which no two processes can take both, however one of them may end."""

    def __init__(self, pieces: Sequence[_Piece]) -> None:
        self.pieces = pieces
        self._numbers, place = os.pipe()
        os.write(place, bytes(range(len(pieces))))
        os.close(place)
        self._done = mmap.mmap(-1, len(pieces))  # shared with copies

    def take(self) -> None:
        """Do one piece after the other that nobody has begun."""
        while number := os.read(self._numbers, 1):
            self.pieces[number[0]]()
            self._done[number[0]] = 1

    def stop(self) -> None:
        """Let nobody begin another piece."""
        os.read(self._numbers, len(self.pieces))

    def left(self) -> list[_Piece]:
        """List the pieces that are not done, once no copy is left, and keep nothing open."""
        os.close(self._numbers)
        with self._done as done:
            return [piece for piece, mark in zip(self.pieces, done[:], strict=True) if not mark]


@contextmanager
def work_beside(pieces: Sequence[_Piece], workers: int | None) -> Iterator[None]:
    """Do pieces of work in copies of this process while the `with` block runs, and here what is left after it.

    Parameters
    ----------
    pieces : the longest first
    workers : processes in all, >= 1; with one, all is done here after the block; None takes what the machine offers

    Notes
    -----
    A piece that a copy could not do is done again here, so that its error is raised here. Copies end with the block,
    and with this process.
    """
    copies = min((workers or available_workers()) - 1, len(pieces))
    if copies < 1 or len(pieces) > _MOST_PIECES or not _may_copy():
        yield
        for piece in pieces:
            piece()
        return
    turns, left = _Turns(pieces), list(pieces)
    processes: list[BaseProcess] = []
    try:
        with suppress(OSError):  # where the system refuses one, there are fewer
            processes.extend(_start(turns) for _ in range(copies))
        yield
        turns.take()
        for process in processes:
            process.join(PATIENCE)
    finally:
        turns.stop()
        for process in processes:
            process.terminate()
            process.join()
        left = turns.left()
    for piece in left:
        piece()


def _may_copy() -> bool:
    """Return whether a copy would find all locks open, and may be made by this process."""
    in_main_thread = threading.current_thread() is threading.main_thread()
    return sys.platform == "linux" and in_main_thread and not multiprocessing.current_process().daemon


def _start(turns: _Turns) -> BaseProcess:
    process = multiprocessing.get_context("fork").Process(target=_work, args=(turns,), daemon=True)
    with warnings.catch_warnings():
        # Threads that wait, such as those of a store of arrays, are not copied, and nothing that they hold is used.
        warnings.simplefilter("ignore", DeprecationWarning)
        process.start()
    return process


def _work(turns: _Turns) -> None:
    """Work in a copy, and leave without a word: whatever fails is done again by the process that was copied."""
    prepare_worker()
    try:
        turns.take()
    finally:
        os._exit(0)

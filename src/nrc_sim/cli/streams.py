"""Standard output and error output that hold whatever is written to them, or fail in one line."""

from __future__ import annotations

import errno
import io
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from typing import Any, TextIO, cast

from nrc_sim.errors import NrcSimWarning, RunError
from nrc_sim.text.wording import printable

_PIPE_CLOSED = (errno.EPIPE, errno.EINVAL) if os.name == "nt" else (errno.EPIPE,)
"""How systems say that nobody reads a pipe any more."""

_STANDARD = 3
"""Numbers below belong to standard input, output and error output."""


class OutputGoneError(RunError):
    """Standard output cannot be written."""


class _Output:
    """Standard output; what fails is an error of one line, and what is left of it goes nowhere.

    Parameters
    ----------
    stream : what is written to; None if the program was started without it
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(io.StringIO() if self._stream is None else self._stream, name)

    def write(self, text: str) -> int:
        """Write a text and return its length."""
        if self._stream is None:
            raise OutputGoneError("standard output is closed: nothing can be printed to it")
        with self._explained_failures():
            return self._stream.write(text)

    def flush(self) -> None:
        """Bring what was written to where it goes."""
        if self._stream is not None:
            with self._explained_failures():
                self._stream.flush()

    @contextmanager
    def _explained_failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            _forget(self._stream)
            if error.errno in _PIPE_CLOSED:
                raise BrokenPipeError(error.errno, error.strerror) from None
            raise OutputGoneError(f"standard output cannot be written: {error.strerror}") from None


class _Messages(_Output):
    """Error output; if it fails, there is nobody left to tell."""

    def write(self, text: str) -> int:
        """Write a text if possible and return its length."""
        with suppress(OutputGoneError, BrokenPipeError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """Bring what was written to where it goes, if possible."""
        with suppress(OutputGoneError, BrokenPipeError):
            super().flush()


def _forget(stream: TextIO | None) -> None:
    """Discard what a stream still holds, so that the interpreter does not fail on it at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, cast("TextIO", stream).fileno())
        os.close(nowhere)


@contextmanager
def safe_streams() -> Iterator[None]:
    """Meanwhile take any character, whatever the encoding, and fail in one line where nothing can be written.

    Notes
    -----
    Warnings of ours are printed in one line as well.
    """
    _fill_gaps()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    output, messages = cast("TextIO", _Output(sys.stdout)), cast("TextIO", _Messages(sys.stderr))
    with redirect_stdout(output), redirect_stderr(messages), warnings.catch_warnings():
        warnings.simplefilter("default", NrcSimWarning)
        as_usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any, **others: Any) -> None:
            if issubclass(category, NrcSimWarning):
                print(printable(str(message)), file=sys.stderr)
            else:
                as_usual(message, category, *place, **others)

        warnings.showwarning = show
        try:
            yield
        finally:
            for stream in (output, messages):
                with suppress(OutputGoneError, BrokenPipeError):
                    stream.flush()


def _fill_gaps() -> None:
    """Open what the program was started without, lest a file of results take its number and be written to."""
    if None in {sys.stdin, sys.stdout, sys.stderr}:
        while (number := os.open(os.devnull, os.O_RDWR)) < _STANDARD:
            pass
        os.close(number)

"""Errors that say where, what was found, what is allowed and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from operator import index
from typing import Any


class NrcSimError(Exception):
    """Base of every error that nrc_sim raises on purpose.

    Attributes
    ----------
    exit_status : int
        Exit status of the command line: 2 for bad input, 1 for a failed run.
    """

    exit_status = 1

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        # The usual way calls the class with the finished sentence, which no error with parts of its own accepts: a
        # pool of processes waits for ever for an error that it cannot read.
        return restored, (type(self), self.args, dict(vars(self)))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__reduce__() == other.__reduce__()

    def __hash__(self) -> int:
        return hash((type(self), self.args))


class InputError(NrcSimError):
    """Something the user wrote or asked for cannot be accepted.

    Parameters
    ----------
    what : str
        What is wrong, with the value that was found.
    place : str, optional
        File, line or option at which it stands.
    allowed : str, optional
        What would be accepted there.
    suggestion : str, optional
        The likely fix.
    """

    exit_status = 2

    def __init__(self, what: str, *, place: str = "", allowed: str = "", suggestion: str = "") -> None:
        self.what = what
        self.place = place
        self.allowed = allowed
        self.suggestion = suggestion
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        parts = [f"{self.place}: {self.what}" if self.place else self.what]
        if self.allowed:
            parts.append(f"allowed: {self.allowed}")
        if self.suggestion:
            parts.append(self.suggestion)
        return "; ".join(parts)


class RunError(NrcSimError):
    """A simulation, or the writing of its results, failed."""


def whole_number(name: str, value: Any, least: int, most: int | None = None) -> int:
    """Return a whole number that somebody has given, such as one of NumPy's, as Python's own.

    Parameters
    ----------
    name : what it is called where it was given
    value : what was given
    least, most : what is allowed

    Raises
    ------
    InputError
        If it is no whole number, or too small or too large. Truth values are not numbers.
    """
    allowed = f"a whole number from {least}" + (f" to {most}" if most is not None else "")
    try:
        number = index(value)
    except TypeError:
        raise InputError(f"{name} is {value!r}", allowed=allowed) from None
    if isinstance(value, bool) or number < least or (most is not None and number > most):
        raise InputError(f"{name} is {value!r}", allowed=allowed)
    return number


class NrcSimWarning(UserWarning):
    """Something is not as it should be, but the work goes on."""


def restored(kind: type[NrcSimError], sentences: tuple[Any, ...], parts: dict[str, Any]) -> NrcSimError:
    """Make an error again that came from another process.

    Parameters
    ----------
    kind : class of the error
    sentences : what the exception was made of
    parts : its attributes
    """
    error = kind.__new__(kind, *sentences)
    vars(error).update(parts)
    return error

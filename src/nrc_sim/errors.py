"""Errors that say where, what was found, what is allowed and how to mend it."""

from __future__ import annotations


class NrcSimError(Exception):
    """Base of every error that nrc_sim raises on purpose.

    Attributes
    ----------
    exit_status : int
        Exit status of the command line: 2 for bad input, 1 for a failed run.
    """

    exit_status = 1


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


class NrcSimWarning(UserWarning):
    """Something is not as it should be, but the work goes on."""

"""How figures look and in which formats they are written; chosen once, for all figures that are drawn meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from pathlib import Path
from typing import NamedTuple, ParamSpec

from nrc_sim.errors import InputError

_STYLES = ("screen", "print")
_FORMATS = ("png", "svg", "pdf")
_NO_FORMAT = "none"
"""Said in place of formats: nothing is drawn."""


class Look(NamedTuple):
    """Style and formats of figures.

    Attributes
    ----------
    style : str
        "screen", in colour on white, or "print", in greys with thin lines and no ground.
    formats : tuple of str
        Of "png", "svg" and "pdf"; without any nothing is drawn, and no report is written.
    """

    style: str = "screen"
    formats: tuple[str, ...] = ("png", "svg")


_current: ContextVar[Look] = ContextVar("look", default=Look())  # noqa: B039 (a Look cannot be changed)


def current_look() -> Look:
    """Return the look that figures have now."""
    return _current.get()


Arguments = ParamSpec("Arguments")


def if_wanted(write: Callable[Arguments, list[Path]]) -> Callable[Arguments, list[Path]]:
    """Let a function that writes figures draw nothing, and return no path, while no format is wanted.

    Parameters
    ----------
    write : draws figures, writes them and returns their paths
    """

    @wraps(write)
    def write_if_wanted(*arguments: Arguments.args, **named: Arguments.kwargs) -> list[Path]:
        return write(*arguments, **named) if current_look().formats else []

    return write_if_wanted


def check_formats(formats: Sequence[str]) -> tuple[str, ...]:
    """Return formats, each once; none for "none" alone.

    Parameters
    ----------
    formats : names

    Raises
    ------
    InputError
        If one is not known, or there is none.
    """
    if list(formats) == [_NO_FORMAT]:
        return ()
    for name in formats:
        if name not in _FORMATS:
            raise InputError(
                f"the figure format `{name}` is not known", allowed=f"{', '.join(_FORMATS)}, or {_NO_FORMAT} alone"
            )
    if not formats:
        raise InputError("no figure format is named", allowed=", ".join(_FORMATS))
    return tuple(dict.fromkeys(formats))


@contextmanager
def figure_look(style: str | None = None, formats: Sequence[str] | None = None) -> Iterator[Look]:
    """Give all figures that are written meanwhile a style and formats.

    Parameters
    ----------
    style : "screen" or "print"; None leaves what is
    formats : "png", "svg", "pdf"; None leaves what is

    Raises
    ------
    InputError
        If one of them is not known.
    """
    before = current_look()
    look = Look(before.style if style is None else style, check_formats(before.formats if formats is None else formats))
    if look.style not in _STYLES:
        raise InputError(f"the figure style `{look.style}` is not known", allowed=", ".join(_STYLES))
    token = _current.set(look)
    try:
        yield look
    finally:
        _current.reset(token)

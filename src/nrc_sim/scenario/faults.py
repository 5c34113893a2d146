"""Faults in a file: where they stand, what was found, what is allowed, and the likely fix."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from nrc_sim.errors import InputError

WIDEST_LINE = 160
"""Characters of a source line that are shown; the place of the fault stays in sight."""

OPTION = "--set "
"""What the place of a setting begins with; the setting follows."""

_MOST_FAULTS = 200
"""Most faults that are reported at once."""

_LONGEST_NAME = 60
"""Characters of a name or value that a message repeats."""

_MOST_LETTERS = 5
"""Letters of other scripts that a hint names."""


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands.

    Attributes
    ----------
    file : str
        Path of the file, or the option in which it was typed.
    line, column : int
        From 1.
    length : int
        Characters to underline, >= 1.
    text : str
        The line itself.
    """

    file: str
    line: int = 1
    column: int = 1
    length: int = 1
    text: str = ""

    @property
    def is_option(self) -> bool:
        """Whether it was typed on the command line rather than written in a file."""
        return self.file.startswith(OPTION)

    @property
    def key(self) -> tuple[str, int, int]:
        """What distinguishes one place from another."""
        return self.file, self.line, self.column

    def __str__(self) -> str:
        return visible(self.file) if self.is_option else f"{visible(self.file)}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Fault:
    """One fault of a file."""

    place: Place
    what: str
    allowed: str = ""
    suggestion: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the fault as plain data, for editors."""
        return {
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "message": visible(self.what),
            "allowed": self.allowed,
            "suggestion": self.suggestion,
        }

    def as_text(self) -> str:
        """Return the fault as compilers show it: the place, the line, a caret, what is allowed and the likely fix."""
        lines = [f"{self.place}: {visible(self.what)}", *_underlined(self.place)]
        if self.allowed:
            lines.append(f"  allowed: {visible(self.allowed)}")
        if self.suggestion:
            lines.append(f"  help: {visible(self.suggestion)}")
        return "\n".join(lines)


class FaultsError(InputError):
    """A file, or several, cannot be accepted.

    Parameters
    ----------
    faults : iterable of Fault
        At least one; reported in the order of their places, each once, at most `_MOST_FAULTS`.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = sorted(dict.fromkeys(faults), key=lambda fault: (fault.place, fault.what))
        self.faults = tuple(found[:_MOST_FAULTS])
        super().__init__("\n".join(fault.as_text() for fault in self.faults))


def _underlined(place: Place) -> list[str]:
    if not place.text:
        return []
    position = place.column - 1
    # Only the part around the place is looked at: a line can be as long as a file.
    start = max(0, position - WIDEST_LINE // 2)
    before, marked = place.text[start:position], place.text[position : position + place.length][: WIDEST_LINE // 2]
    after = place.text[position + len(marked) : start + WIDEST_LINE]
    shown = [visible(part) for part in (before, marked, after)]
    number = str(place.line)
    caret = " " * len(shown[0]) + "^" * max(1, len(shown[1]))
    return [f"  {number} | {''.join(shown)}", f"  {' ' * len(number)} | {caret}"]


def visible(text: str) -> str:
    """Show characters that would not be seen, or would turn the text around, by their numbers."""
    return "".join(char if _is_plain(char) else f"\\u{ord(char):04x}" for char in text)


def shortened(text: str) -> str:
    """Cut a text that is too long for a message."""
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}..."


def _is_plain(char: str) -> bool:
    return char == " " or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"}


def named(sign: str) -> str:
    """Write a character by its number where it cannot be seen, and its name if it has one.

    Parameters
    ----------
    sign : one character
    """
    name = unicodedata.name(sign, "")
    return f"{visible(sign)} ({name.lower()})" if name else visible(sign)


def nearest(name: str, names: Sequence[str]) -> str:
    """Return the name most like another one, or nothing."""
    from difflib import get_close_matches

    if len(name) > _LONGEST_NAME:
        return ""
    same = next((known for known in names if _foreign(name, known)), "")
    if same:
        return same
    found = get_close_matches(name, names, n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(name: str, names: Sequence[str]) -> str:
    """Ask for the most similar name, where there is one."""
    near = nearest(name, names)
    if not near:
        return ""
    return " ".join(filter(None, (f"did you mean {near!r}?", other_letters(_foreign(name, near)))))


def other_letters(letters: Iterable[str]) -> str:
    """Name letters of another script, which can look the same: without names a hint would show one word twice.

    Parameters
    ----------
    letters : those found, if any
    """
    found = list(dict.fromkeys(letters))[:_MOST_LETTERS]
    return f"it contains other letters: {', '.join(map(named, found))}" if found else ""


def _foreign(name: str, known: str) -> list[str]:
    """Return the letters beyond ASCII by which alone a name differs from a known one."""
    if len(name) != len(known) or name.isascii() or not any(map(str.isascii, name)):
        return []
    differing = [char for char, right in zip(name, known, strict=True) if char != right]
    return [] if any(map(str.isascii, differing)) else differing

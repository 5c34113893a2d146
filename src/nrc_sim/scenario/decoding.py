"""From bytes to text: strict UTF-8, of limited size, without characters that cannot be seen."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from nrc_sim.scenario.faults import WIDEST_LINE, Fault, FaultsError, Place, named

SIZE_LIMIT = 1 << 20
"""Largest file that is read, bytes."""

_MOST_CONTROL = 5
"""Most control characters that are reported."""

_ENDINGS = (".yaml", ".yml")
"""How names of files end that are read, and of which a message may quote a line."""

UNWANTED = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # control characters
    r"|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"  # no width, or they turn texts around
    r"|(?<![^\x00-\x7f])[\u200c\u200d]"  # joiners, but for scripts and signs that need them
    r"|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]"  # tags, but for those of flags
)
"""Characters that cannot be seen, or that show a text as another."""


def lines_of(text: str) -> list[str]:
    """Split a text at the ends of its lines, as editors number them."""
    return re.split("\r\n|\n|\r", text)


def decoded(path: Path) -> str:
    """Read a file as UTF-8.

    Raises
    ------
    FaultsError
        If it is no file, cannot be read, is too large or is not UTF-8.
    """
    file = str(path)
    if _is_no_file(path):
        raise FaultsError([Fault(Place(file), "this is not a file")])
    if not _is_named_so(path):
        written = next(
            (name for name in (f"{path.name}{ending}" for ending in _ENDINGS) if _is_there(path, name)), None
        )
        allowed, hint = f"a name that ends in {' or '.join(_ENDINGS)}", f"did you mean '{written}'?" if written else ""
        raise FaultsError([Fault(Place(file), "this is not the name of a YAML file", allowed, hint)])
    try:
        with path.open("rb") as stream:
            raw = stream.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise FaultsError([Fault(Place(file), f"the file cannot be read ({reason})")]) from None
    if len(raw) > SIZE_LIMIT:
        raise FaultsError([Fault(Place(file), "the file is too large", f"at most {SIZE_LIMIT} bytes")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = lines_of(raw[: error.start].decode("utf-8", "replace"))
        place = Place(file, len(before), len(before[-1].removeprefix("\ufeff")) + 1)
        fault = Fault(place, f"byte {raw[error.start]:#04x} is not UTF-8", suggestion="save the file as UTF-8")
        raise FaultsError([fault]) from None


def refuse_control_characters(text: str, file: str) -> None:
    """Refuse what cannot be seen or turns texts around, and what only some programs take for the end of a line."""
    faults = [_control_fault(file, text, found.start()) for found in islice(UNWANTED.finditer(text), _MOST_CONTROL)]
    if faults:
        raise FaultsError(faults)


def _control_fault(file: str, text: str, position: int) -> Fault:
    before = lines_of(text[:position])
    line = lines_of(before[-1] + text[position : position + WIDEST_LINE])[0]
    place = Place(file, len(before), len(before[-1]) + 1, 1, line)
    what = f"the control character {named(text[position])} is in the file"
    return Fault(place, what, suggestion="remove it")


def _is_named_so(path: Path) -> bool:
    """Return whether a file is named like one of YAML, and so is what a link leads to."""
    try:
        return {path.suffix.lower(), path.resolve().suffix.lower()} <= set(_ENDINGS)
    except (OSError, RuntimeError, ValueError):  # the second for links in a circle
        return path.suffix.lower() in _ENDINGS


def _is_no_file(path: Path) -> bool:
    try:
        return path.exists() and not path.is_file()
    except (OSError, ValueError):
        return False


def _is_there(path: Path, name: str) -> bool:
    try:
        return path.with_name(name).is_file()
    except (OSError, ValueError):
        return False

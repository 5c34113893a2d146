"""From bytes to text: strict UTF-8, of limited size, without characters that cannot be seen."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from nrc_sim.scenario.faults import WIDEST_LINE, Fault, FaultsError, Place, visible

SIZE_LIMIT = 1 << 20
"""Largest file that is read, bytes."""

MOST_CONTROL = 5
"""Control characters that are told."""

_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
    try:
        if path.exists() and not path.is_file():
            raise FaultsError([Fault(Place(file), "this is not a file")])
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
    """Refuse what cannot be seen, and what only some programs take for the end of a line."""
    faults = [_control_fault(file, text, found.start()) for found in islice(_CONTROL.finditer(text), MOST_CONTROL)]
    if faults:
        raise FaultsError(faults)


def _control_fault(file: str, text: str, position: int) -> Fault:
    before = lines_of(text[:position])
    line = lines_of(before[-1] + text[position : position + WIDEST_LINE])[0]
    place = Place(file, len(before), len(before[-1]) + 1, 1, line)
    return Fault(place, f"the control character {visible(text[position])} stands in the file", suggestion="remove it")

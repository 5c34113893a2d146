"""Fonts for characters that the font of these figures lacks: installed ones, or else a sign in their place."""

from __future__ import annotations

import warnings
from functools import cache

from matplotlib.font_manager import fontManager, get_font

from nrc_sim.errors import NrcSimWarning
from nrc_sim.figures.drawing.style import FAMILY
from nrc_sim.text.wording import printable

STAND_IN = "\N{REPLACEMENT CHARACTER}"
_LAST_RESORT = "Last Resort"
"""Has a box for every character."""

_undrawn: set[str] = set()


def drawable(text: str) -> str:
    """Return a text with marks in place of all characters that steer, and of those that no installed font has.

    Parameters
    ----------
    text : from a file of the user

    Warns
    -----
    NrcSimWarning
        Once for each character that cannot be drawn.
    """
    text = printable(text)
    if text.isascii():
        return text
    missing = {character for character in text if character not in "\t\n" and _family_with(character) is None}
    _tell(missing)
    return "".join(STAND_IN if character in missing else character for character in text)


def families(text: str) -> list[str]:
    """List the fonts in which a text is set, the usual one first.

    Parameters
    ----------
    text : all of whose characters can be drawn
    """
    # Fallbacks are asked in this order, and the order of letters in a text should not matter.
    others = {family for family in map(_family_with, set(text)) if family is not None}
    return [FAMILY, *sorted(others - {FAMILY})]


@cache
def _family_with(character: str) -> str | None:
    """Return the first font that has a character; others than the usual one are opened only if that lacks it."""
    return next((family for family, path in _installed() if ord(character) in _letters_of(path)), None)


@cache
def _installed() -> list[tuple[str, str]]:
    """List family and file of every upright font of usual weight, the usual family first."""
    found = {
        (entry.name != FAMILY, entry.name, entry.fname)
        for entry in fontManager.ttflist
        if entry.style == "normal" and entry.weight in {400, "normal", "regular"} and _LAST_RESORT not in entry.name
    }
    return [(family, path) for _, family, path in sorted(found)]


@cache
def _letters_of(path: str) -> frozenset[int]:
    try:
        font = get_font(path)
        return frozenset(font.get_charmap()) if font.scalable else frozenset()
    except (OSError, RuntimeError):  # damaged, or of coloured pictures
        return frozenset()


def _tell(missing: set[str]) -> None:
    new = sorted(missing - _undrawn)
    if new:
        _undrawn.update(new)
        warnings.warn(
            f"figures show {STAND_IN} in place of characters that no installed font has: {' '.join(new)}",
            NrcSimWarning,
            stacklevel=2,
        )

"""Categories of acts in event data, and their Goldstein weights."""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from nrc_sim.evidence.events.layouts import EventLayout
from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.scenario.countries import COMMENT
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.csv_rows import read_rows

GOLDSTEIN_SCALE = 10.0
"""The largest weight, either way; conduct is the weight / 10."""


class CodedCategory(NamedTuple):
    """A category: its code, name and weight, -10..10."""

    code: str
    name: str
    weight: float


@cache
def _cameo() -> dict[str, CodedCategory]:
    path = bundled_folder() / "settings" / "cameo.csv"
    rows = [row for row in read_rows(path, "categories of acts") if not row[0].startswith(COMMENT)]
    return {code: CodedCategory(code, name.capitalize(), float(weight)) for code, name, weight in rows[1:]}


class Categories:
    """The categories of CAMEO and of a world, by number.

    Parameters
    ----------
    world : WorldFile
        Whose weights go before those of CAMEO.
    layout : EventLayout
        Words of the file for categories, and how many digits a code has at least.

    Attributes
    ----------
    entries : tuple of CodedCategory
        The first stands for what has no known category.
    """

    def __init__(self, world: WorldFile, layout: EventLayout) -> None:
        own = {code: CodedCategory(code, entry.name, entry.weight) for code, entry in world.categories.items()}
        self.entries = (CodedCategory("", "", math.nan), *{**_cameo(), **own}.values())
        self._numbers = {entry.code: number for number, entry in enumerate(self.entries)}
        self._digits = layout.digits
        self._words = {word.casefold(): code for word, code in layout.categories.items()}
        self._weighted = layout.columns is not None and layout.columns.weight is not None

    def number(self, text: str) -> int:
        """Return the number of the category that a cell names, 0 if it is not known.

        Parameters
        ----------
        text : a code, maybe without its leading zeros, or a word of the layout
        """
        plain = _plain(text)
        code = self._words.get(plain.casefold(), plain)
        if code.isascii() and code.isdigit():
            code = code.zfill(self._digits)
        return self._numbers.get(code) or self._numbers.get(f"0{code}", 0)

    def weight_of(self, text: str) -> float:
        """Return the weight of the category that a cell names, NaN if it has none.

        Parameters
        ----------
        text : as for `number`; where the layout has a column of weights, a word has none of its own
        """
        word = _plain(text).casefold() in self._words
        return math.nan if word and self._weighted else self.entries[self.number(text)].weight


def weight_in(text: str) -> float:
    """Read a Goldstein weight, NaN if it is none from -10 to 10.

    Parameters
    ----------
    text : as it stands in the file; a comma may stand for the point
    """
    try:
        value = float(text.strip().strip('"').replace(",", "."))
    except ValueError:
        return math.nan
    return value if abs(value) <= GOLDSTEIN_SCALE else math.nan


def _plain(text: str) -> str:
    """Return a code without quotation marks, and without what a spreadsheet makes of a number."""
    return text.strip().strip('"').strip().removesuffix(".0")

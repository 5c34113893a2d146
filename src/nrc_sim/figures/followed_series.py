"""Series that a forecast followed: what was expected of each value before it was known, and what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.style import with_arrows
from nrc_sim.text.wording import counted_unbroken

MOST_SERIES = 5
"""Series that are drawn beside the index: those of which most is known."""

_OUTSIDE = 0.1


class FollowedSeries(NamedTuple):
    """A series of values.

    Attributes
    ----------
    title, variable, remark : str
        What it is, and how many of its values were a surprise.
    months : tuple of str
        Of each value, such as `2013-03` or `2012-01..2012-12`.
    values : array (low | median | value | high, point)
        What was expected, 5, 50 and 95%, and what came.
    """

    title: str
    variable: str
    remark: str
    months: tuple[str, ...]
    values: Floats


def list_followed_series(surprises: Iterable[Mapping[str, Any]]) -> list[FollowedSeries]:
    """Gather values by series, those of which most is known first; states have no axis and are left out.

    Parameters
    ----------
    surprises : values as `forecast.json` describes them
    """
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in surprises:
        if one["pit"] is not None:
            found.setdefault((one["what"], one["variable"]), []).append(one)
    return [_series(*name, ones) for name, ones in sorted(found.items(), key=lambda entry: -len(entry[1]))]


def _series(what: str, variable: str, ones: Sequence[Mapping[str, Any]]) -> FollowedSeries:
    rows = [[one[name] for one in ones] for name in ("low", "median", "value", "high")]
    outside = len([one for one in ones if one["probability"] < _OUTSIDE])
    remark = f"{counted_unbroken(len(ones), 'value')}, {outside} outside of what was expected"
    label = variable.capitalize()
    months = tuple(str(one["months"]) for one in ones)
    return FollowedSeries(f"{label}, {with_arrows(what)}", label, remark, months, np.array(rows, dtype=np.float64))

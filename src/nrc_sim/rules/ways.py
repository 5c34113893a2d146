"""Ways from a state into others: what a world says of negotiations and of the institution between the sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Ways(NamedTuple):
    """Which states lead into which others.

    By the code of a state, its ways are those from `first` to before `last`. By the number of a way, `to` is the code
    of the state into which it leads, `hazard` the number of its hazard, and `share` how much of that hazard it has.
    """

    first: Sequence[int]
    last: Sequence[int]
    to: Sequence[int]
    hazard: Sequence[int]
    share: Sequence[float]

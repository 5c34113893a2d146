"""What was observed, month by month, whatever file it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from nrc_sim.evidence.observed import Dyad
from nrc_sim.scenario import month_text

EVENTS, SERIES, STATE = "events", "series", "state"
"""Kinds: conduct as the events of a month show it, a series in a unit of its own, and a state of a negotiation or of
the institution."""

REGIME = "regime"
"""What files call the state of the institution."""


class Measured(NamedTuple):
    """One value that was observed.

    Attributes
    ----------
    kind : str
        `EVENTS`, `SERIES` or `STATE`.
    what : str
        Such as `india->pakistan`, `RUS<->USA` or `missile_defense`.
    variable : str
        `conduct` or `trust`; of a state its name, as it was reported.
    first, last : int
        Months that it covers, counted from year 0; it is known at the end of the last.
    value : float
        In the unit of its source; of events the mean weight / 10; nothing for states.
    events : int
        Number of events that it is the mean of; 0 where they were not counted.
    dyad : Dyad or None
        Whom it joins.
    codes : tuple of int
        States that it may have been.
    """

    kind: str
    what: str
    variable: str
    first: int
    last: int
    value: float = 0.0
    events: int = 0
    dyad: Dyad | None = None
    codes: tuple[int, ...] = ()

    @property
    def path(self) -> tuple[str, str, str]:
        """What tells its series from all others."""
        return (self.kind, self.what, "" if self.kind == STATE else self.variable)

    @property
    def months(self) -> str:
        """Months that it covers, such as `2008-01..2008-12`."""
        first, last = month_text(self.first), month_text(self.last)
        return last if first == last else f"{first}..{last}"

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        about: dict[str, Any] = {"what": self.what, "variable": self.variable, "months": self.months}
        if self.kind == STATE:
            return about
        return about | {"value": self.value} | ({"events": self.events} if self.events else {})

    def plain(self) -> list[Any]:
        """Return all that decides its likelihood, as plain data."""
        joined = [] if self.dyad is None else [self.dyad.weights.tolist(), self.dyad.direction]
        return [*self[:7], joined, list(self.codes)]


class Followable(NamedTuple):
    """A series that an ensemble can be compared with: its path, and whom it joins."""

    path: tuple[str, str, str]
    dyad: Dyad

    @property
    def variable(self) -> str:
        """`conduct` or `trust`."""
        return self.path[2]


def list_followed(measured: Iterable[Measured]) -> tuple[Followable, ...]:
    """List the series that are compared with the conduct or trust of runs, each once, in a fixed order.

    Parameters
    ----------
    measured : all values
    """
    found = {one.path: Followable(one.path, one.dyad) for one in measured if one.dyad is not None}
    return tuple(found[path] for path in sorted(found))

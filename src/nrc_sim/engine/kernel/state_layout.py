"""Where each quantity stands in the arrays of a group of runs.

Rows have numbers that compiled code knows beforehand, so that it can see which rows do not overlap. What there is once
for each member, issue, area or negotiation lies in arrays of their own, item by item: the row of a quantity is
`item * ROWS + QUANTITY`. In each array the fields of a state come first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.kernel.numbering import whole_numbers
from nrc_sim.engine.world.state import COMMON_FIELDS, DYAD_FIELDS, NEGOTIATION_FIELDS, RIFT_FIELD, StateLayout
from nrc_sim.engine.world.types import World

COMMON, DYADS, ISSUES, AREAS, TALKS, RIFTS = whole_numbers(6)
"""Arrays of `Lanes`, as `StateRows.array` numbers them."""

(
    MEMBER_CONDUCT,
    OUTSIDE_CONDUCT,
    MEMBER_TRUST,
    OUTSIDE_TRUST,
    MEMBER_EXPECTATION,
    OUTSIDE_EXPECTATION,
    MEMBER_FEAR,
    OUTSIDE_FEAR,
    MEMBER_RECEIVED,
    OUTSIDE_RECEIVED,
    MEMBER_SLOW,
    OUTSIDE_SLOW,
    UNREST,
    UPKEEP,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_TRUST_LEVEL,
    MEMBER_READ,
    OUTSIDE_READ,
    MEMBER_CHANCE,
    OUTSIDE_CHANCE,
    MEMBER_ACTS,
    OUTSIDE_ACTS,
    DISCOUNT,
    DYAD_ROWS,
) = whole_numbers(24)
DYAD_STATE_ROWS = UPKEEP + 1
"""Rows of `Lanes.dyads`; levels are trust, 0..1; chances are the noise of conduct, drawn with memory alone."""

MEMBER_DRAWN, OUTSIDE_DRAWN = MEMBER_TRUST_LEVEL, OUTSIDE_TRUST_LEVEL
"""Changes of trust by others, log-odds, in rows that learning fills only after it has read them."""

TENSION, PRESSURE, ISSUE_ROWS = whole_numbers(3)
ISSUE_STATE_ROWS = 1
"""Rows of `Lanes.issues`."""

STOCK, FRAMEWORK, LINK, ADDED_STOCK, AREA_ROWS = whole_numbers(5)
AREA_STATE_ROWS = 1
"""Rows of `Lanes.areas`, among them the policies of each area."""

SETTLEMENT, SETTLEMENT_MONTHS, PROJECT, TALKS_ROWS = whole_numbers(4)
TALKS_STATE_ROWS = 3
"""Rows of `Lanes.talks`."""

RIFT, RIFT_ACTS, RIFT_ROWS = whole_numbers(3)
RIFT_STATE_ROWS = 1
"""Rows of `Lanes.rifts`, for each power that has allies."""

(
    ACTIVITY_OUTSIDE,
    ACTIVITY_ALLIANCE,
    REGIME,
    REGIME_MONTHS,
    HOME,
    READY,
    CLIMATE,
    RALLY,
    CONSULTATION,
    LEAD_DISPOSITION,
    OUTSIDE_DISPOSITION,
    LEAD_TENURE,
    RAW_INDEX,
    TREND,
    INDEX,
    TRUST_OUTSIDE,
    TRUST_ALLIANCE,
    CONDUCT_OUTSIDE,
    CONDUCT_ALLIANCE,
    READ_OUTSIDE,
    READ_ALLIANCE,
    MEAN_FEAR,
    MEAN_FEAR_OUTSIDE,
    PORTFOLIO,
    DIALOGUE,
    HOSTILITY_CUT,
    SPILLOVER,
    WHOLE_PROJECT,
    FAILURES,
    OUTSIDE_LOAD,
    MEMBER_LOAD,
    OUTSIDE_GRIEVANCE,
    MEMBER_GRIEVANCE,
    PARTNERSHIP_TENSION,
    LOOKED_TO,
    ALLIES_TRUST_OUTSIDE,
    ALLIES_TRUST_ALLIANCE,
    ALLIES_CONDUCT_OUTSIDE,
    ALLIES_CONDUCT_ALLIANCE,
    EXPECTATION_OUTSIDE,
    EXPECTATION_ALLIANCE,
    INDEX_WITHOUT_LEAD,
    INDEX_LEAD,
    EXCESS,
    TAINT,
    POLICY_OF_DIALOGUE,
    SUPPORT,
    TRANSPARENCY,
    TALKS_OPENED,
    ADDED_ACTIVITY_OUTSIDE,
    ADDED_ACTIVITY_ALLIANCE,
    ADDED_RALLY,
    HELD_CONSULTATION,
    COMMON_ROWS,
) = whole_numbers(54)
COMMON_STATE_ROWS, FIRST_ADDED = TREND + 1, TALKS_OPENED
"""Rows of `Lanes.common`; policies in the order of their numbers, from `FIRST_ADDED` on what a month's events add."""

FIELDS = {
    **{name: (DYADS, row) for row, name in enumerate(DYAD_FIELDS)},
    "tension": (ISSUES, TENSION),
    "stock": (AREAS, STOCK),
    **{name: (TALKS, row) for row, name in enumerate(NEGOTIATION_FIELDS)},
    **{name: (COMMON, row) for row, name in enumerate(COMMON_FIELDS)},
    RIFT_FIELD: (RIFTS, RIFT),
}
"""Array and row of the fields of a state."""


def _rows_by_name(first: str, end: str) -> dict[str, int]:
    """Return the rows whose constants stand above from one to before another, by their names in lower case."""
    # The constants stay the only list of rows; a module keeps its names in the order in which they are defined.
    names = list(globals())
    return {name.lower(): int(globals()[name]) for name in names[names.index(first) : names.index(end)]}


NAMED_ROWS = {
    COMMON: _rows_by_name("ACTIVITY_OUTSIDE", "COMMON_ROWS"),
    DYADS: _rows_by_name("MEMBER_CONDUCT", "DYAD_ROWS"),
    TALKS: _rows_by_name("SETTLEMENT", "TALKS_ROWS"),
}
"""Rows of the arrays from which readers take named groups, see `nrc_sim.engine.kernel.readers`."""

ROWS_OF_ITEM = {
    COMMON: COMMON_ROWS,
    DYADS: DYAD_ROWS,
    ISSUES: ISSUE_ROWS,
    AREAS: AREA_ROWS,
    TALKS: TALKS_ROWS,
    RIFTS: RIFT_ROWS,
}

WHICH, WHERE = whole_numbers(2)
"""Rows of `Lanes.happened`: number of the moves, and lane."""

HOW_LARGE, HOW_FAR = whole_numbers(2)
"""Rows of `Lanes.happened_weights`: size, and share of the acts that counts with the outside power."""

DUE, FOUNDED, MEMBERSHIP, COMING_MEMBERSHIP = whole_numbers(4)
FIRST_SHOCK, SHOCK_BLOCKS = 4, 3
"""Rows of `Lanes.codes`: states of membership as in `StandingMembership` of the readable engine, then the first
months of all shocks as in its `ShockWatch.months`, then how long their conditions have held, then how often they were
set off, then the commands."""


class StateRows(NamedTuple):
    """Array and row of each value of a state, in the order of `nrc_sim.engine.world.StateLayout`."""

    array: NDArray[np.int64]
    row: NDArray[np.int64]


def find_state_rows(world: World) -> StateRows:
    """Find where the values of a state stand.

    Parameters
    ----------
    world : World
    """
    pairs = [
        (FIELDS[name][0], item * ROWS_OF_ITEM[FIELDS[name][0]] + FIELDS[name][1])
        for name, size in StateLayout.of(world).fields
        for item in range(size)
    ]
    array, row = np.array(pairs, dtype=np.int64).T
    return StateRows(np.ascontiguousarray(array), np.ascontiguousarray(row))

"""The files that `nrc-sim events` writes beside its figure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from nrc_sim.evidence.events.counting import CountedEvents
from nrc_sim.evidence.events.drafting import DRAFT, draft_history
from nrc_sim.evidence.events.weights import GOLDSTEIN_SCALE
from nrc_sim.scenario.schema import month_text
from nrc_sim.text.csv_rows import write_table
from nrc_sim.text.writing import write_text

_DIGITS = 6
_MOST_VALUES = 1000
"""Values that are listed for each reason."""


def events_table(found: CountedEvents) -> pd.DataFrame:
    """Return the monthly conduct of all directed dyads: month, from, to, conduct, events, coverage.

    Parameters
    ----------
    found : events of a world

    Returns
    -------
    a row for each month and dyad; conduct -1..1 is empty without events, coverage 0..1 without rows
    """
    months = [month_text(found.monthly.first + month) for month in range(found.monthly.months)]
    ids = [actor.id for actor in found.cast.actors]
    parts = [
        pd.DataFrame(
            {
                "month": months,
                "from": ids[dyad.sender],
                "to": ids[dyad.receiver],
                "conduct": dyad.conduct.round(_DIGITS),
                "events": dyad.events,
                "coverage": dyad.coverage.round(_DIGITS),
            }
        )
        for dyad in found.monthly.dyads
    ]
    return pd.concat(parts, ignore_index=True).sort_values("month", kind="stable", ignore_index=True)


def within_table(found: CountedEvents) -> pd.DataFrame:
    """Return the events among powers of one side: month, from, to, conduct, events.

    Parameters
    ----------
    found : events of a world

    Returns
    -------
    a row for each month and pair with events; conduct -1..1
    """
    ids = [actor.id for actor in found.cast.actors]
    columns = ["month", "from", "to", "weight", "events"]
    rows = [(one.month, ids[one.sender], ids[one.receiver], one.weight, one.events) for one in found.within]
    sums = pd.DataFrame(rows, columns=columns).groupby(columns[:3], as_index=False, sort=False).sum()
    conduct = (sums["weight"] / sums["events"] / GOLDSTEIN_SCALE).round(_DIGITS)
    months = [month_text(month) for month in sums["month"]]
    told = {"month": months, "from": sums["from"], "to": sums["to"], "conduct": conduct, "events": sums["events"]}
    return pd.DataFrame(told)


def write_events(found: CountedEvents, folder: Path) -> bool:
    """Write monthly conduct, events within a side, what could not be placed, and the draft of a history if any.

    Parameters
    ----------
    found : events of a world
    folder : where to

    Returns
    -------
    whether there is a draft
    """
    write_table(events_table(found), folder / "events.csv")
    unplaced = pd.DataFrame(found.left_out.table_rows(_MOST_VALUES), columns=["reason", "value", "rows"])
    write_table(unplaced, folder / "unplaced.csv")
    if found.within:
        write_table(within_table(found), folder / "within_sides.csv")
    draft = draft_history(found)
    if draft:
        write_text(folder / f"{DRAFT}.yaml", draft)
    return bool(draft)

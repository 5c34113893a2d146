"""One run alone, month by month, and what it would have become after a change."""

from nrc_sim.analysis.trace.branching import Branch, Continuations, branch_run
from nrc_sim.analysis.trace.events import Event
from nrc_sim.analysis.trace.months import DISPUTE, MonthRecord, ShockRecord
from nrc_sim.analysis.trace.tracing import Trace, trace_run

__all__ = [
    "DISPUTE",
    "Branch",
    "Continuations",
    "Event",
    "MonthRecord",
    "ShockRecord",
    "Trace",
    "branch_run",
    "trace_run",
]

"""How many operations a month of one run needs: counted while the readable engine runs on numbers that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from mesa import DataCollector

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.reporters import SERIES_REPORTERS
from nrc_sim.engine.world import Job

SIMPLE = ("add", "radd", "sub", "rsub", "mul", "rmul", "neg", "abs", "lt", "le", "gt", "ge")
DIVISIONS = ("truediv", "rtruediv")

counts: Counter[str] = Counter()


class Operations(NamedTuple):
    """Operations on floating-point numbers in a month of one run, on average.

    Attributes
    ----------
    simple : additions, subtractions, multiplications, changes of sign, comparisons, minima and maxima
    divisions : divisions
    """

    simple: float
    divisions: float


class CountingNumber(float):
    """A number that counts what is done with it; what comes out counts as well."""


def _counting(name: str, kind: str) -> Callable[..., Any]:
    plain = getattr(float, name)

    def operate(self: CountingNumber, *others: float) -> Any:
        counts[kind] += 1
        result = plain(self, *others)
        return CountingNumber(result) if type(result) is float else result

    return operate


for _kind, _names in (("simple", SIMPLE), ("divisions", DIVISIONS)):
    for _name in _names:
        setattr(CountingNumber, f"__{_name}__", _counting(f"__{_name}__", _kind))


def count_operations(job: Job, runs: int) -> Operations:
    """Count what the rules compute in a month, over history and scenario.

    Parameters
    ----------
    job : scenario with a history
    runs : number of runs to count in

    Notes
    -----
    A minimum or maximum counts as one comparison. Month-level variables are collected in the scenario alone, as in a
    block. Not counted: random numbers, indices, the few square roots in sizes of shocks, and operations between two
    constants of the code.
    """
    # A key of its own, so that no history is taken from a run that did not count.
    counting = replace(job, world=with_counting_numbers(job.world), history_key=f"counting {job.history_key}")
    past = replace(counting, world=with_counting_numbers(job.history or job.world), history=None)
    counts.clear()
    for run in range(runs):
        state = _simulated(RelationshipModel(past, run=run), {}).export_state() if job.history else None
        _simulated(RelationshipModel(counting, run=run, state=state), SERIES_REPORTERS)
    months = runs * all_months(job)
    return Operations(counts["simple"] / months, counts["divisions"] / months)


def _simulated(model: RelationshipModel, reporters: dict[str, Any]) -> RelationshipModel:
    model.datacollector = DataCollector(model_reporters=reporters)
    while model.running:
        model.step()
    return model


def with_counting_numbers(value: Any) -> Any:
    """Return nested tuples with every floating-point number in them made to count."""
    if type(value) is float:
        return CountingNumber(value)
    if not isinstance(value, tuple):
        return value
    entries = map(with_counting_numbers, value)
    return type(value)(*entries) if hasattr(value, "_fields") else tuple(entries)


def all_months(job: Job) -> int:
    """Return the months that a run goes through, history included."""
    return job.months + (0 if job.history is None else job.history.months)


def all_actors(job: Job) -> int:
    """Return the number of agents: the powers of both sides, and what they do together."""
    return sum(job.world.powers) + 1

"""One run alone, month by month: what happened and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nrc_sim.analysis.trace.causes import Laboratory, moved_values
from nrc_sim.analysis.trace.events import Event, month_events
from nrc_sim.analysis.trace.months import MonthRecord, record_month
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.failures import NOT_FINITE, failing_rule, first_undefined
from nrc_sim.engine.model.restarting import take_moment
from nrc_sim.engine.model.transfer import read_state
from nrc_sim.engine.world import choose_parameters, make_jobs
from nrc_sim.errors import RunError
from nrc_sim.scenario import Scenario, load_defaults, load_scenario, month_text
from nrc_sim.scenario.sides import told_apart

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Trace:
    """One run, month by month; bit for bit the run of that number in an ensemble of any size.

    Attributes
    ----------
    scenario : Scenario
    run, seed : int
    parameters : str
        "ensemble" or "central".
    parameter_set : int or None
        Number of the accepted parameter set that the run drew, if any.
    months : tuple of MonthRecord
    events : tuple of Event
        What stands out, month by month.
    final_index : float
        Mean index of the last months of the horizon, points.
    outcome : str
        Class of outcome.
    """

    scenario: Scenario
    run: int
    seed: int
    parameters: str
    parameter_set: int | None
    months: tuple[MonthRecord, ...]
    events: tuple[Event, ...]
    final_index: float
    outcome: str

    @property
    def index(self) -> list[float]:
        """Headline index by month, points."""
        return [month.index for month in self.months]

    def table(self) -> pandas.DataFrame:
        """Return a row for each month: index, regime, states of negotiations, all series, tensions, stocks and rifts.

        The columns `CAUSE on VARIABLE` hold what moved trust and the index this month; `shocks` and `events` are texts.
        """
        import pandas

        return pandas.DataFrame([self._row(month) for month in self.months]).set_index("month")

    def _row(self, month: MonthRecord) -> dict[str, Any]:
        parts = {f"{cause} on {name}": value for name, causes in month.parts.items() for cause, value in causes.items()}
        return {
            "month": month.month,
            "index": month.index,
            "regime": month.regime,
            **{f"settlement.{name}": state for name, state in month.settlement.items()},
            **month.series,
            **{f"tension.{name}": value for name, value in month.tension.items()},
            **{f"stock.{name}": value for name, value in month.stock.items()},
            **{f"rift.{name}": value for name, value in month.rift.items()},
            "shocks": "; ".join(f"{shock.id} {shock.size:.2f}" for shock in month.shocks),
            **parts,
            "events": "; ".join(event.what for event in self.events_of(month.month)),
        }

    def events_of(self, month: str) -> list[Event]:
        """Return what stands out in a month.

        Parameters
        ----------
        month : such as `2014-03`
        """
        return [event for event in self.events if event.month == month]

    def describe(self) -> dict[str, Any]:
        """Return the trace as plain data."""
        return {
            "scenario": self.scenario.slug,
            "run": self.run,
            "seed": self.seed,
            "parameters": self.parameters,
            "parameter_set": self.parameter_set,
            "final_index": self.final_index,
            "outcome": self.outcome,
            "members": list(told_apart(*self.scenario.world.sides, "id", "_")),
            "months": [month.describe() for month in self.months],
            "events": [event.describe() for event in self.events],
        }


@dataclass(frozen=True)
class Followed:
    """Months of a run that were simulated one after the other, and what stands out in them."""

    months: tuple[MonthRecord, ...]
    events: tuple[Event, ...]

    def __add__(self, later: Followed) -> Followed:
        """Put months together that follow each other."""
        return Followed(self.months + later.months, self.events + later.events)


def trace_run(
    scenario: str | Path | Scenario,
    *,
    run: int,
    seed: int | None = None,
    parameters: str | None = None,
    changes: Sequence[str] = (),
) -> Trace:
    """Simulate one run of a scenario and take down what happens in each month, and why.

    Parameters
    ----------
    scenario : bundled slug, file or scenario
    run : number of the run, >= 0
    seed : 0..2**63 - 1; by default that of the other commands
    parameters : "ensemble", the run has the accepted parameter set that it draws, or "central"; None leaves it to
        what the world ships
    changes : such as `policies.dialogue=0.5`, from the first month on, to a scenario that is loaded here

    Raises
    ------
    InputError
        If something asked for cannot be accepted.
    RunError
        If the run fails, with month and place.
    """
    found = scenario if isinstance(scenario, Scenario) else load_scenario(scenario, changes)
    chosen = choose_parameters(parameters, [found])
    model = start_run(found, run, seed, chosen)
    return make_trace(found, model, follow(model, found), chosen)


def start_run(scenario: Scenario, run: int, seed: int | None, parameters: str) -> RelationshipModel:
    """Make the model of a run at the start of its scenario, its history simulated.

    Parameters
    ----------
    scenario, run, seed, parameters : see `trace_run`
    """
    job = make_jobs([scenario], load_defaults().seed if seed is None else seed, parameters=parameters)[0]
    try:
        return RelationshipModel(job, run=run)
    except ArithmeticError as error:
        raise RunError(f"{scenario.slug}, run {run}, fails in its history at {failing_rule(error)}: {error}") from error


def follow(
    model: RelationshipModel, scenario: Scenario, until: int | None = None, *, explained: bool = True
) -> Followed:
    """Step a model and take down its months.

    Parameters
    ----------
    model : between two months
    scenario : its scenario, for names
    until : month, counted from the start of the horizon, before which it stops; by default the end of the horizon
    explained : whether moves are parted among their causes

    Raises
    ------
    RunError
        If the run fails.
    """
    months, events = [], []
    laboratory = Laboratory(model) if explained else None
    while model.running and model.month != until:
        before = take_moment(model)
        step_month(model)
        record = record_month(model)
        if laboratory is not None:
            record = replace(record, parts=laboratory.explain(before, moved_values(model)))
        months.append(record)
        events.extend(month_events(model, before, record, scenario.world))
    return Followed(tuple(months), tuple(events))


def step_month(model: RelationshipModel) -> None:
    """Simulate a month.

    Parameters
    ----------
    model : between two months

    Raises
    ------
    RunError
        If the run fails, with month and place.
    """
    where = f"{model.job.slug}, run {model.run}, fails in {month_text(model.world.start + model.month)}"
    try:
        model.step()
    except ArithmeticError as error:
        raise RunError(f"{where} at {failing_rule(error)}: {error}") from error
    field = first_undefined(read_state(model))
    if field is not None:
        raise RunError(f"{where} at {field}: {NOT_FINITE}")


def make_trace(scenario: Scenario, model: RelationshipModel, followed: Followed, parameters: str) -> Trace:
    """Put together the trace of a run that has reached its horizon.

    Parameters
    ----------
    scenario : of the run, from its last change on
    model : at the horizon
    followed : all its months
    parameters : see `Trace`
    """
    sets = model.job.sets_of(np.array([model.run], dtype=np.int64)) if model.job.parameter_sets else None
    return Trace(
        scenario=scenario,
        run=model.run,
        seed=model.job.seed,
        parameters=parameters,
        parameter_set=None if sets is None else int(sets[0]),
        months=followed.months,
        events=followed.events,
        final_index=model.final_index,
        outcome=model.world.outcome_classes[model.outcome],
    )

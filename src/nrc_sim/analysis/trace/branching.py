"""A run up to a month, and from there on with a change: what would have turned it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nrc_sim.analysis.trace.months import MonthRecord
from nrc_sim.analysis.trace.tracing import Followed, Trace, follow, make_trace, start_run, step_month
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.restarting import continue_run
from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.engine.world import Job, choose_parameters, make_jobs
from nrc_sim.errors import InputError, whole_number
from nrc_sim.scenario import Scenario, load_scenario, month_number, month_text
from nrc_sim.scenario.resolve import with_changes
from nrc_sim.study.statistics import QUANTILES
from nrc_sim.study.statistics.outcomes import classify_runs, count_shares, final_index

if TYPE_CHECKING:
    import pandas

_MOST_CONTINUATIONS = 10_000


@dataclass(frozen=True)
class Continuations:
    """How a run goes on with other random draws from a month on.

    Attributes
    ----------
    scenario : Scenario
    index : array of float64 (continuation, month)
        Headline index over the whole horizon, points; the months before the branch are those of the run.
    """

    scenario: Scenario
    index: Floats

    def describe(self) -> dict[str, Any]:
        """Return the shares of the classes with their intervals, and the final index, as plain data."""
        outcomes = self.scenario.world.outcomes
        final = final_index(self.index, outcomes.months)
        counts = np.bincount(classify_runs(final, tuple(outcomes.bounds)), minlength=len(outcomes.classes))
        quantiles = np.quantile(final, list(QUANTILES.values())).tolist()
        return {
            "outcomes": {
                name: share._asdict() for name, share in count_shares(counts.tolist(), outcomes.classes).items()
            },
            "final_index": {"mean": sum(final.tolist()) / final.size} | dict(zip(QUANTILES, quantiles, strict=True)),
        }


@dataclass(frozen=True)
class Branch:
    """A run, and the same run with a change from a month on.

    Attributes
    ----------
    at : str
        First month with the change.
    changes : tuple of str
        What was changed, such as `policies.dialogue=0.5`.
    original, changed : Trace
        Both with the run's own random draws to the end.
    others : tuple of Continuations
        Without and with the change, under the same other random draws; empty if none were asked for.
    """

    at: str
    changes: tuple[str, ...]
    original: Trace
    changed: Trace
    others: tuple[Continuations, ...] = ()

    @property
    def first_difference(self) -> str | None:
        """First month in which the two paths differ in anything that is recorded, or None."""
        pairs = zip(self.original.months, self.changed.months, strict=True)
        return next((before.month for before, after in pairs if _seen(before) != _seen(after)), None)

    def table(self) -> pandas.DataFrame:
        """Return a row for each month: index, trust, regime, shocks and talks of both paths, and the difference."""
        import pandas

        rows = {}
        for before, after in zip(self.original.months, self.changed.months, strict=True):
            pair = {"original": before, "changed": after}
            rows[before.month] = (
                {f"index_{name}": month.index for name, month in pair.items()}
                | {"difference": after.index - before.index}
                | {f"{name}_{path}": month.series[name] for name in _TRUST for path, month in pair.items()}
                | {f"regime_{name}": month.regime for name, month in pair.items()}
                | {f"shocks_{name}": "; ".join(s.id for s in month.shocks) for name, month in pair.items()}
                | {
                    f"settlement.{talks}_{path}": month.settlement[talks]
                    for talks in before.settlement
                    for path, month in pair.items()
                }
            )
        return pandas.DataFrame.from_dict(rows, orient="index").rename_axis("month")

    def describe(self) -> dict[str, Any]:
        """Return the branch as plain data; `continuations` holds their number and what came of them."""
        found: dict[str, Any] = {
            "at": self.at,
            "changes": list(self.changes),
            "first_difference": self.first_difference,
            "original": self.original.describe(),
            "changed": self.changed.describe(),
        }
        if self.others:
            names = ("original", "changed")
            described = {name: other.describe() for name, other in zip(names, self.others, strict=True)}
            found["continuations"] = {"number": int(self.others[0].index.shape[0]), **described}
        return found


_TRUST = ("trust_outside", "trust_alliance")


def _seen(month: MonthRecord) -> MonthRecord:
    return replace(month, parts={})


def branch_run(  # noqa: PLR0913
    scenario: str | Path | Scenario,
    *,
    changes: Sequence[str] = (),
    run: int,
    at: str,
    seed: int | None = None,
    parameters: str | None = None,
    continuations: int = 0,
) -> Branch:
    """Simulate a run up to a month, and go on as it was and with a change, under the same random draws.

    Parameters
    ----------
    scenario : bundled slug, file or scenario that was loaded
    changes : such as `policies.dialogue=0.5`; they act from the month `at` on
    run : number of the run, >= 0
    at : first month with the change, such as `2014-03`
    seed, parameters : see `trace_run`
    continuations : how many times both paths go on with other random draws from that month on; the k-th, from 1,
        has those of run `run + k`

    Raises
    ------
    InputError
        If something asked for cannot be accepted.
    RunError
        If a run fails.

    Notes
    -----
    Without a change both paths are the run, bit for bit. The months before `at` are those of the run in any case, as
    are its parameter set, and the month of a shock with a window that stood before.
    """
    continuations = whole_number("continuations", continuations, 0, _MOST_CONTINUATIONS)
    # The other random draws are those of the runs that follow.
    run = whole_number("run", run, 0, LARGEST_NUMBER - continuations)
    original = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    changed = with_changes(original, changes)
    first = _month_in(original, at)
    _check_change(original, changed, at)
    chosen = choose_parameters(parameters, [original])
    model = start_run(original, run, seed, chosen)
    job = make_jobs([changed], model.job.seed, parameters=chosen)[0]
    past = follow(model, original, first)
    other = continue_run(model, job)
    others = [_continue_otherwise(model, *pair, continuations) for pair in ((original, model.job), (changed, job))]
    return Branch(
        at,
        tuple(changes),
        _finish(original, model, past, chosen),
        _finish(changed, other, past, chosen),
        tuple(others) if continuations else (),
    )


def _finish(scenario: Scenario, model: RelationshipModel, past: Followed, parameters: str) -> Trace:
    return make_trace(scenario, model, past + follow(model, scenario), parameters)


def _continue_otherwise(model: RelationshipModel, scenario: Scenario, job: Job, number: int) -> Continuations:
    """Go on with the random draws of later runs."""
    paths = [_other_path(continue_run(model, job, model.run + k)) for k in range(1, number + 1)]
    return Continuations(scenario, np.array(paths, dtype=np.float64))


def _other_path(model: RelationshipModel) -> list[float]:
    while model.running:
        step_month(model)
    return model.indices


def _month_in(scenario: Scenario, text: str) -> int:
    """Count a month from the start of a scenario's horizon.

    Parameters
    ----------
    scenario : Scenario
    text : such as `2014-03`

    Raises
    ------
    InputError
        If it is no month of the horizon.
    """
    start = month_number(scenario.start)
    allowed = f"a month from {scenario.start} to {month_text(start + scenario.months - 1)}"
    try:
        month = month_number(text) - start
    except ValueError as error:
        raise InputError(str(error), place="--at", allowed=allowed) from None
    if not 0 <= month < scenario.months:
        raise InputError(f"{text} lies outside the horizon of {scenario.slug}", place="--at", allowed=allowed)
    return month


def _check_change(original: Scenario, changed: Scenario, at: str) -> None:
    """Refuse what a run that is under way cannot take up."""
    for key in ("world", "continues", "horizon", "slug", "initial"):
        if getattr(original.file, key) != getattr(changed.file, key):
            allowed = "parameters, policies, holds and shocks"
            raise InputError(f"a branch cannot change `{key}` of a run under way", place="--set", allowed=allowed)
    known = {shock.id: shock for shock in original.shocks}
    for shock in changed.shocks:
        last = shock.last_month or at
        if shock != known.get(shock.id) and last < at:
            what = f"the shock {shock.id!r} comes in {last}, before the change"
            raise InputError(
                what, place="--set", allowed=f"months from {at} on", suggestion="move it, or branch earlier"
            )

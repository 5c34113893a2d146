"""The few numbers that sum up a scenario, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nrc_sim.study.questions import Question
from nrc_sim.study.results.scenario_runs import ScenarioRuns
from nrc_sim.study.statistics.intervals import wilson_share

_UNKNOWN: dict[str, float | None] = {"sets_low": None, "sets_high": None}
"""Range between parameter sets that lies within sampling noise."""


def summarise_runs(runs: ScenarioRuns) -> dict[str, Any]:
    """Return what the command line prints and the manifest holds about one scenario.

    Parameters
    ----------
    runs : ScenarioRuns

    Returns
    -------
    plain data: runs, seed, outcomes (share, low and high of each class; with several parameter sets also sets_low and
    sets_high, between which the shares of 90% of the sets lie, None where that lies within sampling noise),
    parameter_sets (their number), final_index (mean, sd,
    quantiles and the ends of their intervals, points), ever_frozen (share, low and high), questions, if any were asked
    (by id: share, low and high, question, condition, from and before) and digest; under given, of conditions that all
    runs fulfil, the candidates looked at, those accepted and their share; if runs failed,
    their number as `failed` and each of them in `failures`. If all of them failed, there are no outcomes, final_index
    and ever_frozen.
    """
    summary: dict[str, Any] = {"runs": runs.runs, "seed": runs.seed}
    if runs.acceptance is not None:
        summary["given"] = {**runs.acceptance._asdict(), "share": runs.acceptance.share}
    if runs.failures:
        summary["failed"] = len(runs.failures)
        summary["failures"] = [failure.describe() for failure in runs.failures]
    if runs.runs:
        several = _UNKNOWN if runs.set_ranges else {}
        known = {name: found._asdict() for name, found in runs.set_ranges.items()}
        summary["outcomes"] = {
            name: share._asdict() | known.get(name, several) for name, share in runs.shares().items()
        }
        summary["parameter_sets"] = runs.parameter_sets
        summary["final_index"] = dict(runs.final_statistics)
        summary["ever_frozen"] = wilson_share(runs.tally.ever_frozen, runs.runs)._asdict()
        if runs.answers:
            answers = runs.answers.items()
            summary["questions"] = {
                name: share._asdict() | _describe_question(question) for name, (question, share) in answers
            }
    return summary | {"digest": runs.digest}


def _describe_question(question: Question) -> dict[str, Any]:
    return {
        "question": question.question,
        "condition": question.condition,
        "from": question.start,
        "before": question.before,
    }


def flatten_summary(summary: dict[str, Any]) -> dict[str, Any]:
    """Put the nested parts of a summary side by side, so that it fits a row of a table.

    Parameters
    ----------
    summary : what `summarise_runs` returns
    """
    row = {"runs": summary["runs"], "seed": summary["seed"], "failed": summary.get("failed", 0)}
    if summary["runs"]:
        row |= flatten_outcomes({**summary["outcomes"], "ever_frozen": summary["ever_frozen"]}, summary["final_index"])
    return row | {"digest": summary["digest"]}


def flatten_outcomes(shares: Mapping[str, Mapping[str, Any]], final: Mapping[str, float]) -> dict[str, Any]:
    """Name shares with their intervals, and statistics of the final index, as the columns of a table.

    Parameters
    ----------
    shares : share, low and high by name
    final : statistics of the final index by name
    """
    row = {f"{name}_{part}": value for name, share in shares.items() for part, value in share.items()}
    return row | {f"final_index_{name}": value for name, value in final.items()}

"""The command `score`, and how answers to questions are printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nrc_sim.cli.backtest import print_scorings
from nrc_sim.cli.display import print_json, print_table, share_with_interval, tell
from nrc_sim.cli.options import AsJson, parse_path
from nrc_sim.cli.seal import Ledger, describe_seal
from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.evidence.forecasting import Scores
    from nrc_sim.evidence.sealing.outcomes import OutcomeScores
    from nrc_sim.study.questions import Question
    from nrc_sim.study.results import Results

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of results of `run` or `backtest`.", parser=parse_path)
]
_HappenedFile = Annotated[
    Path,
    typer.Option(
        "--happened",
        metavar="CSV",
        help="What happened: id,value with 1 or 0 for questions, final_index or outcome_class; or pair,year,value.",
        parser=parse_path,
    ),
]


def score(folder: Folder, happened: _HappenedFile, ledger: Ledger = None, as_json: AsJson = False) -> None:
    """Score forecasts, once it is known what happened, and say when they were sealed."""
    from nrc_sim.evidence.sealing.sealing import find_seal
    from nrc_sim.study.store import read_manifest
    from nrc_sim.study.store.status import command_of

    manifest = read_manifest(folder)
    sealed = find_seal(folder, ledger)
    document: dict[str, Any] = {"sealed": None if sealed is None else sealed.describe()}
    if command_of(manifest) == "backtest":
        document |= _score_backtest(folder, happened, quiet=as_json)
    else:
        document |= _score_runs(folder, happened, quiet=as_json)
    if as_json:
        print_json(document)
    else:
        tell(describe_seal(sealed))


def _score_backtest(folder: Path, happened: Path, *, quiet: bool) -> dict[str, Any]:
    """Score forecasts of conduct, print the scores unless `quiet`, and return them as plain data."""
    from nrc_sim.evidence.sealing.conduct import score_conduct

    found = score_conduct(folder, happened)
    if not quiet:
        title = f"Scores over {counted(found.values, 'value')} of conduct, best first; lower is better"
        print_scorings(title, found.scores)
    return found.describe()


def _score_runs(folder: Path, happened: Path, *, quiet: bool) -> dict[str, Any]:
    """Score answers and outcomes of scenarios, print the scores unless `quiet`, and return them as plain data."""
    from nrc_sim.evidence.forecasting import read_happened, score_results
    from nrc_sim.evidence.sealing.outcomes import HappenedOutcome, read_outcome, score_outcomes
    from nrc_sim.study.store import load_results

    results = load_results(folder)
    asked = next(iter(results)).tally.layout.questions
    outcome, others = read_outcome(happened)
    document: dict[str, Any] = {}
    if others or outcome == HappenedOutcome(None, None):
        if not asked:
            raise InputError("no questions were asked", place=str(folder), suggestion="run with --questions FILE")
        scores = score_results(results, read_happened(happened, [one.question.id for one in asked]))
        document["scenarios"] = {slug: one.describe() for slug, one in scores.items()}
        if not quiet:
            print_scores(scores)
    if outcome != HappenedOutcome(None, None):
        outcomes = score_outcomes(results, outcome, str(happened))
        document["outcomes"] = {slug: one.describe() for slug, one in outcomes.items()}
        if not quiet:
            _print_outcomes(outcomes)
    return document


def _print_outcomes(scores: Mapping[str, OutcomeScores]) -> None:
    rows = []
    for slug, one in scores.items():
        numbers = ["-" if value is None else f"{value:.3f}" for value in (one.crps, one.log, one.pit)]
        inside = "-" if one.in_90 is None else "yes" if one.in_90 else "no"
        shares = [f"{100 * one.class_probability:.0f}%", f"{one.class_brier:.3f}", f"{one.class_log:.3f}"]
        rows.append([slug, *numbers, inside, one.class_name, *shares])
    columns = ["scenario", "CRPS", "log", "PIT", "in 90% band", "class", "forecast", "Brier", "log of class"]
    print_table("Scores of the outcome, lower is better; CRPS in points of the index", columns, rows)


def happened_or_none(path: Path | None, questions: tuple[Question, ...]) -> Mapping[str, int] | None:
    """Read what happened, if a file of it was given.

    Parameters
    ----------
    path : CSV file, or None
    questions : those asked

    Raises
    ------
    InputError
        If no questions were asked, or the file cannot be accepted.
    """
    from nrc_sim.evidence.forecasting import read_happened

    if path is None:
        return None
    if not questions:
        raise InputError("--happened needs questions", suggestion="name their file with --questions FILE")
    return read_happened(path, [question.id for question in questions])


def add_scores(document: dict[str, Any], results: Results, happened: Mapping[str, int] | None) -> dict[str, Scores]:
    """Score answers, and put the scores into the summaries of their scenarios.

    Parameters
    ----------
    document : summaries by slug
    results : with answers
    happened : 1 or 0 by id of the question; None scores nothing
    """
    from nrc_sim.evidence.forecasting import score_results

    scores = score_results(results, happened) if happened is not None else {}
    for slug, one in scores.items():
        document[slug]["scores"] = one.describe()
    return scores


def print_answers(document: Mapping[str, Any]) -> None:
    """Print the share of runs that answer each question with yes, a row for each question and scenario.

    Parameters
    ----------
    document : summaries by slug
    """
    rows = [
        [name, slug, share_with_interval(answer), answer["question"]]
        for slug, summary in document.items()
        for name, answer in summary.get("questions", {}).items()
    ]
    if rows:
        title = "Questions: share of runs that answer with yes, with 95% interval"
        print_table(title, ["id", "scenario", "yes", "question"], rows, texts=1)


def print_scores(scores: Mapping[str, Scores]) -> None:
    """Print scores beside those of the base rates.

    Parameters
    ----------
    scores : by slug
    """
    if not scores:
        return
    first = next(iter(scores.values()))
    rows = [[slug, f"{one.brier:.3f}", f"{one.log:.3f}", *_skills(one)] for slug, one in scores.items()]
    for name, rate in first.base_rates.items():
        rows.append([f"base rate {rate.probability:.2f} ({name})", f"{rate.brier:.3f}", f"{rate.log:.3f}", "", ""])
    title = f"Scores over {counted(first.questions, 'question')}, lower is better; skill above 0 beats the base rate"
    print_table(title, ["scenario", "Brier", "log", "skill over half", "skill over mean"], rows)


def _skills(one: Scores) -> list[str]:
    skills = [rate.brier_skill for rate in one.base_rates.values()]
    return ["-" if skill is None else f"{skill:+.2f}" for skill in skills]

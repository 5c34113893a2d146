"""The command `score`, and how answers to questions are printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nrc_sim.cli.display import print_json, print_table, share_with_interval
from nrc_sim.cli.options import AsJson, parse_path
from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.evidence.forecasting import Scores
    from nrc_sim.study.questions import Question
    from nrc_sim.study.results import Results

Folder = Annotated[
    Path, typer.Argument(metavar="RESULTS", help="Folder of results with answers to questions.", parser=parse_path)
]
_HappenedFile = Annotated[
    Path, typer.Option("--happened", metavar="CSV", help="What happened: id,value with 1 or 0.", parser=parse_path)
]


def score(folder: Folder, happened: _HappenedFile, as_json: AsJson = False) -> None:
    """Score the answers to questions, once it is known what happened: Brier and log score beside base rates."""
    from nrc_sim.evidence.forecasting import read_happened, score_results
    from nrc_sim.study.store import load_results

    results = load_results(folder)
    asked = next(iter(results)).tally.layout.questions
    if not asked:
        raise InputError("no questions were asked", place=str(folder), suggestion="run with --questions FILE")
    scores = score_results(results, read_happened(happened, [one.question.id for one in asked]))
    if as_json:
        print_json({"scenarios": {slug: one.describe() for slug, one in scores.items()}})
    else:
        print_scores(scores)


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

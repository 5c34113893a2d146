"""What each section of a report says, as plain data for its template."""

from __future__ import annotations

import csv
import shlex
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from nrc_sim.analysis.comparison import PairedComparison, choose_baseline, compare_scenarios
from nrc_sim.errors import InputError
from nrc_sim.evidence.scorecard import load_scorecard
from nrc_sim.figures.report.closeness import can_be_paired
from nrc_sim.study.results import Results, ScenarioRuns, find_largest_draw
from nrc_sim.study.statistics.intervals import EstimatedShare
from nrc_sim.text.wording import counted, difference, last_months, percent, percent_range, signed, signed_range

_QUESTIONS = "questions.csv"
QUESTION_COLUMNS = ("scenario", "id", "question", "share", "low", "high")


def outcome_section(results: Results) -> dict[str, Any]:
    """Describe the share of runs in each class, with intervals and ranges between parameter sets.

    Parameters
    ----------
    results : Results
    """
    tables = [_outcome_table(alike) for alike in results.by_classes()]
    return {
        "tables": tables,
        "months": " or ".join(dict.fromkeys(table["months"] for table in tables)),
        "sets": max(runs.parameter_sets if runs.set_ranges else 1 for runs in results),
        "draws": [
            {"title": runs.scenario.title, "sentence": draw.sentence}
            for runs in results
            if runs.runs and (draw := find_largest_draw(runs)) is not None
        ],
        "failed": [
            {"slug": runs.slug, "failed": counted(len(runs.failures), "run")} for runs in results if runs.failures
        ],
    }


def _outcome_table(alike: Results) -> dict[str, Any]:
    """Describe scenarios that class their outcomes alike."""
    world = next(iter(alike)).scenario.world
    return {
        "world": alike.world_titles,
        "classes": list(world.outcomes.names),
        "ranges": _class_ranges(world.outcomes.bounds),
        "months": last_months(world.outcomes.months),
        "rows": [_outcome_row(runs) for runs in alike],
    }


def _class_ranges(bounds: tuple[float, ...]) -> list[str]:
    if not bounds:
        return ["any index"]
    between = [f"{signed(low, 0)} to below {signed(high, 0)}" for low, high in pairwise(bounds)]
    return [f"below {signed(bounds[0], 0)}", *between, f"{signed(bounds[-1], 0)} and above"]


def _outcome_row(runs: ScenarioRuns) -> dict[str, Any]:
    row: dict[str, Any] = {"slug": runs.slug, "title": runs.scenario.title, "runs": f"{runs.runs:,}", "cells": []}
    if not runs.runs:
        return row
    for name, share in runs.shares().items():
        between = runs.set_ranges.get(name)
        row["cells"].append(
            {
                "share": percent(share.share),
                "interval": percent_range(share.low, share.high),
                "sets": percent_range(*between) if between else "",
            }
        )
    final = runs.final_statistics
    row["mean"] = {
        "value": signed(final["mean"]),
        "interval": signed_range(final["mean_low"], final["mean_high"]),
        "quantiles": signed_range(final["q05"], final["q95"], 0),
    }
    return row


def comparison_section(results: Results) -> dict[str, Any] | None:
    """Describe how scenarios differ from the baseline, paired by run; None if there is nothing to pair.

    Parameters
    ----------
    results : Results
    """
    drawn = [runs for runs in results if runs.runs and runs.block is not None]
    if len(drawn) < 2:
        return None
    listed = Results({runs.slug: runs for runs in drawn})
    reference = listed[choose_baseline(listed)]
    alike = {runs.slug: runs for runs in drawn if can_be_paired(runs, reference)}
    if len(alike) < 2:
        return None
    rows = []
    for pair in compare_scenarios(Results(alike), reference.slug):
        found = pair.describe()
        rows.append(
            {
                "title": alike[pair.scenario].scenario.title,
                "index": difference(found["final_index"]),
                "better": _share_cell(pair.better),
                "classes": [difference(one, 100.0) for one in found["outcomes"].values()],
                "worst": [_share_cell(share) for share in _averted_and_caused(pair)],
                "averted": _averted_and_caused(pair)[0],
                "fewer": -next(iter(found["outcomes"].values()))["mean"],
                "pairs": f"{found['pairs']:,}",
            }
        )
    names = list(reference.scenario.world.outcomes.names)
    return {"baseline": reference.scenario.title, "classes": names, "rows": rows}


def _averted_and_caused(pair: PairedComparison) -> tuple[EstimatedShare | None, EstimatedShare | None]:
    worst = pair.transitions.classes[0]
    return pair.transitions.averted(worst), pair.transitions.caused(worst)


def _share_cell(share: EstimatedShare | None) -> dict[str, str]:
    if share is None:
        return {"value": "none", "interval": ""}
    return {"value": percent(share.share), "interval": percent_range(share.low, share.high)}


def question_section(folder: Path) -> list[dict[str, str]]:
    """Read the questions that were asked, with their answers; none if the folder has none.

    Parameters
    ----------
    folder : maybe with `questions.csv`

    Raises
    ------
    InputError
        If the file lacks a column or holds a share that is no number.
    """
    path = folder / _QUESTIONS
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in QUESTION_COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise InputError(f"there is no column {missing[0]!r}", place=str(path), allowed=", ".join(QUESTION_COLUMNS))
        return [_answer(row, f"{path}:{reader.line_num}") for row in reader]


def _answer(row: Mapping[str, str], place: str) -> dict[str, str]:
    # An answer that no run can give has no share.
    if not row["share"]:
        return {"scenario": row["scenario"], "question": row["question"], "share": "no run", "interval": ""}
    try:
        share, low, high = (float(row[name]) for name in ("share", "low", "high"))
    except ValueError:
        raise InputError(f"share, low or high of {row['id']!r} is no number", place=place, allowed="0..1") from None
    return {
        "scenario": row["scenario"],
        "question": row["question"],
        "share": percent(share),
        "interval": percent_range(low, high),
    }


def validity_section(world: str) -> dict[str, Any]:
    """Describe what the model was last found to bear out in a world; empty if it was not examined.

    Parameters
    ----------
    world : slug of the world
    """
    from nrc_sim.evidence.claims.loading import load_notes

    scorecard = load_scorecard(world)
    claims = scorecard.get("claims")
    if claims:
        notes = load_notes()
        claims = claims | {"not_holding": [{**one, "note": notes.get(one["id"], "")} for one in claims["not_holding"]]}
    return {
        "claims": claims,
        "prescribed": [_prescribed_row(name, score) for name, score in scorecard.get("told", {}).items()],
        "ahead": [_ahead_row(name, score) for name, score in scorecard.get("ahead", {}).items()],
    }


def _prescribed_row(name: str, score: Mapping[str, Any]) -> dict[str, str]:
    interval = score["skill_interval"]
    return {
        "series": name,
        "years": str(score["years"]),
        "rmse": f"{score['rmse']:.3f}",
        "mean": f"{score['baselines']['mean']['rmse']:.3f}",
        "skill": "" if score["skill"] is None else signed(score["skill"], 2),
        "interval": "" if interval is None else signed_range(interval[0], interval[1], 2),
    }


def _ahead_row(name: str, score: Mapping[str, Any]) -> dict[str, str]:
    over = score["over_climatology"]
    return {
        "series": name,
        "ratio": f"{over['value']:.2f}",
        "interval": f"{over['low']:.2f} to {over['high']:.2f}",
        "covered": f"{score['covered']['90']} of {score['years']}",
    }


def reproduction_section(results: Results, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Describe how to get the same numbers again.

    Parameters
    ----------
    results : Results
    manifest : of the folder
    """
    program, *arguments = manifest["command"] or ["nrc-sim"]
    return {
        "command": shlex.join([Path(program).name, *arguments]),
        "finished": manifest["finished"],
        "versions": manifest["versions"],
        "settings": _told_settings(manifest["settings"]),
        "rows": [
            {
                "slug": runs.slug,
                "runs": f"{runs.requested:,}",
                "seed": str(runs.seed),
                "hash": runs.scenario.hash,
                "digest": runs.digest,
            }
            for runs in results
        ],
    }


def _told_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was not set, and the questions, which have a section of their own; conditions become text."""
    told = {name: value for name, value in settings.items() if value is not None and name not in ("questions", "given")}
    conditions = "; ".join(condition["text"] for condition in settings.get("given", ()))
    return told | ({"given": conditions} if conditions else {})

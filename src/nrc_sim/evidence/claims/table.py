"""Results of claims as plain data, and as the page that is generated from them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from nrc_sim.evidence.claims.fact_schema import Claim, Part
from nrc_sim.evidence.claims.verdicts import ClaimResult, PartResult

KINDS = {"H": "history", "E": "emergent", "I": "implementation", "P": "panel"}


def claim_results(
    claims: Sequence[Claim], parts: Mapping[str, PartResult], in_sets: Mapping[str, float] | None = None
) -> tuple[ClaimResult, ...]:
    """Put claims and the results of their parts together.

    Parameters
    ----------
    claims : which
    parts : results by id of the part
    in_sets : share of accepted parameter sets in which a claim holds, by id of the claim
    """
    by_id = {claim.id: claim for claim in claims}
    found = []
    for claim in claims:
        # A claim counted with another has that one's figures.
        source = claim if claim.counted_with is None else by_id.get(claim.counted_with, claim)
        results = tuple(parts[part.id] for part in source.parts)
        found.append(ClaimResult(claim, results, (in_sets or {}).get(source.id)))
    return tuple(found)


def bound_text(part: Part) -> str:
    """Write a bound, such as `>= 8 points`.

    Parameters
    ----------
    part : of a claim
    """
    unit = "" if part.unit in {"ratio", "0..1", "count"} else f" {part.unit}"
    if isinstance(part.bound, tuple):
        return f"{part.bound[0]:g} to {part.bound[1]:g}{unit}"
    return f"{part.operator} {part.bound:g}{unit}"


def describe_claim(result: ClaimResult) -> dict[str, Any]:
    """Return a claim with its figures as plain data; those of its decisive bound stand at the top.

    Parameters
    ----------
    result : of the claim

    Notes
    -----
    The decisive bound is the first that fails, else the first undecided, else the first. A figure with nothing in its
    denominator is None.
    """
    order = ("fails", "undecided", "holds")
    decisive = min(result.parts, key=lambda part: order.index(part.verdict))
    return {
        "id": result.claim.id,
        "kind": result.claim.kind,
        "fact": result.claim.fact,
        "bound": bound_text(decisive.part),
        **_figures(decisive),
        "verdict": result.verdict,
        "holds": result.holds,
        "counted": result.claim.counted,
        "counted_with": result.claim.counted_with,
        "share_of_sets": result.holds_in_sets,
        "parts": [_describe_part(part) for part in result.parts],
    }


def _describe_part(result: PartResult) -> dict[str, Any]:
    named = {"id": result.part.id, "statistic": result.part.statistic, "bound": bound_text(result.part)}
    return {**named, **_figures(result), "verdict": result.verdict, "runs": result.runs}


def _figures(result: PartResult) -> dict[str, float | None]:
    figures = {"value": result.value, "low": result.low, "high": result.high}
    return {name: value if math.isfinite(value) else None for name, value in figures.items()}


def describe_claims(results: Sequence[ClaimResult]) -> dict[str, Any]:
    """Return claims with their figures, and how many hold, as plain data.

    Parameters
    ----------
    results : of all claims that were verified
    """
    return {"claims": [describe_claim(result) for result in results], "totals": totals(results)}


def totals(results: Sequence[ClaimResult]) -> dict[str, dict[str, int]]:
    """Count the claims that count, by kind: how many hold, fail, and are undecided.

    Parameters
    ----------
    results : of claims
    """
    found: dict[str, dict[str, int]] = {}
    for result in results:
        if result.claim.counted:
            row = found.setdefault(result.claim.kind, {"claims": 0, "holds": 0, "fails": 0, "undecided": 0})
            row["claims"] += 1
            row[result.verdict] += 1
    return found


def figure_text(result: PartResult) -> str:
    """Write a figure with its interval.

    Parameters
    ----------
    result : of a part
    """
    return f"{_short(result.value)} ({_short(result.low)} to {_short(result.high)})"


def _short(value: float) -> str:
    if math.isnan(value):
        return "none"
    if math.isinf(value):
        return "inf"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3f}"


def table_rows(results: Sequence[ClaimResult]) -> list[list[str]]:
    """Return the rows of the table: claim, kind, figure, bound, verdict, share of sets, one for each bound.

    Parameters
    ----------
    results : of claims
    """
    rows = []
    for result in results:
        share = "" if result.holds_in_sets is None else f"{100 * result.holds_in_sets:.0f}%"
        for number, part in enumerate(result.parts):
            name = part.part.id if len(result.parts) > 1 else result.claim.id
            note = "" if result.claim.counted else f" (with {result.claim.counted_with})"
            kind = result.claim.kind if result.claim.counted else f"{result.claim.kind}{note}"
            rows.append([name, kind, figure_text(part), bound_text(part.part), part.verdict, "" if number else share])
    return rows


PAGE_HEAD = ("# Claims", "", "Written by `nrc-sim verify --page docs/claims.md`; not edited by hand.")
CLAIMS_PAGE = "a page of claims"


def is_claims_page(text: str) -> bool:
    """Return whether a text is a page of claims that we have written.

    Parameters
    ----------
    text : all of it
    """
    return tuple(text.splitlines()[: len(PAGE_HEAD)]) == PAGE_HEAD


def claims_page(results: Sequence[ClaimResult], notes: Mapping[str, str], how: str) -> str:
    """Write the page of claims.

    Parameters
    ----------
    results : of all claims
    notes : by id of a claim, why it fails and what was tried
    how : a sentence on the runs and the parameter sets
    """
    lines = [*PAGE_HEAD, "", how, ""]
    lines += ["| kind | counted | hold | fail | undecided |", "|---|---|---|---|---|"]
    for kind, row in totals(results).items():
        lines.append(f"| {kind}, {KINDS[kind]} | {' | '.join(str(value) for value in row.values())} |")
    lines += ["", "| id | kind | figure, 95% interval | bound | verdict | holds in sets |", "|---|---|---|---|---|---|"]
    lines += [f"| {' | '.join(row)} |" for row in table_rows(results)]
    failing = [result for result in results if not result.holds and result.claim.counted]
    if failing:
        lines += ["", "## What does not hold, and what was tried"]
    for result in failing:
        note = notes.get(result.claim.id, "No note yet.")
        lines += ["", f"**{result.claim.id}.** {result.claim.fact.strip()} {note.strip()}"]
    lines += ["", "## The facts", "", "| id | claim | fact |", "|---|---|---|"]
    lines += [f"| {one.claim.id} | {one.claim.claim.strip()} | {one.claim.fact.strip()} |" for one in results]
    return "\n".join(lines) + "\n"

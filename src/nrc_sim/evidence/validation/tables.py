"""Tables of figures for the page of validation, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from nrc_sim.analysis.sensitivity.nested import VarianceSplit
from nrc_sim.engine.accepted import Candidates
from nrc_sim.evidence.calibration.volume import surviving_ranges
from nrc_sim.evidence.claims.table import KINDS, totals
from nrc_sim.evidence.claims.verdicts import ClaimResult
from nrc_sim.evidence.hindcast import Hindcast
from nrc_sim.evidence.hindcast.scores import Interval
from nrc_sim.evidence.validation.ablations import LEVELS, Ablation
from nrc_sim.evidence.validation.agreement import Agreement
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.study.statistics.outcomes import classify_runs
from nrc_sim.text.wording import join_words

_ANCHOR_SHIFT = 5.0
"""Points by which anchors are moved either way."""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table.

    Parameters
    ----------
    columns : headings
    rows : cells
    """
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def interval(found: Interval | None) -> str:
    """Write a figure with its interval.

    Parameters
    ----------
    found : Interval or None
    """
    return "" if found is None else f"{found.value:+.2f} ({found.low:+.2f} to {found.high:+.2f})"


def claims_table(results: Sequence[ClaimResult]) -> str:
    """Write the totals of claims and which do not hold.

    Parameters
    ----------
    results : of all claims
    """
    rows = []
    for kind, row in totals(results).items():
        failing = [one.claim.id for one in results if one.claim.kind == kind and one.claim.counted and not one.holds]
        rows.append([f"{kind}, {KINDS[kind]}", *map(str, row.values()), ", ".join(failing) or "none"])
    return table(["kind", "claims", "hold", "fail", "undecided", "not holding"], rows)


def prescribed_table(found: Hindcast) -> str:
    """Write the scores of each series with prescribed events.

    Parameters
    ----------
    found : Hindcast
    """
    scored = {**found.conduct, **{f"{dyad}, trust": score for dyad, score in found.trust.items()}}
    names = list(next(iter(scored.values())).baselines)
    rows = []
    for dyad, score in scored.items():
        r = "" if score.r is None else f"{score.r:+.2f}"
        errors = [f"{score.baselines[name]:.3f}" for name in names]
        later = f"{score.later['model']:.3f} / {score.later['hostile_sum']:.3f}" if score.later else ""
        rows.append([dyad, str(len(score.years)), r, f"{score.rmse:.3f}", interval(score.skill), *errors, later])
    columns = ["series", "years", "r", "RMSE", "skill over the mean", *names, "2009-2012: model / hostile_sum"]
    return table(columns, rows)


def ahead_table(found: Hindcast) -> str:
    """Write the scores one year ahead.

    Parameters
    ----------
    found : Hindcast
    """
    rows = []
    for dyad, score in found.ahead.items():
        naive = [f"{value:.3f}" for value in score.naive.values()]
        covered = [f"{count} of {score.years}" for count in score.covered.values()]
        rows.append([dyad, f"{score.crps:.3f}", *naive, interval(score.over_climatology), *covered])
    columns = [
        "series",
        "CRPS",
        "climatology",
        "persistence",
        "AR(1)",
        "over climatology",
        "in 50% band",
        "in 90% band",
    ]
    return table(columns, rows)


def members_table(found: Hindcast) -> str:
    """Write the scores of members, slopes and half-lives.

    Parameters
    ----------
    found : Hindcast
    """
    rows = []
    if found.members is not None:
        described = found.members.describe()
        rows += [
            ["rank correlation of mean levels", interval(found.members.level_rank)],
            ["RMSE of mean levels", f"{described['level']['rmse']:.3f}"],
            ["RMSE of the mean of the other members", f"{described['level_of_others']['rmse']:.3f}"],
            ["rank correlation of slopes on the lead", interval(found.members.slope_rank)],
        ]
    if found.slope is not None:
        rows.append(["slope of Europe on the lead, observed", interval(found.slope[0])])
        rows.append(["slope of Europe on the lead, model (over sets)", interval(found.slope[1])])
    rows.append(["half-life of conduct after an impulse, months", f"{found.memory.conduct:.1f}"])
    rows.append(["half-life of trust after an impulse, months", f"{found.memory.trust:.1f}"])
    return table(["figure", "value (95% interval)"], rows)


def survival_table(found: Candidates, world: WorldFile) -> str:
    """Write how far accepted values are narrower than the ranges.

    Parameters
    ----------
    found : candidates that were tried
    world : with the ranges
    """
    columns = ["parameter", "range", "accepted, 5-95%", "width kept", "learnt"]
    return table(
        columns, [[f"`{cells[0]}`", *cells[1:]] for cells in (o.cells() for o in surviving_ranges(found, world))]
    )


def split_table(split: Sequence[VarianceSplit]) -> str:
    """Write how variance splits into that between parameter sets and that between runs.

    Parameters
    ----------
    split : of a nested ensemble
    """
    return table(
        ["outcome", "mean", "means of sets, 5-95%", "share of variance between sets"], [one.cells() for one in split]
    )


def anchors_table(runs: ScenarioRuns, raw_points: tuple[float, float]) -> str:
    """Write the shares of the classes with the anchors moved either way.

    Parameters
    ----------
    runs : of one scenario, each kept
    raw_points : what the two anchors have now, points
    """
    outcomes = runs.scenario.world.outcomes
    rows = []
    for first, second in ((0, 0), (1, 1), (-1, -1), (1, -1), (-1, 1)):
        moved = [raw_points[0] + first * _ANCHOR_SHIFT, raw_points[1] + second * _ANCHOR_SHIFT]
        factor = (moved[1] - moved[0]) / (raw_points[1] - raw_points[0])
        final = moved[0] + factor * (runs.final_index - raw_points[0])
        counts = np.bincount(classify_runs(final, tuple(outcomes.bounds)), minlength=len(outcomes.classes))
        shares = [f"{100 * count / final.size:.0f}%" for count in counts]
        rows.append([f"{moved[0]:+.0f}, {moved[1]:+.0f}", *shares])
    return table(["anchors, points", *outcomes.classes], rows)


def ablations_table(ablations: Sequence[Ablation], kinds: Mapping[str, str]) -> str:
    """Write what breaks without each mechanism.

    Parameters
    ----------
    ablations : of all mechanisms
    kinds : kind of each claim
    """
    rows = []
    for one in ablations:
        claims = ", ".join(f"{name} ({kinds[name]})" for name in one.claims)
        scores = ", ".join(
            f"{name} {value:.2f}" if name == LEVELS else f"{name} x {value:.2f}" for name, value in one.scores.items()
        )
        asked = "".join(f"; asked for by {name} ({kinds[name]})" for name in one.asked_by if not (claims or scores))
        broken = "no history that can be anchored" if one.impossible else claims or f"none{asked}"
        rows.append([f"`{one.path}` = {one.absent:g}", broken, scores or "none", one.needed_for(kinds)])
    return table(["mechanism off", "claims that break", "scores that get worse", "needed"], rows)


def parameters_table(world: WorldFile, free: Sequence[str]) -> str:
    """Write all parameters with their values, ranges and sources.

    Parameters
    ----------
    world : WorldFile
    free : those that differ between accepted sets, as `group.name`
    """
    rows = []
    for group, named in world.parameters.items():
        for name, quantity in named.items():
            path = f"`{group}.{name}`"
            absent = "" if quantity.absent is None else f"{quantity.absent:g}"
            low, high = quantity.range
            cells = [
                f"**{path}**" if f"{group}.{name}" in free else path,
                f"{quantity.value:g}",
                f"{low:g} to {high:g}",
            ]
            rows.append([*cells, absent, quantity.unit, quantity.source])
    return table(["parameter", "value", "range", "absent", "unit", "source"], rows)


def agreement_table(found: Sequence[Agreement]) -> str:
    """Write the agreement of two codings.

    Parameters
    ----------
    found : by aspect
    """
    rows = [[one.aspect, str(one.acts), f"{one.alpha:.2f}", f"{100 * one.alike:.0f}%"] for one in found]
    return table(["aspect", "acts", "Krippendorff's alpha", "coded alike"], rows)


def trust_lines(scorecard: Mapping[str, Any], series: Sequence[str]) -> str:
    """Summarise in a few lines how far the model can be trusted.

    Parameters
    ----------
    scorecard : totals of claims, and scores of hindcasts, as in `nrc_sim.evidence.scorecard`
    series : dyads whose scores are reported
    """
    totals = scorecard["claims"]["totals"].values()
    kinds = join_words([f"{row['holds']} of {row['claims']} on {row['name']}" for row in totals])
    failing = ", ".join(claim["id"] for claim in scorecard["claims"]["not_holding"]) or "none"
    scores = []
    for name in series:
        prescribed, ahead = scorecard["told"][name], scorecard["ahead"][name]
        mean = prescribed["baselines"]["mean"]["rmse"]
        scores.append(
            f"{name} {prescribed['rmse']:.3f} (mean of the years {mean:.3f}); CRPS one year ahead {ahead['crps']:.3f} "
            f"(climatology {ahead['naive']['climatology']:.3f})"
        )
    return (
        f"- **Claims fixed in advance** that hold: {kinds}. Not holding: {failing}; figures in\n"
        "  [docs/claims.md](docs/claims.md).\n"
        "- **History**, RMSE of yearly conduct with prescribed events: " + ".\n  ".join(scores) + "."
    )

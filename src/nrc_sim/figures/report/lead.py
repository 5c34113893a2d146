"""The first lines of a report: where it stands, what moves it, its ends, what averts the worst, whether to trust it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nrc_sim.analysis.comparison import choose_baseline
from nrc_sim.evidence.scorecard import load_scorecard
from nrc_sim.figures.report.images import Image
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results, ScenarioRuns, find_largest_draw
from nrc_sim.text.wording import counted, join_words, percent, percent_range, signed, signed_range

_PICTURE = "outcomes"


class Line(NamedTuple):
    """What a line is about, and what it says."""

    about: str
    says: str


def lead_lines(results: Results, comparison: Mapping[str, Any] | None) -> list[Line]:
    """Say in five lines what a report has to say; a line for which nothing was computed is left out.

    Parameters
    ----------
    results : Results
    comparison : what `comparison_section` says of them
    """
    drawn = Results({runs.slug: runs for runs in results if runs.runs})
    if not drawn:
        return []
    reference = drawn[choose_baseline(drawn)]
    return [*_standing(reference), *_ends(drawn, reference), *_averted(comparison), _trust(reference)]


def lead_picture(images: Sequence[Image]) -> Image | None:
    """Choose the picture that stands beside these lines; None if there is none of outcomes.

    Parameters
    ----------
    images : of the report
    """
    return next((image for image in images if image.name.partition(".")[0] == _PICTURE), None)


def _standing(runs: ScenarioRuns) -> Iterator[Line]:
    names, final = class_names(runs.scenario.world.outcomes), runs.final_statistics
    shares = join_words([f"{percent(share.share)} end in {names[name]}" for name, share in runs.shares().items()])
    interval = signed_range(final["mean_low"], final["mean_high"])
    yield Line(
        "Where it stands",
        f"Of the runs of “{runs.scenario.title}” {shares}; the mean final index is {signed(final['mean'])} points "
        f"({interval}).",
    )
    draw = find_largest_draw(runs)
    if draw is not None:
        yield Line("What moves it most", f"In “{runs.scenario.title}”, {draw.sentence}.")


def _ends(results: Results, reference: ScenarioRuns) -> Iterator[Line]:
    """Name the scenarios with the lowest and the highest mean index of one world."""
    world = reference.scenario.world.slug
    alike = [runs for runs in results if runs.scenario.world.slug == world]
    if len(alike) < 2:
        return
    ordered = sorted(alike, key=lambda runs: runs.final_statistics["mean"])
    lowest, highest = reference.classes[0], reference.classes[-1]
    yield Line(
        "Worst and best",
        f"Of {counted(len(alike), 'scenario')}, {_end(ordered[0], lowest)} is the lowest, "
        f"{_end(ordered[-1], highest)} the highest.",
    )


def _end(runs: ScenarioRuns, name: str) -> str:
    share = percent(runs.shares()[name].share)
    named = class_names(runs.scenario.world.outcomes)[name]
    return f"“{runs.scenario.title}” ({signed(runs.final_statistics['mean'])} points, {share} in {named})"


def _averted(comparison: Mapping[str, Any] | None) -> Iterator[Line]:
    """Name the scenario that averts the largest share of the runs that end in the lowest class, and causes fewer."""
    rows = [row for row in (comparison or {"rows": []})["rows"] if row["averted"] is not None]
    if comparison is None or not rows:
        return
    about, base = f"What would avert {comparison['classes'][0]}", comparison["baseline"]
    fewer = [row for row in rows if row["fewer"] > 0.0]
    if not fewer:
        yield Line(about, f"In no other scenario do fewer runs end in {comparison['classes'][0]} than in “{base}”.")
        return
    row = max(fewer, key=lambda row: float(row["averted"].share))
    share = row["averted"]
    yield Line(
        about,
        f"“{row['title']}” averts {percent(share.share)} ({percent_range(share.low, share.high)}) of the runs that end "
        f"in {comparison['classes'][0]} in “{base}”, the most where fewer end there.",
    )


def _trust(runs: ScenarioRuns) -> Line:
    """Say what the model was last found to bear out in the world of some runs."""
    scorecard = load_scorecard(runs.scenario.world.slug)
    told = []
    if scorecard.get("claims"):
        totals = scorecard["claims"]["totals"].values()
        holds, claims = (sum(row[name] for row in totals) for name in ("holds", "claims"))
        told.append(f"{holds} of {counted(claims, 'claim')} about this world hold.")
    ahead = scorecard.get("ahead", {})
    if ahead:
        ratios = join_words([f"{one['over_climatology']['value']:.2f} for {name}" for name, one in ahead.items()])
        told.append(f"One year ahead its error (CRPS) over that of the mean of earlier years is {ratios}.")
    if not told:
        told.append(
            "This world was not examined against claims or observed series: nothing but assumptions stands behind it."
        )
    return Line("How far to trust it", " ".join([*told, "Scenarios are not forecasts."]))

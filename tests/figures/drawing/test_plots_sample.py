"""Invented results of realistic shape for the tests of the figures, and their own check."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing import SERIES_NEEDED, DatedShock, FigureData, FinalIndex, MemberTrust, ScenarioFigureData
from nrc_sim.figures.drawing.data import LEVELS
from nrc_sim.study.statistics.outcomes import running_mean

CLASSES = ("crisis", "stagnation", "pragmatic", "breakthrough")
BOUNDS = (-25.0, 5.0, 30.0)
MEMBERS = tuple(f"Member {number:02d}{' of the North' * (number % 5 == 0)}" for number in range(28))
TITLES = (
    "Baseline",
    "Compromise on the disputed project between both lead powers",
    "Partial agreement",
    "Failure of the talks",
    "Renewed expansion of the alliance into the common neighbourhood",
    "Withdrawal without openness",
    "Withdrawal with openness and a common framework for the years after",
    "Sustained dialogue",
    "Practical cooperation only",
    "Disarmament offer",
    "Strategic partnership: the full package of positive steps",
    "New arms race",
    "No new impulse",
)


def walk(random: np.random.Generator, shape: Sequence[int], start: float, drift: float, step: float) -> Floats:
    """Make random walks along the second axis that return slowly to a drifting mean."""
    steps = random.normal(drift, step, tuple(shape))
    return np.asarray(start + np.cumsum(steps, axis=1))


def make_scenario(
    number: int, runs: int = 200, months: int = 60, shocks: int = 5, start: str = "2013-01"
) -> ScenarioFigureData:
    """Make one invented scenario."""
    random = np.random.default_rng(number)
    first = np.datetime64(start, "M")
    drift = {0: 0.0, 10: 0.75, 11: -0.85}.get(number, (number % 5 - 2) * 0.2)
    index = walk(random, (runs, months), 2.0, drift, 3.0)
    final = index[:, -6:].mean(axis=1)
    codes = np.digitize(final, BOUNDS)
    shares = {}
    for code, name in enumerate(CLASSES):
        share = float(np.mean(codes == code))
        half = 1.96 * np.sqrt(share * (1 - share) / runs + 1 / (4 * runs**2))
        shares[name] = (share, max(share - half, 0.0), min(share + half, 1.0))
    levels = np.linspace(-1.5, 1.2, len(MEMBERS))
    trust = 1 / (1 + np.exp(-walk(random, (runs, months, len(MEMBERS)), levels, drift * 0.03, 0.12)))
    paths = {name: 1 / (1 + np.exp(-walk(random, (runs, months), 0, drift * 0.05, 0.1))) for name in SERIES_NEEDED}
    dated = [
        DatedShock(
            first + np.timedelta64(int(random.integers(0, months)), "M"),
            f"Event {number}-{event} of some importance and a long label" if event % 3 else f"Summit {event}",
            float(random.random()),
        )
        for event in range(shocks)
    ]
    dated.append(DatedShock(np.datetime64("2014-09", "M"), "Summit of the alliance", 0.9))
    return ScenarioFigureData(
        slug=f"scenario_{number}",
        title=TITLES[number % len(TITLES)],
        months=first + np.arange(months).astype("timedelta64[M]"),
        index=np.quantile(running_mean(index, 6), LEVELS, axis=0),
        monthly=np.median(index, axis=0),
        final_index=summarise_final(final),
        outcomes=shares,
        class_shares=count_classes(running_mean(index, 6)),
        frozen=(index < -20).mean(axis=0),
        member_names=MEMBERS,
        member_trust=summarise_trust(trust),
        outside_trust=summarise_trust(trust[:, :, ::-1]),
        series={name: np.quantile(values, LEVELS, axis=0) for name, values in paths.items()},
        dated_shocks=dated,
        range_end={10: "breakthrough", 11: "crisis"}.get(number),
    )


def count_classes(smooth: Floats) -> Floats:
    """Share of runs in each class by month."""
    codes = np.digitize(smooth, BOUNDS)
    return np.stack([(codes == code).mean(axis=0) for code in range(len(CLASSES))])


def summarise_final(final: Floats) -> FinalIndex:
    """Reduce final indices to their distribution."""
    counts, edges = np.histogram(final, np.linspace(-200, 200, 1601))
    return FinalIndex(float(final.mean()), float(final.min()), float(final.max()), edges, counts / final.size)


def summarise_trust(trust: Floats) -> MemberTrust:
    """Reduce paths (run, month, member) to quartiles."""
    levels = (0.25, 0.5, 0.75)
    return MemberTrust(np.quantile(trust, levels, axis=0), np.quantile(trust[:, -6:].mean(axis=1), levels, axis=0))


def make_data(scenarios: Sequence[ScenarioFigureData], runs: int = 60) -> FigureData:
    """Put invented scenarios together."""
    return FigureData(tuple(scenarios), CLASSES, BOUNDS, runs, 2013, "the Outside Power", "0.1.0")


def test_the_invented_results_have_the_shape_of_real_ones() -> None:
    data = make_data([make_scenario(number, runs=20) for number in range(13)], 20)
    assert len(data.scenarios) == 13
    assert data.scenario("scenario_11").range_end == "crisis"
    assert data.scenarios[0].member_trust.paths.shape == (3, 60, 28)

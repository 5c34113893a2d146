"""Rolling origins: what each forecast may read, which years can be forecast, and panels of anybody's."""

import numpy as np
import pytest

import nrc_sim
from nrc_sim.errors import InputError
from nrc_sim.evidence.backtest import backtesting, runs
from nrc_sim.evidence.backtest.backtesting import backtest
from nrc_sim.evidence.panel.naive import NAIVE, forecast_errors, score_forecasts
from nrc_sim.evidence.panel.reading import Panel
from nrc_sim.evidence.panel.settings import load_panel
from nrc_sim.evidence.validation import scores_page

PANELS = 100
NAMES = {"model", "pool", "climatology", "persistence", "pooled_ar", "ar1", "smoothing"}


@pytest.fixture(scope="module")
def panel():
    whole = load_panel()
    return whole.where(set(whole.pairs[::11]).__contains__)


@pytest.fixture(autouse=True)
def few_runs(monkeypatch):
    monkeypatch.setattr(runs, "_LEAST_RUNS", 1000)


@pytest.fixture(scope="module")
def found(panel):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runs, "_LEAST_RUNS", 1000)
        return backtest(panel, first=2010, last=2012, panels=PANELS, workers=2)


def test_every_forecast_is_scored_over_the_same_pairs_and_years(panel, found):
    document = found.describe()
    assert document["pairs"] == len(panel.pairs) == len(document["by_pair"])
    assert (document["years"], document["scored_years"], document["ahead"]) == ([2010, 2011, 2012],) * 2 + (1,)
    assert set(document["scores"]) == NAMES
    for one in document["by_pair"].values():
        assert set(one) == NAMES
    assert document["best"] == min(NAMES, key=lambda name: document["scores"][name]["crps"])
    assert sum(group["pairs"] for group in document["groups"].values()) == len(panel.pairs)
    for score in document["scores"].values():
        assert 0.0 < score["crps"] < score["rmse"] < 0.3
        assert 0.0 <= score["in_50"] <= score["in_90"] <= 1.0


def test_naive_forecasts_score_as_in_the_panel(panel, found):
    for name, forecast in NAIVE.items():
        own = score_forecasts(forecast_errors(panel, forecast, (2010, 2011, 2012)))
        score = found.scores[name]
        assert (score.crps, score.rmse, score.in_90) == pytest.approx(own)


def test_scores_of_the_panel_are_the_means_of_its_pairs(panel, found):
    of_pairs = [found.of_pair(row)["model"] for row in range(len(panel.pairs))]
    assert np.mean([one.crps for one in of_pairs]) == pytest.approx(found.scores["model"].crps)
    assert np.mean([one.log for one in of_pairs]) == pytest.approx(found.scores["model"].log)


def test_the_page_shows_the_league_in_its_order(found):
    rows = [line.split(" | ") for line in scores_page._league(found).splitlines() if line.startswith("| ")]
    league = [(row[0].removeprefix("| "), float(row[1])) for row in rows[1 : len(NAMES) + 1]]
    assert league == sorted(league, key=lambda row: row[1])
    assert {name.replace(" ", "_") for name, _ in league} == NAMES
    assert dict(league)["model"] == pytest.approx(found.scores["model"].crps, abs=1e-5)


def test_a_ratio_lies_within_its_interval_and_turns_around(found):
    ratio, turned = found.ratio("model", "climatology"), found.ratio("climatology", "model")
    assert ratio.low <= ratio.value <= ratio.high
    assert ratio.value * turned.value == pytest.approx(1.0)
    assert found.ratio("model", "model").low == 1.0


def test_nothing_of_the_year_that_is_forecast_or_later_is_read(panel, found):
    changed = panel.counts.copy()
    changed[:, :, panel.years.index(2011) :] = changed[:, ::-1, panel.years.index(2011) :, ::-1] * 3 + 1
    other = backtest(panel._replace(counts=changed), first=2010, last=2012, panels=PANELS, workers=2)
    for name in NAMES:
        for year in (2010, 2011):
            assert (other.members[name][year] == found.members[name][year]).all(), (name, year)
        assert (other.members[name][2012] != found.members[name][2012]).any()
    assert other.weights[2011] == found.weights[2011]


def test_workers_change_no_number(panel, found):
    alone = backtest(panel, first=2010, last=2012, panels=PANELS, workers=1)
    assert alone.describe() == found.describe()


def test_a_year_after_the_last_one_observed_is_forecast_and_not_scored(panel):
    found = backtest(panel, first=2013, last=2013, panels=PANELS)
    assert found.scored_years == ()
    assert found.origins.learned_until == 2012
    assert found.describe()["scores"] == {}
    assert set(found.members) == NAMES
    assert 0.05 < found.members["model"][2013].mean() < 0.3


def test_several_years_ahead_need_more_years_before(panel):
    found = backtest(panel, ahead=3, panels=PANELS)
    assert found.origins.years == (2010, 2011, 2012)
    assert found.weights == {2010: 0.5, 2011: 0.5, 2012: 0.5}
    with pytest.raises(InputError, match=r"--first: the year is 2009; allowed: 2010 .. 2012"):
        backtest(panel, ahead=3, first=2009, panels=PANELS)


def test_later_years_and_states_that_nobody_knows_are_taken(panel):
    years = tuple(year + 15 for year in panel.years)
    pairs = ("AAA-ZZZ", *panel.pairs[1:])
    found = backtest(Panel(years, pairs, panel.counts), panels=PANELS)
    assert found.origins.years == (2023, 2024, 2025, 2026, 2027)
    assert found.origins.learned_until == 2012
    assert found.unknown == ("AAA", "ZZZ")
    assert np.isfinite(found.scores["model"].crps)


def test_a_single_pair_is_forecast_without_being_compared_with_whole_panels(panel):
    found = backtest(panel.where(lambda pair: pair == panel.pairs[0]), panels=PANELS)
    assert found.origins.panels == 1000
    assert set(found.scores) == NAMES
    assert np.isfinite(found.members["model"][2012]).all()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"ahead": 0}, "ahead is 0; allowed: a whole number from 1 to 3"),
        ({"ahead": 4}, "ahead is 4"),
        ({"panels": 10}, "panels is 10; allowed: a whole number from 100"),
        ({"seed": -1}, "seed is -1"),
        ({"workers": 0}, "workers is 0"),
        ({"first": 2003}, "--first: the year is 2003; allowed: 2006 .. 2012"),
        ({"last": 2014}, "--last: the year is 2014; allowed: 2006 .. 2013"),
        ({"first": 2012, "last": 2010}, "--first: the year is 2012; allowed: 2006 .. 2010"),
    ],
)
def test_what_cannot_be_forecast_is_refused(panel, asked, message):
    with pytest.raises(InputError) as caught:
        backtest(panel, **asked)
    assert message in str(caught.value)


def test_a_panel_with_a_gap_or_few_years_is_refused(panel):
    kept = [0, 1, 2, 3, 5, 6, 7]
    gap = Panel(tuple(panel.years[place] for place in kept), panel.pairs, panel.counts[:, :, kept])
    with pytest.raises(InputError, match=r"no counts of 2006; allowed: years without a gap"):
        backtest(gap)
    with pytest.raises(InputError, match=r"3 years; allowed: 4 or more for forecasts 1 ahead"):
        backtest(panel.until(2004))


def test_the_package_offers_it():
    assert nrc_sim.backtest is backtesting.backtest

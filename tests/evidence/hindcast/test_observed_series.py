"""Observed series: what is read, and what is refused with its place."""

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.observed import load_plan, read_observed
from nrc_sim.evidence.observed.mapping import Mapping, fit_mapping, usual_of
from nrc_sim.evidence.observed.series import by_dyad, find_dyad
from nrc_sim.scenario import load_world, month_number
from nrc_sim.scenario.worlds import evidence_folder

WORLD = load_world("euro_atlantic_2013")
PLAN = load_plan("euro_atlantic_2013")
HEAD = "dyad,year,variable,value\n"


def read(tmp_path, text):
    path = tmp_path / "series.csv"
    path.write_text(text, encoding="utf-8")
    return read_observed(path, WORLD, PLAN)


def test_rows_are_read_with_the_months_they_cover(tmp_path):
    text = "dyad,year,variable,value,from,to\nRUS<->USA,2008,conduct,-1.5,,\nRUS->USA,2008,trust,0.4,2008-03,2008-04\n"
    yearly, survey = read(tmp_path, text)
    assert (yearly.dyad, yearly.year, yearly.value) == ("RUS<->USA", 2008, -1.5)
    assert (yearly.first, yearly.last) == (month_number("2008-01"), month_number("2008-12"))
    assert (survey.first, survey.last) == (month_number("2008-03"), month_number("2008-04"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "series.csv: the file is empty; allowed: a CSV file of observed series$"),
        ("\n\n", "series.csv: the file is empty"),
        ("dyad,year,value\n", "series.csv:1: there is no column 'variable'"),
        (HEAD, "there is no observation in it"),
        (HEAD + "RUS<->USA,2008,conduct\n", "series.csv:2: there are 3 values"),
        (HEAD + "RUS<->UAS,2008,conduct,1\n", "dyad is 'RUS<->UAS'.*USA"),
        (HEAD + "USA<->DEU,2008,conduct,1\n", "dyad is 'USA<->DEU'"),
        (HEAD + "RUS<->USA,2008,conduc,1\n", "variable is 'conduc'.*conduct"),
        (HEAD + "RUS<->USA,2013,conduct,1\n", "year is 2013; allowed: 2002 .. 2012"),
        (HEAD + "RUS<->USA,2008.5,conduct,1\n", "year is '2008.5'"),
        (HEAD + "RUS<->USA,2008,conduct,high\n", "value is 'high'; allowed: a number"),
        (HEAD + "RUS<->USA,2008,conduct,nan\n", "value is 'nan'"),
        (HEAD + 2 * "RUS<->USA,2008,conduct,1\n", "series.csv:3: RUS<->USA conduct 2008 is in line 2 too"),
        ("dyad,year,variable,value,from\nRUS<->USA,2008,trust,1,2008-13\n", "from is '2008-13'"),
        ("dyad,year,variable,value,from,to\nRUS<->USA,2008,trust,1,2008-05,2008-04\n", "do not fit"),
        ("dyad,year,variable,value,from,to\nRUS<->USA,2012,trust,1,2012-05,2013-04\n", "do not fit"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        read(tmp_path, text)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        read_observed(tmp_path / "none.csv", WORLD, PLAN)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "series.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_observed(tmp_path / "series.csv", WORLD, PLAN)


def test_a_world_without_evidence_is_refused():
    with pytest.raises(InputError, match="no plan of evidence"):
        load_plan("nowhere")


def test_a_dyad_has_members_and_a_direction():
    lead = find_dyad("RUS<->USA", WORLD, PLAN)
    assert lead.direction == "both"
    assert lead.weights.tolist() == [1.0] + [0.0] * (len(WORLD.members) - 1)
    assert find_dyad("USA->RUS", WORLD, PLAN).direction == "to_outside"
    assert find_dyad("RUS->USA", WORLD, PLAN).direction == "from_outside"


def test_a_group_without_a_member_is_weighed_anew():
    places = [member.id for member in WORLD.members]
    whole, without = (find_dyad(f"RUS<->{name}", WORLD, PLAN).weights for name in ("EURNATO", "EURNATO_without_GBR"))
    assert whole.sum() == pytest.approx(1.0)
    assert without.sum() == pytest.approx(1.0)
    out = places.index("united_kingdom")
    assert without[out] == 0.0
    kept = whole > 0.0
    kept[out] = False
    assert without[kept] / whole[kept] == pytest.approx(1.0 / (1.0 - whole[out]))


def test_the_shipped_series_end_with_the_history():
    """Nothing later than what was known when the scenarios begin is compared with, or fitted to."""
    found = read_observed(evidence_folder("euro_atlantic_2013") / "observed.csv", WORLD, PLAN)
    assert max(one.year for one in found) == PLAN.split.last_year == 2012
    assert max(one.last for one in found) <= month_number("2012-12")


def test_the_series_of_the_plan_are_shipped():
    found = read_observed(evidence_folder("euro_atlantic_2013") / "observed.csv", WORLD, PLAN)
    conduct, trust = by_dyad(found, "conduct"), by_dyad(found, "trust")
    for dyad in (*PLAN.series.primary, *PLAN.series.also):
        assert [found[place].year for place in conduct[dyad]] == list(PLAN.years)
    assert set(PLAN.series.trust) <= set(trust)
    assert len([dyad for dyad in conduct if dyad.startswith("RUS<->") and "EURNATO" not in dyad]) == 24


def test_the_observation_model_is_a_line_by_least_squares():
    simulated = np.array([0.0, 1.0, 2.0, 3.0])
    line = fit_mapping(simulated, 2.0 + 0.5 * simulated)
    assert (line.intercept, line.slope, line.residual) == pytest.approx((2.0, 0.5, 0.0), abs=1e-12)
    assert line.apply(np.array([4.0]))[0] == pytest.approx(4.0)


def test_what_does_not_vary_explains_nothing():
    line = fit_mapping(np.ones(4), np.array([1.0, 2.0, 3.0, 4.0]))
    assert (line.intercept, line.slope) == (2.5, 0.0)


HALVES = (0.7, 0.1, 0.1, 0.1)


def test_events_are_the_usual_ones_where_nothing_tilts_them():
    seen = Mapping(0.0, 2.0, 0.0, HALVES)
    assert seen.shares(np.array(0.0)).tolist() == pytest.approx(HALVES)
    # .7 x 2.28 + .1 x (3.61 - 3.08 - 7.53)
    assert seen.apply(np.array(0.0)) == pytest.approx(0.896)


def test_events_tilt_by_their_weights():
    shares = Mapping(1.0, 2.0, 0.0, HALVES).shares(np.array([-0.5, 0.5]))
    assert shares[0].tolist() == pytest.approx(HALVES)
    # Weights differ by .133 between cooperation in deeds and in words, and by 1.114 between it and conflict in deeds.
    assert shares[1, 1] / shares[1, 0] == pytest.approx(np.exp(2.0 * 0.133) / 7.0)
    assert shares[1, 1] / shares[1, 3] == pytest.approx(np.exp(2.0 * 1.114))


@pytest.mark.parametrize("seen", [Mapping(1.5, 5.4, 0.0, HALVES), Mapping(1.9, 2.6, 0.0)])
def test_steepness_is_the_slope_of_what_is_observed(seen):
    values, little = np.linspace(-1.0, 1.0, 9), 1e-6
    slope = (seen.apply(values + little) - seen.apply(values - little)) / (2.0 * little)
    np.testing.assert_allclose(seen.steepness(values), slope, rtol=1e-6, atol=1e-8)


def test_the_tilt_of_events_is_found_again():
    simulated, known = np.linspace(-0.8, 0.6, 11), Mapping(1.45, 5.38, 0.0, HALVES)
    found = fit_mapping(simulated, known.apply(simulated), HALVES)
    assert (found.intercept, found.slope, found.residual) == pytest.approx((1.45, 5.38, 0.0), abs=1e-6)
    assert found.usual == HALVES


def test_least_squares_of_events_leave_no_better_tilt_nearby():
    generator = np.random.Generator(np.random.PCG64(11))
    simulated = np.linspace(-0.5, 0.3, 22)
    observed = Mapping(1.45, 5.38, 0.0, HALVES).apply(simulated) + generator.normal(0.0, 0.15, 22)
    found = fit_mapping(simulated, observed, HALVES)

    def missed(mapping):
        return float(np.sum((mapping.apply(simulated) - observed) ** 2))

    assert found.residual == pytest.approx(np.sqrt(missed(found) / 20.0))
    for change in ({"intercept": 0.01}, {"intercept": -0.01}, {"slope": 0.05}, {"slope": -0.05}):
        (name, by), *_ = change.items()
        assert missed(found) < missed(found._replace(**{name: getattr(found, name) + by}))


def test_conduct_that_does_not_vary_tilts_all_events_alike():
    found = fit_mapping(np.ones(4), np.array([1.0, 1.5, 0.5, 1.0]), HALVES)
    assert found.apply(np.ones(1))[0] == pytest.approx(1.0, abs=1e-6)


def test_the_plan_says_what_is_observed_by_events():
    usual = usual_of(PLAN, "conduct")
    assert len(usual) == 4
    assert sum(usual) == pytest.approx(1.0)
    assert usual_of(PLAN, "trust") == ()

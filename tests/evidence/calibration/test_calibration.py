"""History matching: what is drawn, how far it is from what is observed, and that it can be interrupted."""

import json

import numpy as np
import pytest

from nrc_sim.engine.accepted import Candidate, Candidates, accepted_sets, candidates_path, made_path, read_candidates
from nrc_sim.errors import InputError
from nrc_sim.evidence.calibration import (
    CalibrationWork,
    calibrate,
    calibration_key,
    draw_candidates,
    folds_of,
    implausibilities,
)
from nrc_sim.evidence.calibration import matching as matching_module
from nrc_sim.evidence.calibration.implausibility import fitted_observations, observation_variance, statistic_value
from nrc_sim.evidence.calibration.marking import mark_unchanged
from nrc_sim.evidence.calibration.volume import surviving_ranges
from nrc_sim.evidence.observed import load_plan, read_observed
from nrc_sim.evidence.observed.mapping import Mapping, usual_of
from nrc_sim.evidence.panel.numbers import parameters_of
from nrc_sim.evidence.panel.posterior import load_posterior
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.worlds import evidence_folder

WORLD = "euro_atlantic_2013"
PLAN = load_plan(WORLD)
HISTORY = load_scenario("history_2002_2012")
OBSERVATIONS = read_observed(evidence_folder(WORLD) / "observed.csv", HISTORY.world, PLAN)
FITTED = fitted_observations(OBSERVATIONS, PLAN)
FOLDS = folds_of(PLAN)


def small(**changes):
    return PLAN.model_copy(update={"calibration": PLAN.calibration.model_copy(update=changes)})


def small_work(**changes):
    return CalibrationWork(small(**changes), HISTORY, OBSERVATIONS)


UNTOUCHED = ("trust.weight_of_project", "trust.weight_of_memory", "trust.weight_of_upkeep", "disputes.friction")
"""What no series can tell: every run draws it over its whole range, as it draws the numbers of the talks."""


def test_at_most_five_parameters_are_fitted_all_of_the_talks_are_drawn_and_six_to_eight_statistics_decide():
    talks = [f"negotiation.{name}" for name in HISTORY.world.parameters["negotiation"]]
    assert set(talks) < set(PLAN.calibration.free)
    assert len(set(PLAN.calibration.free) - {*talks, *UNTOUCHED}) <= 5
    assert 6 <= len(PLAN.statistics) <= 8


def test_only_conduct_of_the_primary_series_up_to_the_last_year_is_fitted():
    assert {one.dyad for one in FITTED} == set(PLAN.series.primary)
    assert {one.variable for one in FITTED} == {"conduct"}
    assert max(one.year for one in FITTED) == 2012
    assert HISTORY.start == "2002-01"
    assert HISTORY.months == 132
    assert max(shock.at for shock in HISTORY.shocks) <= "2012-12"


def test_folds_leave_out_each_year_and_the_last_years():
    names = [fold.name for fold in FOLDS]
    assert names == ["whole", *(f"without_{year}" for year in PLAN.years), "until_2008"]
    for fold in FOLDS:
        assert not set(fold.fitted) & set(fold.predicted)


def test_candidates_are_the_same_every_time_and_fill_the_ranges():
    plan = small(candidates=64)
    first, second = draw_candidates(plan, HISTORY), draw_candidates(plan, HISTORY)
    assert first == second
    for path in plan.calibration.free:
        group, _, name = path.partition(".")
        low, high = HISTORY.world.parameters[group][name].range
        values = np.array([one.values[path] for one in first])
        assert low <= values.min() <= low + 0.1 * (high - low)
        assert high - 0.1 * (high - low) <= values.max() <= high


def test_candidates_draw_jointly_what_other_relationships_taught():
    drawn, taught = draw_candidates(small(candidates=64), HISTORY), parameters_of(load_posterior().draws)
    for path, unit in PLAN.calibration.learned.items():
        group, _, name = path.partition(".")
        low, high = HISTORY.world.parameters[group][name].range
        expected = np.clip(taught[(group, name)][:64] / unit, low, high)
        assert [one.values[path] for one in drawn] == pytest.approx(expected, abs=1e-6)


def test_what_was_never_learned_cannot_be_drawn_from_it():
    with pytest.raises(InputError, match=r"trust\.level is not learned from the panel"):
        draw_candidates(small(candidates=2, learned={"trust.level": 1.0}), HISTORY)


def test_the_nearest_candidates_are_the_least_implausible_in_their_order():
    candidates = Candidates("key", 3.0, tuple(Candidate({}, {"whole": value}) for value in (5.0, 4.0, 9.0, 3.5)))
    assert candidates.accepted() == ()
    assert [one.implausibility["whole"] for one in candidates.nearest("whole", 2)] == [4.0, 3.5]


def what_is_observed():
    """Return conduct of eight runs that tilts events as they were observed, array (run, observation)."""
    tilts = np.linspace(-10.0, 10.0, 200_001)
    seen = Mapping(0.0, 1.0, 0.0, usual_of(PLAN, "conduct")).apply(tilts)
    return np.tile(np.interp([one.value for one in FITTED], seen, tilts), (8, 1))


def test_what_equals_the_observation_is_not_implausible():
    assert implausibilities(what_is_observed(), FITTED, PLAN, FOLDS) == pytest.approx(0.0, abs=1e-6)


def test_the_observation_model_takes_any_unit():
    rng = np.random.default_rng(5)
    values = np.array([one.value for one in FITTED]) + 0.3 * rng.standard_normal((16, len(FITTED)))
    assert implausibilities(3.0 + 0.2 * values, FITTED, PLAN, FOLDS) == pytest.approx(
        implausibilities(values, FITTED, PLAN, FOLDS)
    )


def test_what_has_nothing_to_do_with_the_observation_is_implausible():
    flat = np.zeros((8, len(FITTED)))
    assert implausibilities(flat, FITTED, PLAN, FOLDS)[0] > PLAN.calibration.cut_off


def test_a_left_out_year_does_not_count():
    values = what_is_observed()
    values[:, [place for place, one in enumerate(FITTED) if one.year == 2008]] += 50.0
    found = dict(zip([fold.name for fold in FOLDS], implausibilities(values, FITTED, PLAN, FOLDS), strict=True))
    assert found["without_2008"] == pytest.approx(0.0, abs=1e-6)
    assert found["whole"] > 1.0


def test_a_statistic_whose_years_are_all_left_out_is_not_used():
    fold = next(fold for fold in FOLDS if fold.name == "until_2008")
    decline = next(one for one in PLAN.statistics if one.id == "us_decline")
    paths = {dyad: np.arange(11.0) for dyad in PLAN.series.primary}
    assert statistic_value(decline, paths, fold) is None
    erosion = next(one for one in PLAN.statistics if one.id == "us_erosion")
    assert statistic_value(erosion, paths, fold) == pytest.approx(1.5 - 5.0)
    assert observation_variance(erosion, paths, fold, 0.1) == pytest.approx(0.01 * (1 / 4 + 1 / 3))


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory):
    path = tmp_path_factory.mktemp("calibration") / "candidates.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching_module, "BATCH", 4)
        calibrate(small_work(candidates=8, runs=4), path)
    return path


def test_each_candidate_has_a_row(calibrated):
    found = read_candidates(calibrated)
    assert len(found.candidates) == 8
    assert found.cut_off == PLAN.calibration.cut_off
    assert set(found.candidates[0].values) == set(PLAN.calibration.drawn)
    assert set(found.candidates[0].implausibility) == {fold.name for fold in FOLDS}


def test_an_interrupted_calibration_goes_on_and_ends_the_same(calibrated, tmp_path, monkeypatch):
    monkeypatch.setattr(matching_module, "BATCH", 4)
    whole = calibrated.read_text(encoding="utf-8")
    path = tmp_path / "candidates.csv"
    path.write_text("".join(whole.splitlines(keepends=True)[:9]) + "6,0.2", encoding="utf-8")
    stages = []
    work = small_work(candidates=8, runs=4)._replace(listener=lambda *news: stages.append(news))
    calibrate(work, path)
    assert stages == [("calibrating", 8, 8)]
    assert path.read_text(encoding="utf-8") == whole


def test_candidates_of_something_else_are_not_continued(calibrated):
    with pytest.raises(InputError, match="another world, plan or series"):
        calibrate(small_work(candidates=8, runs=5), calibrated)


def test_candidates_of_something_else_are_replaced_on_demand_once_all_new_ones_are_there(
    calibrated, tmp_path, monkeypatch
):
    monkeypatch.setattr(matching_module, "BATCH", 4)
    path = tmp_path / "candidates.csv"
    path.write_text(calibrated.read_text(encoding="utf-8"), encoding="utf-8")
    before = path.read_bytes()

    def interrupt(*_: object) -> None:
        assert path.read_bytes() == before
        raise KeyboardInterrupt

    work = small_work(candidates=8, runs=5)
    with pytest.raises(KeyboardInterrupt):
        calibrate(work._replace(listener=interrupt), path, overwrite=True)
    assert path.read_bytes() == before
    seen = []
    calibrate(work._replace(listener=lambda *news: seen.append(news)), path, overwrite=True)
    assert seen == [("calibrating", 8, 8)], "the first four are kept"
    assert read_candidates(path).key == calibration_key(work.plan, HISTORY, OBSERVATIONS)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["candidates.csv", "candidates.json"]


def test_the_key_of_candidates_is_that_of_the_rules_too(monkeypatch):
    before = calibration_key(PLAN, HISTORY, OBSERVATIONS)
    monkeypatch.setattr(matching_module, "rules_key", lambda: "others")
    assert calibration_key(PLAN, HISTORY, OBSERVATIONS) != before


def test_sets_of_code_that_moved_no_number_are_marked_as_its_own(calibrated, tmp_path, monkeypatch):
    path, work = tmp_path / "candidates.csv", small_work(candidates=8, runs=5)
    rows = calibrated.read_text(encoding="utf-8").splitlines()[1:]
    path.write_text("\n".join(["# key: of other code", *rows, ""]), encoding="utf-8")
    monkeypatch.setattr("nrc_sim.engine.accepted.rules_key", lambda: "new rules")
    mark_unchanged(work, path)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == rows
    assert read_candidates(path).key == calibration_key(work.plan, HISTORY, OBSERVATIONS)
    assert json.loads(made_path(path).read_text(encoding="utf-8"))["rules"] == "new rules"


def test_a_file_that_holds_no_candidates_is_refused(tmp_path):
    (tmp_path / "candidates.csv").write_text("dyad\n", encoding="utf-8")
    with pytest.raises(InputError, match="candidates cannot be read"):
        read_candidates(tmp_path / "candidates.csv")


def test_accepted_are_those_within_the_cut_off():
    tried = [Candidate({"a.b": value}, {"whole": size}) for value, size in ((1.0, 2.9), (2.0, 3.1), (3.0, 3.0))]
    accepted = Candidates("key", 3.0, tuple(tried)).accepted()
    assert [one.values["a.b"] for one in accepted] == [1.0, 3.0]
    assert accepted[0].by_group == {"a": {"b": 1.0}}


def test_the_shipped_sets_belong_to_the_world_history_and_plan_as_they_are():
    found = read_candidates(candidates_path(WORLD))
    assert found.key == calibration_key(PLAN, HISTORY, OBSERVATIONS), "run `nrc-sim calibrate` again"
    assert len(found.candidates) == PLAN.calibration.candidates
    assert len(found.accepted()) >= PLAN.calibration.accepted_at_least
    assert [fold.name for fold in FOLDS if not found.accepted(fold.name)] == []


def test_accepted_sets_are_within_the_ranges_of_the_world():
    for values in accepted_sets(WORLD):
        for group, named in values.items():
            for name, value in named.items():
                assert HISTORY.world.parameters[group][name].allows(value)


def test_a_world_without_candidates_has_no_accepted_sets():
    assert accepted_sets("straits") == ()


def test_a_range_that_does_not_shrink_is_prior_only():
    names = PLAN.calibration.free
    rng = np.random.default_rng(2)
    tried = []
    for _ in range(400):
        values = {}
        for path in names:
            group, _, name = path.partition(".")
            values[path] = float(rng.uniform(*HISTORY.world.parameters[group][name].range))
        low, high = HISTORY.world.parameters[names[0].split(".")[0]][names[0].split(".")[1]].range
        tried.append(Candidate(values, {"whole": 0.0 if values[names[0]] < (low + high) / 2 else 9.0}))
    first, *others = surviving_ranges(Candidates("key", 3.0, tuple(tried)), HISTORY.world)
    assert first.kept == pytest.approx(0.5, abs=0.08)
    assert not first.prior_only
    assert all(one.prior_only for one in others)

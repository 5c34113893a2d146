"""Any recorded variable in a month: levels, paired differences, and what is refused."""

import re
from dataclasses import replace

import numpy as np
import pandas
import pytest

import nrc_sim as nrc
from nrc_sim.analysis.comparison import answer_variable, compare, variable_paths, write_comparison_tables
from nrc_sim.errors import InputError
from nrc_sim.figures.style import figure_look
from nrc_sim.figures.variable import write_variable_figures
from nrc_sim.scenario import load_world
from nrc_sim.scenario.variables import askable_variables
from nrc_sim.study.recorded import choose_variable, name_variable
from nrc_sim.study.results import Results
from nrc_sim.study.store import load_results
from synthetic import make_results, make_runs

WORLD = load_world("euro_atlantic_2013")
AT, PLACE = "2015-01", 24


def with_paths(runs, shift: float = 0.0):
    """The same runs with paths of powers, moved by a shift in one pair."""
    months, members = runs.block.index.shape[1], len(runs.labels.members)
    draws = np.random.default_rng(5).random((runs.runs, months, members))
    moved = draws.copy()
    moved[:, :, 3] += shift
    return replace(runs, block=replace(runs.block, member_trust=moved, outside_trust=draws))


def test_levels_and_differences_are_those_of_the_runs():
    results = make_results("baseline", "new_arms_race", runs=40)
    found = answer_variable(results, "index", AT)
    first, second = (runs.block.index[:, PLACE] for runs in results)
    assert found.levels["baseline"].mean == pytest.approx(first.mean())
    assert found.levels["baseline"].quantiles["q05"] == pytest.approx(np.quantile(first, 0.05))
    difference = found.differences["new_arms_race"]
    assert difference.difference.mean == pytest.approx((second - first).mean())
    assert (difference.pairs, difference.higher.share, difference.lower.share) == (40, 1.0, 0.0)
    assert list(found.differences) == ["new_arms_race"]


def test_runs_of_equal_values_are_neither_higher_nor_lower():
    reference = make_runs("baseline", runs=40)
    index = reference.block.index.copy()
    index[:10] += 5.0
    index[10:16] -= 5.0
    moved = replace(make_runs("new_arms_race", runs=40), block=replace(reference.block, index=index))
    found = answer_variable(Results({"baseline": reference, "new_arms_race": moved}), "index", AT)
    difference = found.differences["new_arms_race"]
    assert (difference.higher.share, difference.lower.share) == (0.25, 0.15)
    assert difference.difference.mean == pytest.approx((10 * 5.0 - 6 * 5.0) / 40)
    page = found._repr_html_()
    for low, high in re.findall(r"([+\N{MINUS SIGN}][\d.]+) to ([+\N{MINUS SIGN}][\d.]+)", page):
        assert float(low.replace("\N{MINUS SIGN}", "-")) < float(high.replace("\N{MINUS SIGN}", "-"))
    assert page.count(" to ") == 3  # of both levels, and of the difference


def test_every_recorded_variable_can_be_asked_for_and_has_a_meaning_of_its_own():
    results = make_results("baseline", "new_arms_race")
    meanings = set()
    for name in askable_variables(WORLD):
        found = answer_variable(results, name, AT)
        level = found.levels["baseline"]
        assert level.low <= level.mean <= level.high
        assert (level.quantiles is None) == found.variable.is_share
        meanings.add(found.variable.meaning)
    assert len(meanings) == len(askable_variables(WORLD))


def test_the_trust_of_a_power_is_that_of_its_pair():
    runs, member = make_runs("baseline", runs=20), make_runs("baseline").labels.members[3]
    other = replace(with_paths(make_runs("new_arms_race", runs=20), 0.25), seed=runs.seed)
    results = Results({"baseline": with_paths(runs), "new_arms_race": other})
    assert answer_variable(results, f"trust.{member}", AT).differences["new_arms_race"].difference == pytest.approx(
        (0.25, 0.25, 0.25), abs=1e-6
    )
    assert answer_variable(results, f"trust.russia.{member}", AT).differences["new_arms_race"].difference.mean == 0.0


def test_the_path_in_a_month_is_the_answer_of_that_month():
    results = make_results("baseline", "new_arms_race", runs=12)
    paths, found = variable_paths(results, "index"), answer_variable(results, "index", AT)
    assert paths.levels["baseline"].mean[PLACE] == pytest.approx(found.levels["baseline"].mean)
    difference = paths.differences["new_arms_race"]
    assert (difference.mean[PLACE], difference.low[PLACE]) == pytest.approx(
        found.differences["new_arms_race"].difference[:2]
    )


def test_a_side_or_a_power_completes_the_name():
    assert name_variable(WORLD, "trust", "outside", None, None) == "trust_outside"
    assert name_variable(WORLD, "conduct", "Russia", None, None) == "conduct_outside"
    assert name_variable(WORLD, "trust", None, "FRA", None) == "trust.france"
    assert name_variable(WORLD, "trust", None, "Russia", "france") == "trust.russia.france"
    rift = choose_variable(WORLD, name_variable(WORLD, "rift", None, "FRA", None))
    assert (rift.name, rift.meaning) == ("rift.france", "how far France has drifted from the others in the Alliance")
    assert choose_variable(WORLD, "rift.FRA") == rift
    assert choose_variable(WORLD, "trust.russia.france").meaning == "trust of Russia in France"
    sides = load_world("csto_nato").sides
    pair = choose_variable(load_world("csto_nato"), "trust.russia.germany").pair
    assert pair == ("member_trust", [power.id for power in sides[1].powers].index("germany"))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("trust", "moon", None, None), "has no side 'moon'; allowed: alliance or outside"),
        (("trust", "alliance", "FRA", None), "one of --side and --power"),
        (("trust", None, None, "FRA"), "--toward beside --power"),
        (("trust", None, "fance", None), "did you mean 'france'"),
        (("trust", None, "russia", None), "trusts each power of the Alliance on its own"),
        (("trust", None, "france", "canada"), "France and Canada are on one side"),
        (("conduct", None, "france", None), "of single powers trust and rifts alone are recorded"),
        (("rift", None, "russia", None), "Russia has no allies from whom it could drift"),
        (("rift", "alliance", None, None), "did you mean"),
        (("climate", None, None, None), "'climate' is not recorded by runs"),
        (("trust_outsid", None, None, None), "did you mean 'trust_outside'"),
    ],
)
def test_what_is_not_recorded_is_refused(typed, message):
    with pytest.raises(InputError, match=message):
        choose_variable(WORLD, name_variable(WORLD, *typed))


def test_months_and_runs_that_are_not_there_are_refused():
    results = make_results("baseline", "new_arms_race")
    with pytest.raises(InputError, match="2019-01 lies outside the horizon of baseline; allowed: 2013-01 to 2017-12"):
        answer_variable(results, "index", "2019-01")
    with pytest.raises(InputError, match="is not a month"):
        answer_variable(results, "index", "January")
    with pytest.raises(InputError, match="hold the trust of powers at the end alone"):
        answer_variable(results, "trust.france", AT)
    with pytest.raises(InputError, match="a month is given and no variable"):
        compare(results, at=AT)
    with pytest.raises(InputError, match="fewer than two runs"):
        answer_variable(make_results("baseline", runs=1), "index", AT)


def test_the_table_of_a_comparison_holds_the_difference(tmp_path):
    table = nrc.compare(make_results("baseline", "new_arms_race"), variable="index", at=AT)
    assert table["index in 2015-01"]["mean"].item() == pytest.approx(
        table.answer.differences["new_arms_race"].difference.mean
    )
    assert "difference_mean" in table.answer.rows()[1]
    page = table.answer._repr_html_()
    assert page.index("index in 2015-01: ") < page.index("minus baseline") < page.index("new_arms_race")
    write_comparison_tables(table, tmp_path)
    assert pandas.read_csv(tmp_path / "variable.csv")["scenario"].tolist() == ["baseline", "new_arms_race"]


@pytest.mark.figures
@pytest.mark.parametrize("variable", ["tension.enlargement", "frozen"])
def test_figures_show_levels_and_differences(tmp_path, variable):
    with figure_look(formats=["svg"]):
        paths = write_variable_figures(make_results("baseline", "new_arms_race"), variable, None, tmp_path)
    stem = f"variable_{variable.replace('.', '_')}"
    assert [path.name for path in paths] == [f"{stem}.svg", f"{stem}_difference.svg"]
    assert all(path.stat().st_size > 1000 for path in paths)


def test_stored_runs_answer_as_they_did_before_they_were_stored(tmp_path):
    with figure_look(formats=["none"]):
        results = nrc.run(["baseline", "new_arms_race"], runs=40, seed=3, output=tmp_path / "out", actor_paths=True)
    stored = load_results(tmp_path / "out")
    for variable in ("index", "trust_outside", "trust.poland", "frozen"):
        assert answer_variable(stored, variable, AT).describe() == answer_variable(results, variable, AT).describe()


def test_a_comparison_without_a_month_takes_the_last_of_the_horizon():
    results = make_results("baseline", "new_arms_race")
    table = compare(results, variable="index")
    assert table.answer.month == "2017-12"
    assert table["index in 2017-12"]["mean"].item() == pytest.approx(10.0)


def test_the_level_of_what_is_or_is_not_is_the_share_of_runs_in_which_it_is():
    runs = make_runs("baseline", runs=8)
    regime = np.full_like(runs.block.regime, runs.labels.regimes.index("partnership"))
    regime[:6] = runs.labels.regimes.index("frozen")
    results = Results({"baseline": replace(runs, block=replace(runs.block, regime=regime))})
    for name, share in {"frozen": 0.75, "partnership": 0.25}.items():
        found = answer_variable(results, name, AT).levels["baseline"]
        assert (found.mean, found.quantiles) == (share, None)
        assert found.describe() == {"runs": 8, "mean": share, "low": found.low, "high": found.high}

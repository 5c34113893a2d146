"""The table of experiments: what each run drew, told by both engines, from memory and from a folder."""

import pandas as pd
import pytest

import nrc_sim as nrc
from nrc_sim.cli import main
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.study.store import draft_folder, load_results, make_manifest, write_ensemble, write_tallies
from synthetic import make_results

STORIES = ("baseline", "strategic_partnership")
HOW = {"runs": 12, "seed": 5, "workers": 1}
FEW = {**HOW, "runs": 4}

pytestmark = pytest.mark.usefixtures("without_figures")

LASTING = """
extends: baseline
title: A dispute that goes on
shocks:
  - {id: embargo, kind: sanctions, window: [2013-06, 2013-09], for: 4, size: {uniform: [0.5, 1.5]}}
  - {id: answer, kind: incident, after: {shock: embargo, by: 2}}
  - {id: low, kind: initiative, when: "index < 5", times: 3}
"""


@pytest.fixture(scope="module")
def results():
    return nrc.run(STORIES, **HOW)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory):
    path = tmp_path_factory.mktemp("lasting") / "lasting.yaml"
    path.write_text(LASTING, encoding="utf-8")
    return path


def test_both_engines_and_any_number_of_workers_tell_the_same(results, lasting):
    for chosen in (STORIES, [lasting]):
        told = nrc.run(chosen, **FEW, engine="mesa").experiments()
        pd.testing.assert_frame_equal(nrc.run(chosen, **FEW).experiments(), told)
    pd.testing.assert_frame_equal(nrc.run(STORIES, **{**HOW, "workers": 2}).experiments(), results.experiments())


@pytest.mark.parametrize("run", range(4))
def test_the_table_tells_what_happened_in_a_run_followed_step_by_step(lasting, run):
    row = nrc.run([lasting], **HOW).experiments().loc["lasting", run]
    model = RelationshipModel(lasting, seed=5, run=run)
    months, sizes = {}, {}
    regimes, states = [model.alliance.regime], [model.agenda.settlement[0]]
    while model.running:
        model.step()
        for name, size in model.occurred:
            months.setdefault(name, []).append(model.month)
            sizes.setdefault(name, []).append(size)
        regimes.append(model.alliance.regime)
        states.append(model.agenda.settlement[0])
    for shock in load_scenario(lasting).shocks:
        came = months.get(shock.id, [])
        begun = [month for month in came if shock.lasts == 1 or month - 1 not in came]
        assert row[f"shocks.{shock.id}.count"] == len(begun)
        assert row[f"shocks.{shock.id}.first_month"] == min(came, default=61)
        assert row[f"shocks.{shock.id}.largest_size"] == max(sizes.get(shock.id, []), default=0.0)
    assert (len(months["embargo"]), row["shocks.embargo.count"]) == (4, 1)
    assert len(set(sizes["embargo"])) == 1  # drawn once
    changes = [month for month in range(1, 61) if regimes[month] != regimes[month - 1]]
    assert row["institution.changes"] == len(changes)
    assert row["institution.first_change"] == min(changes, default=61)
    ends = dict(enumerate(("none", "open", "compromise", "partial", "failure")))
    assert row["negotiations.missile_defense.end"] == ends[states[-1]]
    ended = [month for month in range(1, 61) if states[month] != states[month - 1]]
    assert row["negotiations.missile_defense.end_month"] == (ended[-1] if states[-1] > 1 else 61)


def test_parameters_are_those_of_the_set_that_a_run_drew(results):
    table = results.experiments()
    for run in range(FEW["runs"]):
        row, model = table.loc["baseline", run], RelationshipModel("baseline", seed=5, run=run)
        named = [name for name in table if name.startswith("parameters.")]
        assert named
        for name in named:
            _, group, parameter = name.split(".")
            assert row[name] == getattr(getattr(model.parameters, group), parameter)


def test_columns_are_numbers_or_categories_without_gaps_as_tools_for_scenario_discovery_take_them(results):
    table, outcomes = results.experiments(), results.run_outcomes()
    assert not table.isna().any().any()
    assert all(pd.api.types.is_numeric_dtype(kind) or isinstance(kind, pd.CategoricalDtype) for kind in table.dtypes)
    assert table.index.equals(outcomes.index)
    assert table.index.names == ["scenario", "run"]
    # A shock that only one of two scenarios has.
    assert set(table.loc["baseline", "shocks.summit_2014.count"]) == {0}
    assert set(table.loc["strategic_partnership", "shocks.summit_2014.count"]) == {1}
    assert set(table.loc["strategic_partnership", "shocks.summit_2014.first_month"]) == {17}
    shares = outcomes.loc["baseline", "outcome"].value_counts(normalize=True)
    told = results.outcomes().xs("share", axis=1, level="statistic").loc["baseline"]
    assert shares.reindex(told.index).fillna(0.0).to_dict() == pytest.approx(told.to_dict())


def test_answers_to_questions_stand_beside_the_outcomes(tmp_path):
    asked = tmp_path / "asked.yaml"
    asked.write_text(
        "- {id: low, question: Is it ever low?, condition: index < -20, before: 2018-01}\n", encoding="utf-8"
    )
    found = nrc.run("baseline", **HOW, questions=asked)
    share = found["baseline"].answers["low"][1].share
    assert found.run_outcomes()["low"].mean() == pytest.approx(share)
    assert 0.0 < share < 1.0


def test_a_folder_gives_the_same_table_also_after_runs_were_added(results, tmp_path):
    nrc.run(STORIES, **{**HOW, "runs": 7}, output=tmp_path / "kept")
    nrc.run(STORIES, **HOW, output=tmp_path / "kept", resume=True)
    loaded = load_results(tmp_path / "kept")
    pd.testing.assert_frame_equal(loaded.experiments(), results.experiments())
    pd.testing.assert_frame_equal(loaded.run_outcomes(), results.run_outcomes())


def test_results_without_what_runs_drew_stay_readable_and_say_what_is_missing(tmp_path):
    old = make_results("baseline")  # as an earlier version has kept them
    with draft_folder(tmp_path / "old", command="run") as draft:
        write_ensemble(old, draft.path)
        write_tallies(old, draft.path)
        draft.complete(make_manifest(old, {}, []))
    earlier = load_results(tmp_path / "old")
    assert earlier.dataset["index"].shape == (1, 6, 60)
    assert "shock_count" not in earlier.dataset
    with pytest.raises(InputError, match="do not tell what each run drew") as caught:
        earlier.experiments()
    assert "run them again" in str(caught.value)


def test_summaries_have_no_table():
    with pytest.raises(InputError, match="summaries only"):
        nrc.run("baseline", **HOW, summary_only=True).experiments()


def test_the_shell_writes_the_table(tmp_path, monkeypatch, results):
    monkeypatch.chdir(tmp_path)
    arguments = ["--runs", "12", "--seed", "5", "--workers", "1", "--format", "none", "--quiet", "--output", "out"]
    assert main(["run", *STORIES, *arguments, "--experiments"]) == 0
    written = pd.read_csv(tmp_path / "out" / "experiments.csv", index_col=["scenario", "run"])
    expected = results.experiments().join(results.run_outcomes())
    assert list(written) == list(expected)
    numbers = expected.select_dtypes("number").columns
    pd.testing.assert_frame_equal(written[numbers], expected[numbers], check_dtype=False)
    assert written["outcome"].tolist() == expected["outcome"].astype(str).tolist()


def test_a_table_of_runs_and_no_runs_do_not_go_together(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "baseline", "--experiments", "--summary-only"]) == 2
    assert "experiments keeps every run and summary_only keeps none" in capsys.readouterr().err

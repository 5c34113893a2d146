"""The hindcast as a whole, with the central parameter set and few series."""

import json
from pathlib import Path

import numpy as np
import pytest

from nrc_sim.cli import main
from nrc_sim.engine.kernel import simulate_block, simulate_histories
from nrc_sim.evidence.calibration import folds_of
from nrc_sim.evidence.hindcast.ahead import year_job
from nrc_sim.evidence.hindcast.prescribed import PrescribedHindcast, RunChoice, sets_of_folds
from nrc_sim.evidence.observed import load_plan, read_observed
from nrc_sim.evidence.observed.mapping import fit_mapping, usual_of
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.worlds import evidence_folder
from nrc_sim.study.store import check_folder, read_manifest

WORLD = "euro_atlantic_2013"
FOLDER = evidence_folder(WORLD)


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Path:
    """The primary series and that of trust, as a file of the user's own."""
    lines = (FOLDER / "observed.csv").read_text(encoding="utf-8").splitlines()
    wanted = ("RUS<->USA,", "RUS<->EURNATO_without_GBR,")
    kept = [one for one in lines[1:] if one.startswith(wanted) or (one.startswith("RUS->USA") and ",trust," in one)]
    path = tmp_path_factory.mktemp("series") / "few.csv"
    path.write_text("\n".join([lines[0], *kept]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def hindcast(few):
    plan, history = load_plan(WORLD), load_scenario("history_2002_2012")
    return PrescribedHindcast(
        plan, history, read_observed(few, history.world, plan), sets_of_folds(None, folds_of(plan)), RunChoice(77)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("hindcast") / "out"


@pytest.fixture(scope="module")
def document(few, folder):
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        how = ["--parameters", "central", "--output", str(folder), "--format", "svg", "--json", "--quiet"]
        assert main(["hindcast", "--observed", str(few), *how]) == 0
    return json.loads(out.getvalue())


@pytest.mark.slow
def test_the_document_has_what_is_promised(document):
    for dyad in ("RUS<->USA", "RUS<->EURNATO_without_GBR"):
        found = document["dyads"][dyad]
        assert {"r", "rmse", "skill", "crps", "baselines"} <= set(found)
        assert set(found["baselines"]) == {"mean", "persistence", "ar1", "event_sum", "leaky_sum", "hostile_sum"}
        assert found["rmse"] > 0.0
        assert found["one_year_ahead"]["years"] == 10
        assert 0 <= found["one_year_ahead"]["covered"]["50"] <= found["one_year_ahead"]["covered"]["90"] <= 10
        assert set(found["later_years"]) == {"model", *found["baselines"]}
    assert set(document["trust"]) == {"RUS->USA"}
    assert document["half_lives"]["conduct"] < document["half_lives"]["trust"]


@pytest.mark.slow
def test_the_folder_holds_the_scores_and_their_figure(document, folder):
    assert {path.name for path in folder.iterdir()} == {"manifest.json", "hindcast.json", "hindcast.svg"}
    assert json.loads((folder / "hindcast.json").read_text(encoding="utf-8")) == document
    assert read_manifest(folder)["hindcast"] == "history_2002_2012"
    check_folder(folder, command="hindcast")


@pytest.mark.slow
def test_skill_and_errors_agree(document):
    found = document["dyads"]["RUS<->USA"]
    assert found["skill"] == pytest.approx(1.0 - found["rmse"] / found["baselines"]["mean"]["rmse"])
    errors = np.subtract(found["predicted"], found["observed"])
    assert found["rmse"] == pytest.approx(np.sqrt(np.mean(errors**2)))


def test_a_left_out_year_is_predicted_without_its_value(hindcast):
    fold = "without_2008"
    years = np.array([one.year for one in hindcast.observations])
    kept = [place for place in range(len(years)) if years[place] != 2008]
    mapping = hindcast.mapping("conduct", fold)
    conduct = [place for place in kept if hindcast.observations[place].variable == "conduct"]
    means, observed = hindcast.means(fold), np.array([one.value for one in hindcast.observations])
    assert mapping == fit_mapping(means[conduct], observed[conduct], usual_of(hindcast.plan, "conduct"))
    assert mapping.usual


def test_a_year_ahead_begins_where_the_history_ends_and_knows_no_later_event(hindcast):
    scenarios = load_scenario("history_2002_2012"), load_scenario("baseline")
    job = year_job(hindcast, scenarios, 2007, 77)
    assert (job.start, job.months) == (2007 * 12, 12)
    assert job.history.months == 60
    assert all(entry.timing.month < 0 for entry in job.world.shocks)
    block = simulate_block(job, 0, 16, simulate_histories(job, 0, 16))
    assert block.index.shape == (16, 12)
    job_of_history = hindcast.job
    history = simulate_block(job_of_history, 0, 16, simulate_histories(job_of_history, 0, 16))
    # The month before is the same as in the history with all events prescribed; then chance sets in.
    assert block.index[:, 11].std() > history.index[:, 59].std()
    assert abs(block.index[:, 0].mean() - history.index[:, 59].mean()) < 60.0


def test_a_file_of_the_users_own_is_refused_with_its_place(tmp_path, capsys):
    (tmp_path / "mine.csv").write_text("dyad,year,variable,value\nRUS<->XXX,2005,conduct,1\n", encoding="utf-8")
    assert main(["hindcast", "--observed", str(tmp_path / "mine.csv")]) == 2
    assert "mine.csv:2: dyad is 'RUS<->XXX'" in capsys.readouterr().err

from pathlib import Path

import numpy as np
import pytest

import nrc_sim as nrc
from nrc_sim.figures.style import figure_look
from nrc_sim.study.store import load_results, read_manifest

FILES = {"report.html", "manifest.json", "summary.csv", "summary.zarr", "trajectories.csv", "ensemble.zarr"}
FIGURES = {
    f"{name}.{ending}"
    for name in ("trajectories", "outcomes", "flows", "members", "member_paths")
    for ending in ("png", "svg")
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs") / "out"


@pytest.fixture
def without_figures():
    """Draw nothing: one test shows which figures are drawn."""
    with figure_look(formats=["none"]):
        yield


@pytest.fixture(scope="module")
def results(folder):
    with figure_look(formats=["none"]):
        return nrc.run("baseline", runs=2, seed=3, workers=1, output=folder)


@pytest.mark.slow
def test_a_run_writes_its_folder(results, tmp_path):
    found = nrc.run("baseline", runs=2, seed=3, workers=1, output=tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES | FIGURES
    assert load_results(tmp_path / "out").summary() == found.summary() == results.summary()


@pytest.mark.usefixtures("results")
def test_the_manifest_holds_the_settings(folder):
    settings = read_manifest(folder)["settings"]
    assert (settings["runs"], settings["seed"], settings["parameters"]) == (2, 3, "ensemble")
    assert (settings["engine"], settings["until_error"], settings["summary_only"]) == ("auto", None, False)


def test_without_an_output_nothing_is_written(results, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    again = nrc.run(["baseline"], runs=2, seed=3, workers=1)
    assert again["baseline"].digest == results["baseline"].digest
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.usefixtures("without_figures")
def test_a_summary_leaves_the_ensemble_out(results, tmp_path):
    found = nrc.run("baseline", runs=2, seed=3, workers=1, output=tmp_path / "out", summary_only=True)
    files = (FILES | {"last_leaf.npz"}) - {"ensemble.zarr", "report.html"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == files
    assert found.summary() == results.summary()
    assert load_results(tmp_path / "out").summary() == results.summary()


@pytest.mark.slow
@pytest.mark.usefixtures("results", "without_figures")
def test_tables_and_statistics_are_the_same_bytes_for_summaries_engines_and_workers(folder, tmp_path):
    ways = [{"summary_only": True}, {"engine": "mesa", "workers": 2}, {"engine": "compiled", "workers": 2}]
    for number, way in enumerate(ways):
        other = tmp_path / str(number)
        nrc.run("baseline", output=other, **{"runs": 2, "seed": 3, **way})
        for name in ("summary.csv", "trajectories.csv", *statistics_of(folder)):
            assert (other / name).read_bytes() == (folder / name).read_bytes(), name


def statistics_of(folder: Path) -> list[str]:
    files = [path for path in (folder / "summary.zarr").rglob("*") if path.is_file()]
    assert len(files) > 10
    return [str(path.relative_to(folder)) for path in files]


@pytest.mark.slow
@pytest.mark.usefixtures("without_figures")
def test_an_ensemble_is_the_same_for_any_number_of_workers(tmp_path):
    ensembles = []
    for workers in (1, 2):
        nrc.run(
            ["baseline", "history_2002_2012"], runs=1100, seed=3, months=3, workers=workers, output=tmp_path / "out"
        )
        ensembles.append({path: path.read_bytes() for path in (tmp_path / "out").rglob("*/0.*")})
    assert ensembles[0] == ensembles[1]
    assert len(ensembles[0]) > 100


@pytest.mark.slow
@pytest.mark.usefixtures("without_figures")
def test_runs_are_added_until_shares_are_known(tmp_path):
    found = nrc.run("baseline", runs=1, seed=3, months=3, until_error=0.2, output=tmp_path / "out")
    assert found["baseline"].runs == load_results(tmp_path / "out")["baseline"].runs == 1000
    assert read_manifest(tmp_path / "out")["settings"]["until_error"] == 0.2


@pytest.mark.slow
@pytest.mark.usefixtures("without_figures")
def test_the_paths_of_actors_are_written_if_they_are_wanted(tmp_path):
    found = nrc.run("baseline", runs=2, seed=3, actor_paths=True, output=tmp_path / "out")
    loaded = load_results(tmp_path / "out")
    assert loaded["baseline"].keeps_actor_paths
    assert np.allclose(loaded.dataset["member_trust"], found.dataset["member_trust"], rtol=1e-6)


def test_bad_input_writes_nothing(tmp_path):
    with pytest.raises(nrc.InputError, match="runs is 0"):
        nrc.run("baseline", runs=0, seed=1, output=tmp_path / "out")
    with pytest.raises(nrc.InputError, match="there is no scenario 'baselin'"):
        nrc.run("baselin", runs=1, seed=1, output=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_used_is_told_before_the_simulation(tmp_path, monkeypatch):
    monkeypatch.setattr("nrc_sim.api.simulate_study", lambda *_: pytest.fail("simulated"))
    (tmp_path / "file").write_text("")
    with pytest.raises(nrc.InputError, match="this is a file"):
        nrc.run("baseline", runs=1, seed=1, output=tmp_path / "file")

import pytest

import nrc_sim as nrc
from nrc_sim.store import load_results, read_manifest

FILES = {"manifest.json", "summary.csv", "trajectories.csv", "ensemble.zarr"}
FIGURES = {f"{name}.{ending}" for name in ("trajectories", "outcomes", "members") for ending in ("png", "svg")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("runs") / "out"


@pytest.fixture(scope="module")
def results(folder):
    return nrc.run("baseline", runs=2, seed=3, workers=1, output=folder)


def test_a_run_writes_its_folder(results, folder):
    assert {path.name for path in folder.iterdir()} == FILES | FIGURES
    assert load_results(folder).summary() == results.summary()


@pytest.mark.usefixtures("results")
def test_the_manifest_holds_the_settings(folder):
    settings = read_manifest(folder)["settings"]
    assert (settings["runs"], settings["seed"], settings["parameters"]) == (2, 3, "central")


def test_without_an_output_nothing_is_written(results, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    again = nrc.run(["baseline"], runs=2, seed=3, workers=1)
    assert again["baseline"].digest == results["baseline"].digest
    assert list(tmp_path.iterdir()) == []


def test_a_summary_leaves_the_ensemble_out(results, tmp_path):
    found = nrc.run("baseline", runs=2, seed=3, workers=1, output=tmp_path / "out", summary_only=True)
    assert {path.name for path in (tmp_path / "out").iterdir()} == (FILES | FIGURES) - {"ensemble.zarr"}
    assert found["baseline"].leaves == results["baseline"].leaves


def test_bad_input_writes_nothing(tmp_path):
    with pytest.raises(nrc.InputError, match="runs is 0"):
        nrc.run("baseline", runs=0, seed=1, output=tmp_path / "out")
    with pytest.raises(nrc.InputError, match="there is no scenario 'baselin'"):
        nrc.run("baselin", runs=1, seed=1, output=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_cannot_be_used_is_told_before_the_simulation(tmp_path, monkeypatch):
    monkeypatch.setattr("nrc_sim.runner.simulate_study", lambda *_: pytest.fail("simulated"))
    (tmp_path / "file").write_text("")
    with pytest.raises(nrc.InputError, match="this is a file"):
        nrc.run("baseline", runs=1, seed=1, output=tmp_path / "file")

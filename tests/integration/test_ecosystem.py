"""What other tools of the field read: the ensemble with xarray, the paths with pyam, the example as a notebook."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest
import xarray

import nrc_sim as nrc
from nrc_sim.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Results of two horizons, and so of two groups."""
    place = tmp_path_factory.mktemp("ecosystem") / "results"
    scenarios = ["baseline", "new_arms_race", "replay_2013_2018"]
    assert main(["run", *scenarios, "--runs", "6", "--output", str(place), "--format", "none", "--quiet"]) == 0
    return place


@pytest.mark.slow
def test_xarray_opens_the_ensemble_group_by_group(folder):
    results = nrc.load_results(folder)
    assert len(results.groups) == 2
    for name, dataset in results.groups.items():
        found = xarray.open_zarr(folder / "ensemble.zarr", group=name)
        assert dict(found.sizes) == dict(dataset.sizes)
        assert found["index"].dims == ("scenario", "run", "month")
        assert np.array_equal(found["index"], dataset["index"])
        assert found["index"].attrs["units"] == "points"
        assert found["month"].dtype == "datetime64[ns]"
        meanings = found["outcome"].attrs["flag_meanings"].split()
        assert meanings == list(next(iter(results)).classes)
        mean = found["index"].sel(scenario=found["scenario"][0]).mean("run")
        assert np.isfinite(mean).all()


def test_the_paths_have_the_columns_of_the_long_form(folder):
    table = pd.read_csv(folder / "trajectories.csv")
    assert list(table) == ["model", "scenario", "region", "variable", "unit", "time", "statistic", "value"]
    assert (pd.to_datetime(table["time"], format="%Y-%m-%d").dt.day == 1).all()
    assert not table.duplicated(list(table)[:-1]).any()
    assert table["value"].notna().all()


READ_WITH_PYAM = """
import sys
import pyam
table = pyam.IamDataFrame(sys.argv[1])
assert table.time_domain == "datetime", table.time_domain
assert table.extra_cols == ["statistic"], table.extra_cols
assert set(table.scenario) == {"baseline", "new_arms_race", "replay_2013_2018"}, table.scenario
median = table.filter(variable="index", statistic="q50", scenario="baseline")
assert len(median) == 60, len(median)
print("read", len(table.data))
"""


@pytest.mark.studies
def test_pyam_reads_the_paths(folder, tmp_path):
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    # An environment of its own: pyam asks for an older pandas.
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python")]
    # Most of what is installed is never imported: compiling it would take longer than the rest.
    install = [*pip, "install", "--quiet", "--no-compile", *extras["pyam"]]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"pip cannot install pyam-iamc here: {done.stderr.strip().splitlines()[-1]}")
    command = [str(venv / "bin" / "python"), "-c", READ_WITH_PYAM, str(folder / "trajectories.csv")]
    # A cache of its own: the units keep the paths of the environment they were first read in.
    caches = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=caches)
    assert done.returncode == 0, done.stderr
    rows = len(pd.read_csv(folder / "trajectories.csv"))
    assert done.stdout.split() == ["read", str(rows)]


def test_there_are_examples():
    assert EXAMPLES


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_holds_no_output_and_no_path_of_a_machine(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert not re.search(r"/(home|root|tmp|Users)/", path.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(path, tmp_path):
    # In a process of its own: the machinery of notebooks warns of itself.
    script = (
        "import sys, nbformat, nbclient\n"
        "notebook = nbformat.read(sys.argv[1], as_version=4)\n"
        "nbclient.NotebookClient(notebook, timeout=300, resources={'metadata': {'path': sys.argv[2]}}).execute()\n"
        "cells = [cell for cell in notebook.cells if cell.cell_type == 'code']\n"
        "print(sum(bool(cell.outputs) for cell in cells), len(cells))\n"
    )
    command = [sys.executable, "-c", script, str(path), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    shown, cells = map(int, done.stdout.split())
    assert shown >= cells - 1
    assert list(tmp_path.iterdir()) == []

"""Addresses are no folders: results are refused there, and nothing is made of the same name here."""

from pathlib import Path

import pytest

import nrc_sim as nrc
from nrc_sim.errors import InputError
from nrc_sim.study.store import draft_folder, resolve_folder


@pytest.mark.parametrize("address", ["s3://bucket/many", "file:///many", "gs://bucket", Path("s3://bucket/many")])
def test_results_are_not_written_to_addresses(address, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = pytest.raises(InputError, match=r"cannot be written to an address.*allowed: a folder of a file system")
    with refused, draft_folder(address, command="run"):
        pass
    with pytest.raises(InputError, match="cannot be written to an address"):
        nrc.run("baseline", runs=1, seed=1, months=1, output=address)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["s3", "a:b", "results"])
def test_folders_with_ordinary_names_are_none(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert resolve_folder(name) == tmp_path / name

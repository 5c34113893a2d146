"""Where compiled code is kept, and by what it is found again."""

import os
import time
from pathlib import Path

import numba
import pytest

from nrc_sim.kernel import compiling
from nrc_sim.kernel.compiling import (
    CACHE_VARIABLE,
    KEPT_SECONDS,
    REACHING,
    SOURCE,
    cache_folder,
    compiled,
    is_compiled,
    mark_compiled,
    source_hash,
)


@pytest.fixture(autouse=True)
def _forgetful():
    """What a process remembers of its cache is asked for anew in each test, and after it."""
    remembered = (cache_folder, source_hash)
    for function in remembered:
        function.cache_clear()
    yield
    for function in remembered:
        function.cache_clear()


@pytest.fixture
def chosen(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv(CACHE_VARIABLE, str(folder))
    return folder


@pytest.fixture
def sources(tmp_path, monkeypatch) -> Path:
    """A small copy of what reaches compiled code."""
    folder = tmp_path / "sources"
    for name in REACHING:
        (folder / name).mkdir(parents=True)
        (folder / name / "part.py").write_text(f"# {name}\n", encoding="utf-8")
    for name in ("randomness", "counting"):
        (folder / name / "part.py").unlink()
        (folder / name).rmdir()
        (folder / f"{name}.py").write_text(f"# {name}\n", encoding="utf-8")
    monkeypatch.setattr(compiling, "SOURCE", folder)
    return folder


def add_one(value):
    return value + 1.0


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_variable_of_the_environment_chooses_the_folder(chosen):
    assert cache_folder() == chosen / source_hash()
    assert cache_folder().is_dir()


def test_code_is_kept_in_the_folder_of_its_sources(chosen):
    assert compiled(add_one)(2.0) == 3.0
    assert any(name.endswith(".nbi") for name in files_in(chosen / source_hash()))
    assert any(name.endswith(".nbc") for name in files_in(chosen / source_hash()))


@pytest.mark.usefixtures("chosen")
def test_code_of_other_functions_goes_where_it_went_before():
    before = numba.config.CACHE_DIR
    compiled(add_one)
    assert before == numba.config.CACHE_DIR


def test_code_is_compiled_for_this_process_alone_where_no_folder_can_be_made(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(file / "below"))
    assert cache_folder() is None
    assert compiled(add_one)(2.0) == 3.0
    assert file.read_text(encoding="utf-8") == "in the way"
    mark_compiled()
    assert not is_compiled()


def test_code_is_compiled_for_this_process_alone_where_nothing_may_be_written(chosen, monkeypatch):
    def refuse(path, mode):
        return not (mode == os.W_OK and Path(path).parent == chosen)

    monkeypatch.setattr(os, "access", refuse)
    assert cache_folder() is None
    assert compiled(add_one)(2.0) == 3.0
    assert files_in(chosen) == []


def test_code_unused_for_a_month_is_removed_and_other_code_is_kept(chosen):
    ages = {"old": KEPT_SECONDS + 3600, "recent": KEPT_SECONDS - 3600, "new": 0}
    for name, age in ages.items():
        (chosen / name).mkdir(parents=True)
        (chosen / name / "code.nbc").write_bytes(b"code")
        then = time.time() - age
        os.utime(chosen / name, (then, then))
    (chosen / "note.txt").write_text("kept", encoding="utf-8")
    os.utime(chosen / "note.txt", (0, 0))
    assert cache_folder() is not None
    assert sorted(path.name for path in chosen.iterdir()) == sorted([source_hash(), "new", "note.txt", "recent"])


def test_code_in_use_is_kept_however_old(chosen):
    folder = chosen / source_hash()
    folder.mkdir(parents=True)
    os.utime(folder, (0, 0))
    assert cache_folder() == folder
    assert folder.stat().st_mtime > time.time() - 3600


def test_the_hash_covers_the_engine_the_rules_and_what_they_need():
    assert {(SOURCE / name).exists() or (SOURCE / f"{name}.py").exists() for name in REACHING} == {True}
    assert set(REACHING) >= {"kernel", "rules", "randomness", "world"}
    assert len(source_hash()) == 20


@pytest.mark.parametrize("place", ["rules/part.py", "kernel/part.py", "world/part.py", "randomness.py", "counting.py"])
def test_the_hash_changes_with_the_text_of_any_source(sources, place):
    before = source_hash()
    with (sources / place).open("a", encoding="utf-8") as file:
        file.write("x = 1\n")
    assert source_hash() == before, "asked for once in a process"
    source_hash.cache_clear()
    assert source_hash() != before


def test_the_hash_changes_with_the_name_of_a_source_and_with_a_new_one(sources):
    seen = {source_hash()}
    (sources / "rules" / "part.py").rename(sources / "rules" / "other.py")
    source_hash.cache_clear()
    seen.add(source_hash())
    (sources / "rules" / "new.py").touch()
    source_hash.cache_clear()
    assert len({*seen, source_hash()}) == 3


def test_the_hash_does_not_depend_on_when_or_where_sources_were_written(sources):
    before = source_hash()
    for path in sources.rglob("*.py"):
        os.utime(path, (0, 0))
    source_hash.cache_clear()
    assert source_hash() == before


@pytest.mark.usefixtures("chosen")
def test_a_machine_holds_the_engine_once_that_has_been_noted():
    assert not is_compiled()
    mark_compiled()
    assert is_compiled()
    mark_compiled()
    assert is_compiled()


@pytest.mark.usefixtures("chosen")
def test_what_was_noted_of_other_sources_does_not_count(sources):
    mark_compiled()
    assert is_compiled()
    (sources / "rules" / "part.py").write_text("# edited\n", encoding="utf-8")
    cache_folder.cache_clear()
    source_hash.cache_clear()
    assert not is_compiled()


@pytest.mark.usefixtures("chosen")
def test_a_folder_that_somebody_removed_is_no_error():
    folder = cache_folder()
    folder.rmdir()
    mark_compiled()
    assert not is_compiled()

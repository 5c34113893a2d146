"""Where compiled code is kept, and by what it is found again."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numba
import pytest

from nrc_sim.engine.kernel import cache_folder as folders
from nrc_sim.engine.kernel import checked_cache, compiling
from nrc_sim.engine.kernel.cache_folder import CACHE_VARIABLE, KEPT_SECONDS, MARK, OWN_FOLDER
from nrc_sim.engine.kernel.compiling import (
    REACHING,
    SOURCE,
    cache_folder,
    compiled,
    is_compiled,
    mark_compiled,
    source_hash,
)


@pytest.fixture(autouse=True)
def _forgetful(monkeypatch):
    """What a process remembers of its cache is asked for anew in each test, and after it."""
    for name in ("_already_said", "_unkept"):
        monkeypatch.setattr(checked_cache, name, set())
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
    for name in ("engine/randomness", "study/statistics/counting"):
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
    assert cache_folder() == chosen / OWN_FOLDER / source_hash()
    assert cache_folder().is_dir()


@pytest.mark.usefixtures("chosen")
def test_code_is_kept_in_the_folder_of_its_sources():
    assert compiled(add_one)(2.0) == 3.0
    assert any(name.endswith(".nbi") for name in files_in(cache_folder()))
    assert any(name.endswith(".nbc") for name in files_in(cache_folder()))


@pytest.mark.usefixtures("chosen")
def test_code_of_other_functions_goes_where_it_went_before():
    before = numba.config.CACHE_DIR
    compiled(add_one)
    assert before == numba.config.CACHE_DIR


def test_code_is_compiled_for_this_process_alone_where_no_folder_can_be_made(tmp_path, monkeypatch, capsys):
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv(CACHE_VARIABLE, str(file / "below"))
    assert cache_folder() is None
    assert compiled(add_one)(2.0) == 3.0
    assert file.read_text(encoding="utf-8") == "in the way"
    told = capsys.readouterr().err
    assert told.startswith(f"compiled code cannot be kept in {file / 'below'}: ")
    assert told.endswith("; it is compiled again each time\n")
    mark_compiled()
    assert not is_compiled()


def test_code_is_compiled_for_this_process_alone_where_nothing_may_be_written(chosen, monkeypatch):
    def refuse(path, mode):
        return not (mode == os.W_OK and Path(path).parent.parent == chosen)

    monkeypatch.setattr(os, "access", refuse)
    assert cache_folder() is None
    assert compiled(add_one)(2.0) == 3.0
    assert files_in(chosen) == [MARK]


def test_code_unused_for_a_month_is_removed_and_other_code_is_kept(chosen):
    root = chosen / OWN_FOLDER
    ages = {"old": KEPT_SECONDS + 3600, "recent": KEPT_SECONDS - 3600, "new": 0}
    for name, age in ages.items():
        make_old_folder(root / name, age)
        (root / name / MARK).touch()
        os.utime(root / name, (time.time() - age,) * 2)
    root.chmod(0o700)
    (root / "note.txt").write_text("kept", encoding="utf-8")
    os.utime(root / "note.txt", (0, 0))
    assert cache_folder() is not None
    assert sorted(path.name for path in root.iterdir()) == sorted([source_hash(), "new", "note.txt", "recent"])


def make_old_folder(folder: Path, age: float) -> None:
    folder.mkdir(parents=True)
    (folder / "code.nbc").write_bytes(b"code")
    os.utime(folder, (time.time() - age,) * 2)


def test_nothing_that_others_left_in_the_folder_is_ever_removed(chosen):
    for name in ("Documents", "photos 2009", ".config", "0123456789abcdef0123", f"{OWN_FOLDER}/thesis"):
        make_old_folder(chosen / name, 10 * KEPT_SECONDS)
    (chosen / OWN_FOLDER / "link").symlink_to(chosen / "Documents")
    (chosen / "Documents" / MARK).touch()
    os.utime(chosen / "Documents", (0, 0))
    before = {path: path.stat().st_size for path in sorted(chosen.rglob("*"))}
    assert cache_folder() == chosen / OWN_FOLDER / source_hash()
    compiled(add_one)(2.0)
    assert {path: path.stat().st_size for path in before if path.exists()} == before


@pytest.mark.parametrize("place", ["", OWN_FOLDER])
def test_a_folder_that_all_may_write_is_not_used(chosen, capsys, place):
    (chosen / OWN_FOLDER).mkdir(parents=True)
    (chosen / place).chmod(0o777)
    folder = cache_folder()
    assert not folder.is_relative_to(chosen)
    assert (folder / MARK).exists()
    assert folder.stat().st_mode & 0o077 == 0
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"all users may write to {chosen / place}" in told
    assert compiled(add_one)(2.0) == 3.0
    assert files_in(chosen) == []


@pytest.mark.parametrize("name", ["", "own"])
def test_a_folder_that_a_group_may_write_is_no_place_to_load_code_from(chosen, capsys, name):
    place = chosen / OWN_FOLDER / (source_hash() if name else "")
    place.mkdir(parents=True)
    for folder in (chosen, chosen / OWN_FOLDER, place):
        folder.chmod(0o700)
    place.chmod(0o770)
    assert not cache_folder().is_relative_to(chosen)
    assert f"a group of users may write to {place}" in capsys.readouterr().err


def test_a_folder_in_a_place_that_the_user_shares_with_a_group_is_used(chosen, capsys):
    chosen.mkdir()
    chosen.chmod(0o775)
    assert cache_folder() == chosen / OWN_FOLDER / source_hash()
    assert capsys.readouterr().err == ""


def test_a_private_folder_is_removed_and_made_by_no_worker(chosen, tmp_path):
    chosen.mkdir()
    chosen.chmod(0o777)
    (tmp_path / "temporary").mkdir()
    script = (
        "from nrc_sim.study.processes import ProcessExecutor\n"
        "from nrc_sim.engine.kernel.compiling import cache_folder\n"
        "print(cache_folder().exists())\n"
        "with ProcessExecutor(1) as executor: print(executor.submit(cache_folder).result())"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary")}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "True\nNone\n"
    assert done.stderr.count("\n") == 1
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_folder_like_tmp_is_used_since_nobody_can_replace_ours_in_it(chosen, capsys):
    chosen.mkdir()
    chosen.chmod(0o1777)
    assert cache_folder() == chosen / OWN_FOLDER / source_hash()
    assert (chosen / OWN_FOLDER).stat().st_mode & 0o777 == 0o700
    assert capsys.readouterr().err == ""


def test_a_folder_of_another_user_is_not_used(chosen, capsys, monkeypatch):
    chosen.mkdir()
    monkeypatch.setattr(os, "getuid", lambda: chosen.stat().st_uid + 4711)
    chosen.chmod(0o755)
    monkeypatch.setattr(folders, "_sign", lambda _: None)
    if chosen.stat().st_uid:
        assert not cache_folder().is_relative_to(chosen)
        assert f"{chosen} belongs to another user" in capsys.readouterr().err
    else:  # what root owns is trusted as a place, but not as a folder to load code from
        assert not cache_folder().is_relative_to(chosen)
        assert f"{chosen / OWN_FOLDER} belongs to another user" in capsys.readouterr().err


def test_a_link_in_the_place_of_our_folder_is_not_followed(chosen, tmp_path, capsys):
    chosen.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (chosen / OWN_FOLDER).symlink_to(tmp_path / "elsewhere")
    assert not cache_folder().is_relative_to(chosen)
    assert "is a link" in capsys.readouterr().err
    assert files_in(tmp_path / "elsewhere") == []


def spoil(path: Path, how: str) -> None:
    content = path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    path.write_bytes({"empty": b"", "cut": content[:middle], "flipped": flipped, "other": b"x" * 100}[how])


@pytest.mark.parametrize("how", ["empty", "cut", "flipped", "other"])
@pytest.mark.parametrize("ending", [".nbi", ".nbc"])
@pytest.mark.usefixtures("chosen")
def test_damaged_code_is_never_run_but_built_again_and_told_in_a_line(capsys, monkeypatch, ending, how):
    compiled(add_one)(2.0)
    (path,) = cache_folder().rglob(f"*{ending}")
    spoil(path, how)
    monkeypatch.setattr(checked_cache, "_already_said", set())
    function = compiled(add_one)
    assert function(2.0) == 3.0
    assert function.stats.cache_misses
    assert capsys.readouterr().err == f"compiled code in {path.parent} is damaged: it is built again\n"
    again = compiled(add_one)
    assert again(2.0) == 3.0
    assert again.stats.cache_hits
    assert capsys.readouterr().err == ""


def test_a_full_disk_costs_time_and_nothing_else(chosen, capsys):
    function = compiled(add_one)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, before[1]))
    try:
        assert function(2.0) == 3.0
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"compiled code cannot be kept in {chosen}" in told
    assert "File too large" in told
    assert [name for name in files_in(chosen) if ".tmp." in name] == []
    mark_compiled()
    assert not is_compiled(), "the next process has to say that it compiles"


@pytest.mark.usefixtures("chosen")
def test_code_that_two_processes_kept_under_one_name_is_not_taken_for_other_code():
    function = compiled(add_one)
    assert (function(2.5), function(2)) == (3.5, 3.0)
    first, second = sorted(cache_folder().rglob("*.nbc"))
    of_first = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(of_first)
    again = compiled(add_one)
    assert (again(2.5), again(2)) == (3.5, 3.0)
    assert not again.stats.cache_hits


@pytest.mark.usefixtures("chosen")
def test_code_is_kept_in_no_other_folder_than_that_of_its_sources(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "InTreeCacheLocator")
    function = compiled(add_one)
    assert function(2.0) == 3.0
    assert function.stats.cache_path is None
    assert [path for path in Path(__file__).parent.rglob("*.nbc") if "add_one" in path.name] == []


def test_settings_that_change_machine_code_change_the_folder(monkeypatch):
    before = source_hash()
    monkeypatch.setattr(numba.config, "BOUNDSCHECK", 1)
    source_hash.cache_clear()
    assert source_hash() != before


@pytest.mark.slow
def test_settings_that_the_compiler_refuses_are_told_in_a_line(tmp_path):
    code = "import sys; from nrc_sim.cli import main; sys.exit(main(['run', 'baseline', '--output', sys.argv[1]]))"
    environment = {**os.environ, "NUMBA_NUM_THREADS": "0"}
    command = [sys.executable, "-c", code, str(tmp_path / "results")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("nrc-sim: NUMBA_NUM_THREADS=0: the compiler Numba refuses its settings: ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("setting", [("NUMBA_NUM_THREADS", "many"), ("NUMBA_OPT", "fast")])
def test_settings_that_the_compiler_cannot_read_are_refused(setting):
    code = (
        "from nrc_sim.errors import InputError\ntry:\n    import nrc_sim.engine.kernel.compiling\n"
        "except InputError as error:\n    print(error)"
    )
    environment = {**os.environ, setting[0]: setting[1]}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{setting[0]}={setting[1]}: the compiler Numba refuses its settings: Environment ")
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


def test_code_in_use_is_kept_however_old(chosen):
    folder = chosen / OWN_FOLDER / source_hash()
    folder.mkdir(parents=True, mode=0o700)
    os.utime(folder, (0, 0))
    assert cache_folder() == folder
    assert folder.stat().st_mtime > time.time() - 3600


def test_the_hash_covers_the_engine_the_rules_and_what_they_need():
    assert {(SOURCE / name).exists() or (SOURCE / f"{name}.py").exists() for name in REACHING} == {True}
    assert set(REACHING) >= {"engine/kernel", "rules", "engine/randomness", "engine/world"}
    assert len(source_hash()) == 20


@pytest.mark.parametrize(
    "place",
    [
        "rules/part.py",
        "engine/kernel/part.py",
        "engine/world/part.py",
        "engine/randomness.py",
        "study/statistics/counting.py",
    ],
)
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
    shutil.rmtree(folder)
    mark_compiled()
    assert not is_compiled()

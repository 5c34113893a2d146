import errno
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nrc_sim.errors import InputError
from nrc_sim.study.store import locking
from nrc_sim.study.store.locking import LOCK, is_left_lock, lock_folder, refuse_locked

HOLD = """
import sys, time
from pathlib import Path
from nrc_sim.study.store.locking import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("locked", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """A process that has locked a folder."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout.readline() == "locked\n"
        yield running
        running.kill()


def take(folder: Path) -> None:
    with lock_folder(folder):
        pass


def test_a_second_process_is_refused_at_once_and_told_who_holds_the_lock(tmp_path, holder):
    start = time.monotonic()
    with pytest.raises(InputError) as caught:
        take(tmp_path)
    assert time.monotonic() - start < 30  # it does not wait for the lock, which is held for a minute
    host = re.escape(socket.gethostname())
    message = (
        rf"another run writes to the folder: process {holder.pid} on {host}, since \d{{4}}-\d\d-\d\dT[\d:+-]+; wait"
    )
    assert re.search(message, str(caught.value))
    assert caught.value.exit_status == 2
    with pytest.raises(InputError, match=f"process {holder.pid} on"):
        refuse_locked(tmp_path)
    assert (tmp_path / LOCK).exists()


def test_a_lock_on_a_file_that_its_holder_takes_away_meanwhile_is_none_and_another_is_taken(tmp_path, monkeypatch):
    try_lock, tries = locking._try_lock, []

    def take_away_first(lock):
        tries.append(lock)
        if len(tries) == 1:
            (tmp_path / LOCK).unlink()
        return try_lock(lock)

    monkeypatch.setattr(locking, "_try_lock", take_away_first)
    with lock_folder(tmp_path):
        assert len(tries) == 2
        with pytest.raises(InputError, match="another run writes to the folder"):
            refuse_locked(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_ends_with_the_process_that_held_it(tmp_path, holder):
    holder.kill()
    holder.wait()
    assert (tmp_path / LOCK).exists()
    refuse_locked(tmp_path)
    take(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_holder_that_has_not_written_its_name_yet_holds_the_lock_all_the_same(tmp_path):
    with lock_folder(tmp_path):
        (tmp_path / LOCK).write_text("")
        with pytest.raises(InputError, match="a process that has just started"):
            take(tmp_path)


def test_a_lock_moves_with_its_folder(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    with lock_folder(first, second):
        first.rename(second)
        with pytest.raises(InputError, match=f"process {os.getpid()}"):
            take(second)
    assert list(second.iterdir()) == []


def test_a_lock_on_a_file_that_was_taken_away_does_not_count(tmp_path):
    with lock_folder(tmp_path):
        (tmp_path / LOCK).unlink()
        with lock_folder(tmp_path):
            assert (tmp_path / LOCK).exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_without_locks_is_said_and_written_to_all_the_same(tmp_path, monkeypatch, capsys, number):
    def refuse(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("filelock.lock_descriptor", refuse)
    refuse_locked(tmp_path)
    with lock_folder(tmp_path):
        assert (tmp_path / LOCK).exists()
        refuse_locked(tmp_path)
    told = "its file system has no locks, so nothing keeps a second run from writing to it at the same time"
    assert capsys.readouterr().err == f"nrc-sim: {tmp_path}: {told}\n"
    assert list(tmp_path.iterdir()) == []


def test_another_failure_of_a_lock_is_a_failure(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("filelock.lock_descriptor", refuse)
    with pytest.raises(OSError, match="Input/output error"):
        take(tmp_path)


def test_a_link_called_like_a_lock_is_not_followed(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / LOCK).symlink_to(tmp_path / "thesis.txt")
    with pytest.raises(OSError, match="symbolic links"):
        take(folder)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert not is_left_lock(folder / LOCK)


def test_a_lock_that_is_released_early_is_taken_away_once(tmp_path):
    with lock_folder(tmp_path) as lock:
        lock.release(tmp_path / LOCK)
        assert list(tmp_path.iterdir()) == []
        take(tmp_path)
    assert list(tmp_path.iterdir()) == []


MODULES_OF_UNIX = ("fcntl", "pwd", "grp", "termios", "resource", "pty")


def test_the_package_imports_no_module_that_one_kind_of_system_lacks():
    source = Path(__file__).parents[3] / "src" / "nrc_sim"
    wrong = re.compile(rf"^\s*(import|from) ({'|'.join(MODULES_OF_UNIX)})\b|\bos\.(pread|pwrite|fork|killpg)\(", re.M)
    assert [path.name for path in source.rglob("*.py") if wrong.search(path.read_text(encoding="utf-8"))] == []

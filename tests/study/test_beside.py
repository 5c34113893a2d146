"""Work beside each other: all of it is done once, by whomever, and errors are raised here."""

import multiprocessing
import os
import sys
import threading
import time
from functools import partial

import pytest

from nrc_sim.study.beside import work_beside

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux makes copies of a process safely")


def note(folder, number):
    (folder / f"{number} {os.getpid()}").touch(exist_ok=False)
    time.sleep(0.02)


def pieces_in(folder, count=8):
    return [partial(note, folder, number) for number in range(count)]


def done_in(folder):
    return sorted(int(path.name.split()[0]) for path in folder.iterdir())


def doers(folder):
    return {int(path.name.split()[1]) for path in folder.iterdir()}


@pytest.mark.parametrize("workers", [1, 2, 3, 20, None])
def test_each_piece_is_done_once(workers, tmp_path):
    with work_beside(pieces_in(tmp_path), workers):
        pass
    assert done_in(tmp_path) == list(range(8))
    assert not multiprocessing.active_children()


def test_nothing_to_do_is_done(tmp_path):
    with work_beside([], 2):
        note(tmp_path, 0)
    assert done_in(tmp_path) == [0]


@LINUX
def test_copies_work_while_the_block_runs(tmp_path):
    with work_beside(pieces_in(tmp_path), 2):
        until = time.monotonic() + 60
        while len(done_in(tmp_path)) < 8 and time.monotonic() < until:
            time.sleep(0.01)
    assert done_in(tmp_path) == list(range(8))
    assert os.getpid() not in doers(tmp_path)


def test_more_pieces_than_have_numbers_are_done_as_well(tmp_path):
    with work_beside([partial(list, [])] * 300 + pieces_in(tmp_path), 2):
        pass
    assert done_in(tmp_path) == list(range(8))


def test_one_worker_makes_no_copy(tmp_path):
    with work_beside(pieces_in(tmp_path), 1):
        assert not multiprocessing.active_children()
    assert doers(tmp_path) == {os.getpid()}


def test_another_thread_makes_no_copy(tmp_path):
    def work():
        with work_beside(pieces_in(tmp_path), 2):
            assert not multiprocessing.active_children()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert doers(tmp_path) == {os.getpid()}


@LINUX
def test_where_the_system_refuses_a_copy_all_is_done_here(tmp_path, monkeypatch):
    monkeypatch.setattr("os.fork", partial(fail, OSError("no memory")))
    with work_beside(pieces_in(tmp_path), 2):
        pass
    assert doers(tmp_path) == {os.getpid()}


@LINUX
def test_a_piece_that_a_copy_cannot_do_is_done_here(tmp_path):
    here = os.getpid()

    def fail_elsewhere():
        if os.getpid() != here:
            os._exit(3)
        note(tmp_path, 9)

    with work_beside([fail_elsewhere, *pieces_in(tmp_path)], 2):
        time.sleep(0.2)
    assert done_in(tmp_path) == [*range(8), 9]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_is_raised_here(workers):
    with pytest.raises(OSError, match="full"), work_beside([partial(fail, OSError("the disk is full"))], workers):
        time.sleep(0.1)
    assert not multiprocessing.active_children()


def fail(error):
    raise error


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_of_the_block_ends_the_copies(error, tmp_path):
    with pytest.raises(error), work_beside(pieces_in(tmp_path, 250), 2):
        raise error
    assert not multiprocessing.active_children()
    assert len(done_in(tmp_path)) < 250

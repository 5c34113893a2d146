import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time

import pytest

from nrc_sim.errors import InputError, RunError
from nrc_sim.study.executors import (
    PATIENCE,
    SerialExecutor,
    ThreadExecutor,
    available_workers,
    choose_executor,
    map_ordered,
    work_is_left,
)
from nrc_sim.study.processes import ProcessExecutor, interruptions_withheld


def identify(number: int) -> tuple[int, int]:
    time.sleep(0.05 * (number == 0))
    return number, os.getpid()


def end_worker() -> None:
    os._exit(1)


def fail() -> None:
    raise ValueError("in a worker")


def interrupt_work() -> None:
    with ProcessExecutor(2) as executor:
        executor.submit(identify, 1).result()
        executor.submit(time.sleep, 60)
        executor.submit(time.sleep, 60)
        raise KeyboardInterrupt


def run_script(text: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options.pop("arguments", ["-c", textwrap.dedent(text)])],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def test_one_worker_works_in_this_process():
    with choose_executor(1, threads=False) as executor:
        assert isinstance(executor, SerialExecutor)
        assert executor.submit(identify, 3).result() == (3, os.getpid())


def test_results_come_in_the_order_of_the_tasks_from_other_processes():
    with ProcessExecutor(2) as executor:
        found = list(map_ordered(executor, identify, [(number,) for number in range(20)]))
    assert [number for number, _ in found] == list(range(20))
    assert os.getpid() not in {process for _, process in found}
    assert multiprocessing.active_children() == []


def test_work_without_the_lock_is_done_in_threads_of_this_process():
    with choose_executor(2, threads=True) as executor:
        assert isinstance(executor, ThreadExecutor)
        found = list(map_ordered(executor, identify, [(number,) for number in range(20)]))
    assert found == [(number, os.getpid()) for number in range(20)]
    assert not work_is_left()


def test_several_processes_share_no_memory_and_all_else_does():
    assert SerialExecutor.shares_memory
    assert ThreadExecutor.shares_memory
    assert not ProcessExecutor.shares_memory
    with choose_executor(2, threads=False) as executor:
        assert isinstance(executor, ProcessExecutor)


def test_an_error_in_a_thread_reaches_the_caller():
    with pytest.raises(ValueError, match="in a worker"), ThreadExecutor(2) as executor:
        list(map_ordered(executor, fail, [()]))


def test_an_interruption_drops_waiting_work_and_leaves_threads_that_do_not_end():
    release, done, waited = threading.Event(), [], 60.0

    def interrupt() -> None:
        with ThreadExecutor(1) as executor:
            executor.submit(release.wait, waited)
            executor.submit(done.append, "too late")
            raise KeyboardInterrupt

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupt()
    # It was left, not waited for: it would have gone on for much longer than `PATIENCE`.
    assert work_is_left()
    assert PATIENCE <= time.monotonic() - start < waited
    release.set()
    while work_is_left():
        time.sleep(0.01)
    assert done == []


def test_serial_work_is_done_when_its_result_is_asked_for():
    done = []
    results = map_ordered(SerialExecutor(), done.append, [(1,), (2,)])
    next(results)
    assert done == [1]


def test_an_error_in_a_worker_reaches_the_caller_and_ends_the_workers():
    with pytest.raises(ValueError, match="in a worker"), ProcessExecutor(2) as executor:
        list(map_ordered(executor, fail, [()]))
    assert multiprocessing.active_children() == []


def test_a_lost_worker_is_a_failed_run():
    with pytest.raises(RunError, match=r"a worker process was lost.*try fewer workers"), ProcessExecutor(1) as executor:
        list(map_ordered(executor, end_worker, [()]))


def test_an_interruption_ends_the_workers_at_once():
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupt_work()
    assert time.monotonic() - start < 20
    assert multiprocessing.active_children() == []


class _StoppedError(Exception):
    """What the handler of a signal raises here."""


def stop(_number, _frame) -> None:
    raise _StoppedError


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals cannot be withheld here")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_a_worker_has_started_whichever_thread_takes_it(number):
    started, done = threading.Event(), []
    taker = threading.Thread(target=lambda: (started.wait(), signal.raise_signal(number)))

    def start() -> None:
        with interruptions_withheld():
            started.set()
            taker.join()
            done.extend(range(1000))

    before = signal.signal(number, stop)
    try:
        taker.start()
        with pytest.raises(_StoppedError):
            start()
        assert len(done) == 1000
        assert signal.getsignal(number) is stop
    finally:
        signal.signal(number, before)


def test_a_script_without_a_guard_is_not_run_again_by_its_workers(tmp_path):
    script = tmp_path / "unguarded.py"
    script.write_text(
        textwrap.dedent(
            """
            from nrc_sim.study.executors import map_ordered
            from nrc_sim.study.processes import ProcessExecutor, interruptions_withheld
            print("script")
            with ProcessExecutor(2) as executor:
                print(list(map_ordered(executor, abs, [(-1,), (-2,)])))
            print(__file__.endswith("unguarded.py"))
            """
        )
    )
    done = run_script("", arguments=[str(script)])
    assert (done.stdout, done.stderr) == ("script\n[1, 2]\nTrue\n", "")


def test_workers_end_with_a_parent_that_is_killed():
    parent = run_script(
        """
        import os
        from nrc_sim.study.processes import ProcessExecutor, interruptions_withheld
        executor = ProcessExecutor(1)
        print(executor.submit(os.getpid).result(), flush=True)
        os.kill(os.getpid(), 9)
        """
    )
    worker = int(parent.stdout)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its parent")


def test_there_is_at_least_one_worker():
    assert available_workers() >= 1


@pytest.mark.parametrize("workers", [0, -1, 10**6, True, 2.0])
@pytest.mark.parametrize("threads", [True, False])
def test_a_number_of_workers_that_no_machine_has_is_refused(workers, threads):
    with pytest.raises(InputError, match=f"workers is {workers}; allowed: a whole number from 1 to 1024"):
        choose_executor(workers, threads=threads)


def test_without_a_number_there_are_as_many_workers_as_the_machine_offers():
    with choose_executor(None, threads=True) as executor:
        assert executor.ahead == 2 * available_workers()

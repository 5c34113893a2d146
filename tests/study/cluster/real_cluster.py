"""A real scheduler and real worker processes on this machine, which can be killed one by one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

PATIENCE = 60.0
LIMITED = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0})); "
DASK = "from dask.__main__ import main; sys.exit(main())"


class RealCluster:
    """Scheduler and workers, each a process of its own; a nanny starts a worker again that was lost.

    Parameters
    ----------
    folder : for what they write
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._processes, self._scheduler = folder, [], None
        self._port = 0

    def __enter__(self) -> Self:
        self.start_scheduler()
        return self

    def __exit__(self, *_: object) -> None:
        for process in [*self._processes, self._scheduler]:
            end(process)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self._port}"

    def start_scheduler(self) -> None:
        """Start a scheduler, at the address of the one before if there was one."""
        log = self._folder / f"scheduler_{time.monotonic_ns()}.log"
        options = ["--host", "127.0.0.1", "--port", str(self._port), "--no-dashboard"]
        self._scheduler = start(["import sys; " + DASK, "scheduler", *options], log)
        until = time.monotonic() + PATIENCE
        while " at: " not in (told := log.read_text()):
            assert time.monotonic() < until, told
            time.sleep(0.05)
        self._port = int(told.split("tcp://127.0.0.1:")[1].split()[0])

    def start_worker(self, threads: int = 1, limit: int | None = None, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker with its nanny; with a limit in bytes, no file that it writes can be longer."""
        code = "import sys; " + (LIMITED.format(limit) if limit else "") + DASK
        # Threads give up after a while without a scheduler, so that no test leaves any behind.
        options = ["--nthreads", str(threads), "--no-dashboard", "--death-timeout", "60", "--host", "127.0.0.1"]
        log = self._folder / f"worker_{len(self._processes)}.log"
        command = [code, "worker", self.address, *options, "--local-directory", str(self._folder)]
        self._processes.append(start(command, log, environment))
        return self._processes[-1]

    def worker_processes(self) -> list[int]:
        """List the processes in which work is done, which nannies have started."""
        return [child for process in self._processes if process.poll() is None for child in workers_of(process.pid)]

    def kill_scheduler(self) -> None:
        self._scheduler.kill()
        self._scheduler.wait()

    def end_workers(self) -> None:
        while self._processes:
            end(self._processes.pop())


def start(command: list[str], log: Path, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    variables = {**os.environ, **(environment or {})}
    with log.open("wb") as file:
        return subprocess.Popen([sys.executable, "-c", *command], stdout=file, stderr=file, env=variables)


def end(process: subprocess.Popen[bytes] | None) -> None:
    """End a process, and what it has started."""
    if process is None or process.poll() is not None:
        return
    children = workers_of(process.pid)
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in children:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def workers_of(process: int) -> list[int]:
    """List the worker processes that a nanny has started, not what watches over its shared resources."""
    found = []
    for name in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = name.read_text(encoding="ascii").split()
            found += [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
        except OSError:
            continue
    return found

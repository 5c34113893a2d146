"""How much memory the runs of a study take, and how much there is."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from nrc_sim.engine.world import SERIES, Job
from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted

FLOAT_BYTES = 8
_SHOCK_BYTES = 16
"""What is kept of a shock in a run."""

_PART = 0.5
"""Part of the available memory that kept runs may take."""

_UNKNOWN_MEMORY = 4 * 2**30
"""Bytes that are taken to be free where the system does not say; small machines have twice that."""

_MEMORY_FILE = Path("/proc/meminfo")
_LIMIT_FILES = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current"))


def run_bytes(job: Job, *, actor_paths: bool) -> int:
    """Return the bytes that one kept run of a scenario takes.

    Parameters
    ----------
    job : Job
    actor_paths : whether the paths of all actors are kept, not their final values alone
    """
    labels = job.labels
    floats = 1 + len(SERIES) + len(labels.issues) + len(labels.areas) + len(labels.rifts)
    codes = 1 + len(labels.negotiations)
    actors = 2 * len(labels.members) * (job.months if actor_paths else 1)
    drawn = codes + FLOAT_BYTES + len(job.world.shocks) * _SHOCK_BYTES
    return job.months * (floats * FLOAT_BYTES + codes) + actors * FLOAT_BYTES + drawn


def actor_paths_bytes(jobs: Sequence[Job], runs: int) -> int:
    """Return how many more bytes it takes to keep the paths of all actors.

    Parameters
    ----------
    jobs : one for each scenario
    runs : runs of each
    """
    return runs * sum(run_bytes(job, actor_paths=True) - run_bytes(job, actor_paths=False) for job in jobs)


def check_memory(jobs: Sequence[Job], runs: int, *, actor_paths: bool) -> None:
    """Make sure that all runs can be kept.

    Parameters
    ----------
    jobs : one for each scenario
    runs : runs of each
    actor_paths : whether the paths of all actors are kept

    Raises
    ------
    InputError
        If they would take more than half of the available memory.
    """
    needed = runs * sum(run_bytes(job, actor_paths=actor_paths) for job in jobs)
    refuse_beyond_memory(
        f"keeping {counted(runs, 'run')} of {counted(len(jobs), 'scenario')}",
        needed,
        "keep statistics alone with --summary-only, or use fewer runs",
    )


def refuse_beyond_memory(what: str, needed: int, suggestion: str) -> None:
    """Make sure that something fits into memory.

    Parameters
    ----------
    what : what takes memory, in words that begin the message
    needed : bytes that it takes
    suggestion : the likely fix

    Raises
    ------
    InputError
        If it takes more than half of the available memory.
    """
    available = available_memory()
    if needed > _PART * available:
        raise InputError(
            f"{what} takes about {in_megabytes(needed)} of memory",
            allowed=f"at most {in_megabytes(_PART * available)}, half of what is free",
            suggestion=suggestion,
        )


def in_megabytes(size: float) -> str:
    """Write a number of bytes for people."""
    return f"{size / 1e6:,.0f} MB"


def available_memory() -> int:
    """Return the bytes of memory that are free for this process."""
    return min(_free_memory(), _allowed_memory())


def _free_memory() -> int:
    try:
        lines = dict(line.split(":", 1) for line in _MEMORY_FILE.read_text(encoding="ascii").splitlines())
        return int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, ValueError, KeyError):
        # Systems without that file: half of what the machine has, where it can be asked.
        if not hasattr(os, "sysconf"):
            return _UNKNOWN_MEMORY
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2


def _allowed_memory() -> int:
    """Return what the limit of a container leaves."""
    try:
        limit, used = (int(file.read_text(encoding="ascii")) for file in _LIMIT_FILES)
    except (OSError, ValueError):
        return 2**63
    return max(0, limit - used)

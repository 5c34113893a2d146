"""The machine on which figures were taken, by its parts."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from nrc_sim.study.executors import available_workers

PROCESSOR = Path("/proc/cpuinfo")
FLAGS = ("avx2", "fma", "avx512f", "avx512dq", "neon", "asimd", "sve")
"""Instructions that matter for numbers side by side."""

LIBRARIES = ("numpy", "numba", "mesa", "zarr")
GIGABYTE = 1024**3


def describe_machine() -> str:
    """Describe processor, memory and versions in a sentence or two."""
    entries = _processor_entries()
    model = entries.get("model name") or platform.processor() or platform.machine()
    flags = [flag for flag in FLAGS if flag in entries.get("flags", entries.get("Features", "")).split()]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIGABYTE
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{model}{' with ' + ', '.join(flags) if flags else ''}; {available_workers()} cores, {memory:.0f} GB of "
        f"memory; {platform.system()}, Python {platform.python_version()}, {libraries}."
    )


def _processor_entries() -> dict[str, str]:
    """Read what the system says of the first processor; nothing where it says nothing."""
    if not PROCESSOR.exists():
        return {}
    first = PROCESSOR.read_text(encoding="utf-8").split("\n\n")[0]
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}

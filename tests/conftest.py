"""What holds for all tests."""

import signal
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FIGURES = TESTS / "figures"
COMPILES = TESTS / "engine" / "kernel" / "test_kernel_runs.py"
WITHOUT_ENGINE = tuple(TESTS / name for name in ("figures/drawing", "rules", "scenario", "text"))
LONG = tuple(TESTS / name for name in ("cli", "evidence", "integration", "study"))


def pytest_configure():
    """Let the programs that tests start take Ctrl-C, even where a shell has started the tests in the background."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    """Mark what draws, which a fast round of tests leaves out, and order the files."""
    for item in items:
        if item.path.is_relative_to(FIGURES):
            item.add_marker(pytest.mark.figures)
    items.sort(key=lambda item: turn_of(item.path))


def turn_of(path: Path) -> int:
    """Say when a file of tests has its turn.

    Where the engine is not compiled yet, one process compiles it, about a minute long, while others do what needs no
    engine. Folders with long tests come before those with short ones, so that no process waits for another at the end.
    """
    if path == COMPILES:
        return 0
    if any(path.is_relative_to(folder) for folder in WITHOUT_ENGINE):
        return 1
    return 2 if any(path.is_relative_to(folder) for folder in LONG) else 3

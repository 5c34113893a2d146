"""What holds for all tests."""

import signal
from pathlib import Path

import pytest

FIGURES = Path(__file__).parent / "figures"


def pytest_configure():
    """Let the programs that tests start take Ctrl-C, even where a shell has started the tests in the background."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    """Mark what draws, which a fast round of tests leaves out."""
    for item in items:
        if item.path.is_relative_to(FIGURES):
            item.add_marker(pytest.mark.figures)

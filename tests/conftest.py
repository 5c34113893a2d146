"""What holds for all tests."""

import gc
import os
import signal
from functools import cache
from pathlib import Path

import pytest

# As the command does; tests share the processors out among themselves.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

TESTS = Path(__file__).parent
FIGURES = TESTS / "figures"
SIMULATING = (
    *(
        "analysis",
        "cli",
        "engine/kernel",
        "engine/model",
        "integration",
        "reproduction",
        "study/cluster",
        "study/running",
        "study/store",
    ),
    *(f"engine/world/test_world_{name}.py" for name in ("another", "job", "own_states", "prepared", "two_powers")),
    *(f"evidence/claims/test_claims_{name}.py" for name in ("hold", "rescaled", "second_series", "spans", "variants")),
    *("evidence/calibration/test_calibration.py", "evidence/hindcast/test_hindcast.py"),
    *("evidence/assimilation/test_following.py", "evidence/assimilation/test_forecasting_page.py"),
    *(f"evidence/panel/test_panel_{name}.py" for name in ("inference", "learning", "posterior", "simulation")),
    *(
        "figures/report",
        *(f"figures/test_{name}.py" for name in ("figures", "hindcast_figures", "shown_pairs", "style")),
    ),
    *("evidence/renewal", "evidence/validation/test_validation.py"),
    *("evidence/test_evidence_of_own_worlds.py", "evidence/test_forecasting.py", "scenario/test_scenario_documents.py"),
    *("scenario/test_scenario_sides.py", "study/results/test_extremes.py", "study/test_questions.py"),
    *(f"test_{name}.py" for name in ("api", "benchmarks", "distribution", "documents", "package", "pickling")),
)
"""Where tests simulate or start programs, which a fast round of tests leaves out, as it leaves out what draws."""

NOT_FAST = {"figures", "slow", "studies"}
NEEDS_NO_ENGINE = "what needs no engine"
TURNS = (
    *("engine/kernel/test_kernel_runs.py", "engine/kernel/test_kernel_edits.py", NEEDS_NO_ENGINE),
    *("study/store/test_store_resume.py", "evidence/claims", "integration", "cli/test_cli.py", "study/store"),
    *("cli", "evidence", "study", ""),
)
"""Which tests come first. Each file has the turn of the first place that it belongs to.

Where the engine is not compiled yet, one process compiles it, for about a minute; others do what needs no engine.
Files with long tests come before those with short ones, so that no process waits for another at the end.
"""

RARELY = (20_000, 20, 20)
"""After how many new objects Python looks for garbage, and after how many such looks among older ones too."""


@pytest.fixture(scope="module")
def without_figures():
    """Draw nothing, and write no report: tests about numbers need neither."""
    from nrc_sim.figures.style import figure_look

    with figure_look(formats=["none"]):
        yield


def pytest_configure():
    """Let the programs that tests start take Ctrl-C, even where a shell has started the tests in the background."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items):
    """Mark what draws, and what a fast round of tests is made of, and order the files."""
    for item in items:
        if item.path.is_relative_to(FIGURES):
            item.add_marker(pytest.mark.figures)
        if not simulates(item.path) and NOT_FAST.isdisjoint(mark.name for mark in item.iter_markers()):
            item.add_marker(pytest.mark.fast)
    items.sort(key=lambda item: turn_of(item.path))


def pytest_collection_finish():
    """Look for garbage less often, and never among what was imported and collected: that took a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)


@cache
def simulates(path: Path) -> bool:
    return any(path.is_relative_to(TESTS / name) for name in SIMULATING)


@cache
def turn_of(path: Path) -> int:
    """Say when a file of tests has its turn."""
    return next(turn for turn, place in enumerate(TURNS) if belongs(path, place))


def belongs(path: Path, place: str) -> bool:
    return not simulates(path) if place == NEEDS_NO_ENGINE else path.is_relative_to(TESTS / place)

"""The command line."""

import os
import sys
from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; an interruption is one line from the very start.

    Parameters
    ----------
    arguments : what was typed after the program's name; None takes it from the system

    Returns
    -------
    0 done, 1 a run failed, 2 bad input, 130 or 143 interrupted
    """
    # Linear algebra stays on one thread: the program shares out the processors itself, and last bits would follow their
    # number. It is read when NumPy is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        # The commands take a moment to load, in which somebody may already have thought better of it.
        from nrc_sim.cli.entry import run_program
    except KeyboardInterrupt:
        sys.stderr.write("nrc-sim: interrupted\n")
        return 130
    return run_program(arguments)

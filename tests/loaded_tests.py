"""Run tests again and again, each time in a process that begins with the libraries loaded; see `plant_mutants.py`.

Reads one request a line, as JSON: `seconds` after which the tests are ended, whether they run `uncompiled`, and the
`arguments` for pytest. Answers each with a line: the exit status of pytest, below zero if they were ended. The package
is loaded anew each time, so that what was planted in it meanwhile counts.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback

LIBRARIES = ("_pytest.main", "hypothesis", "numpy", "pandas", "pydantic", "yaml", "numba", "xarray", "zarr", "mesa")


def run(seconds: int, arguments: list[str], *, uncompiled: bool) -> int:
    """Run tests in a process of their own, as its only work.

    Parameters
    ----------
    seconds : after which the system ends it, even in compiled code
    arguments : for pytest
    uncompiled : whether Numba leaves functions as they are
    """
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    status = 1
    try:
        signal.alarm(seconds)
        output = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for stream in (1, 2):
            os.dup2(output, stream)
        if uncompiled:
            import numba

            os.environ["NUMBA_DISABLE_JIT"] = "1"
            numba.config.DISABLE_JIT = 1
        import pytest

        # Some of the libraries bring plugins, which pytest would like to load itself.
        status = int(pytest.main(["-W", "ignore::pytest.PytestAssertRewriteWarning", *arguments]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def main() -> None:
    """Load the libraries, then answer requests until there are no more."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for line in sys.stdin:
        print(run(**json.loads(line)), flush=True)


if __name__ == "__main__":
    main()

"""How long programs take to start, beside the libraries that all of them need: machines differ, and are busy."""

import subprocess
import sys
import time

LIBRARIES = "import pydantic, rich.table, typer, yaml"
ROUNDS = 3


def seconds(program: str, *arguments: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    before = time.perf_counter()
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - before, done


def times_of_the_libraries(program: str, *arguments: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Time of a program in those of its libraries, the best of a few rounds in turn, and what it printed."""
    own, bare = [], []
    for _ in range(ROUNDS):
        taken, done = seconds(program, *arguments)
        own.append(taken)
        bare.append(seconds(LIBRARIES)[0])
    return min(own) / min(bare), done

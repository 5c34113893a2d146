"""How long programs take to start, beside the libraries that all of them need: machines differ, and are busy."""

import resource
import subprocess
import sys

LIBRARIES = "import pydantic, rich.table, typer, yaml"
ROUNDS = 3


def seconds(program: str, *arguments: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    before = work_of_children()
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return work_of_children() - before, done


def work_of_children() -> float:
    """Seconds in which programs started from here were computed, whatever else the machine did."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def times_of_the_libraries(program: str, *arguments: str) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Time of a program in those of its libraries, the best of a few rounds in turn, and what it printed."""
    own, bare = [], []
    for _ in range(ROUNDS):
        taken, done = seconds(program, *arguments)
        own.append(taken)
        bare.append(seconds(LIBRARIES)[0])
    return min(own) / min(bare), done

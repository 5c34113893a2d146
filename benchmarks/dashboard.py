"""How soon a page follows a slider: `python -m benchmarks.dashboard` prints the figures of docs/dashboard.md.

It needs the extra `dashboard`, and stands by itself, since the other benchmarks do without it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from itertools import count
from typing import Any

from benchmarks.engines import SCENARIO
from benchmarks.tables import Table, as_markdown
from benchmarks.timing import Times, take_turns
from nrc_sim.dashboard.answers import Answers, turn_of
from nrc_sim.dashboard.desk import Desk
from nrc_sim.dashboard.page_settings import FIRST_RUNS
from nrc_sim.dashboard.worlds_shown import Shown

MILLISECONDS = 1000.0
SHARES, PICTURE = 300.0, 500.0
"""Milliseconds in which shares and the picture should be there."""


def measure(rounds: int) -> list[Table]:
    """Move a lever again and again, each time to a value that nothing was simulated for.

    Parameters
    ----------
    rounds : moves of each kind
    """
    answers, moves = Answers(Shown(), Desk()), count(1)

    def asked() -> dict[str, Any]:
        move = next(moves)
        level = f"policies.dialogue={0.1 + 0.0001 * move:.4f}"
        return {"scenario": SCENARIO, "baseline": SCENARIO, "changes": [level], "tab": "measured", "number": move}

    def simulate() -> None:
        wanted = asked()
        found = answers.read(wanted)
        answers.study(found, FIRST_RUNS, turn_of(wanted)).mine.shares()

    def answer() -> None:
        told = answers.answer(asked())
        if told is None or "error" in told:
            raise RuntimeError(f"the page was not answered: {told}")

    calls: dict[str, Callable[[], object]] = {"shares": simulate, "all that the page shows": answer}
    times = take_turns(calls, rounds)
    asked_of = dict(zip(calls, (SHARES, PICTURE), strict=True))
    rows = [_row(name, took, asked_of[name], times["shares"]) for name, took in times.items()]
    columns = ("what is there", "ms, median", "ms, least", "ms asked for", "median over shares")
    moved = f"`{SCENARIO}`, {FIRST_RUNS} futures a move, {rounds} moves of each kind in turn."
    text = f"{moved} Drawing in the browser comes on top."
    return [Table("A slider that moves", text, columns, rows)]


def _row(name: str, took: Times, bound: float, shares: Times) -> tuple[str, ...]:
    median, least = (f"{MILLISECONDS * seconds:.0f}" for seconds in took)
    return name, median, least, f"{bound:.0f}", f"{took.median / shares.median:.2f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    for table in measure(parser.parse_args().rounds):
        print(as_markdown(table))

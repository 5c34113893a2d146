"""Rewrite the frozen digests: `python tests/reproduction/make_golden.py`; `--check` only compares, in both engines."""

import json
import sys
from functools import cache
from pathlib import Path

import numpy as np

from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import Block
from nrc_sim.engine.world import Job, make_job
from nrc_sim.scenario import bundled_slugs, load_scenario
from nrc_sim.study.results.digests import combine_leaves, compute_leaves
from nrc_sim.text.writing import write_text

GOLDEN = Path(__file__).parent / "golden.json"
SEED, RUNS = 2013, 4
ENGINES = {"mesa": model, "compiled": kernel}
STATES: dict[tuple[str, str], np.ndarray] = {}
"""What each engine has simulated of a history, by engine and key: scenarios share their history."""


def states_of(slug: str, engine: str) -> np.ndarray:
    """Return the states in which a scenario finds its runs."""
    job = job_of(slug)
    if (engine, job.history_key) not in STATES:
        STATES[engine, job.history_key] = ENGINES[engine].simulate_histories(job, 0, RUNS)
    return STATES[engine, job.history_key]


@cache
def job_of(slug: str) -> Job:
    """Return a bundled scenario, ready to be simulated."""
    return make_job(load_scenario(slug), SEED)


@cache
def block_of(slug: str, engine: str) -> Block:
    """Simulate a bundled scenario."""
    return ENGINES[engine].simulate_block(job_of(slug), 0, RUNS, states_of(slug, engine))


def compute_digest(slug: str, engine: str = "mesa") -> str:
    """Return the digest of the runs of a bundled scenario."""
    return combine_leaves(compute_leaves(block_of(slug, engine)))


def write_golden() -> None:
    """Store the digests of all bundled scenarios."""
    content = {"seed": SEED, "runs": RUNS, "digests": {slug: compute_digest(slug) for slug in bundled_slugs()}}
    write_text(GOLDEN, json.dumps(content, indent=2) + "\n")


def moved_digests() -> list[str]:
    """List the scenarios whose runs are not those that were frozen, in either engine."""
    frozen = json.loads(GOLDEN.read_text(encoding="utf-8"))["digests"]
    return [slug for slug in bundled_slugs() if {frozen[slug]} != {compute_digest(slug, one) for one in ENGINES}]


if __name__ == "__main__":
    if "--check" in sys.argv:
        moved = moved_digests()
        sys.exit(f"other numbers: {', '.join(moved)}" if moved else 0)
    write_golden()

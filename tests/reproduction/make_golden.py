"""Rewrite the frozen digests: `python tests/reproduction/make_golden.py`; `--check` only compares, in both engines."""

import json
import sys
from pathlib import Path

import numpy as np

from nrc_sim.engine.world import make_job
from nrc_sim.scenario import bundled_slugs, load_scenario
from nrc_sim.study.results.digests import combine_leaves, compute_leaves
from nrc_sim.study.running.engines import load_engine
from nrc_sim.text.writing import write_text

GOLDEN = Path(__file__).parent / "golden.json"
SEED, RUNS = 2013, 4
ENGINES = ("mesa", "compiled")
STATES: dict[tuple[str, str], np.ndarray] = {}


def compute_digest(slug: str, engine: str = "mesa") -> str:
    """Simulate a bundled scenario, and return the digest of its runs."""
    job, chosen = make_job(load_scenario(slug), SEED), load_engine(engine)
    if (engine, job.history_key) not in STATES:
        STATES[engine, job.history_key] = chosen.simulate_histories(job, 0, RUNS)
    return combine_leaves(compute_leaves(chosen.simulate_block(job, 0, RUNS, STATES[engine, job.history_key])))


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

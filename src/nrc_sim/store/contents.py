"""Names of all that a folder of results may hold."""

from __future__ import annotations

from nrc_sim.locking import LOCK
from nrc_sim.store.status import MANIFEST, UNFINISHED

SHARDS = "shards"
"""Folder inside the results that keeps what a run has done until it is complete."""

LAST_LEAF = "last_leaf.npz"

OUR_FILES = frozenset(
    {
        MANIFEST,
        UNFINISHED,
        LOCK,
        SHARDS,
        LAST_LEAF,
        "summary.csv",
        "summary.zarr",
        "trajectories.csv",
        "comparison.csv",
        "comparison.json",
        "comparison_by_month.csv",
        "transitions.csv",
        "trust_shifts.csv",
        "attribution.csv",
        "attribution.json",
        "turning_points.json",
        "early_signs.csv",
        "ensemble.zarr",
        "hindcast.json",
        "sensitivity.json",
        "questions.csv",
        "trace.csv",
        "trace.json",
        "branch.csv",
        "branch.json",
    }
)
"""What a folder of ours may hold beside figures and the report."""

OUR_ENDINGS = {".png", ".svg", ".pdf", ".html"}
OUR_STEMS = {
    "trajectories",
    "outcomes",
    "flows",
    "comparison",
    "members",
    "member_paths",
    "history",
    "hindcast",
    "morris",
    "sobol",
    "report",
    "differences",
    "transitions",
    "attribution",
    "early_signs",
    "trace",
    "branch",
}

"""Names of all that a folder of results may hold."""

from __future__ import annotations

import re
from pathlib import Path

from nrc_sim.scenario.texts import SLUG
from nrc_sim.study.store.locking import LOCK
from nrc_sim.study.store.status import MANIFEST, UNFINISHED
from nrc_sim.text.leftovers import is_left_by_system
from nrc_sim.text.writing import PART_END, PART_START

SHARD_ENDING = ".shard"
SHARDS = "shards"
"""Folder inside the results that keeps what a run has done until it is complete."""

ELSEWHERE = "elsewhere.part"
"""File among the shards that says where they stand, if not here."""

LAST_LEAF = "last_leaf.npz"

WORK = "assimilation"
"""Folder inside the results of a forecast that keeps where it stands, so that a later one can go on from there."""

_OUR_FILES = frozenset(
    {
        MANIFEST,
        UNFINISHED,
        LOCK,
        LAST_LEAF,
        "summary.csv",
        "trajectories.csv",
        "comparison.csv",
        "comparison.json",
        "comparison_by_month.csv",
        "transitions.csv",
        "trust_shifts.csv",
        "attribution.csv",
        "attribution.json",
        "claims.json",
        "turning_points.json",
        "early_signs.csv",
        "hindcast.json",
        "sensitivity.json",
        "questions.csv",
        "experiments.csv",
        "trace.csv",
        "trace.json",
        "branch.csv",
        "branch.json",
        "posterior.csv",
        "posterior.json",
        "learning.json",
        "simulations.npz",
        "backtest.json",
        "forecasts.csv",
        "forecasts.npz",
        "scores_by_pair.csv",
        "events.csv",
        "unplaced.csv",
        "within_sides.csv",
        "draft_history.yaml",
        "forecast.json",
        "past.csv",
        "surprises.csv",
    }
)
"""Files that a folder of ours may hold beside figures and the report."""

_OUR_ENDINGS = {".png", ".svg", ".pdf", ".html"}
_OUR_STEMS = {
    "trajectories",
    "outcomes",
    "flows",
    "comparison",
    "members",
    "member_paths",
    "members_reverse",
    "member_paths_reverse",
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
    "learning",
    "league",
    "pit",
    "events",
    "forecast",
}

_WORLD = re.compile(SLUG)
"""What follows the name of a figure where several worlds have one each."""

_ZARR_FILES = re.compile(r"\.z(array|attrs|group|metadata)|zarr\.json|\d+(\.\d+)*|.*\.partial")
_SHARD_FILES = re.compile(r".*\.(shard|part)|study\.json")

_OUR_FOLDERS = {"ensemble.zarr": _ZARR_FILES, "summary.zarr": _ZARR_FILES, SHARDS: _SHARD_FILES, WORK: _SHARD_FILES}
"""Folders that a folder of ours may hold, with the names of the files in them."""


def list_strangers(folder: Path) -> list[Path]:
    """List what stands in a folder of results, at whatever depth, and is not ours.

    Parameters
    ----------
    folder : existing

    Returns
    -------
    files and folders, those in a folder that is listed left out
    """
    found = []
    for entry in sorted(folder.iterdir()):
        is_folder = entry.is_dir() and not entry.is_symlink()
        if is_folder and entry.name in _OUR_FOLDERS:
            found += _strangers_within(entry, _OUR_FOLDERS[entry.name])
        elif is_folder or not (_is_our_file(entry.name) or entry.name in _OUR_FOLDERS):
            found.append(entry)
    return found


def keeps_shards(folder: Path) -> bool:
    """Return whether a folder of results keeps runs from which an interrupted command can go on.

    Parameters
    ----------
    folder : existing or not
    """
    shards = folder / SHARDS
    return any(shards.glob(f"*{SHARD_ENDING}")) or (shards / ELSEWHERE).exists()


def is_part(name: str) -> bool:
    """Return whether a file is one of ours that is not whole yet.

    Parameters
    ----------
    name : without its folder
    """
    return name == UNFINISHED or (name.startswith(PART_START) and name.endswith(PART_END))


def _is_our_file(name: str) -> bool:
    path = Path(name)
    stem, point, world = path.stem.partition(".")
    drawn = path.suffix in _OUR_ENDINGS and stem in _OUR_STEMS and (not point or _WORLD.fullmatch(world) is not None)
    return name in _OUR_FILES or drawn or is_part(name)


def _strangers_within(folder: Path, files: re.Pattern[str]) -> list[Path]:
    found = []
    for entry in folder.iterdir():
        if is_left_by_system(entry.name):
            found.append(entry)
        elif entry.is_dir() and not entry.is_symlink():
            found += _strangers_within(entry, files)
        elif not files.fullmatch(entry.name):
            found.append(entry)
    return found

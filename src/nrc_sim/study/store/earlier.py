"""Complete results as the beginning of a larger study."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import DRAWN, RIFT, Block, Failure
from nrc_sim.study.results.digests import LEAF_RUNS, NO_BYTES
from nrc_sim.study.store.checksums import find_damaged, sum_file
from nrc_sim.study.store.contents import LAST_LEAF
from nrc_sim.study.store.ensemble import ENSEMBLE
from nrc_sim.study.store.reading import block_names, make_block, select_shocks
from nrc_sim.study.store.shards import ScenarioPart, Shard, read_failure
from nrc_sim.study.store.tallies import SUMMARY, read_tallies


class EarlierRuns:
    """Complete results to which runs are added.

    Parameters
    ----------
    folder : Path
        Folder of results.
    manifest : mapping
        Its manifest.
    tell : callable
        Receives a line for people on what was found damaged.

    Attributes
    ----------
    runs : int
        Runs of each scenario.
    keeps_runs : bool
        Whether it holds the runs, not their statistics alone.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, Any], tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._files: Mapping[str, str] = manifest["files"]
        self._scenarios: Mapping[str, Mapping[str, Any]] = manifest["scenarios"]
        self._actor_paths: bool = manifest["settings"]["actor_paths"]
        self._tell = tell
        first = next(iter(self._scenarios.values()))
        self.runs: int = first["runs"] + first.get("failed", 0)
        self.keeps_runs: bool = not manifest["summary_only"]

    @property
    def statistics_are_whole(self) -> bool:
        """Whether the statistics are as they were written."""
        return not find_damaged(self._folder, self._files, [SUMMARY])

    def statistics(self) -> Shard:
        """Return all there is but the runs; the bytes of the last leaf if they are there."""
        tallies = read_tallies(self._folder)
        loose = self._read_last_leaf()
        whole = self.runs // LEAF_RUNS
        parts = [
            ScenarioPart(
                tallies[slug], tuple(about["leaves"][:whole]), loose.get(slug, NO_BYTES), _failures_of(about), None
            )
            for slug, about in self._scenarios.items()
        ]
        return Shard(0, self.runs, tuple(parts))

    def leaf(self, first_run: int, runs: int) -> list[Block] | None:
        """Return the runs of a leaf, a block for each scenario; say so and return None if a file of it is damaged.

        Parameters
        ----------
        first_run, runs : the runs, from the beginning of a leaf on
        """
        groups = {about["group"]: list[str]() for about in self._scenarios.values()}
        for slug, about in self._scenarios.items():
            groups[about["group"]].append(slug)
        blocks: dict[str, Block] = {}
        for group, slugs in groups.items():
            if not self._are_whole(self._leaf_files(group, self._names(group), first_run // LEAF_RUNS)):
                self._tell(f"{ENSEMBLE} is damaged: the runs from {first_run:,} on are done again")
                return None
            blocks |= self._read_group(group, slugs, first_run, runs)
        return [blocks[slug] for slug in self._scenarios]

    def _names(self, group: str) -> tuple[str, ...]:
        drawn = (self._folder / ENSEMBLE / group / DRAWN[0]).is_dir()
        rifts = any(about["group"] == group and _keeps_rifts(about) for about in self._scenarios.values())
        return block_names(actor_paths=self._actor_paths, drawn=drawn, rifts=rifts)

    def _read_group(self, group: str, slugs: Sequence[str], first_run: int, runs: int) -> dict[str, Block]:
        import zarr

        place, stop = self._folder / ENSEMBLE / group, first_run + runs
        arrays = {
            name: np.asarray(zarr.open_array(place / name, mode="r")[:, first_run:stop]) for name in self._names(group)
        }
        listed = {
            slug: [shock["id"] for shock in self._scenarios[slug]["resolved"].get("shocks", ())] for slug in slugs
        }
        shocks = list(dict.fromkeys(shock for own in listed.values() for shock in own))
        found = {}
        for row, slug in enumerate(slugs):
            failures = tuple(one for one in _failures_of(self._scenarios[slug]) if first_run <= one.run < stop)
            without = () if _keeps_rifts(self._scenarios[slug]) else (RIFT,)
            kept = {name: values[row] for name, values in arrays.items() if name not in without}
            own = select_shocks(kept, listed[slug], shocks)
            found[slug] = make_block(own, np.arange(first_run, stop), failures)
        return found

    def _leaf_files(self, group: str, names: Sequence[str], leaf: int) -> list[str]:
        found = []
        for name in names:
            array = "/".join(part for part in (ENSEMBLE, group, name) if part)
            described = (f"{array}/.zarray", f"{array}/.zattrs")
            found += [*described, *(path for path in self._files if path.startswith(f"{array}/0.{leaf}."))]
        return found

    def _are_whole(self, names: Sequence[str]) -> bool:
        return all(self._is_whole(name) for name in names)

    def _is_whole(self, name: str) -> bool:
        return name in self._files and sum_file(self._folder / name) == self._files[name]

    def _read_last_leaf(self) -> dict[str, NDArray[np.uint8]]:
        if not self._is_whole(LAST_LEAF):
            return {}
        with np.load(self._folder / LAST_LEAF) as file:
            return dict(file)


def _failures_of(about: Mapping[str, Any]) -> tuple[Failure, ...]:
    return tuple(read_failure(item) for item in about.get("failures", ()))


def _keeps_rifts(about: Mapping[str, Any]) -> bool:
    """Return whether a scenario that a manifest describes has rifts between powers and their allies."""
    return bool(about["labels"].get("rifts"))


def open_earlier(folder: Path, manifest: Mapping[str, Any], tell: Callable[[str], None]) -> EarlierRuns | None:
    """Open complete results; say so and return None if their statistics are damaged.

    Parameters
    ----------
    folder : folder of results
    manifest : its manifest
    tell : receives, in a line for people, what was found damaged
    """
    earlier = EarlierRuns(folder, manifest, tell)
    if earlier.statistics_are_whole:
        return earlier
    tell(f"{SUMMARY} is damaged: all runs are done again")
    return None

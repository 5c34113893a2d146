"""The statistics of results on disk: what summaries, tables and figures are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.results.datasets import group_runs
from nrc_sim.study.store.clearing import clear_arrays, strangers_unmentioned
from nrc_sim.study.store.ensemble import ZARR_FORMAT, fast_codec

SUMMARY = "summary.zarr"
_SCENARIOS = "scenarios"


def write_tallies(results: Results, folder: Path) -> None:
    """Write the counts of all scenarios; the same counts give the same bytes.

    Parameters
    ----------
    results : Results
    folder : an existing folder
    """
    import zarr

    place = folder / SUMMARY
    clear_arrays(place)
    zarr.open_group(place, mode="a", zarr_format=ZARR_FORMAT)
    for name, members in group_runs(results).items():
        _write_group(place, name, members)


def _write_group(place: Path, name: str, members: Sequence[ScenarioRuns]) -> None:
    import zarr

    home = zarr.open_group(place, path=name, mode="a", zarr_format=ZARR_FORMAT)
    home.attrs[_SCENARIOS] = [runs.slug for runs in members]
    tallies = [runs.tally.arrays for runs in members]
    for array in tallies[0]:
        values = np.stack([tally[array] for tally in tallies])
        home.create_array(array, data=values, chunks=values.shape, compressors=fast_codec())


def read_tallies(folder: Path) -> dict[str, Mapping[str, NDArray[Any]]]:
    """Read the counts of all scenarios, by slug, as `Tally` takes them.

    Parameters
    ----------
    folder : folder of results
    """
    import zarr

    found: dict[str, Mapping[str, NDArray[Any]]] = {}
    with strangers_unmentioned(folder):
        homes = [(home, list(home.arrays())) for _, home in zarr.open_group(folder / SUMMARY, mode="r").groups()]
    for home, members in homes:
        arrays = {name: np.asarray(array[...]) for name, array in members}
        slugs: Any = home.attrs[_SCENARIOS]
        for place, slug in enumerate(slugs):
            found[slug] = {name: values[place] for name, values in arrays.items()}
    return found

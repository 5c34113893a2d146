"""What writing costs beside computing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import nrc_sim
from benchmarks.sizes import Sizes
from benchmarks.tables import Table, number
from benchmarks.timing import take_turns
from nrc_sim.scenario import load_defaults
from nrc_sim.scenario.bundled import range_slugs

NOTHING, SUMMARIES, EVERYTHING = "nothing", "tables and figures", "tables, figures and `ensemble.zarr`"


def measure_writing(sizes: Sizes) -> list[Table]:
    """Time the main job with nothing written, without its ensemble, and in full.

    Parameters
    ----------
    sizes : how much is measured
    """
    with TemporaryDirectory() as folder:
        times = take_turns(writing_contestants(Path(folder), sizes.study_runs), sizes.rounds)
    seconds = {name: taken.median for name, taken in times.items()}
    compute = seconds[NOTHING]
    rows = [(name, number(took), f"{(took - compute) / compute:.0%}") for name, took in seconds.items()]
    share = (seconds[EVERYTHING] - seconds[SUMMARIES]) / compute
    text = (
        f"{len(range_slugs())} scenarios x {sizes.study_runs:,} runs, all workers that the machine offers, libraries "
        f"loaded. Writing `ensemble.zarr` adds {share:.0%} of the time of computing."
    )
    return [Table("Writing", text, ("written", "seconds", "more than computing"), rows)]


def writing_contestants(folder: Path, runs: int) -> dict[str, Callable[[], object]]:
    """Return what is timed, by what it writes.

    Parameters
    ----------
    folder : where results go, each into a folder of its own
    runs : runs of each scenario
    """
    numbers = count()

    def simulate(output: bool, summary_only: bool) -> object:
        place = folder / str(next(numbers)) if output else None
        slugs, seed = list(range_slugs()), load_defaults().seed
        return nrc_sim.run(slugs, runs=runs, seed=seed, engine="compiled", summary_only=summary_only, output=place)

    return {
        NOTHING: partial(simulate, output=False, summary_only=False),
        SUMMARIES: partial(simulate, output=True, summary_only=True),
        EVERYTHING: partial(simulate, output=True, summary_only=False),
    }

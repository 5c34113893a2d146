"""Statistics over the runs of an ensemble."""

from __future__ import annotations

import numpy as np

from nrc_sim.blocks import Floats

QUANTILES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
"""Names of the quantiles that are reported, and their levels."""

STATISTICS = ("mean", *QUANTILES)
"""Statistics of a path over runs, in the order of the axis `statistic`."""


def describe_paths(paths: Floats) -> Floats:
    """Return the statistics of paths over runs.

    Parameters
    ----------
    paths : array (run, ...)

    Returns
    -------
    array (statistic, ...) in the order of `STATISTICS`
    """
    quantiles = np.quantile(paths, list(QUANTILES.values()), axis=0)
    return np.concatenate([paths.mean(axis=0)[None], quantiles])


def describe_values(values: Floats) -> dict[str, float]:
    """Return mean, standard deviation and quantiles of one number per run.

    Parameters
    ----------
    values : array (run)

    Notes
    -----
    The standard deviation is that of a sample; of a single run it is 0.
    """
    mean, *quantiles = (float(value) for value in describe_paths(values))
    spread = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return {"mean": mean, "sd": spread, **dict(zip(QUANTILES, quantiles, strict=True))}

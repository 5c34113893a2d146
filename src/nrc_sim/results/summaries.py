"""The few numbers that sum up a scenario, as plain data."""

from __future__ import annotations

from typing import Any

from nrc_sim.outcomes import share_of
from nrc_sim.results.scenario_runs import ScenarioRuns
from nrc_sim.statistics import describe_values


def summarise_runs(runs: ScenarioRuns) -> dict[str, Any]:
    """Return what the command line prints and the manifest holds about one scenario.

    Parameters
    ----------
    runs : ScenarioRuns

    Returns
    -------
    plain data: runs, seed, outcomes (share, low and high of each class), final_index (mean, sd and quantiles, points),
    ever_frozen (share, low and high) and digest
    """
    return {
        "runs": runs.runs,
        "seed": runs.seed,
        "outcomes": {name: share._asdict() for name, share in runs.shares().items()},
        "final_index": describe_values(runs.final_index),
        "ever_frozen": share_of(runs.ever_frozen)._asdict(),
        "digest": runs.digest,
    }


def flatten_summary(summary: dict[str, Any]) -> dict[str, Any]:
    """Put the nested parts of a summary side by side, so that it fits a row of a table.

    Parameters
    ----------
    summary : what `summarise_runs` returns
    """
    shares = {**summary["outcomes"], "ever_frozen": summary["ever_frozen"]}
    row = {"runs": summary["runs"], "seed": summary["seed"]}
    row |= {f"{name}_{part}": value for name, share in shares.items() for part, value in share.items()}
    row |= {f"final_index_{name}": value for name, value in summary["final_index"].items()}
    return row | {"digest": summary["digest"]}

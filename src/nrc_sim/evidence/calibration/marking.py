"""Mark the accepted parameter sets of a world as those of the code as it is: `python -m ... WORLD`.

`nrc-sim renew --unchanged` does so once it is shown that a change of code has moved no number.
"""

from __future__ import annotations

import sys
from pathlib import Path

from nrc_sim.engine.accepted import KEY, candidates_path, mark_made
from nrc_sim.evidence.calibration.matching import CalibrationWork, calibration_key
from nrc_sim.evidence.observed import load_plan, read_observed
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.worlds import evidence_folder
from nrc_sim.text.writing import write_text


def mark_unchanged(work: CalibrationWork, path: Path) -> None:
    """Write into a finished file of candidates, and beside it, that they belong to the code as it is.

    Parameters
    ----------
    work : for which they were tried
    path : the file, whose candidates stay as they are
    """
    _, _, rest = path.read_text(encoding="utf-8").partition("\n")
    write_text(path, f"{KEY}{calibration_key(work.plan, work.history, work.observations)}\n{rest}")
    mark_made(path, work.history.world)


def _mark_world(slug: str) -> None:
    plan = load_plan(slug)
    history = load_scenario(plan.scenarios.history)
    observations = read_observed(evidence_folder(slug) / "observed.csv", history.world, plan)
    mark_unchanged(CalibrationWork(plan, history, observations), candidates_path(slug))


if __name__ == "__main__":
    _mark_world(sys.argv[1])

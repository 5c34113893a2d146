"""What decides the numbers of a study, so that one that was begun is continued by no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from nrc_sim.engine.world import chosen_sets
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.study.program import hash_rules
from nrc_sim.study.running.settings import Settings
from nrc_sim.version import __version__


def identify_study(scenarios: Sequence[Scenario], settings: Settings) -> dict[str, Any]:
    """Describe all that the numbers of a study depend on, but the number of runs; plain data.

    Parameters
    ----------
    scenarios : what is run
    settings : how; engine, workers and the number of runs do not matter
    """
    sets = {one.world.slug: chosen_sets(one, settings.parameters) for one in scenarios}
    pasts = {str(one.past_path): one.past_path for one in scenarios if one.past_path is not None}
    given = {"given": hash_data([asdict(one) for one in settings.given])} if settings.given else {}
    return {
        "version": __version__,
        "rules": hash_rules(),
        "seed": settings.seed,
        "months": settings.months,
        "parameters": settings.parameters,
        "parameter sets": hash_data(sets),
        "summary_only": settings.summary_only,
        "actor_paths": settings.actor_paths,
        "questions": hash_data([asdict(one) for one in settings.questions]),
        **given,
        "scenario": {one.slug: one.hash for one in scenarios},
        "history": {Path(name).stem: load_scenario(path).hash for name, path in sorted(pasts.items())},
    }


def hash_data(data: Any) -> str:
    """Return a fingerprint of plain data.

    Parameters
    ----------
    data : as JSON may hold it
    """
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:20]

"""What decides the numbers of a study, so that one that was begun is continued by no other."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from nrc_sim.engine.world import chosen_sets
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.study.running.settings import Settings
from nrc_sim.version import __version__

SOURCE = Path(__file__).parents[2]
_DECIDING = (
    "rules",
    "engine/kernel",
    "engine/model",
    "engine/world",
    "engine/randomness",
    "engine/blocks",
    "study/statistics",
    "study/questions",
    "study/given",
    "study/running/conditioning",
    "study/results/digests",
)
"""Modules of the package whose text decides the numbers of a run."""


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
        "rules": _hash_sources(),
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


def hash_package() -> str:
    """Return a fingerprint of all code, on which the numbers of commands depend that look at runs in their own way."""
    return _hash_sources((".",))


def hash_data(data: Any) -> str:
    """Return a fingerprint of plain data.

    Parameters
    ----------
    data : as JSON may hold it
    """
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:20]


@cache
def _hash_sources(names: tuple[str, ...] = _DECIDING) -> str:
    digest = sha256()
    for name in names:
        place = SOURCE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
            digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]

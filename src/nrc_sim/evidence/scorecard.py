"""What the model was last found to bear out: figures that the pages of claims and validation show, kept as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nrc_sim.text.writing import write_text

SCORECARD = Path(__file__).with_name("scorecard.json")
"""Written by `nrc_sim.evidence.validation.page` together with its page, and read by reports."""


def load_scorecard(world: str, path: Path = SCORECARD) -> dict[str, Any]:
    """Load what was found of a world; nothing if it was not examined.

    Parameters
    ----------
    world : slug of the world
    path : of the data
    """
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return dict(found.get(world, {}))


def renew_scorecard(world: str, parts: Mapping[str, Any], path: Path = SCORECARD) -> None:
    """Replace parts of what was found of a world, and keep the others.

    Parameters
    ----------
    world : slug of the world
    parts : plain data by name, such as `claims` and `told`
    path : of the data
    """
    found = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    found[world] = found.get(world, {}) | dict(parts)
    text = json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False)
    write_text(path, text + "\n")

"""Contributions to the difference between scenarios, read from the folders of attributions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted, difference

_ATTRIBUTION = "attribution.json"


def attribution_sections(folders: Sequence[Path]) -> list[dict[str, Any]]:
    """Describe the attribution of each folder that holds one.

    Parameters
    ----------
    folders : maybe with `attribution.json`

    Raises
    ------
    InputError
        If such a file is not what an attribution writes.
    """
    return [_describe(folder / _ATTRIBUTION) for folder in folders if (folder / _ATTRIBUTION).is_file()]


def _describe(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        outcomes = list(found["outcomes"].values())
        rows = [_row(outcomes, place) for place in range(len(outcomes[0]["elements"]))]
        whole = [_cell(one, one["difference"]) for one in outcomes]
        return {
            "caption": f"{found['scenario']} minus {found['baseline']}: {counted(found['runs'], 'run')} of each of "
            f"{counted(found['coalitions'], 'combination')}, {found['method']}; 95% intervals below.",
            "labels": [f"{one['label']}, {_unit(one)}" for one in outcomes],
            "rows": [*rows, {"label": "Whole difference", "cells": whole}],
        }
    except (ValueError, LookupError, TypeError) as error:
        raise InputError(
            f"this is no attribution: {error}", place=str(path), allowed="what `nrc-sim attribute` writes"
        ) from error


def _row(outcomes: Sequence[Mapping[str, Any]], place: int) -> dict[str, Any]:
    cells = [_cell(one, one["elements"][place]["shapley"]) for one in outcomes]
    return {"label": outcomes[0]["elements"][place]["label"], "cells": cells}


def _cell(outcome: Mapping[str, Any], found: Mapping[str, float]) -> dict[str, str]:
    return difference(found, 1.0 if outcome["unit"] == "points" else 100.0)


def _unit(outcome: Mapping[str, Any]) -> str:
    return "points" if outcome["unit"] == "points" else "percentage points"

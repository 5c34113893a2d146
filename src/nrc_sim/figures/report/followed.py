"""What a forecast followed: what was expected and came, and what moved it, read from the folder of the forecast."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.figures.drawing.style import with_arrows
from nrc_sim.figures.followed_series import list_followed_series
from nrc_sim.text.wording import counted, signed

_FORECAST = "forecast.json"
_MOST_ROWS = 10


def followed_section(folder: Path, names: Mapping[str, str]) -> dict[str, Any] | None:
    """Describe what a forecast followed; None if the folder holds no forecast.

    Parameters
    ----------
    folder : maybe with `forecast.json`
    names : of the outcome classes by their ids

    Raises
    ------
    InputError
        If the file is not what a forecast writes.
    """
    path = folder / _FORECAST
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        classes = list(found["outcomes"])
        least = min(found["months"], key=lambda one: one["effective"])
        return {
            "until": found["until"],
            "ahead": counted(found["months_ahead"], "month"),
            "observations": counted(found["observations"], "value"),
            "least": f"{least['effective']:,.0f} after {least['month']}",
            "tempered": [one["month"] for one in found["months"] if one["exponent"] < 1.0],
            "surprises": [
                _surprise(one) for one in sorted(found["surprises"], key=lambda one: one["probability"])[:_MOST_ROWS]
            ],
            "classes": [names[name] for name in classes],
            "series": list_followed_series(found["surprises"]),
            "change": _change(found["change"], classes),
            "moved": [_moved(one, classes) for one in found["moved_by"][:_MOST_ROWS]],
        }
    except (ValueError, LookupError, TypeError) as error:
        raise InputError(
            f"this is no forecast: {error}", place=str(path), allowed="what `nrc-sim forecast` writes"
        ) from error


def _name(one: Mapping[str, Any]) -> str:
    return f"{with_arrows(one['what'])} {one['variable']}"


def _surprise(one: Mapping[str, Any]) -> dict[str, str]:
    numbers = {name: "" if one.get(name) is None else signed(one[name], 3) for name in ("low", "high", "value")}
    return {"name": _name(one), "months": one["months"], **numbers, "probability": f"{one['probability']:.3f}"}


def _change(change: Mapping[str, Any] | None, classes: list[str]) -> dict[str, Any] | None:
    if change is None:
        return None
    return {"since": change["since"], "cells": _points(change["classes"], classes)}


def _moved(one: Mapping[str, Any], classes: list[str]) -> dict[str, Any]:
    told = one["classes"]
    cells = ["not told"] * len(classes) if told is None else _points(told, classes)
    return {"name": _name(one), "months": one["months"], "cells": cells}


def _points(changes: Mapping[str, float], classes: list[str]) -> list[str]:
    return [signed(100.0 * changes[name]) for name in classes]

"""The ranges from which numbers that relationships share are learned."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.settings import panel_folder
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.schema import Section, Slug, as_tuple


class Prior(Section):
    """What is known of a number before anything is learned: uniform over a range, or over its logarithm."""

    about: str
    range: Annotated[tuple[float, float], BeforeValidator(as_tuple)]
    scale: Literal["linear", "log"]
    source: str

    def quantile(self, levels: Floats) -> Floats:
        """Return the values below which the number lies with some probabilities.

        Parameters
        ----------
        levels : 0..1, any shape
        """
        low, high = self.range
        if self.scale == "log":
            return np.asarray(low * (high / low) ** levels)
        return np.asarray(low + levels * (high - low))

    def level(self, values: Floats) -> Floats:
        """Return the probabilities that the number lies below some values, the inverse of `quantile`.

        Parameters
        ----------
        values : within the range, any shape
        """
        low, high = self.range
        if self.scale == "log":
            return np.asarray(np.log(values / low) / np.log(high / low))
        return np.asarray((values - low) / (high - low))


class PriorsFile(Section):
    """All ranges, by the name of the number."""

    priors: dict[Slug, Prior]


def load_priors(path: Path | None = None) -> dict[str, Prior]:
    """Load the ranges.

    Parameters
    ----------
    path : of the file; None takes the bundled one

    Raises
    ------
    InputError
        If a range is empty, or has no logarithm and is said to be uniform in it.
    """
    place = panel_folder() / "priors.yaml" if path is None else path
    found = loaded(PriorsFile, place).priors
    for name, prior in found.items():
        low, high = prior.range
        if not low < high or (prior.scale == "log" and low <= 0.0):
            allowed = "low below high, both above 0 for a logarithm"
            raise InputError(f"the range of {name!r} is {low:g} to {high:g}", place=str(place), allowed=allowed)
    return found


def priors_table(priors: dict[str, Prior]) -> str:
    """Write the ranges as a table.

    Parameters
    ----------
    priors : by name
    """
    lines = ["| number | range | prior | source |", "|---|---|---|---|"]
    for name, prior in priors.items():
        low, high = (f"{end:g}" for end in prior.range)
        scale = "log" if prior.scale == "log" else "uniform"
        lines.append(f"| `{name}`: {prior.about} | {low} to {high} | {scale} | {prior.source} |")
    return "\n".join(lines)

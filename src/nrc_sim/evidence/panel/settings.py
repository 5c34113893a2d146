"""The bundled panel: where it stands, whom it serves, and which pairs are kept back."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from nrc_sim.evidence.panel.reading import Panel, read_panel
from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.schema import Section, Texts, as_tuple


class Observing(Section):
    """How conduct of runs tilts kinds of events: intercept + slope x conduct, see `tilted_shares`."""

    intercept: float
    slope: float
    source: str


class PanelSettings(Section):
    """What is said of the bundled panel besides its counts."""

    sources: dict[str, str]
    left_out: Texts
    held_out_one_in: int = Field(ge=2)
    lead: str
    allies: Texts
    least_directed: int = Field(ge=1)
    large_drop: float = Field(gt=0)
    still_there: float = Field(gt=0, le=1)
    run_up_years: int = Field(ge=1)
    forecast_years: Annotated[tuple[int, ...], BeforeValidator(as_tuple)]
    learned_until: int
    observing: Observing


def panel_folder() -> Path:
    """Return the folder of the bundled panel."""
    return bundled_folder() / "evidence" / "panel"


@lru_cache(maxsize=1)
def load_settings() -> PanelSettings:
    """Load what is said of the bundled panel besides its counts."""
    return loaded(PanelSettings, panel_folder() / "panel.yaml")


@lru_cache(maxsize=4)
def load_panel(until: int | None = None) -> Panel:
    """Load the bundled panel.

    Parameters
    ----------
    until : last year that is read
    """
    return read_panel(panel_folder() / "counts.csv", until)


def is_held_out(pair: str, one_in: int) -> bool:
    """Return whether a pair is kept back for judging: by its name alone, so that nobody chooses.

    Parameters
    ----------
    pair : `AAA-BBB`, the codes in alphabetical order
    one_in : one of how many is kept back

    Examples
    --------
    >>> is_held_out("FRA-USA", 5), is_held_out("AFG-IRN", 5)
    (False, False)
    """
    return int(hashlib.sha256(pair.encode()).hexdigest(), 16) % one_in == 0


def reference_class(panel: Panel, settings: PanelSettings) -> Panel:
    """Return the panel without the states whose relations it serves as a reference class for.

    Parameters
    ----------
    panel, settings : the panel, and who is left out
    """
    return panel.where(lambda pair: not set(pair.split("-")) & set(settings.left_out))


def split_panel(panel: Panel, settings: PanelSettings) -> tuple[Panel, Panel]:
    """Return the part of the reference class from which numbers are learned, and the part that is held out.

    Parameters
    ----------
    panel, settings : the panel, and how it is split
    """
    whole = reference_class(panel, settings)
    learned, held = (
        whole.where(lambda pair, held=held: is_held_out(pair, settings.held_out_one_in) == held)  # type: ignore[misc]
        for held in (False, True)
    )
    return learned, held

"""Numbers of assimilation that are no parameters of a world."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field

from nrc_sim.evidence.assimilation.particle_filter import Collapse
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.schema import Section


class AssimilationSettings(Section):
    """How far model and reports may be wrong, and when weights count as too unequal."""

    model_error: float = Field(gt=0, le=1)
    state_error: float = Field(gt=0, lt=0.5)
    resample_below: float = Field(ge=0, le=1)
    temper_below: float = Field(ge=0, lt=1)
    source: str

    @property
    def collapse(self) -> Collapse:
        """When weights are too unequal."""
        return Collapse(self.resample_below, self.temper_below)


@lru_cache(maxsize=1)
def load_assimilation() -> AssimilationSettings:
    """Load the bundled settings."""
    return loaded(AssimilationSettings, Path(__file__).with_name("assimilation.yaml"))

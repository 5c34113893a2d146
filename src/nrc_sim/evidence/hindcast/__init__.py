"""The hindcast: simulated history scored against observed series, beside naive forecasts; half-lives of events."""

from nrc_sim.evidence.hindcast.scoring import Hindcast, score_hindcast

__all__ = ["Hindcast", "score_hindcast"]

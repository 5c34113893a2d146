"""The claims of the source analysis as executable facts: each has a figure with an interval, a bound and a verdict."""

from nrc_sim.evidence.claims.loading import load_claims, load_facts

__all__ = ["load_claims", "load_facts"]

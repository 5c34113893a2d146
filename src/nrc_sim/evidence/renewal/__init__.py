"""What is derived from rules, worlds and scenarios: what of it is stale, and making it again.

The order inside is `artefacts`, `parts`, `fingerprints`, `moved`, `renewing`.
"""

from nrc_sim.evidence.renewal.artefacts import LIST, RECORD, Artefact, ArtefactsFile, load_artefacts
from nrc_sim.evidence.renewal.moved import list_moves
from nrc_sim.evidence.renewal.renewing import DerivedArtefacts, Stale

__all__ = ["LIST", "RECORD", "Artefact", "ArtefactsFile", "DerivedArtefacts", "Stale", "list_moves", "load_artefacts"]

"""Results on disk: a folder that is whole or says that it is not."""

from nrc_sim.store.ensemble import EnsembleWriter, write_ensemble
from nrc_sim.store.folders import MANIFEST, Draft, check_folder, draft_folder, is_results_folder, read_manifest
from nrc_sim.store.loading import load_folders, load_results
from nrc_sim.store.manifest import make_manifest
from nrc_sim.store.tallies import write_tallies

__all__ = [
    "MANIFEST",
    "Draft",
    "EnsembleWriter",
    "check_folder",
    "draft_folder",
    "is_results_folder",
    "load_folders",
    "load_results",
    "make_manifest",
    "read_manifest",
    "write_ensemble",
    "write_tallies",
]

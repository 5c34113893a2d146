"""Results on disk: a folder that is whole or says that it is not."""

from nrc_sim.study.store.checking import check_folder, files_among, resolve_folder
from nrc_sim.study.store.checkpoints import Checkpoints, open_checkpoints, open_pieces
from nrc_sim.study.store.checksums import check_files
from nrc_sim.study.store.earlier import EarlierRuns
from nrc_sim.study.store.elsewhere import refuse_shards
from nrc_sim.study.store.ensemble import EnsembleWriter, write_ensemble
from nrc_sim.study.store.folders import Draft, draft_folder, hint_if_interrupted
from nrc_sim.study.store.loading import load_folders, load_results
from nrc_sim.study.store.manifest import describe_versions, make_manifest, typed_command
from nrc_sim.study.store.pieces import Pieces
from nrc_sim.study.store.shards import ScenarioPart, Shard, pack_shard, unpack_shard
from nrc_sim.study.store.shared import SharedPlace
from nrc_sim.study.store.status import MANIFEST, is_results_folder, read_manifest
from nrc_sim.study.store.tallies import write_tallies

__all__ = [
    "MANIFEST",
    "Checkpoints",
    "Draft",
    "EarlierRuns",
    "EnsembleWriter",
    "Pieces",
    "ScenarioPart",
    "Shard",
    "SharedPlace",
    "check_files",
    "check_folder",
    "describe_versions",
    "draft_folder",
    "files_among",
    "hint_if_interrupted",
    "is_results_folder",
    "load_folders",
    "load_results",
    "make_manifest",
    "open_checkpoints",
    "open_pieces",
    "pack_shard",
    "read_manifest",
    "refuse_shards",
    "resolve_folder",
    "typed_command",
    "unpack_shard",
    "write_ensemble",
    "write_tallies",
]

"""What was learned, as files of a folder."""

from __future__ import annotations

import numpy as np

from nrc_sim.evidence.panel.learning import Learned
from nrc_sim.evidence.panel.posterior import POSTERIOR, write_posterior
from nrc_sim.study.results.documents import write_document
from nrc_sim.study.store import Draft, typed_command
from nrc_sim.text.writing import replacing

_DOCUMENT, _TABLE = "learning.json", "simulations.npz"


def write_learned(found: Learned, draft: Draft) -> None:
    """Write draws, everything that is said of them, and the table of all simulations; complete the folder.

    Parameters
    ----------
    found : what was learned
    draft : folder to write to
    """
    write_posterior(found.posterior, draft.path / POSTERIOR)
    write_document(found.describe(), draft.path / _DOCUMENT)
    table = found.inference.simulations
    with replacing(draft.path / _TABLE) as part, part.open("wb") as stream:
        np.savez_compressed(
            stream,
            numbers=np.array(list(found.priors)),
            names=np.array(found.summaries.names),
            coordinates=table.coordinates,
            statistics=table.statistics,
            log_weights=np.log(table.weights()),
            predicted=found.predicted,
        )
    draft.complete({"command": typed_command(), "scenarios": {}})

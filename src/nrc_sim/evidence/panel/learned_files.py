"""What was learned, as files of a folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nrc_sim.evidence.panel.learning import Learned
from nrc_sim.evidence.panel.posterior import POSTERIOR, write_posterior
from nrc_sim.study.results.documents import write_document
from nrc_sim.text.writing import replacing

_DOCUMENT, _TABLE = "learning.json", "simulations.npz"


def write_learned(found: Learned, folder: Path) -> None:
    """Write draws, everything that is said of them, and the table of all simulations.

    Parameters
    ----------
    found : what was learned
    folder : where to
    """
    write_posterior(found.posterior, folder / POSTERIOR)
    write_document(found.describe(), folder / _DOCUMENT)
    table = found.inference.simulations
    with replacing(folder / _TABLE) as part, part.open("wb") as stream:
        np.savez_compressed(
            stream,
            numbers=np.array(list(found.priors)),
            names=np.array(found.summaries.names),
            coordinates=table.coordinates,
            statistics=table.statistics,
            drawn=np.array(table.drawn),
            predicted=found.predicted,
        )

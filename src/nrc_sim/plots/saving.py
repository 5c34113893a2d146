"""Figures to files whose bytes depend on the figure alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from nrc_sim.errors import InputError
from nrc_sim.plots.style import RESOLUTION, figure_style

# Dates and program versions are left out: the same figure gives the same bytes on another day.
METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}


def save_figure(figure: Figure, folder: Path | str, name: str, formats: Sequence[str] = ("png", "svg")) -> list[Path]:
    """Write a figure to one file per format and return the paths.

    Parameters
    ----------
    figure : what to write
    folder : where to; made if it does not exist
    name : file name without ending
    formats : "png" (200 dots per inch) or "svg"

    Raises
    ------
    InputError
        When a format is not known; nothing is written then.
    """
    for ending in formats:
        if ending not in METADATA:
            raise InputError(f"the figure format `{ending}` is not known", allowed=", ".join(METADATA))
    Path(folder).mkdir(parents=True, exist_ok=True)
    return [_write(figure, Path(folder) / f"{name}.{ending}", ending) for ending in formats]


def _write(figure: Figure, path: Path, ending: str) -> Path:
    with figure_style():
        figure.savefig(path, format=ending, dpi=RESOLUTION, metadata=METADATA[ending])
    return path

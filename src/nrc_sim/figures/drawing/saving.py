"""Figures to files whose bytes depend on the figure alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from nrc_sim.figures.drawing.print_style import styled
from nrc_sim.figures.drawing.style import MAGNIFIED, PRINT_RESOLUTION, RESOLUTION, figure_style
from nrc_sim.figures.style import Look, check_formats, current_look
from nrc_sim.text.writing import replacing

# Dates and program versions are left out: the same figure gives the same bytes on another day.
_METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}

_SIZE = re.compile(r'(?<= )(width|height)="([0-9.]+)pt"')


def save_figure(figure: Figure, folder: Path | str, name: str, formats: Sequence[str] | None = None) -> list[Path]:
    """Write a figure to one file per format and return the paths; its style is the current one.

    Parameters
    ----------
    figure : what to write; it is left as it is
    folder : where to; made if it does not exist
    name : file name without ending
    formats : "png", "svg" or "pdf"; None takes the current ones, see `nrc_sim.figures.style`

    Raises
    ------
    InputError
        When a format is not known; nothing is written then.
    """
    look = current_look()
    endings = look.formats if formats is None else check_formats(formats)
    Path(folder).mkdir(parents=True, exist_ok=True)
    with figure_style(), styled(figure, look.style):
        return [_write(figure, Path(folder) / f"{name}.{ending}", ending, look) for ending in endings]


def _write(figure: Figure, path: Path, ending: str, look: Look) -> Path:
    printed = look.style == "print"
    with replacing(path) as part:
        figure.savefig(
            part,
            format=ending,
            dpi=PRINT_RESOLUTION if printed else RESOLUTION,
            metadata=_METADATA[ending],
            transparent=printed,
        )
        if ending == "svg" and not printed:
            _enlarge(part)
    return path


def _enlarge(path: Path) -> None:
    """Let a drawing open larger: its own size grows, and what is in it with it."""
    head, tag, rest = path.read_text(encoding="utf-8").partition("<svg ")
    inside, end, body = rest.partition(">")
    grown = _SIZE.sub(lambda found: f'{found[1]}="{MAGNIFIED * float(found[2]):g}pt"', f" {inside}")[1:]
    path.write_text(head + tag + grown + end + body, encoding="utf-8", newline="\n")

"""The figures of a folder as text that a page can hold."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from nrc_sim.looks import figure_look
from nrc_sim.results import Results

MOST_BYTES = 4_600_000
"""Of all figures together, so that a page stays below five million."""

TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
ABOUT = {
    "trajectories": (
        "Paths of the index",
        "Fan charts, one for each scenario: median and the middle 50% and 90% of runs of the index by month, with "
        "class bounds and dated shocks.",
    ),
    "outcomes": (
        "Outcomes",
        "Bars, a row for each scenario and a column for each class of outcome: share of runs with its interval. The "
        "table of outcomes has the same numbers.",
    ),
    "flows": (
        "How outcomes come about",
        "Stacked areas, a panel for each scenario: share of runs by month that would be in each class if they ended "
        "then.",
    ),
    "members": (
        "Trust by member",
        "A row for each member: its trust in the outside power at the start and at the end, with the middle 50% of "
        "runs.",
    ),
    "member_paths": (
        "Trust of each member over time",
        "A small panel for each member, in the order of trust: median and middle 50% of runs of its trust by month.",
    ),
    "comparison": (
        "Two scenarios against each other",
        "Two scenarios on one axis: paths of the index, distributions of the final index, trust, military activity and "
        "practical cooperation.",
    ),
    "history": (
        "History",
        "Fan chart of the index over a long horizon with numbered events, and the share of runs with a frozen "
        "institution.",
    ),
}
"""Title and text in place of each figure that is known; others go by their names."""


class Image(NamedTuple):
    """A figure: name of its file, title, text in its place, and the picture as an address that holds it."""

    name: str
    title: str
    alt: str
    source: str


def embed_figures(results: Results, folder: Path) -> tuple[list[Image], list[str]]:
    """Return the figures of a folder, and the names of those for which a page has no room.

    Parameters
    ----------
    results : drawn anew if the folder holds no picture that a page can show
    folder : with PNG or SVG files
    """
    found = _find_pictures(folder)
    if found:
        return _embedded(found)
    from nrc_sim.figures import write_figures

    with TemporaryDirectory() as drawn, figure_look(formats=["png"]):
        write_figures(results, Path(drawn))
        return _embedded(_find_pictures(Path(drawn)))


def _find_pictures(folder: Path) -> list[Path]:
    """List one picture of each figure, bitmaps first, those that are known in their order before all others."""
    found: dict[str, Path] = {}
    for ending in TYPES:
        for path in sorted(folder.glob(f"*{ending}")):
            found.setdefault(path.stem, path)
    order = [*ABOUT, *(stem for stem in found if stem not in ABOUT)]
    return [found[stem] for stem in order if stem in found]


def _embedded(paths: list[Path]) -> tuple[list[Image], list[str]]:
    room, images, left_out = MOST_BYTES, [], []
    for path, source in _encoded(paths):
        if len(source) > room:
            left_out.append(path.name)
            continue
        room -= len(source)
        title, alt = ABOUT.get(path.stem, (path.stem.replace("_", " ").capitalize(), f"Figure {path.stem}."))
        images.append(Image(path.name, title, alt, source))
    return images, left_out


def _encoded(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        yield path, f"data:{TYPES[path.suffix]};base64,{b64encode(path.read_bytes()).decode('ascii')}"

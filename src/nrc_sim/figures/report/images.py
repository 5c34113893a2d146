"""The figures of a folder as text that a page can hold."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from nrc_sim.figures.style import figure_look
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.results import Results
from nrc_sim.text.leftovers import is_left_by_system
from nrc_sim.text.wording import readable, trust_in_words

MOST_BYTES = 4_600_000
"""Of all figures together, so that a page stays below five million."""

_REVERSE = "_reverse"
"""What the names of figures end with that show the trust of the second side in the first."""

_VARIABLE, _DIFFERENCE = "variable_", "_difference"
"""What the names of figures of any variable begin with, and end with if they show differences."""

_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
_ABOUT = {
    "forecast": (
        "What was observed, and what may follow",
        "Fan chart of the index before and after the last month that is known, and each series beside what was "
        "expected of it before.",
    ),
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
    **{
        f"members{ending}": (
            "{trust} at the start and at the end",
            "{trust}, a row for each {row}: at the start and at the end, with the middle 50% of runs.",
        )
        for ending in ("", _REVERSE)
    },
    **{
        f"member_paths{ending}": (
            "{trust} month by month",
            "{trust}, a small panel for each {row}, in the order of trust: median and middle 50% of runs by month.",
        )
        for ending in ("", _REVERSE)
    },
    "variable": (
        "{variable} by month",
        "Fan charts, one for each scenario: {variable} by month, mean and spread of runs.",
    ),
    "variable_difference": (
        "{variable}: difference from the baseline",
        "Fan charts, one for each scenario: {variable}, difference from the baseline by month, mean with its "
        "interval and spread of the pairs of runs.",
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
    "differences": (
        "Differences from the baseline",
        "Fan charts, one for each scenario: difference of the index from the baseline by month, mean with its "
        "interval and the middle 50% and 90% of the pairs of runs.",
    ),
    "transitions": (
        "From class to class",
        "Matrices, one for each scenario: share of runs by the class in which they end in the baseline and in the "
        "scenario.",
    ),
    "attribution": (
        "Contributions to the difference",
        "Bars, a row for each shock, policy and parameter: what it contributes to the difference of each outcome. The "
        "table has the same numbers.",
    ),
    "early_signs": (
        "Early-warning indicators",
        "Medoid runs of each class, and by month how well the best class is separated from the worst.",
    ),
    "hindcast": ("Hindcast", "Observed and predicted yearly values of each series, with the spread of errors."),
}
"""Title and text in place of each figure that is known; others go by their names.

`{trust}` stands for whose trust in whom a figure shows, `{row}` for what has a row in it, `{variable}` for a variable.
"""


_ANY_TRUST = {"trust": "Trust", "row": "power"}


class Image(NamedTuple):
    """A figure: name of its file, title, text in its place, and the picture as an address that holds it."""

    name: str
    title: str
    alt: str
    source: str


def embed_figures(results: Results, folders: Sequence[Path]) -> tuple[list[Image], list[str]]:
    """Return the figures of some folders, and the names of those for which a page has no room.

    Parameters
    ----------
    results : drawn anew if the first folder holds no picture that a page can show
    folders : with PNG or SVG files
    """
    first, *others = [_find_pictures(folder) for folder in folders]
    further = [path for paths in others for path in paths]
    if first:
        return _embedded([*first, *further], results)
    from nrc_sim.figures.study import write_figures

    with TemporaryDirectory() as drawn, figure_look(formats=["png"]):
        write_figures(results, Path(drawn))
        return _embedded([*_find_pictures(Path(drawn)), *further], results)


def _find_pictures(folder: Path) -> list[Path]:
    """List one picture of each figure, bitmaps first, those that are known in their order before all others."""
    found: dict[str, Path] = {}
    for ending in _TYPES:
        for path in sorted(folder.glob(f"*{ending}")):
            if not is_left_by_system(path.name):
                found.setdefault(path.stem, path)
    known = list(_ABOUT)
    places = {stem: known.index(name) if (name := _base(stem)) in known else len(known) for stem in found}
    return [found[stem] for stem in sorted(found, key=places.__getitem__)]


def _base(stem: str) -> str:
    """Take the slug of a world, or the name of a variable, from the name of a figure."""
    name = stem.partition(".")[0]
    if not name.startswith(_VARIABLE):
        return name
    return f"{_VARIABLE}difference" if name.endswith(_DIFFERENCE) else _VARIABLE.rstrip("_")


def _embedded(paths: list[Path], results: Results) -> tuple[list[Image], list[str]]:
    room, images, left_out = MOST_BYTES, [], []
    for path, source in _encoded(paths):
        if len(source) > room:
            left_out.append(path.name)
            continue
        room -= len(source)
        title, alt = _described(path.stem, results)
        images.append(Image(path.name, title, alt, source))
    return images, left_out


def _described(stem: str, results: Results) -> tuple[str, str]:
    """Return the title of a figure, and the text in its place."""
    name, _, slug = stem.partition(".")
    if name.startswith(_VARIABLE):
        variable = readable(name.removeprefix(_VARIABLE).removesuffix(_DIFFERENCE)).capitalize()
        title, alt = (text.format(variable=variable) for text in _ABOUT[_base(stem)])
        return title, alt
    if name not in _ABOUT:
        return readable(stem).capitalize(), f"Figure {stem}."
    world = next((runs.scenario.world for runs in results if slug in {"", runs.scenario.world.slug}), None)
    words = _whose_trust(world, reverse=name.endswith(_REVERSE)) if world is not None else _ANY_TRUST
    title, alt = (text.format(**words) for text in _ABOUT[name])
    return (f"{title}: {dict(results.worlds).get(slug, readable(slug))}" if slug else title), alt


def _whose_trust(world: WorldFile, *, reverse: bool) -> dict[str, str]:
    """Say whose trust in whom a figure shows, and what has a row in it."""
    first, second = world.sides
    several = (len(first.powers) > 1, len(second.powers) > 1)
    alone = "" if several[0] else first.powers[0].name
    trust = trust_in_words((first.name, second.name), several, alone, reverse=reverse)
    return {"trust": trust, "row": "pair of powers" if all(several) else "power"}


def _encoded(paths: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        yield path, f"data:{_TYPES[path.suffix]};base64,{b64encode(path.read_bytes()).decode('ascii')}"

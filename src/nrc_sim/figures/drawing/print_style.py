"""A figure in greys and thin lines while it is written for print, whoever drew it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.collections import Collection
from matplotlib.colors import ListedColormap, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing.fonts import drawable, families
from nrc_sim.figures.drawing.style import FAMILY

_THIN = 0.75
"""Width of lines in print, as a multiple of that on screens."""

_THINNEST = 0.3
"""Points; thinner lines are lost by printers."""

_LUMINANCE = (0.2126, 0.7152, 0.0722)
_COLOURS: dict[type[Artist], tuple[str, ...]] = {
    # Marks first: those without a colour of their own take that of the line.
    Line2D: ("markerfacecolor", "markeredgecolor", "color"),
    Patch: ("facecolor", "edgecolor"),
    Collection: ("facecolor", "edgecolor"),
    Text: ("color",),
}
_SHADES = 256


def _grey(colours: Any) -> Any:
    """Turn colours into greys as light as they are.

    Parameters
    ----------
    colours : one colour, or several, as matplotlib takes them

    Returns
    -------
    array (4) or (colour, 4): red, green, blue and alpha, 0..1
    """
    found = to_rgba_array(colours)
    found[:, :3] = _encoded(_linear(found[:, :3]) @ np.array(_LUMINANCE))[:, None]
    # One colour gives one colour again, so that it can be set where several are not taken.
    return found if found.shape[0] != 1 else found[0]


def _linear(encoded: Floats) -> Floats:
    """Undo the encoding of sRGB (IEC 61966-2-1), in which lightness does not add up."""
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encoded(linear: Floats) -> Floats:
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


@contextmanager
def styled(figure: Figure, style: str) -> Iterator[None]:
    """Give a figure a style, and undo it afterwards.

    Parameters
    ----------
    figure : Figure
    style : "screen", which changes nothing, or "print"
    """
    with ExitStack() as undone:
        for text in figure.findobj(Text):
            _make_drawable(text, undone)
        if style == "print":
            # Ticks are made when a figure is first laid out.
            figure.draw_without_rendering()
            for artist in figure.findobj():
                _print_in_grey(artist, undone)
        yield


def _make_drawable(artist: Any, undone: ExitStack) -> None:
    """Set a text in fonts that have its characters, with marks in place of those that none has."""
    text = drawable(artist.get_text())
    if text != artist.get_text():
        _set(artist, "text", text, undone)
    if not text.isascii() and (fonts := families(text)) != [FAMILY]:
        _set(artist, "fontfamily", fonts, undone)


def _print_in_grey(artist: Artist, undone: ExitStack) -> None:
    for kind, names in _COLOURS.items():
        if isinstance(artist, kind):
            for name in names:
                _recolour(artist, name, undone)
    if isinstance(artist, Line2D | Patch | Collection):
        _thin(artist, undone)
    if isinstance(artist, ScalarMappable) and artist.get_array() is not None:
        ramp = _grey(artist.get_cmap()(np.linspace(0.0, 1.0, _SHADES)))
        _set(artist, "cmap", ListedColormap(ramp), undone)


def _recolour(artist: Any, name: str, undone: ExitStack) -> None:
    found = getattr(artist, f"get_{name}")()
    if not isinstance(found, str) or found not in {"none", "auto"}:
        # Colours of a collection that hold none at all stay so.
        if isinstance(found, np.ndarray) and found.size == 0:
            return
        _set(artist, name, _grey(found), undone)


def _thin(artist: Any, undone: ExitStack) -> None:
    widths = np.asarray(artist.get_linewidth(), dtype=np.float64)
    thinned = np.where(widths > 0.0, np.maximum(_THIN * widths, np.minimum(widths, _THINNEST)), 0.0)
    _set(artist, "linewidth", thinned if thinned.ndim else float(thinned), undone)


def _set(artist: Any, name: str, value: Any, undone: ExitStack) -> None:
    put = getattr(artist, f"set_{name}")
    undone.callback(put, getattr(artist, f"get_{name}")())
    put(value)

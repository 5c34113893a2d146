"""Checks of what is drawn that tests of several figures share."""

from __future__ import annotations

import itertools

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

SMALLEST_PRINT = 7


def visible_texts(figure: Figure) -> list[Text]:
    """Every text with letters in it that is drawn, without the ticks outside the limits."""
    FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    hidden: set[int] = set()
    for axes in figure.axes:
        for axis, limits in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            for tick in axis.get_major_ticks():
                if not axes.axison or not min(limits) - 1e-9 <= tick.get_loc() <= max(limits) + 1e-9:
                    hidden |= {id(tick.label1), id(tick.label2)}
                hidden |= {id(label) for label in (tick.label1, tick.label2) if not label.get_visible()}
        if not axes.axison:
            hidden |= {id(axes.xaxis.label), id(axes.yaxis.label)}
    return [text for text in shown if id(text) not in hidden]


def check_texts(figure: Figure) -> None:
    texts = visible_texts(figure)
    boxes = [(text.get_text(), Text.get_window_extent(text)) for text in texts]
    assert min(text.get_fontsize() for text in texts) >= SMALLEST_PRINT
    page = figure.bbox
    outside = [word for word, box in boxes if box.x0 < 0 or box.y0 < 0 or box.x1 > page.x1 or box.y1 > page.y1]
    assert not outside, f"outside the page: {outside}"
    for (first, one), (second, two) in itertools.combinations(boxes, 2):
        wide = min(one.x1, two.x1) - max(one.x0, two.x0)
        high = min(one.y1, two.y1) - max(one.y0, two.y0)
        assert wide <= 1 or high <= 1, f"{first!r} and {second!r} overlap by {wide:.0f} x {high:.0f} pixels"

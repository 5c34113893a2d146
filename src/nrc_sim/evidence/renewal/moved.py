"""What has moved between two versions of something derived, as a changelog needs it."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import zip_longest

from nrc_sim.scenario.faults import shortened
from nrc_sim.text.wording import counted

NUMBER = re.compile(r"(?<![\w.])[-\u2212+]?(?:\d[\d,]*)?\.?\d+(?:e[-+]?\d+)?%?")
_MOST_COMPARED = 2_000
"""Lines up to which additions and removals are looked for; longer texts are compared line by line."""


def list_moves(before: bytes, after: bytes, most: int = 12) -> list[str]:
    """Return each number that moved, with the words before it, and how many lines came, went or changed their words.

    Parameters
    ----------
    before, after : texts such as tables, or pictures, of which only the fact that they differ is reported
    most : numbers that are listed; the others are counted

    Returns
    -------
    lines of text; none if nothing moved
    """
    try:
        return _moved_lines(before.decode("utf-8"), after.decode("utf-8"), most)
    except UnicodeDecodeError:
        return [] if before == after else ["redrawn, and differs"]


def _moved_lines(before: str, after: str, most: int) -> list[str]:
    numbers: list[str] = []
    changed = 0
    for old, new in _pairs(before.splitlines(), after.splitlines()):
        if old == new:
            continue
        moved = _moved_numbers(old, new)
        numbers += moved
        changed += not moved
    rest = len(numbers) - most
    more = [f"and {counted(rest, 'more number')}"] if rest > 0 else []
    words = [f"{counted(changed, 'line')} with other words, new or gone"] if changed else []
    return [*numbers[:most], *more, *words]


def _pairs(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Pair lines that say the same of other numbers."""
    shapes = [[NUMBER.sub("#", line) for line in lines] for lines in (old, new)]
    if shapes[0] == shapes[1] or max(len(old), len(new)) > _MOST_COMPARED:
        return list(zip_longest(old, new, fillvalue=""))
    pairs = []
    for _, a, b, c, d in SequenceMatcher(a=shapes[0], b=shapes[1], autojunk=False).get_opcodes():
        pairs += list(zip_longest(old[a:b], new[c:d], fillvalue=""))
    return pairs


def _moved_numbers(old: str, new: str) -> list[str]:
    """Return the numbers that differ between two lines of one shape; none if the shapes differ."""
    if NUMBER.sub("#", old) != NUMBER.sub("#", new):
        return []
    pairs = zip(NUMBER.finditer(old), NUMBER.finditer(new), strict=True)
    return [f"{_words_before(new, two.start())}: {one[0]} -> {two[0]}" for one, two in pairs if one[0] != two[0]]


def _words_before(line: str, place: int) -> str:
    words = " ".join(line[:place].replace("|", " ").replace('"', " ").split())
    return shortened(words) if words else "line"

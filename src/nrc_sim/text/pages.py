"""Markdown pages with blocks that are computed: where a block stands, and putting it into its place."""

from __future__ import annotations

import re

from nrc_sim.errors import InputError

_BLOCK = "<!-- {name} -->\n{text}\n<!-- end -->"
"""How a block stands in a page. What follows a colon in the first comment is for readers."""


def block_of(page: str, name: str) -> re.Match[str]:
    """Find a block of a page.

    Parameters
    ----------
    page : with a comment that names the block, and one that ends it
    name : of the block

    Returns
    -------
    match whose group `text` is what stands between

    Raises
    ------
    InputError
        If the page has no such block.
    """
    place = rf"<!-- {re.escape(name)}(?::[^\n]*)? -->\n(?P<text>.*?)\n?<!-- end[^\n]*-->"
    found = re.search(place, page, re.DOTALL)
    if found is None:
        raise InputError(f"the page has no place for {name!r}", allowed=_BLOCK.format(name=name, text="..."))
    return found


def with_block(page: str, name: str, text: str) -> str:
    """Put a block in its place, see `block_of`.

    Parameters
    ----------
    page : with a comment that names the block, and one that ends it
    name : of the block
    text : what stands between
    """
    found = block_of(page, name)
    return page[: found.start("text")] + text + page[found.end("text") :]

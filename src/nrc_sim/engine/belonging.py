"""Who belongs to either side, as bits: what both engines do with them."""

from __future__ import annotations


def next_membership(state: int, kept: int, joined: int) -> int:
    """Return who belongs once some have joined or left; each power that can do so has a bit of its own.

    Parameters
    ----------
    state : bits of those who belong
    kept : bits of those who stay as they are, -1 for all
    joined : bits of those who belong from now on
    """
    return (state & kept) | joined

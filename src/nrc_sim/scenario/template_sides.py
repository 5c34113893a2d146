"""The lines of a new world that name the powers of its sides, and acts in the words of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from nrc_sim.scenario.countries import Country, distance_between
from nrc_sim.scenario.writing import scalar
from nrc_sim.text.wording import join_words

_Sides = tuple[Sequence[Country], Sequence[Country]]

_IDS = ("first", "second")
"""Ids of two new sides; that of a power alone is its own."""

_MOST_NAMED = 3
"""Powers that the name of a side without a lead can hold."""

_LEFT_OPEN = (
    "# aggregation: {voice: equal, weight_of_wariest: 0.5}",
    "# traits: {openness: 1.0, consulted: 1.0, counter_measures: 1.0, committed: 0.0}",
)


def side_name(powers: Sequence[Country], *, leads: bool) -> str:
    """Name a side by the powers that belong to it.

    Parameters
    ----------
    powers : of the side
    leads : whether the first of several powers leads it
    """
    names = [power.name for power in powers]
    if leads and len(names) > 1:
        return f"{names[0]} and allies"
    return join_words(names if len(names) <= _MOST_NAMED else [*names[: _MOST_NAMED - 1], "others"])


def _side_id(number: int, powers: Sequence[Country]) -> str:
    return _IDS[number] if len(powers) > 1 else powers[0].slug


def side_lines(sides: _Sides, *, leads: bool) -> Iterator[str]:
    """Write both sides as a world file gives them.

    Parameters
    ----------
    sides : the powers of either
    leads : whether the first of several powers leads its side
    """
    for number, (powers, others) in enumerate((sides, sides[::-1])):
        several = len(powers) > 1
        yield f"  - id: {_side_id(number, powers)}"
        yield f"    name: {scalar(side_name(powers, leads=leads))}"
        if several:
            yield f"    {'' if leads else '# '}lead: {powers[0].slug}"
        yield from (f"    {line}" for line in _LEFT_OPEN)
        yield "    powers:"
        for place, power in enumerate(powers):
            yield f"    {power_line(power, others, aligned=place == 0 and (leads or not several))}"


def power_line(power: Country, others: Sequence[Country], since: str = "", *, aligned: bool) -> str:
    """Write a power as an entry of a list.

    Parameters
    ----------
    power : Country
    others : powers of the other side, to the nearest of which its distance is
    since : further keys, if any
    aligned : whether it stands with the lead of its side, as that itself does
    """
    names = f"id: {power.slug}, name: {scalar(power.name)}, code: {power.code}"
    facts = f"domination: 0.0, tie: 0.0, alignment: {float(aligned)}"
    nearest = min(distance_between(power, other) for other in others)
    far = f"distance: {nearest:.1f}, capability: {power.capability:g}"
    known = "" if power.basis == "cinc" else f"  # capability: {power.basis}"
    return f"  - {{{', '.join(filter(None, (names, since, facts, far)))}}}{known}"


def acts_of_sides(lines: Iterable[str], sides: _Sides, *, leads: bool) -> list[str]:
    """Name the sides in acts by their ids, and where a lead acts both by their leads, if they have some.

    Parameters
    ----------
    lines : of a template
    sides : the powers of either
    leads : whether the first of several powers leads its side
    """
    ids = [_side_id(number, powers) for number, powers in enumerate(sides)]
    led = [f"{name}_lead" if leads and len(powers) > 1 else name for name, powers in zip(ids, sides, strict=True)]
    return [_renamed(line, led if "[lead]" in line else ids) for line in lines]


def _renamed(line: str, words: Sequence[str]) -> str:
    first, second = words
    return re.sub(r"\[(lead|alliance|outside)\]", lambda it: f"[{second if it[1] == 'outside' else first}]", line)

"""The commented files with which a new scenario and a new world begin."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.scenario.countries import OPTION, Country, distance_between
from nrc_sim.scenario.writing import scalar

SCENARIO, WORLD = "new_scenario", "new_world"
"""Names of the templates, which stand where the name of the new file belongs."""

MARK, END = "#: ", "end"
"""Marks lines of the template of worlds between which a block stands, and the end of the last one."""

_INSTEAD = "#= "
"""Begins lines that stand instead of others, for which the template itself could not be read as a world."""

_OUTSIDE, _POWER, _MEMBERS = "outside", "power", "members"
"""Blocks of the sides: the outside power, and what faces it, which is another power or the members of an alliance."""

_OF_AN_ALLIANCE = (_MEMBERS, "issues", "areas", "institution", "negotiations")
"""Blocks that the smallest world, of two powers, does without."""

_REAL, _INVENTED = "countries", "invented"
"""Blocks about members that are in the table of countries, and about those that are not."""

_JOINED = "1990-01"
_FEWEST = 2
"""Countries of the smallest world: a power on either side."""


class TemplateBlock(NamedTuple):
    """Lines of a template that belong together; `name` is empty for those that every world has."""

    name: str
    lines: list[str]


def template_text(slug: str) -> str:
    """Return the text of a new scenario.

    Parameters
    ----------
    slug : name of the scenario
    """
    return _read(SCENARIO).replace(SCENARIO, slug)


def world_text(
    slug: str, countries: Sequence[Country] = (), *, alliance: bool = False, without: Collection[str] = ()
) -> str:
    """Return the text of a new world: of two powers, or of an alliance and a power.

    Parameters
    ----------
    slug : name of the world
    countries : the members of the alliance, the lead first, and last the outside power; none for invented ones
    alliance : whether an alliance stands on one side; of more than two countries it does
    without : further blocks of the template that are left out

    Raises
    ------
    InputError
        If the countries are too few for two sides.
    """
    of_others = (_POWER,) if alliance or len(countries) > _FEWEST else _OF_AN_ALLIANCE
    unfit = {*without, *of_others, _INVENTED if countries else _REAL}
    blocks = [block for block in _blocks(_read(WORLD)) if block.name not in unfit]
    if countries:
        if len(countries) < _FEWEST:
            raise InputError(
                "there is 1 country",
                place=OPTION,
                allowed="a power for each side; or the lead, its allies, and last the power on the other side",
            )
        *members, outside = countries
        blocks = [_with_countries(block, members, outside) for block in blocks]
    return "\n".join(line for block in blocks for line in block.lines).replace(WORLD, slug) + "\n"


def _read(name: str) -> str:
    return (bundled_folder() / "settings" / f"{name}.yaml").read_text(encoding="utf-8")


def _blocks(text: str) -> Iterator[TemplateBlock]:
    """Take a template apart at its marks, which are left out."""
    block = TemplateBlock("", [])
    for line in text.splitlines():
        if line.startswith(MARK):
            yield block
            name = line.removeprefix(MARK).strip()
            block = TemplateBlock("" if name == END else name, [])
        else:
            block.lines.append(line.removeprefix(_INSTEAD))
    yield block


def _with_countries(block: TemplateBlock, members: Sequence[Country], outside: Country) -> TemplateBlock:
    """Put countries in the place of the invented ones."""
    if block.name == _OUTSIDE:
        told = {"id": outside.slug, "name": scalar(outside.name), "code": outside.code}
        return TemplateBlock(_OUTSIDE, [_retold(line, told) for line in block.lines])
    if any(line == "members:" for line in block.lines):
        kept = [line for line in block.lines if not line.startswith("  - ")]
        return TemplateBlock(block.name, [*kept, *_member_lines(members, outside)])
    allies = "" if len(members) == 1 else " and allies,"
    title = scalar(f"{members[0].name}{allies} and {outside.name}")
    return TemplateBlock(
        block.name, [f"title: {title}" if line.startswith("title: ") else line for line in block.lines]
    )


def _retold(line: str, told: dict[str, str]) -> str:
    """Give a key another value; its comment stays in its column."""
    found = re.match(r"  (\w+): (\S+ *)", line)
    if found is None or found[1] not in told:
        return line
    return f"  {found[1]}: {told[found[1]].ljust(len(found[2]) - 1)} {line[found.end() :]}"


def _member_lines(members: Sequence[Country], outside: Country) -> Iterator[str]:
    for place, member in enumerate(members):
        leads = place == 0
        role = "role: lead, " if leads else ""
        facts = f"domination: 0.0, tie: 0.0, alignment: {float(leads)}"
        far = f"distance: {distance_between(member, outside):.1f}, capability: {member.capability:g}"
        known = "" if member.basis == "cinc" else f"  # capability: {member.basis}"
        names = f"id: {member.slug}, name: {scalar(member.name)}, code: {member.code}"
        yield f"  - {{{names}, {role}joined: {_JOINED}, {facts}, {far}}}{known}"

"""The commented files with which a new scenario and a new world begin."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.scenario.countries import OPTION, Country
from nrc_sim.scenario.template_sides import acts_of_sides, power_line, side_lines, side_name
from nrc_sim.scenario.writing import scalar

SCENARIO, WORLD = "new_scenario", "new_world"
"""Names of the templates, which stand where the name of the new file belongs."""

MARK, END = "#: ", "end"
"""Marks lines of the template of worlds between which a block stands, and the end of the last one."""

_INSTEAD = "#= "
"""Begins lines that stand instead of others, for which the template itself could not be read as a world."""

_OUTSIDE, _POWER, _MEMBERS = "outside", "power", "members"
"""Blocks of the sides: the outside power, and what faces it, which is another power or the members of an alliance."""

_SIDES, _SHORT = "sides", "short"
"""Blocks of worlds that give both sides alike, and of those that have an outside power and members instead."""

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
    unfit = {_SIDES, *without, *of_others, _INVENTED if countries else _REAL}
    blocks = _without(unfit)
    if countries:
        if len(countries) < _FEWEST:
            raise InputError(
                "there is 1 country",
                place=OPTION,
                allowed="a power for each side; or the lead, its allies, and last the power on the other side",
            )
        *members, outside = countries
        blocks = [_with_countries(block, members, outside) for block in blocks]
    return _joined(blocks, slug)


def sides_text(slug: str, first: Sequence[Country], second: Sequence[Country], *, leads: bool = True) -> str:
    """Return the text of a new world of two sides of any size, and of what lies between them.

    Parameters
    ----------
    slug : name of the world
    first, second : the powers of either side
    leads : whether the first of several powers leads its side
    """
    title = f"{side_name(first, leads=leads)}, and {side_name(second, leads=leads)}"
    told = (_retitled(block, title) for block in _without({_SHORT, _OUTSIDE, _POWER, _MEMBERS, _INVENTED}))
    blocks = [TemplateBlock(it.name, acts_of_sides(it.lines, (first, second), leads=leads)) for it in told]
    place = next(number for number, block in enumerate(blocks) if "sides:" in block.lines)
    blocks[place].lines.extend(side_lines((first, second), leads=leads))
    return _joined(blocks, slug)


def _without(unfit: Collection[str]) -> list[TemplateBlock]:
    """Return the blocks of the template of worlds but for those that do not fit."""
    return [block for block in _blocks(_read(WORLD)) if block.name not in unfit]


def _joined(blocks: Iterable[TemplateBlock], slug: str) -> str:
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
    return _retitled(block, f"{members[0].name}{allies} and {outside.name}")


def _retitled(block: TemplateBlock, title: str) -> TemplateBlock:
    lines = [f"title: {scalar(title)}" if line.startswith("title: ") else line for line in block.lines]
    return TemplateBlock(block.name, lines)


def _retold(line: str, told: dict[str, str]) -> str:
    """Give a key another value; its comment stays in its column."""
    found = re.match(r"  (\w+): (\S+ *)", line)
    if found is None or found[1] not in told:
        return line
    return f"  {found[1]}: {told[found[1]].ljust(len(found[2]) - 1)} {line[found.end() :]}"


def _member_lines(members: Sequence[Country], outside: Country) -> Iterator[str]:
    for place, member in enumerate(members):
        since = f"role: lead, joined: {_JOINED}" if place == 0 else f"joined: {_JOINED}"
        yield power_line(member, (outside,), since, aligned=place == 0)

"""A draft of a history: the largest events as dated shocks, for somebody who knows the years to review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from nrc_sim.evidence.events.counting import CountedEvents
from nrc_sim.evidence.events.tallies import EventGroup
from nrc_sim.evidence.events.weights import CodedCategory
from nrc_sim.scenario.check import alliance_since
from nrc_sim.scenario.schema import MOST_MONTHS, month_number, month_text
from nrc_sim.scenario.texts import MOST_OF_A_TITLE
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.writing import scalar
from nrc_sim.text.wording import counted, with_article

DRAFT = "draft_history"
"""Slug of the scenario and name of its file."""

LARGEST, LARGEST_WITHIN = 40, 10
"""Events in a draft: between the sides, and among powers of one side."""

_CODE_LENGTHS = (4, 3, 2)
"""Digits of a category, of the one above it, and of the family of both."""

_HEAD = """\
# A draft, written by `nrc-sim events`; not a history yet. Each entry stands for all events of a month from one actor to
# another that the data put into one category. Of all of them, the {largest} here move the conduct of their month the
# most: the number of events times the distance of their mean weight from the usual weight of that pair and direction.
# Acts among powers of one side, of which there are fewer here, move no conduct: they leave rifts (docs/scenarios.md).
# Before it is used, look each entry up. Did it happen, in this month, and who did what to whom? Name it, give it a
# source, code it by the rules of docs/codebook.md, say which issue it is about, join what belongs together, take out
# what the machine has misread, and add what it has missed. `nrc-sim validate` checks the file; unless its world is a
# bundled one, it stands beside the file of its world.
"""


class _Entry(NamedTuple):
    """A group of events, and how far it moves the conduct of its month."""

    group: EventGroup
    size: float


def draft_history(found: CountedEvents, largest: int = LARGEST) -> str:
    """Write the text of a scenario with the largest events.

    Parameters
    ----------
    found : events of a world
    largest : how many at most

    Returns
    -------
    YAML of a scenario of the role `history`, which covers the months of the events from the one on in which both sides
    are there, the last hundred years at most; empty if no event is as late
    """
    world = found.cast.world
    last = found.monthly.first + found.monthly.months
    first = max(found.monthly.first, last - MOST_MONTHS, month_number(alliance_since(world)))
    if first >= last:
        return ""
    entries = sorted(
        entry
        for groups, most in ((found.groups, largest), (found.within, LARGEST_WITHIN))
        for entry in _largest([group for group in groups if group.month >= first], most)
    )
    sides = " and ".join(with_article(side.name) for side in world.sides)
    lines = [
        f"title: {scalar(_cut(f'Draft: the largest events between {sides}', MOST_OF_A_TITLE))}",
        "description: >-",
        f"  A draft from {counted(found.placed, 'event')} of {found.source}, to be reviewed entry by entry.",
        f"world: {world.slug}",
        "role: history",
        f"horizon: {{start: {month_text(first)}, months: {last - first}}}",
        "shocks:",
    ]
    for number, entry in enumerate(entries, start=1):
        lines += _shock(number, entry.group, found)
    return _HEAD.format(largest=len(entries)) + "\n".join(lines) + "\n"


def _largest(groups: Sequence[EventGroup], most: int) -> list[_Entry]:
    """Return the groups that move the conduct of their month the most, in the order of months."""
    usual = _usual_weights(groups)
    entries = [
        _Entry(group, abs(group.weight - group.events * usual[group.sender, group.receiver])) for group in groups
    ]
    return sorted(entries, key=lambda entry: (-entry.size, entry.group))[:most]


def _usual_weights(groups: Sequence[EventGroup]) -> Mapping[tuple[int, int], float]:
    weights: defaultdict[tuple[int, int], float] = defaultdict(float)
    events: defaultdict[tuple[int, int], int] = defaultdict(int)
    for group in groups:
        weights[group.sender, group.receiver] += group.weight
        events[group.sender, group.receiver] += group.events
    return {pair: weights[pair] / events[pair] for pair in weights}


def _shock(number: int, group: EventGroup, found: CountedEvents) -> Iterator[str]:
    actors, coded = found.cast.actors, found.categories[group.category]
    sender, receiver = actors[group.sender], actors[group.receiver]
    mean = group.weight / group.events
    chosen, how = _category(coded, mean, found.cast.world)
    what = f"{coded.name} ({coded.code})" if coded.code else "no category"
    said = f"{counted(group.events, 'event')}, mean weight {mean:.1f}; in the data: {what}{how}."
    yield f"  - id: event_{number}"
    label = f"{sender.name} toward {with_article(receiver.name)}: {_name(chosen, found)}"
    yield f"    label: {scalar(_cut(label, MOST_OF_A_TITLE))}"
    yield f"    at: {month_text(group.month)}"
    yield "    acts:"
    yield f"      - {{from: [{sender.id}], to: [{receiver.id}], category: {scalar(chosen)}}}"
    yield f"    source: {scalar(f'event data ({found.source}), not yet reviewed')}"
    yield f"    reason: {scalar(said)}"


def _category(coded: CodedCategory, weight: float, world: WorldFile) -> tuple[str, str]:
    """Return the category of the data, one above it or the nearest by weight, and what to say of the choice."""
    for length in _CODE_LENGTHS:
        for code in (coded.code[:length], f"{coded.code[:length]}0"):
            if code in world.categories and coded.code:
                return code, "" if code == coded.code else f"; {code} is the nearest above it in the world"
    code = min(world.categories, key=lambda one: (abs(world.categories[one].weight - weight), one))
    return code, f"; {code} has the nearest weight in the world"


def _name(code: str, found: CountedEvents) -> str:
    name = found.cast.world.categories[code].name
    return name[:1].lower() + name[1:]


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 3] + "..."

"""What stands out in a month: shocks, turns of talks, regime and leadership, large moves of conduct and trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from nrc_sim.analysis.trace.months import MonthRecord, Powers, ShockRecord, group_in_words, joined_powers, names_of_side
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.restarting import Moment
from nrc_sim.engine.model.transfer import rifts_of
from nrc_sim.engine.world.policies import policy_names
from nrc_sim.engine.world.state import RIFT_FIELD
from nrc_sim.rules.index import classify_outcome
from nrc_sim.rules.leadership import renewed
from nrc_sim.scenario.variables import name_of_state
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.wording import readable, with_article

_LARGE_CONDUCT = 0.1
"""Move of mean conduct in a month from which it is reported, on a scale from -1 to 1."""

_LARGE_TRUST = 0.02
"""Move of mean trust in a month from which it is reported, on a scale from 0 to 1."""

_LARGE_RIFT = 0.02
"""Move of a rift in a month from which it is reported, on a scale from 0 to 1."""

_SMALL_PART = 0.0005
"""Part of a move of trust below which it is not reported."""

_CAUSE_WORDS = {
    "shocks": "shocks",
    "talks": "talks",
    "surprise": "conduct other than expected",
    "tensions": "open issues",
    "rest": "return to rest",
}


class Event(NamedTuple):
    """Something that stands out.

    Attributes
    ----------
    month : str
        Such as `2014-03`.
    kind : str
        shock, negotiation, regime, leadership, policy, rift, class, conduct or trust.
    subject : str
        Id of the shock or negotiation, or name of the variable, policy or of whose leadership it is.
    what : str
        The event in words.
    before, after : str or float or None
        State or value in the month before and in this one; None and the size of a shock.
    parts : mapping of str to float
        What moved trust, by `nrc_sim.analysis.trace.causes.CAUSES`; empty for other kinds.
    """

    month: str
    kind: str
    subject: str
    what: str
    before: str | float | None
    after: str | float
    parts: Mapping[str, float] = {}

    def describe(self) -> dict[str, Any]:
        """Return the event as plain data."""
        return {**self._asdict(), "parts": dict(self.parts)}


def month_events(model: RelationshipModel, before: Moment, record: MonthRecord, file: WorldFile) -> list[Event]:
    """List what stands out in the month that a model has just simulated.

    Parameters
    ----------
    model : the model
    before : the run before that month
    record : the month
    file : the world, for its names
    """
    joined = joined_powers(model.world, model.month - 1)
    shocks = [_shock_event(model, record.month, shock, joined) for shock in record.shocks]
    return [
        *shocks,
        *_turns(model, before, record, file),
        *_leaderships(model, before, record.month, file),
        *_policies(model, before, record.month),
        *_rifts(model, before, record.month),
        *_class_event(model, record.month),
        *_large_moves(model, before, record),
    ]


def _shock_event(model: RelationshipModel, month: str, shock: ShockRecord, joined: Powers) -> Event:
    labels = model.world.labels
    acts = [
        f"{group_in_words(actors, joined, labels)} toward {group_in_words(targets, joined, labels)} {weight:+.2f}"
        for actors, targets, weight in shock.acts
    ]
    deeds = f": {'; '.join(acts)}" if acts else ""
    return Event(month, "shock", shock.id, f"{shock.label}, size {shock.size:.2f}{deeds}", None, shock.size)


def _turns(model: RelationshipModel, before: Moment, record: MonthRecord, file: WorldFile) -> Iterator[Event]:
    labels = model.world.labels
    for number, talks in enumerate(file.negotiations):
        was, now = labels.settlements[int(before.state["settlement"][number])], record.settlement[talks.id]
        if now != was:
            turn = f"{name_of_state(file, was)} -> {name_of_state(file, now)}"
            yield Event(record.month, "negotiation", talks.id, f"{talks.name}: {turn}", was, now)
    was = labels.regimes[int(before.state["regime"][0])]
    if record.regime != was:
        names = {regime.id: regime.name for regime in file.regimes}
        what = f"Institution: {names[was]} -> {names[record.regime]}"
        yield Event(record.month, "regime", "regime", what, was, record.regime)


def _leaderships(model: RelationshipModel, before: Moment, month: str, file: WorldFile) -> Iterator[Event]:
    calendar, chances = model.calendar, model.draws.renewal
    lead, other = (side.lead_name for side in file.sides)
    sides = (
        ("lead", lead, calendar.lead_renewal, model.lead),
        ("outside", other, calendar.outside_renewal, model.outside),
    )
    for number, (side, name, chance, actor) in enumerate(sides):
        if renewed(chances[number], chance):
            was, now = before.state[f"{side}_disposition"][0], actor.disposition_of_leaders
            what = f"New leadership, {name}: disposition {was:+.2f} -> {now:+.2f} log-odds"
            yield Event(month, "leadership", side, what, was, now)


def _policies(model: RelationshipModel, before: Moment, month: str) -> Iterator[Event]:
    """List the policies that a step of the scenario, or a shock, has set to another level."""
    names = policy_names(model.world.labels.areas)
    for name, was, now in zip(names, before.policies, model.policies.levels, strict=True):
        if now != was:
            yield Event(month, "policy", name, f"Policy {name}: {was:g} -> {now:g}", was, now)


def _rifts(model: RelationshipModel, before: Moment, month: str) -> Iterator[Event]:
    """List rifts between powers and their allies that the month's acts have moved, those moved alike together."""
    world, now = model.world, rifts_of(model)
    joined = joined_powers(world, model.month - 1)
    moved: dict[tuple[int, str, str], list[int]] = {}
    for side, powers in enumerate(world.allied):
        for number in range(len(powers)):
            place = world.place_among_allied(side, number)
            was = before.state[RIFT_FIELD][place]
            if model.month_acts.rifts[place] != 0.0 and abs(now[place] - was) >= _LARGE_RIFT:
                moved.setdefault((side, f"{was:.2f}", f"{now[place]:.2f}"), []).append(number)
    for (side, earlier, later), numbers in moved.items():
        names, ids = names_of_side(world, side), [world.allied[side][number] for number in numbers]
        who = group_in_words([names[number] for number in numbers], joined, world.labels)
        what = f"Rift between {who} and {'its' if len(ids) == 1 else 'their'} allies {earlier} -> {later}"
        yield Event(month, "rift", f"rift.{ids[0]}" if len(ids) == 1 else "rift", what, float(earlier), float(later))


def _class_event(model: RelationshipModel, month: str) -> Iterator[Event]:
    """Return an event if the mean of the last months has passed a bound between classes."""
    world, count = model.world, len(model.indices)
    if count <= world.final_months:
        return
    last = model.indices[-world.final_months - 1 : -1]
    codes = (classify_outcome(sum(last) / len(last), world.outcome_bounds), model.outcome)
    was, now = (world.outcome_classes[code] for code in codes)
    if was != now:
        what = f"{world.final_months}-month mean of the index: {readable(was)} -> {readable(now)}"
        yield Event(month, "class", "index", what, was, now)


def _large_moves(model: RelationshipModel, before: Moment, record: MonthRecord) -> Iterator[Event]:
    labels = model.world.labels
    outside, alliance = with_article(labels.outside), with_article(labels.alliance)
    directions = {"outside": f"{outside} toward {alliance}", "alliance": f"{alliance} toward {outside}"}
    for side, words in directions.items():
        was, now = before.carried[f"conduct_{side}"], record.series[f"conduct_{side}"]
        if abs(now - was) >= _LARGE_CONDUCT:
            what = f"Conduct of {words} {was:+.2f} -> {now:+.2f}"
            yield Event(record.month, "conduct", f"conduct_{side}", what, was, now)
    for side, words in directions.items():
        was, now = before.carried[f"trust_{side}"], record.series[f"trust_{side}"]
        if abs(now - was) >= _LARGE_TRUST:
            parts = record.parts[f"trust_{side}"]
            what = f"Trust of {words.replace(' toward ', ' in ')} {was:.2f} -> {now:.2f} ({parts_in_words(parts)})"
            yield Event(record.month, "trust", f"trust_{side}", what, was, now, parts)


def parts_in_words(parts: Mapping[str, float]) -> str:
    """Write what moved trust, the largest part first.

    Parameters
    ----------
    parts : by cause, trust 0..1
    """
    parts_shown = sorted(
        (name for name in parts if abs(parts[name]) >= _SMALL_PART), key=lambda name: -abs(parts[name])
    )
    return ", ".join(f"{_CAUSE_WORDS[name]} {parts[name]:+.3f}" for name in parts_shown)

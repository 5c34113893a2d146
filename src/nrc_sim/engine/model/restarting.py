"""A run between two months: saved, restored, and continued with another world, other parameters or other draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from nrc_sim.engine.model.draws import RunDraws, draw_run
from nrc_sim.engine.model.events import placed_month
from nrc_sim.engine.model.relationship import RelationshipModel
from nrc_sim.engine.model.transfer import read_state, write_state
from nrc_sim.engine.world import Job, State
from nrc_sim.engine.world.membership import state_carried
from nrc_sim.rules.shocks import first_month

_CARRIED = ("index", "trust_outside", "trust_alliance", "conduct_outside", "conduct_alliance", "mean_fears")
"""Last month's values that a state would give with the weights of pairs in the month to come."""


class Spelled(NamedTuple):
    """How far a shock has come: see the attributes of `ShockWatch`."""

    first: int
    held_for: int
    times: int


class Moment(NamedTuple):
    """A run between two months.

    Attributes
    ----------
    month : int
        The month to come, counted from the start of the horizon.
    state : State
        Everything that moves.
    carried : dict of str to float
        Last month's values by the names of `_CARRIED`.
    dialogue : float
        Last month's dialogue, which the regime of the month to come need not allow.
    spells : tuple of Spelled (shock)
        How far each shock has come, which a state does not tell.
    policies : tuple of float
        Levels of policies, which shocks may have set.
    membership : int
        State of membership, which shocks may have changed.
    """

    month: int
    state: State
    carried: dict[str, float]
    dialogue: float
    spells: tuple[Spelled, ...]
    policies: tuple[float, ...]
    membership: int = 0


def take_moment(model: RelationshipModel) -> Moment:
    """Take down a run between two months.

    Parameters
    ----------
    model : RelationshipModel
    """
    carried = {name: getattr(model, name) for name in _CARRIED}
    shocks, policies = model.shocks, tuple(model.policies.levels)
    spells = tuple(map(Spelled, shocks.months, shocks.held_for, shocks.counts))
    state, dialogue = read_state(model), model.alliance.dialogue
    return Moment(model.month, state, carried, dialogue, spells, policies, model.membership.state)


def return_to(model: RelationshipModel, moment: Moment) -> None:
    """Bring a model of the same actors to a moment; it keeps its own random draws and its own world.

    Parameters
    ----------
    model : RelationshipModel
    moment : of a run with the same shocks
    """
    model.month = moment.month
    model.running = model.month < model.world.months
    model.membership.state = model.membership.coming = moment.membership
    write_state(model, moment.state)
    model.alliance.dialogue = moment.dialogue
    for name, value in moment.carried.items():
        setattr(model, name, value)
    model.shocks.months = [spelled.first for spelled in moment.spells]
    model.shocks.held_for = [spelled.held_for for spelled in moment.spells]
    model.shocks.counts = [spelled.times for spelled in moment.spells]
    model.policies.levels = list(moment.policies)


def continue_run(source: RelationshipModel, job: Job | None = None, draws_of: int | None = None) -> RelationshipModel:
    """Make a model that goes on where another stands.

    Parameters
    ----------
    source : a run between two months, which stays as it is
    job : scenario from the month to come on, with the same actors and horizon; by default the same scenario
    draws_of : run of the ensemble whose random draws it takes from the coming month on; by default its own

    Returns
    -------
    model of the same class; with the same scenario and draws its months are those of the source, bit for bit. A shock
    of the new scenario that has another timing than before, or other draws, comes in what is left of its window.
    """
    chosen = job or source.job
    model = type(source)(chosen, run=source.run, state=source.export_state())
    draws = draw_run(chosen.world, chosen.seed, source.run if draws_of is None else draws_of, chosen.redrawn)
    policies, spells = _policies(source, chosen), _spells(source, model, draws, draws_of)
    held = source.world.membership, source.membership.state
    member = state_carried(*held, chosen.world.membership, source.month)
    return_to(model, take_moment(source)._replace(spells=spells, policies=policies, membership=member))
    model.indices = list(source.indices)
    model.months_of_draws = [*model.months_of_draws[: source.month], *draws.months[source.month :]]
    return model


def _known(source: RelationshipModel, job: Job) -> list[int | None]:
    """Find the shocks of a job that a run has with the same timing: their numbers in the run."""
    numbers = {(shock.id, shock.timing): number for number, shock in enumerate(source.world.shocks)}
    return [numbers.get((shock.id, shock.timing)) for shock in job.world.shocks]


def _policies(source: RelationshipModel, job: Job) -> tuple[float, ...]:
    """Return the levels of policies: as they are in the run, or as planned by a scenario that plans them otherwise."""
    plans = [list(zip(*world.policies, strict=True)) for world in (source.world, job.world)]
    pairs = zip(source.policies.levels, *plans, strict=True)
    return tuple(level if was == now else _last_planned(now, source.month) for level, was, now in pairs)


def _last_planned(plan: Sequence[float], month: int) -> float:
    """Return the level that a policy was last planned to have before or in a month."""
    return [level for level in plan[: month + 1] if level >= 0.0][-1]


def _spells(
    source: RelationshipModel, model: RelationshipModel, draws: RunDraws, draws_of: int | None
) -> tuple[Spelled, ...]:
    """Say how far each shock of a model that goes on has come.

    A shock that the run has, too, goes on as it is. One with a window is placed in what is left of that, but for those
    whose month stands already or has passed.
    """
    spells, past = [], take_moment(source).spells
    fresh = map(Spelled, model.shocks.months, model.shocks.held_for, model.shocks.counts)
    pairs = zip(model.world.shocks, _known(source, model.job), draws.windows, fresh, strict=True)
    for shock, known, chance, new in pairs:
        timing, spelled = shock.timing, new if known is None else past[known]
        open_still = timing.window[0] >= 0 and source.month <= timing.window[1]
        stands = known is not None and (draws_of is None or spelled.first < first_month(source.month, timing.spell))
        if open_still and not stands:
            spelled = spelled._replace(first=placed_month(timing, chance, source.month))
        spells.append(spelled)
    return tuple(spells)

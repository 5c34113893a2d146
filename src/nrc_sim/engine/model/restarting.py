"""A run between two months: saved, restored, and continued with another world, other parameters or other draws."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.engine.model.draws import RunDraws, draw_run
from nrc_sim.engine.model.relationship import RelationshipModel
from nrc_sim.engine.model.transfer import read_state, write_state
from nrc_sim.engine.world import Job, State
from nrc_sim.rules.shocks import window_month

_CARRIED = ("index", "trust_outside", "trust_alliance", "conduct_outside", "conduct_alliance", "mean_fear")
"""Last month's values that a state would give with the weights of members in the month to come."""


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
    held_for : tuple of int (shock)
        For how many months the conditions of each shock have held, which a state does not tell.
    """

    month: int
    state: State
    carried: dict[str, float]
    dialogue: float
    held_for: tuple[int, ...]


def take_moment(model: RelationshipModel) -> Moment:
    """Take down a run between two months.

    Parameters
    ----------
    model : RelationshipModel
    """
    carried = {name: getattr(model, name) for name in _CARRIED}
    return Moment(model.month, read_state(model), carried, model.alliance.dialogue, tuple(model.shocks.held_for))


def return_to(model: RelationshipModel, moment: Moment) -> None:
    """Bring a model of the same actors to a moment; it keeps its own random draws and its own world.

    Parameters
    ----------
    model : RelationshipModel
    moment : of a run with the same shocks
    """
    model.month = moment.month
    model.running = model.month < model.world.months
    write_state(model, moment.state)
    model.alliance.dialogue = moment.dialogue
    for name, value in moment.carried.items():
        setattr(model, name, value)
    model.shocks.held_for = list(moment.held_for)


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
    draws = draw_run(chosen.world, chosen.seed, source.run if draws_of is None else draws_of)
    return_to(model, take_moment(source)._replace(held_for=_held_for(source, chosen)))
    model.indices = list(source.indices)
    model.months_of_draws = [*model.months_of_draws[: source.month], *draws.months[source.month :]]
    _place_windows(source, model, draws, draws_of)
    return model


def _known(source: RelationshipModel, job: Job) -> list[int | None]:
    """Find the shocks of a job that a run has with the same timing: their numbers in the run."""
    numbers = {(shock.id, shock.timing): number for number, shock in enumerate(source.world.shocks)}
    return [numbers.get((shock.id, shock.timing)) for shock in job.world.shocks]


def _held_for(source: RelationshipModel, job: Job) -> tuple[int, ...]:
    held = source.shocks.held_for
    return tuple(0 if number is None else held[number] for number in _known(source, job))


def _place_windows(source: RelationshipModel, model: RelationshipModel, draws: RunDraws, draws_of: int | None) -> None:
    """Place shocks in what is left of their windows, but for those whose month stands already or has passed."""
    pairs = zip(model.world.shocks, _known(source, model.job), draws.windows, strict=True)
    for number, (shock, known, chance) in enumerate(pairs):
        first, last = shock.timing.window
        month = None if known is None else source.shocks.months[known]
        if month is not None and (draws_of is None or month < source.month):
            model.shocks.months[number] = month
        elif source.month <= last and first >= 0:
            model.shocks.months[number] = window_month(chance, max(first, source.month), last)

"""The model: one relationship, one month a step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.model.agenda import Agenda
from nrc_sim.engine.model.agents import Member, OutsidePower, Power
from nrc_sim.engine.model.disputes import Disputes
from nrc_sim.engine.model.draws import draw_for
from nrc_sim.engine.model.events import MonthActs, ShockWatch
from nrc_sim.engine.model.institution import Alliance
from nrc_sim.engine.model.membership import StandingMembership
from nrc_sim.engine.model.policies import StandingPolicies
from nrc_sim.engine.model.preparing import check_month, prepared_job
from nrc_sim.engine.model.reporters import MODEL_REPORTERS
from nrc_sim.engine.model.transfer import read_state, write_state
from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.engine.world import Job, ParameterSet, State, StateLayout, World, first_state, with_beginning
from nrc_sim.engine.world.types import CalendarMonth
from nrc_sim.errors import InputError, whole_number
from nrc_sim.rules.arithmetic import added_up, mean_of_both, weighted_sum
from nrc_sim.rules.cooperation import upswing
from nrc_sim.rules.index import classify_outcome, index_points, next_trend, raw_index
from nrc_sim.rules.leadership import next_rally
from nrc_sim.rules.parameters import Parameters
from nrc_sim.scenario import Scenario


class RelationshipModel(mesa.Model):  # type: ignore[misc]
    """The relationship of two sides, month by month.

    Parameters
    ----------
    scenario : str, Path, Scenario or Job
        Slug of a bundled scenario, path of a scenario file, a loaded scenario, or a prepared job.
    seed : int, optional
        Seed of all random draws; the default stands with the other defaults.
    run : int
        Number of the run; run 7 is the same alone and in any ensemble.
    state : array of float64, optional
        State at the start of the horizon; by default the scenario's history is simulated to get it.
    parameters : str
        "ensemble": the run has the accepted parameter set that it draws; "central": the central one.
    **kwargs
        Passed on to `mesa.Model`; its generator is not used. Mesa's pages know further arguments by this name.

    Attributes
    ----------
    index : float
        Headline index of the last month simulated, points.
    occurred : list of (str, float)
        Shocks of the last month, with their sizes.

    Notes
    -----
    Within a month stages follow each other; within a stage all actors move at once, from last stage's values.
    """

    outside_class: type[OutsidePower] = OutsidePower
    member_class: type[Member] = Member
    alliance_class: type[Alliance] = Alliance
    """Classes of the agents; a subclass of the model may name its own."""

    world: World
    sides: tuple[list[Member], list[OutsidePower]]
    alliance: Alliance
    agenda: Agenda
    index: float
    trust_outside: float
    trust_alliance: float
    conduct_outside: float
    conduct_alliance: float
    mean_fears: list[float]
    trend: float
    parameters: Parameters
    calendar: CalendarMonth

    def __init__(
        self,
        scenario: str | Path | Scenario | Job = "baseline",
        seed: int | None = None,
        run: int = 0,
        state: NDArray[np.float64] | None = None,
        parameters: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**{"rng": 0, **kwargs})
        job = scenario if isinstance(scenario, Job) else prepared_job(scenario, seed, parameters)
        self.job, self.run, self.world = job, whole_number("run", run, 0, LARGEST_NUMBER), job.world
        self.parameters = job.parameters_of(self.run).scenario
        self.month, self.rally, self.raw_index, self.index, self.trend = 0, 0.0, 0.0, 0.0, 0.0
        draws = draw_for(job, self.run)
        self.months_of_draws, self.draws, self.calendar = draws.months, draws.months[0], job.world.calendar[0]
        self.policies, self.membership = StandingPolicies(job.world), StandingMembership(job.world)
        names = job.world.labels.powers
        others = [self.outside_class(self, name, number) for number, name in enumerate(names[1])]
        self.sides = [self.member_class(self, name, number) for number, name in enumerate(names[0])], others
        self.alliance = self.alliance_class(self, job.world.labels.alliance)
        self.agenda, self.month_acts, self.disputes = Agenda(self), MonthActs(job.world), Disputes(self)
        self.shocks = ShockWatch(self, draws.windows, draws.later)
        self.indices: list[float] = []
        self.mean_fears = [0.0, 0.0]
        self.trust_outside = self.trust_alliance = self.conduct_outside = self.conduct_alliance = 0.0
        begun = first_values(job, self.run) if state is None else StateLayout.of(job.world).from_vector(state)
        write_state(self, with_beginning(job.world, begun, self.parameters))
        self.datacollector = mesa.DataCollector(model_reporters=MODEL_REPORTERS)

    @property
    def members(self) -> list[Member]:
        """The powers of the first side, its lead first."""
        return self.sides[0]

    @property
    def lead(self) -> Member:
        """The first power of the first side, which is its lead if it has one."""
        return self.sides[0][0]

    @property
    def outside(self) -> OutsidePower:
        """The first power of the second side, which is its lead if it has one."""
        return self.sides[1][0]

    def of_pairs(self, side: int, name: str) -> list[float]:
        """Return what the powers of a side, 0 or 1, hold toward those of the other, pair by pair, such as `trust`."""
        held = [getattr(power, name) for power in self.sides[side]]
        return [value for values in (held if side == 0 else zip(*held, strict=True)) for value in values]

    @property
    def occurred(self) -> list[tuple[str, float]]:
        """Shocks of the last month simulated, with their sizes."""
        return self.shocks.occurred

    def step(self) -> None:
        """Simulate one month; after the last of the horizon this is an `InputError`."""
        check_month(self.job, self.month)
        self.open_month()
        self.shocks.occur(self.month_acts)
        self.month_acts.state = self.membership.settle()
        self.agenda.negotiate()
        self.renew_leaderships()
        self.hold_dialogue()
        self.disputes.break_out(self.month_acts)
        self.conduct_relations()
        self.learn_from_conduct()
        self.alliance.cooperate()
        self.adjust_forces()
        self.agenda.drift()
        self.alliance.decide_regime()
        self.score()
        self.datacollector.collect(self)
        self.close_month()

    def open_month(self) -> None:
        """Turn the calendar, begin policies, and take last month's tensions to heart."""
        self.calendar, self.draws = self.world.calendar[self.month], self.months_of_draws[self.month]
        self.policies.begin_month(self.world.policies[self.month])
        self.membership.begin_month(self.month)
        self.month_acts = MonthActs(self.world, self.membership.state)
        self.agenda.weigh()

    def renew_leaderships(self) -> None:
        """Renew leaderships or fade their effects, and fade rallies behind a common threat."""
        self.lead.renew_leadership()
        self.outside.renew_leadership()
        self.rally = next_rally(self.rally, self.month_acts.rally, self.parameters.leadership)

    def hold_dialogue(self) -> None:
        """Hold dialogue as far as regime and policy allow."""
        self.alliance.hold_dialogue(self.month_acts.consultation, upswing(self.trend, self.parameters.cooperation))

    def conduct_relations(self) -> None:
        """Choose the conduct of all actors, then apply it at once."""
        powers: list[Power] = [*self.sides[1], *self.sides[0]]
        for power in powers:
            power.intend()
        for power in powers:
            power.act()
        for power in powers if self.world.has_memory else ():
            power.remember()
        self.weigh_conduct()

    def learn_from_conduct(self) -> None:
        """Update the trust, expectations and fear of all powers by the month's conduct."""
        for powers, views in zip(self.sides, [self._views_of_side(0), self._views_of_side(1)], strict=True):
            for power in powers:
                power.learn(*views)
        self.weigh_trust()

    def _views_of_side(self, side: int) -> tuple[list[float], list[float]]:
        """Return, of each power of the other side, the trust minus disposition of a side's allies, and of its lead."""
        deviations = [power.deviations for power in self.sides[side]]
        weights = self.membership.allies(self.present_month)[side]
        return [weighted_sum(weights, column) for column in zip(*deviations, strict=True)], deviations[0]

    def adjust_forces(self) -> None:
        """Adjust the military activity of both sides to the other's of last month."""
        self.alliance.adjust_forces()

    def score(self) -> None:
        """Compute the index and its trend."""
        raw = self.raw_score()
        self.trend = next_trend(self.trend, raw, self.raw_index, self.parameters.cooperation.trend_half_life)
        self.raw_index, self.index = raw, index_points(raw, self.parameters.scale)
        self.indices.append(self.index)

    def close_month(self) -> None:
        """Turn to the next month; stop at the horizon."""
        self.month += 1
        self.running = self.month < self.world.months

    def raw_score(self) -> float:
        """Return the raw index of trust and conduct as they stand."""
        trust = mean_of_both(self.trust_outside, self.trust_alliance)
        conduct = mean_of_both(self.conduct_outside, self.conduct_alliance)
        return raw_index(trust, conduct, self.parameters.scale)

    def weigh_conduct(self) -> None:
        """Aggregate conduct of both directions over the pairs by consensus weight."""
        self.conduct_alliance = self.mean_of_pairs(self.of_pairs(0, "conduct"))
        self.conduct_outside = self.mean_of_pairs(self.of_pairs(1, "conduct"))

    def weigh_trust(self) -> None:
        """Aggregate trust and fear of both directions over the pairs by consensus weight."""
        self.trust_alliance = self.mean_of_pairs(self.of_pairs(0, "trust_levels"))
        self.trust_outside = self.mean_of_pairs(self.of_pairs(1, "trust_levels"))
        self.mean_fears = [self.mean_of_pairs(self.of_pairs(side, "fear")) for side in range(2)]

    @property
    def present_month(self) -> int:
        """Number of the month whose weights hold: after the horizon those of its last."""
        return min(self.month, self.world.months - 1)

    def mean_of_pairs(self, values: Sequence[float]) -> float:
        """Return the mean over the pairs by consensus weight."""
        return weighted_sum(self.membership.weights(self.present_month), values)

    def mean_without_lead(self, values: Sequence[float]) -> float:
        """Return the mean over the pairs without the lead of the first side by consensus weight."""
        return weighted_sum(self.membership.without_lead(self.present_month), values)

    @property
    def final_index(self) -> float:
        """Mean index of the last months of the horizon so far, points."""
        last = self.indices[-self.world.final_months :]
        return added_up(last) / max(1, len(last))

    @property
    def outcome(self) -> int:
        """Code of the class of `final_index`."""
        return classify_outcome(self.final_index, self.world.outcome_bounds)

    def export_state(self) -> NDArray[np.float64]:
        """Return everything that moves as one array of float64."""
        return StateLayout.of(self.world).to_vector(read_state(self))


_histories: dict[tuple[str, int], NDArray[np.float64]] = {}


def first_values(job: Job, run: int) -> State:
    """Return the state at the start of a job's horizon; a run's history is simulated once per process."""
    if job.history is None:
        return first_state(job.world, job.parameters_of(run).scenario)
    key = (job.history_key, run)
    if key not in _histories:
        if len(_histories) >= 4096:
            _histories.clear()
        _histories[key] = simulated_history(job, run)
    return StateLayout.of(job.world).from_vector(_histories[key])


def simulated_history(job: Job, run: int) -> NDArray[np.float64]:
    """Simulate the dated history of one run, and return the state at its end."""
    if job.history is None:
        return StateLayout.of(job.world).to_vector(first_state(job.world, job.parameters_of(run).scenario))
    past = start_of_history(job, run)
    while past.running:
        past.step()
    return past.export_state()


def start_of_history(job: Job, run: int) -> RelationshipModel:
    """Return the model of a run at the very beginning of the dated history of a job that has one."""
    if job.history is None:
        raise InputError(f"{job.slug} has no history before it")
    mine = job.parameters_of(run).history
    central = Job(job.slug, job.seed, job.history, None, job.history_key, (ParameterSet(mine, mine),))
    return RelationshipModel(central, run=int(job.origins_of(np.array([run]))[0]))

"""The agenda between the two sides: issues with their tensions, and negotiations on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.engine.model.given import told_code
from nrc_sim.engine.world.given import FIRST_TALKS, UNTOLD
from nrc_sim.rules.arithmetic import added_up, held_at, overridden
from nrc_sim.rules.council import Round, Talks, Terms, next_talks
from nrc_sim.rules.issues import Course, course_under_talks, grievance, load, next_tension
from nrc_sim.rules.negotiation import talks_begin

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel


class Agenda:
    """Issues and negotiations; not an agent, since it has no will of its own.

    Attributes
    ----------
    tension : list of float (issue), 0..1
    settlement : list of int (negotiation)
        Codes of the states, see `World.states`.
    settlement_months : list of float (negotiation)
        Months in the present state.
    projects : list of float (negotiation), -1..1
        Joint project, or missed opportunity, that the negotiation stands for.
    loads, grievances : list of float (side)
        How heavily tensions weigh on either side, and the same as a share of the largest load, 0..1.
    """

    def __init__(self, model: RelationshipModel) -> None:
        self.model = model
        self.tension: list[float] = []
        self.settlement: list[int] = []
        self.settlement_months: list[float] = []
        self.projects: list[float] = []
        self.project = 0.0
        self.loads, self.grievances = [0.0, 0.0], [0.0, 0.0]

    def set_tension(self, tension: list[float]) -> None:
        """Set the tensions, each to its level where a scenario holds it."""
        pairs = zip(tension, self.model.world.issues, strict=True)
        self.tension = [held_at(level, issue.held) for level, issue in pairs]

    def weigh(self) -> None:
        """Add up how heavily last month's tensions weigh on either side; grievance is the share of the largest load."""
        issues = self.model.world.issues
        felt = [[issue.member_sensitivity for issue in issues], [issue.outside_sensitivity for issue in issues]]
        self.loads = [load(sensitivities, self.tension) for sensitivities in felt]
        pairs = zip(self.loads, felt, strict=True)
        self.grievances = [grievance(weighing, added_up(sensitivities)) for weighing, sensitivities in pairs]

    @property
    def failures(self) -> float:
        """Number of failed negotiations."""
        states = self.model.world.states
        return added_up(1.0 if states[code].failed else 0.0 for code in self.settlement)

    @property
    def partnership_tension(self) -> float:
        """Highest tension among the issues that a partnership must have settled."""
        pairs = zip(self.model.world.issues, self.tension, strict=True)
        return max((tension for issue, tension in pairs if issue.settles_partnership), default=0.0)

    def negotiate(self) -> None:
        """Advance or end each negotiation; a scenario's commands come first."""
        model, p = self.model, self.model.parameters.negotiation
        states, ways = model.world.states, model.world.ways
        for number, traits in enumerate(model.world.negotiations):
            before = Talks(self.settlement[number], self.settlement_months[number], self.projects[number])
            terms = Terms(traits.deadline, traits.duration, traits.held_until, traits.prospects, ways)
            after = next_talks(before, terms, self._round(number), p)
            self.settlement[number], self.settlement_months[number], self.projects[number] = after
            if after.settlement != before.settlement:
                opened = talks_begin(states[before.settlement].talking, states[after.settlement].talking)
                model.month_acts.add_result(traits.results[after.settlement], opened)
        self.project = added_up(self.projects)

    def _round(self, number: int) -> Round:
        model = self.model
        trusts = (model.trust_alliance, model.trust_outside)
        if all(side.has_lead for side in model.world.sides):
            trusts = (model.lead.trust_levels[0], model.outside.trust_levels[0])
        return Round(
            month=float(model.month),
            lead_clock=model.calendar.lead_clock,
            outside_clock=model.calendar.outside_clock,
            member_trust_level=trusts[0],
            outside_trust_level=trusts[1],
            chance=model.draws.negotiations[number],
            command=overridden(model.month_acts.commands.get(number, UNTOLD), told_code(model, FIRST_TALKS + number)),
        )

    def drift(self) -> None:
        """Move the tension of each issue by the month's acts, and toward where it rests."""
        model, p = self.model, self.model.parameters.issues
        for number, issue in enumerate(model.world.issues):
            pressure = model.month_acts.pressure[number]
            after = next_tension(self.tension[number], pressure, self._course(number), p)
            self.tension[number] = held_at(after, issue.held)

    def _course(self, number: int) -> Course:
        """Where an issue drifts: as the first negotiation on it says that has a say, else to its floor."""
        issue = self.model.world.issues[number]
        course = Course(issue.floor, issue.relaxation)
        world = self.model.world
        for talks, state in zip(reversed(world.negotiations), reversed(self.settlement), strict=True):
            if talks.issue == number:
                settled = Course(talks.tensions[state], talks.settling)
                course = course_under_talks(course, world.states[state].talking, issue.floor, settled)
        return course

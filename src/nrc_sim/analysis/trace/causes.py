"""Why a month went as it did: the same month without its shocks, without moves in talks, and so on.

A copy of the run simulates the month again and again from where the run stood. Each time one more cause is taken away:

- `shocks`: the month's shocks do not occur, and no dispute breaks out;
- `talks`: no negotiation moves;
- `surprise`: everybody expected the conduct that comes;
- `tensions`: no open issue weighs.

What taking a cause away changes is its part. What is left, `rest`, is the return to where trust rests otherwise, with
the pull of allies, cooperation, fear and forces. The parts add up to the move of the month. They are of this month
alone: a shock goes on working later, through expectations, tensions and conduct.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.restarting import Moment, continue_run, return_to

CAUSES = ("shocks", "talks", "surprise", "tensions", "rest")
MOVED = ("trust_outside", "trust_alliance", "index")
"""What is explained."""


class Laboratory:
    """A copy of a run in which months are simulated otherwise.

    Parameters
    ----------
    model : the run, between two months; it stays as it is
    """

    def __init__(self, model: RelationshipModel) -> None:
        self._copy = continue_run(model)
        world = self._copy.world
        held = tuple(talks._replace(held_until=world.months) for talks in world.negotiations)
        self._world = world
        self._without_shocks = world._replace(shocks=())
        self._without_talks = self._without_shocks._replace(negotiations=held)

    def explain(self, moment: Moment, after: Mapping[str, float]) -> dict[str, dict[str, float]]:
        """Part the moves of a month among their causes.

        Parameters
        ----------
        moment : the run before the month
        after : values at its end, by the names of `MOVED`
        """
        values = [dict(after), *self._months(moment), {**moment.carried}]
        return {
            name: {cause: values[place][name] - values[place + 1][name] for place, cause in enumerate(CAUSES)}
            for name in MOVED
        }

    def _months(self, moment: Moment) -> Iterator[dict[str, float]]:
        """Simulate the month with ever fewer causes, in the order of `CAUSES`."""
        self._copy.world, self._copy.disputes.quiet = self._without_shocks, True
        yield self._simulated(moment)
        self._copy.world = self._without_talks
        yield self._simulated(moment)
        expected = self._expecting(moment)
        yield self._simulated(expected)
        yield self._simulated(expected, tensions=False)
        self._copy.world, self._copy.disputes.quiet = self._world, False

    def _expecting(self, moment: Moment) -> Moment:
        """Set all expectations to the conduct of the month just simulated."""
        read = {
            "member_expectation": self._copy.of_pairs(0, "read"),
            "outside_expectation": self._copy.of_pairs(1, "read"),
        }
        return moment._replace(state=moment.state | read)

    def _simulated(self, moment: Moment, *, tensions: bool = True) -> dict[str, float]:
        return_to(self._copy, moment)
        if not tensions:
            # Also where a scenario holds them.
            self._copy.agenda.tension = [0.0] * len(self._copy.agenda.tension)
        self._copy.step()
        return moved_values(self._copy)


def moved_values(model: RelationshipModel) -> dict[str, float]:
    """Return the values that are explained."""
    return {name: getattr(model, name) for name in MOVED}

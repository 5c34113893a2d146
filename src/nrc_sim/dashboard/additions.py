"""What can be added to the controls of a scenario: shocks, and parameters to move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nrc_sim.dashboard.controls import ADDED
from nrc_sim.engine.world.recent import Recent
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.inputs import list_inputs
from nrc_sim.scenario.resolve import with_changes
from nrc_sim.text.wording import readable

_addable: Recent[tuple[tuple[str, str], ...]] = Recent(16)


def added_shock(scenario: Scenario, kind: str, taken: Sequence[str]) -> str:
    """Return the setting that adds a shock of a kind in the first month.

    Parameters
    ----------
    scenario : as it stands
    kind : of the world
    taken : settings made so far, some of which may add shocks of that kind
    """
    known = " ".join(taken)
    number = next(n for n in range(1, len(taken) + 2) if f"{ADDED}{kind}_{n}=" not in known)
    return f"shocks.{ADDED}{kind}_{number}={{kind: {kind}, at: {scenario.start}, size: 1}}"


def addable_kinds(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """List the kinds of shocks that need nothing but a month: name and label.

    Parameters
    ----------
    scenario : as it stands in its file
    """
    return _addable.get(scenario.hash, lambda: tuple(_find_addable(scenario)))


def _find_addable(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for kind, entry in scenario.world.kinds.items():
        try:
            with_changes(scenario, [added_shock(scenario, kind, ())])
        except InputError:
            continue
        yield kind, entry.label


def listed_parameters(scenario: Scenario) -> list[tuple[str, str]]:
    """List the parameters of a scenario's world: path and label.

    Parameters
    ----------
    scenario : as it stands in its file
    """
    paths = (found.path for found in list_inputs(scenario.world) if found.path.startswith("parameters."))
    return [(path, readable(path.removeprefix("parameters."))) for path in paths]

"""What is known of the points of rest of a scenario."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from nrc_sim.study.results import write_document
from nrc_sim.text.csv_rows import write_table


@dataclass(frozen=True)
class Equilibrium:
    """A point of rest: a state that a month without chance leaves as it is.

    Attributes
    ----------
    settlements : dict of str to str
        State in which each negotiation is held.
    regime : str
        Regime in which the institution is held; empty where there is none.
    index : float
        Points.
    trust, conduct, activity : dict of str to float
        Of each side, by its name: trust in the other, 0..1; conduct toward it, -1..1; military activity, 0..1.
    tensions, stocks : dict of str to float
        By issue and by area of cooperation, 0..1.
    attracts : bool
        Whether small disturbances fade.
    share_of_starts, share_of_presents : float
        Share of the starts, and of the states that the past of the scenario leaves, that end here, 0..1.
    half_life : float or None
        Months until half of a disturbance of the index is gone; None if it is not.
    slowest_half_life : float or None
        The same of the disturbance that fades most slowly, in whatever quantity; None if one grows.
    slowest : str
        What that disturbance moves most, in words.
    leaves : dict of str to float
        Regimes to which this one gives way here, and the chance in a month; empty where it stays.
    state : tuple of float
        The values of the state, in the order of `nrc_sim.engine.world.StateLayout`.
    """

    settlements: dict[str, str]
    regime: str
    index: float
    trust: dict[str, float]
    conduct: dict[str, float]
    activity: dict[str, float]
    tensions: dict[str, float]
    stocks: dict[str, float]
    attracts: bool
    share_of_starts: float
    share_of_presents: float
    half_life: float | None
    slowest_half_life: float | None
    slowest: str
    leaves: dict[str, float]
    state: tuple[float, ...]

    def describe(self) -> dict[str, Any]:
        """Return the point as plain data, without the values of the state."""
        return {name: value for name, value in asdict(self).items() if name != "state"}

    def row(self) -> dict[str, Any]:
        """Return the point as a row of a table."""
        found: dict[str, Any] = {}
        for name, value in self.describe().items():
            found |= {f"{name}.{item}": part for item, part in value.items()} if isinstance(value, dict) else {}
            found |= {} if isinstance(value, dict) else {name: value}
        return found


@dataclass(frozen=True)
class Equilibria:
    """The points of rest of a scenario.

    Attributes
    ----------
    scenario : str
        Slug.
    starts, presents : int
        Number of starts, and of states that the past of the scenario leaves.
    held_tensions : dict of str to float
        Tensions that neither drift nor return while talks on them go on, with the level at which they are held.
    points : tuple of Equilibrium
        By setting, the lowest index first.
    """

    scenario: str
    starts: int
    presents: int
    held_tensions: dict[str, float]
    points: tuple[Equilibrium, ...]

    def describe(self) -> dict[str, Any]:
        """Return the points as plain data."""
        about = {name: value for name, value in vars(self).items() if name != "points"}
        return {**about, "points": [point.describe() for point in self.points]}


def write_equilibria(found: Equilibria, folder: Path) -> None:
    """Write points of rest as data, and as a table with a row for each.

    Parameters
    ----------
    found : of a scenario
    folder : an existing folder
    """
    import pandas

    write_document(found.describe(), folder / "equilibria.json")
    write_table(pandas.DataFrame([point.row() for point in found.points]), folder / "equilibria.csv")

"""Values of parameters that the bundled world allows, wherever its ranges lie."""

from nrc_sim.scenario import load_world
from nrc_sim.scenario.schema import Quantity


def quantity_of(path: str) -> Quantity:
    """The parameter of a path such as `trust.learning`."""
    group, _, name = path.partition(".")
    return load_world("euro_atlantic_2013").parameters[group][name]


def within(path: str, share: float) -> float:
    """A value so far up the range of a parameter: 0 is its lower end, 1 its upper one."""
    low, high = quantity_of(path).range
    return round(low + share * (high - low), 6)


def parameter_sets() -> list[dict[str, dict[str, float]]]:
    """Three sets that differ in how fast trust is learned, the last one central."""
    return [
        {"trust": {"learning": within("trust.learning", 0.25)}},
        {"trust": {"learning": within("trust.learning", 0.75)}, "issues": {"linkage": within("issues.linkage", 0.5)}},
        {},
    ]

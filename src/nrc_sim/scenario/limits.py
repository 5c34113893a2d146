"""What the rules say that each parameter may be."""

from __future__ import annotations

from typing import Any, get_type_hints

from nrc_sim.rules.kinds import Limits
from nrc_sim.rules.parameters import OF_THE_INDEX, Parameters


def limits_of_groups() -> dict[str, dict[str, Limits]]:
    """Return the limits of every parameter that a world file gives, by group and name."""
    return {group: limits_of_group(kind) for group, kind in get_type_hints(Parameters).items() if group != OF_THE_INDEX}


def optional_parameters() -> dict[str, frozenset[str]]:
    """Return the names of the parameters that have a default, by group."""
    return {group: frozenset(kind._field_defaults) for group, kind in get_type_hints(Parameters).items()}


def limits_of(kind: Any) -> Limits:
    """Return the limits of a kind of parameter.

    Parameters
    ----------
    kind : one of `nrc_sim.rules.kinds`
    """
    found: Limits = kind.__metadata__[0]
    return found


def limits_of_group(group: type[Any]) -> dict[str, Limits]:
    """Return the limits of the parameters of one group, by name.

    Parameters
    ----------
    group : a named group of parameters
    """
    return {name: limits_of(kind) for name, kind in get_type_hints(group, include_extras=True).items()}

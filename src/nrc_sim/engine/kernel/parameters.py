"""Parameters of each run, as one array (parameter, lane), and the named groups in which rules take them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.readers import make_reader
from nrc_sim.rules.parameters import Parameters

GROUPS: dict[str, Any] = get_type_hints(Parameters)
FIRST_ROWS = dict(zip(GROUPS, np.cumsum([0, *(len(kind._fields) for kind in GROUPS.values())]).tolist(), strict=False))
"""First row of each group in the array of parameters."""


def lay_out_parameters(parameters: Parameters) -> Floats:
    """Lay the parameters of a run out as one array (parameter), group after group."""
    return np.array([value for group in parameters for value in group], dtype=np.float64)


def row_of(group: str, name: str) -> int:
    """Return the row of a parameter in the array of parameters.

    Parameters
    ----------
    group, name : of the parameter
    """
    return int(FIRST_ROWS[group]) + int(GROUPS[group]._fields.index(name))


def _group_reader(name: str) -> Callable[[NDArray[np.float64], int], Any]:
    """Return a compiled function of (parameters, lane) that gives the named group of one lane.

    Parameters
    ----------
    name : name of the group
    """
    kind, first = GROUPS[name], FIRST_ROWS[name]
    entries = {field: f"values[{first + place}, lane]" for place, field in enumerate(kind._fields)}
    return make_reader("values, lane", kind, entries)


conduct_of = _group_reader("conduct")
perception_of = _group_reader("perception")
expectation_of = _group_reader("expectation")
trust_of = _group_reader("trust")
alliance_of = _group_reader("alliance")
issues_of = _group_reader("issues")
fear_of = _group_reader("fear")
negotiation_of = _group_reader("negotiation")
cooperation_of = _group_reader("cooperation")
military_of = _group_reader("military")
institution_of = _group_reader("institution")
leadership_of = _group_reader("leadership")
memory_of = _group_reader("memory")
disputes_of = _group_reader("disputes")
scale_of = _group_reader("scale")

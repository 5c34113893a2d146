"""Functions that read a named group of numbers from the rows of a lane, made from the names of its fields.

The shared wiring in `nrc_sim.rules` takes named groups. Which row is which field is not written out again here: a field
is the row of its name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

from nrc_sim.engine.kernel.compiling import inner
from nrc_sim.engine.kernel.state_layout import COMMON, DYADS, NAMED_ROWS, TALKS
from nrc_sim.rules.actors import Forces, Hopes, Stance, View
from nrc_sim.rules.cooperation import AreaTraits
from nrc_sim.rules.council import Institution, Relations, Talks
from nrc_sim.rules.powers import PowerTraits, SideTraits

ARRAYS = {COMMON: "common", DYADS: "dyads", TALKS: "talks"}


def make_reader(signature: str, kind: Any, entries: dict[str, str]) -> Callable[..., Any]:
    """Compile a function that makes a named group.

    Parameters
    ----------
    signature : names of its arguments
    kind : the named group
    entries : by field an expression of the arguments
    """
    hints = get_type_hints(kind)
    names: dict[str, Any] = {"kind": kind}
    made = ", ".join(f"int({entries[field]})" if hints[field] is int else entries[field] for field in kind._fields)
    # Compiled code cannot make a named group from a number of entries that is known only here.
    exec(f"def read_group({signature}):\n    return kind({made})", names)
    read_group: Callable[..., Any] = names["read_group"]
    return inner(read_group)


def _lane_reader(
    kind: Any, item: int = COMMON, side: str = "", given: tuple[str, ...] = (), **renamed: str
) -> Callable[..., Any]:
    """Compile a function that reads a named group from the rows of one lane.

    Parameters
    ----------
    kind : the named group
    item : array that has rows for each item, `DYADS` or `TALKS`, or `COMMON` where none is read
    side : "member" or "outside": a row of that side comes before one of the bare name
    given : fields that are no rows, which become the last arguments, in this order
    renamed : name of the row by field, where it differs

    Returns
    -------
    function of (common, lane, *given), or of (common, array of items, first row of the item, lane, *given)

    Raises
    ------
    KeyError
        If a field is neither given nor a row.
    """
    entries = {field: field for field in given}
    for field in kind._fields:
        if field not in entries:
            array, row = find_row(renamed.get(field, field), item, side)
            first = "" if array == COMMON else "first + "
            entries[field] = f"{ARRAYS[array]}[{first}{row}, lane]"
    arrays = "common, lane" if item == COMMON else f"common, {ARRAYS[item]}, first, lane"
    return make_reader(", ".join((arrays, *given)), kind, entries)


def find_row(name: str, item: int, side: str) -> tuple[int, int]:
    """Return array and row of a name, the side's own before a common one, an item's before one of all."""
    for full in (f"{side}_{name}", name):
        for array in (item, COMMON):
            if full in NAMED_ROWS[array]:
                return array, NAMED_ROWS[array][full]
    raise KeyError(f"no row is named {name}")


def _column_reader(kind: Any) -> Callable[[Any, int], Any]:
    """Compile a function of (array, column) that reads a named group laid out as an array (field, item)."""
    return make_reader("values, item", kind, {name: f"values[{row}, item]" for row, name in enumerate(kind._fields)})


traits_of = _column_reader(PowerTraits)
area_traits = _column_reader(AreaTraits)
traits_of_side = make_reader(
    "values, side", SideTraits, {name: f"values[side, {at}]" for at, name in enumerate(SideTraits._fields)}
)

_BESIDE_ROWS = ("leaders", "lead", "lead_weight", "rift")
member_stance = _lane_reader(Stance, DYADS, "member", given=_BESIDE_ROWS)
outside_stance = _lane_reader(Stance, DYADS, "outside", given=_BESIDE_ROWS)
member_view = _lane_reader(View, DYADS, "member", given=("leaders",), activity="activity_outside", slow="outside_slow")
outside_view = _lane_reader(
    View, DYADS, "outside", given=("leaders",), activity="activity_alliance", slow="member_slow"
)
member_hopes = _lane_reader(Hopes, DYADS, "member", replies="outside_acts")
outside_hopes = _lane_reader(Hopes, DYADS, "outside", replies="member_acts")

talks_of = _lane_reader(Talks, TALKS)
council_of = _lane_reader(Institution)
relations_of = _lane_reader(Relations)


def _forces_reader(side: str, other: str, mean_fear: str) -> Callable[..., Any]:
    """Compile a function of (common, lane, commitment) that reads what the forces of a side answer to."""
    return _lane_reader(
        Forces,
        given=("commitment",),
        activity=f"activity_{side}",
        opposing=f"activity_{other}",
        trust=f"trust_{side}",
        mean_fear=mean_fear,
        added_activity=f"added_activity_{side}",
    )


forces_of_alliance = _forces_reader("alliance", "outside", "mean_fear")
forces_of_outside = _forces_reader("outside", "alliance", "mean_fear_outside")

"""Layouts of event data: which column holds what, as bundled or as a mapping file says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import bundled_folder
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.schema import Section, as_tuple
from nrc_sim.scenario.texts import CATEGORY, Name

SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
"""What stands between cells, by the word for it."""

NEEDED, VALUED = ("date", "from", "to"), ("category", "weight")
"""Columns that every file has, and those of which it has one at least."""

_MOST_COLUMNS = 1000


def _kind_of_column(value: object) -> str:
    return "number" if isinstance(value, int) else "name"


Column = Annotated[
    Annotated[int, Field(ge=1, le=_MOST_COLUMNS), Tag("number")] | Annotated[Name, Tag("name")],
    Discriminator(_kind_of_column),
]
"""A column by its number, from 1, or by its name in the first line."""


class EventColumns(Section):
    """What stands in which column; `event` and `story` are numbers or addresses by which duplicates are known."""

    date: Column | None = None
    sender: Column | None = Field(default=None, alias="from")
    receiver: Column | None = Field(default=None, alias="to")
    sender_name: Column | None = Field(default=None, alias="from_name")
    receiver_name: Column | None = Field(default=None, alias="to_name")
    category: Column | None = None
    weight: Column | None = None
    event: Column | None = None
    story: Column | None = None

    def given(self) -> dict[str, Column]:
        """Return the columns that are named, by what they hold, as files write it."""
        return {name: column for name, column in self.model_dump(by_alias=True).items() if column is not None}


class EventLayout(Section):
    """A layout of event data, or the part of one that a mapping file gives."""

    name: Name = "mapping"
    separator: Literal["tab", "comma", "semicolon", "pipe"] | None = None
    quotes: bool | None = None
    columns: EventColumns | None = None
    widths: Annotated[tuple[Annotated[int, Field(ge=1, le=_MOST_COLUMNS)], ...], BeforeValidator(as_tuple)] = ()
    dates: Literal["year-month-day", "day-month-year", "month-day-year"] = "year-month-day"
    digits: int = Field(default=1, ge=1, le=4)
    codes: Literal["iso", "cow"] = "iso"
    categories: dict[str, Annotated[str, Field(pattern=CATEGORY)]] = Field(default_factory=dict)
    names: dict[str, Name] = Field(default_factory=dict)


class _Layouts(Section):
    layouts: Annotated[tuple[EventLayout, ...], BeforeValidator(as_tuple)]


@cache
def load_layouts() -> tuple[EventLayout, ...]:
    """Read the layouts that are known without a mapping file."""
    return loaded(_Layouts, bundled_folder() / "evidence" / "events" / "event_layouts.yaml").layouts


def read_mapping(path: Path) -> EventLayout:
    """Read a mapping file.

    Parameters
    ----------
    path : YAML file with keys of a layout, all of which may be left out

    Raises
    ------
    InputError
        If it cannot be accepted.
    """
    found = loaded(EventLayout, path)
    given = found.columns.given() if found.columns is not None else dict.fromkeys((*NEEDED, *VALUED))
    missing = [name for name in NEEDED if name not in given]
    if missing or not any(name in given for name in VALUED):
        what = f"columns: there is none for {missing[0] if missing else 'category or weight'!r}"
        allowed = f"columns for {', '.join(NEEDED)}, and for category or weight"
        raise InputError(what, place=str(path), allowed=allowed)
    return found


def with_mapping(layout: EventLayout, mapping: EventLayout | None) -> EventLayout:
    """Return a layout in which a mapping file goes before what is known of the format; categories and names add up.

    Parameters
    ----------
    layout : bundled
    mapping : what the user gives, if anything
    """
    if mapping is None:
        return layout
    said = {name: getattr(mapping, name) for name in mapping.model_fields_set - {"columns"}}
    for name in ("categories", "names"):
        said[name] = {**getattr(layout, name), **getattr(mapping, name)}
    return layout.model_copy(update=said)

"""What a world file holds: actors, issues, institution, calendar, kinds of shocks and parameters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator

from nrc_sim.scenario.schema import (
    ContradictionError,
    Floats,
    Kind,
    Month,
    Pair,
    Quantity,
    Section,
    Share,
    Slug,
    Step,
    as_tuple,
)
from nrc_sim.scenario.side_schema import (
    ALWAYS,
    AllianceEntry,
    MemberEntry,
    OutsidePowerEntry,
    SideEntry,
    check_form,
    members_side,
)
from nrc_sim.scenario.sides import Side
from nrc_sim.scenario.state_schema import (
    MOST_STATES,
    NegotiationEntry,
    NegotiationStates,
    RegimeEntry,
    RegimeRole,
    RegimeRoles,
)
from nrc_sim.scenario.texts import CATEGORY, Description, Name, NoteText, Title
from nrc_sim.text.wording import counted

_MOST_CLASSES = 12
"""Most classes of an outcome."""

CategoryCode = Annotated[str, Field(pattern=CATEGORY)]
"""Code of a category of acts, as acts name it."""


class Note(Section):
    """Unit, range and source of a column of numbers."""

    unit: NoteText
    range: Pair | NoteText
    source: NoteText


_Notes = dict[str, Note]


class Covariate(Section):
    """A fact about powers of a world's own, and what each unit of it adds to their traits."""

    unit: NoteText
    range: Pair
    source: NoteText
    disposition: float = Field(default=0.0, ge=-5, le=5, json_schema_extra={"unit": "log-odds per unit"})
    threat: float = Field(default=0.0, ge=-5, le=5, json_schema_extra={"unit": "multiple of the lead's per unit"})
    lead_weight: float = Field(default=0.0, ge=-5, le=5, json_schema_extra={"unit": "share per unit"})


class IssueEntry(Section):
    """An issue between the two sides."""

    id: Slug
    name: Name
    initial: Share
    floor: Share
    half_life: float = Field(ge=6, le=120)
    outside_sensitivity: float = Field(ge=0, le=2)
    member_sensitivity: float = Field(ge=0, le=2)
    settles_partnership: bool = False


class AreaEntry(Section):
    """An area of practical cooperation."""

    id: Slug
    name: Name
    initial: Share
    need: Share
    weight: Share
    insulation: Share
    dependence: Share


class Renewal(Section):
    """A month in which a leadership may change."""

    at: Month
    probability: Share


_Steps = Annotated[tuple[Step, ...], Field(min_length=1), BeforeValidator(as_tuple)]
_Renewals = Annotated[tuple[Renewal, ...], BeforeValidator(as_tuple)]


_IN_FULL = (Step.model_validate({"from": ALWAYS, "value": 1.0}),)
"""What a calendar says where the world does not: the whole freedom to decide, and a commitment in full."""


class Calendar(Section):
    """Electoral clocks, changes of leadership, and the commitment abroad."""

    lead_clock: _Steps = _IN_FULL
    outside_clock: _Steps = _IN_FULL
    commitment: _Steps = _IN_FULL
    lead_renewals: _Renewals = ()
    outside_renewals: _Renewals = ()
    lead_period: int | None = Field(default=None, ge=1, le=240, json_schema_extra={"unit": "months"})
    outside_period: int | None = Field(default=None, ge=1, le=240, json_schema_extra={"unit": "months"})
    unit: NoteText = ""
    source: NoteText = ""


class Initial(Section):
    """The state at the very beginning of history."""

    conduct: Quantity
    rally: Quantity
    activity: Quantity
    regime: Slug | None = None
    home: Slug | None = None


class Anchor(Section):
    """A window whose mean raw index has a fixed number of points."""

    start: Month = Field(alias="from")
    end: Month = Field(alias="to")
    points: float


class IndexEntry(Section):
    """The headline index: weights, anchors and the scale that follows from them."""

    weight_of_trust: Share
    weight_of_conduct: Share
    anchors: Annotated[tuple[Anchor, Anchor] | None, BeforeValidator(as_tuple)] = None
    slope: float = Field(gt=0)
    offset: float
    computed: NoteText


class Outcomes(Section):
    """Classes of the mean index of the last months, low to high; bounds are half-open."""

    classes: Annotated[tuple[Slug, ...], Field(min_length=2, max_length=_MOST_CLASSES), BeforeValidator(as_tuple)]
    names: Annotated[tuple[Name, ...], BeforeValidator(as_tuple)]
    bounds: Floats
    months: int = Field(ge=1, le=1200)

    @model_validator(mode="after")
    def _bounds_between_classes(self) -> Outcomes:
        if len(self.bounds) != len(self.classes) - 1 or list(self.bounds) != sorted(set(self.bounds)):
            what = "outcomes need one ascending bound between each two classes"
            raise ContradictionError(what, [("classes",), ("bounds",)], [("bounds",)])
        if len(self.names) != len(self.classes):
            verb = "is" if len(self.names) == 1 else "are"
            what = (
                f"there {verb} {counted(len(self.names), 'name')} for {counted(len(self.classes), 'class', 'classes')}"
            )
            raise ContradictionError(what, [("classes",), ("names",)], [("names",)])
        return self


class Category(Section):
    """A CAMEO category of acts and its Goldstein weight."""

    name: Name
    weight: float = Field(ge=-10, le=10)


class WorldFile(Section):
    """A world: everything about actors and period that is not a story."""

    slug: Slug
    title: Title
    description: Description
    outside: OutsidePowerEntry | None = None
    alliance: AllianceEntry | None = None
    member_attributes: _Notes = Field(default_factory=dict)
    members: Annotated[
        tuple[MemberEntry, ...], Field(json_schema_extra={"minItems": 1}), BeforeValidator(as_tuple)
    ] = ()
    given_sides: Annotated[
        tuple[SideEntry, ...],
        Field(alias="sides", json_schema_extra={"minItems": 2, "maxItems": 2}),
        BeforeValidator(as_tuple),
    ] = ()
    covariates: dict[Slug, Covariate] = Field(default_factory=dict)
    issue_attributes: _Notes = Field(default_factory=dict)
    issues: Annotated[tuple[IssueEntry, ...], BeforeValidator(as_tuple)] = ()
    area_attributes: _Notes = Field(default_factory=dict)
    areas: Annotated[tuple[AreaEntry, ...], BeforeValidator(as_tuple)] = ()
    regime_attributes: _Notes = Field(default_factory=dict)
    regime_roles: RegimeRoles
    regimes: Annotated[tuple[RegimeEntry, ...], Field(max_length=MOST_STATES), BeforeValidator(as_tuple)] = ()
    negotiation_attributes: _Notes = Field(default_factory=dict)
    negotiation_states: NegotiationStates
    negotiations: Annotated[tuple[NegotiationEntry, ...], BeforeValidator(as_tuple)] = ()
    calendar: Calendar = Calendar()
    initial: Initial
    index: IndexEntry
    outcomes: Outcomes
    categories_source: NoteText
    categories: dict[CategoryCode, Category]
    kind_attributes: _Notes = Field(default_factory=dict)
    kinds: dict[Slug, Kind] = Field(default_factory=dict)
    parameters: dict[Slug, dict[Slug, Quantity]]

    _path: Path | None = PrivateAttr(default=None)
    _known_sides: tuple[tuple[object, ...], tuple[Side, Side]] | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _sides_in_one_way(self) -> WorldFile:
        check_form(self.outside, self.members, self.alliance, self.given_sides)
        return self

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same, wherever they were read from."""
        return isinstance(other, WorldFile) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]

    @property
    def path(self) -> Path | None:
        """File from which it was read, beside which its evidence is looked for; None if it was made in Python."""
        return self._path

    def read_from(self, path: Path) -> WorldFile:
        """Note from which file it was read, and return it.

        Parameters
        ----------
        path : its file
        """
        self._path = path
        return self

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both sides of the relationship, the first one first."""
        written, known = (self.given_sides, self.members, self.alliance, self.outside), self._known_sides
        # A copy with other entries takes along what was made of the earlier ones.
        if known is None or any(one is not other for one, other in zip(written, known[0], strict=True)):
            known = self._known_sides = (written, self._make_sides())
        return known[1]

    def _make_sides(self) -> tuple[Side, Side]:
        if self.given_sides:
            first, second = self.given_sides
            return first.side(0), second.side(1)
        assert self.outside is not None
        return members_side(self.members, self.alliance), self.outside.side()

    @property
    def roles_of_regimes(self) -> tuple[RegimeRole, ...]:
        """Roles of the regimes, in the order of the regimes."""
        by_id = {role.id: role for role in self.regime_roles}
        return tuple(by_id[regime.role or regime.id] for regime in self.regimes)

    @property
    def state_of_talks(self) -> str:
        """State into which a negotiation comes that is opened: the first in which talks run; empty if there is none."""
        return next((state.id for state in self.negotiation_states if state.talking), "")

    @property
    def size_range(self) -> tuple[float, float]:
        """Smallest and largest size of a shock, as `kind_attributes` says."""
        note = self.kind_attributes.get("size")
        return note.range if note is not None and isinstance(note.range, tuple) else (0.0, 1.0)

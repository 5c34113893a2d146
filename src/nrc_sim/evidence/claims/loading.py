"""The files of claims and facts, and the scenarios that facts vary."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import Claim, ClaimsFile, Fact, FactsFile, NotesFile, Part, Variant
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.faults import Fault, FaultsError, did_you_mean
from nrc_sim.scenario.loading import checked_tree, loaded
from nrc_sim.scenario.nodes import Entry, Node, child, mapping_node
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.resolve import scenario_of

_FOLDER = Path(__file__).parent
CLAIMS, FACTS, NOTES = _FOLDER / "claims.yaml", _FOLDER / "facts.yaml", _FOLDER / "notes.yaml"


class LoadedFacts(NamedTuple):
    """How all figures are computed: the facts by part, the variants by name, and their trees for scenarios."""

    facts: dict[str, Fact]
    variants: dict[str, Variant]
    tree: Node


@cache
def load_claims() -> ClaimsFile:
    """Load the claims with their bounds, as they were fixed before any parameter was set."""
    return loaded(ClaimsFile, CLAIMS)


@cache
def load_facts() -> LoadedFacts:
    """Load how each figure is computed."""
    faults: list[Fault] = []
    tree = read_tree(FACTS, faults)
    checked = checked_tree(FactsFile, tree, faults)
    if faults or checked.model is None:
        raise FaultsError(faults)
    return LoadedFacts(checked.model.facts, checked.model.variants, tree)


@cache
def load_notes() -> dict[str, str]:
    """Load what is said of claims that do not hold: why, and what was tried."""
    return loaded(NotesFile, NOTES).notes


def scenario_of_variant(name: str) -> Scenario:
    """Make the scenario of a variant.

    Parameters
    ----------
    name : one of the variants in the file of facts
    """
    variants = child(load_facts().tree, "variants")
    variant = child(variants, name) if variants is not None else None
    node = child(variant, "scenario") if variant is not None else None
    if node is None:
        raise InputError(f"there is no variant {name!r}", place=str(FACTS))
    slug = Entry(node.place, Node(name, node.place))
    return scenario_of(mapping_node({"slug": slug, **node.content}, node.place), FACTS)


def choose_claims(ids: str | None) -> tuple[Claim, ...]:
    """Choose claims by their ids.

    Parameters
    ----------
    ids : such as `C20,C29`; None means all

    Raises
    ------
    InputError
        If there is no such claim.
    """
    claims = {claim.id: claim for claim in load_claims().claims}
    if ids is None:
        return tuple(claims.values())
    wanted = [entry.strip() for entry in ids.split(",") if entry.strip()]
    unknown = [entry for entry in wanted if entry not in claims]
    if unknown or not wanted:
        what = f"there is no claim {unknown[0]!r}" if unknown else "no claim is named"
        near = did_you_mean(unknown[0], list(claims)) if unknown else ""
        raise InputError(what, place="--claims", allowed=f"{next(iter(claims))} .. {list(claims)[-1]}", suggestion=near)
    return tuple(claim for claim in claims.values() if claim.id in wanted)


def parts_of(claims: tuple[Claim, ...]) -> tuple[Part, ...]:
    """Return all parts of some claims, in their order."""
    return tuple(part for claim in claims for part in claim.parts)

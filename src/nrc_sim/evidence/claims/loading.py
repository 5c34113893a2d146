"""The files of claims and facts, and the scenarios that facts vary."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import (
    Claim,
    ClaimsFile,
    Fact,
    FactsFile,
    NotesFile,
    Part,
    StudySizes,
    Variant,
)
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.bundled import is_file
from nrc_sim.scenario.composition import merged
from nrc_sim.scenario.faults import Fault, FaultsError, did_you_mean
from nrc_sim.scenario.loading import accepted, checked_tree, loaded
from nrc_sim.scenario.nodes import Entry, Node, child, mapping_node
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.resolve import scenario_of
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import Identity, evidence_folder, identity

FOLDER = Path(__file__).parent
"""Folder of the bundled claims; those of a world of the user's own stand with its evidence, under the same names."""

CLAIMS, FACTS, NOTES = "claims.yaml", "facts.yaml", "notes.yaml"
"""Claims with their bounds, how each figure is computed, and why some do not hold."""


class LoadedFacts(NamedTuple):
    """How all figures are computed: the facts by part, the variants by name with their trees, the sizes of studies."""

    facts: dict[str, Fact]
    variants: dict[str, Variant]
    tree: Node
    studies: StudySizes | None = None


def claims_folder(world: WorldFile) -> Path:
    """Return the folder of the claims about a world: where its evidence stands.

    Parameters
    ----------
    world : WorldFile

    Raises
    ------
    InputError
        If there are none.
    """
    folder = evidence_folder(world)
    missing = next((name for name in (CLAIMS, FACTS) if not is_file(folder / name)), "")
    if missing:
        raise InputError(
            f"the world {world.slug!r} has no claims",
            place=str(folder / missing),
            allowed=f"a file {CLAIMS} with the claims and their bounds, and {FACTS} with how each figure is computed",
            suggestion="docs/worlds.md shows both",
        )
    return folder


def load_claims(folder: Path = FOLDER) -> ClaimsFile:
    """Load the claims with their bounds, as they were fixed before any parameter was set.

    Parameters
    ----------
    folder : where they stand; the rules of verdicts are the bundled ones as far as the file does not say otherwise
    """
    return _load_claims(folder, identity(folder / CLAIMS))


@lru_cache(maxsize=4)
def _load_claims(folder: Path, _identity: Identity) -> ClaimsFile:
    faults: list[Fault] = []
    tree = read_tree(folder / CLAIMS, faults)
    if folder != FOLDER:
        bundled = read_tree(FOLDER / CLAIMS, [])
        tree = merged(mapping_node({"rules": bundled.content["rules"]}, bundled.place), tree, faults)
    return accepted(ClaimsFile, tree, faults)


def load_facts(folder: Path = FOLDER) -> LoadedFacts:
    """Load how each figure is computed.

    Parameters
    ----------
    folder : where the facts stand
    """
    return _load_facts(folder, identity(folder / FACTS))


@lru_cache(maxsize=4)
def _load_facts(folder: Path, _identity: Identity) -> LoadedFacts:
    faults: list[Fault] = []
    tree = read_tree(folder / FACTS, faults)
    checked = checked_tree(FactsFile, tree, faults)
    if faults or checked.model is None:
        raise FaultsError(faults)
    return LoadedFacts(checked.model.facts, checked.model.variants, tree, checked.model.studies)


def facts_text(folder: Path = FOLDER) -> str:
    """Return the text of the file of facts, by which kept work is known.

    Parameters
    ----------
    folder : where it stands
    """
    return (folder / FACTS).read_text(encoding="utf-8")


def load_notes(folder: Path = FOLDER) -> dict[str, str]:
    """Load what is said of claims that do not hold: why, and what was tried.

    Parameters
    ----------
    folder : where the notes stand, if there are any
    """
    return loaded(NotesFile, folder / NOTES).notes if is_file(folder / NOTES) else {}


def scenario_of_variant(name: str, folder: Path = FOLDER) -> Scenario:
    """Make the scenario of a variant.

    Parameters
    ----------
    name : one of the variants in the file of facts
    folder : where that file stands
    """
    variants = child(load_facts(folder).tree, "variants")
    variant = child(variants, name) if variants is not None else None
    node = child(variant, "scenario") if variant is not None else None
    if node is None:
        raise InputError(f"there is no variant {name!r}", place=str(folder / FACTS))
    slug = Entry(node.place, Node(name, node.place))
    return scenario_of(mapping_node({"slug": slug, **node.content}, node.place), folder / FACTS)


def choose_claims(ids: str | None, folder: Path = FOLDER) -> tuple[Claim, ...]:
    """Choose claims by their ids.

    Parameters
    ----------
    ids : such as `C20,C29`; None means all
    folder : where the claims stand

    Raises
    ------
    InputError
        If there is no such claim.
    """
    claims = {claim.id: claim for claim in load_claims(folder).claims}
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

"""From a file to a checked value of its type, with all its faults reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from nrc_sim.scenario.explain import Checked, validated
from nrc_sim.scenario.faults import Fault, FaultsError, Place
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Entry, Node, mapping_node, place_against
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.schema import Section

Model = TypeVar("Model", bound=Section)


def loaded(
    kind: type[Model],
    path: Path,
    check: Callable[[Model], Iterable[Finding]] | None = None,
    listed: str = "",
) -> Model:
    """Read a file that stands alone.

    Parameters
    ----------
    kind : what it should hold
    path : Path
    check : finds what types cannot tell
    listed : see `nrc_sim.scenario.reading.read_tree`

    Raises
    ------
    FaultsError
        If the file cannot be accepted; with all its faults.
    """
    faults: list[Fault] = []
    tree = read_tree(path, faults, listed)
    return accepted(kind, with_slug(tree, path) if "slug" in kind.model_fields else tree, faults, check)


def accepted(
    kind: type[Model], tree: Node, faults: list[Fault], check: Callable[[Model], Iterable[Finding]] | None = None
) -> Model:
    """Check a tree against its type and what else is to be found.

    Parameters
    ----------
    kind : what the tree should hold
    tree : as read, and merged if it was made of several files
    faults : faults of reading and merging
    check : finds what types cannot tell

    Raises
    ------
    FaultsError
        If the tree cannot be accepted; with all its faults.
    """
    checked = checked_tree(kind, tree, faults)
    if checked.model is not None and check is not None:
        add_findings(check(checked.model), checked, faults)
    if faults or checked.model is None:
        raise FaultsError(faults)
    return checked.model


def with_slug(tree: Node, path: Path) -> Node:
    """Name a scenario or world after its file unless it names itself."""
    if "slug" in tree.content:
        return tree
    place = Place(str(path))
    slug = Entry(place, Node(path.name.rsplit(".", 1)[0], place))
    return mapping_node({"slug": slug, **tree.content}, tree.place)


def checked_tree(kind: type[Model], tree: Node, faults: list[Fault]) -> Checked[Model]:
    """Check a tree against its type; what follows from a fault that was reported before is not reported again.

    Parameters
    ----------
    kind : what the tree should hold
    tree : the tree
    faults : faults reported before; what is found is added
    """
    found: list[Fault] = []
    checked = validated(kind, tree, found)
    _add(found, faults)
    return checked


def add_findings(findings: Iterable[Finding], checked: Checked[Any], faults: list[Fault]) -> None:
    """Add what was found to the faults, but for what follows from them.

    Parameters
    ----------
    findings : faults with the paths of their values
    checked : the tree that was judged
    faults : faults reported before; the others are added
    """
    sound = (
        finding
        for finding in findings
        if not checked.is_mended(finding.path) and not any(checked.touches(path) for path in finding.needs)
    )
    _add([_placed(finding, checked.tree) for finding in sound], faults)


def _placed(finding: Finding, tree: Node) -> Fault:
    """Place a finding where it was written, or where a child or a setting has come to contradict it."""
    place, remark = place_against(tree, finding.path, finding.against, key=finding.key)
    return Fault(place, f"{finding.what}{remark}", finding.allowed, finding.suggestion)


def _add(found: list[Fault], faults: list[Fault]) -> None:
    reported = {fault.place.key for fault in faults}
    faults.extend(fault for fault in dict.fromkeys(found) if fault.place.key not in reported)

"""What to write instead of a key that a file does not know."""

from __future__ import annotations

from typing import Any

from nrc_sim.scenario.faults import did_you_mean, shortened
from nrc_sim.scenario.nodes import Node, Path, child, plain


def key_hint(tree: Node, path: Path, keys: tuple[str, ...]) -> str:
    """Suggest what was meant by an unknown key; empty if nothing is near.

    Parameters
    ----------
    tree : of the file
    path : leads to the key
    keys : that may stand there
    """
    name = str(path[-1])
    stripped = name.strip()
    if name != stripped:
        return "an unusual space is beside the key; type ordinary spaces"
    if ":" in name and name.partition(":")[0] in keys:
        return "write a space after the colon"
    return _lead_hint(tree, path) or did_you_mean(name, keys)


def _lead_hint(tree: Node, path: Path) -> str:
    """Say how a side names its lead, to those who give its powers the roles that members have."""
    match path:
        case ("sides", _, "powers", _, "role"):
            side, power = (_mapping_at(tree, path[:length]) for length in (2, 4))
        case _:
            return ""
    if power.get("role") != "lead" or "lead" in side:
        return "drop it; who leads is said by `lead:` of the side"
    return f"drop it, and say `lead: {_word(power)}` of the side {_word(side)!r}"


def _word(entry: dict[str, Any]) -> str:
    return shortened(str(entry.get("id", "ID")))


def _mapping_at(tree: Node, path: Path) -> dict[str, Any]:
    node: Node | None = tree
    for step in path:
        node = child(node, step) if node is not None else None
    found = plain(node) if node is not None else None
    return found if isinstance(found, dict) else {}

"""Files and parts of files: a key of a YAML file, or a block between comments of a Markdown page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.scenario.nodes import Node, child, plain, without
from nrc_sim.scenario.reading import read_tree
from nrc_sim.text.pages import block_of


def read_part(root: Path, product: str) -> bytes | None:
    """Read a file or a part of one, as it is compared and reported; None if it is not there.

    Parameters
    ----------
    root : folder from which files are named
    product : `file` or `file#part`
    """
    name, _, part = product.partition("#")
    path = root / name
    if not path.is_file():
        return None
    if not part:
        return path.read_bytes()
    if path.suffix == ".yaml":
        return _value_of(read_tree(path, []), part)
    try:
        return block_of(path.read_text(encoding="utf-8"), part)["text"].encode()
    except InputError:
        return None


def _value_of(tree: Node, path: str) -> bytes | None:
    """Return a value of a tree as text; None if it is not there.

    Parameters
    ----------
    tree : mappings
    path : keys with dots between them
    """
    found: Node | None = tree
    for key in path.split("."):
        found = child(found, key) if found is not None else None
    return None if found is None else str(plain(found)).encode()


def data_without(tree: Node, paths: Iterable[str]) -> Any:
    """Return the plain data of a tree without some of its values.

    Parameters
    ----------
    tree : mappings
    paths : keys with dots between them
    """
    for path in paths:
        tree = without(tree, tuple(path.split(".")))
    return plain(tree)

"""Files and parts of files: a key of a YAML file, or a block between comments of a Markdown page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.reading import read_tree
from nrc_sim.text.pages import block_of


def read_part(root: Path, product: str) -> bytes | None:
    """Read a file or a part of one, as it is compared and told; None if it is not there.

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
        return value_of(read_yaml(path), part)
    try:
        return block_of(path.read_text(encoding="utf-8"), part)["text"].encode()
    except InputError:
        return None


def read_yaml(path: Path) -> Any:
    """Read a YAML file as plain data."""
    return plain(read_tree(path, []))


def value_of(content: Any, path: str) -> bytes | None:
    """Return a value of plain data as text; None if it is not there.

    Parameters
    ----------
    content : mappings
    path : keys with dots between them
    """
    for key in path.split("."):
        if not isinstance(content, dict) or key not in content:
            return None
        content = content[key]
    return str(content).encode()


def without_values(content: Any, paths: tuple[str, ...]) -> Any:
    """Return plain data without some of its values.

    Parameters
    ----------
    content : mappings
    paths : keys with dots between them
    """
    if not isinstance(content, dict):
        return content
    inner = {path.partition(".")[0]: path.partition(".")[2] for path in paths}
    gone = {key for key in inner if key in paths}
    below = {key: tuple(p.partition(".")[2] for p in paths if p.startswith(f"{key}.")) for key in inner}
    return {
        key: without_values(value, below.get(key, ())) if key in below else value
        for key, value in content.items()
        if key not in gone
    }

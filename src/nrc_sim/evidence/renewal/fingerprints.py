"""Fingerprints of what artefacts are made from: of what code does and data hold, not of comments and layout."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from nrc_sim.engine.provenance import code_key, fingerprint
from nrc_sim.errors import InputError
from nrc_sim.evidence.renewal.artefacts import LIST, ArtefactsFile
from nrc_sim.evidence.renewal.parts import data_without, read_part
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.validation import is_world
from nrc_sim.scenario.worlds import composed_world


def key_of_input(root: Path, file: ArtefactsFile, name: str) -> str:
    """Return a fingerprint of an input, or of what an artefact has made.

    Parameters
    ----------
    root : folder from which files are named
    file : list of artefacts
    name : of an input or an artefact
    """
    if name in file.artefacts:
        return fingerprint("\n".join(key_of_product(root, one) or "" for one in file.artefacts[name].makes).encode())
    paths = _files(root, file.inputs[name])
    if all(path.suffix == ".py" for path in paths):
        return code_key(paths)
    parts = [f"{path.relative_to(root).as_posix()} {_key_of_file(root, path, file)}" for path in paths]
    return fingerprint("\n".join(parts).encode())


def key_of_product(root: Path, product: str) -> str | None:
    """Return a fingerprint of a file or a part of one, or None if it is not there.

    Parameters
    ----------
    root : folder from which files are named
    product : `file` or `file#part`
    """
    content = read_part(root, product)
    if content is not None and product.endswith(".csv"):
        # Comments hold the key of what a table was made for; the rows are what others are made from.
        content = b"\n".join(line for line in content.splitlines() if not line.startswith(b"#"))
    return None if content is None else fingerprint(content)


def _key_of_file(root: Path, path: Path, file: ArtefactsFile) -> str:
    name = path.relative_to(root).as_posix()
    if path.suffix != ".yaml":
        return key_of_product(root, name) or ""
    # A world is what it has come to say, wherever it is said: in the file, in one that it extends, or in the defaults.
    tree = composed_world(path, []) if is_world(str(path)) else read_tree(path, [])
    return fingerprint(json.dumps(data_without(tree, file.parts_of(name)), sort_keys=True).encode())


def _files(root: Path, patterns: Sequence[str]) -> list[Path]:
    paths = [path for pattern in patterns for path in sorted(root.glob(pattern))]
    missing = [pattern for pattern in patterns if not any(root.glob(pattern))]
    if missing:
        raise InputError(f"there is no file {missing[0]!r}", place=str(root / LIST))
    return paths

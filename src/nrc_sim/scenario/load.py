"""Read scenario and world files: the only place that knows YAML."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nrc_sim.errors import InputError

SIZE_LIMIT = 1 << 20
"""Largest file that is read, bytes."""


class _Loader(yaml.CSafeLoader):
    """YAML whose plain scalars mean the same in versions 1.1 and 1.2; duplicate keys are refused."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$"),
    list("-+0123456789."),
)


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for position, key in enumerate(keys):
        if key in keys[:position]:
            raise yaml.constructor.ConstructorError(
                problem=f"the key {key!r} stands twice", problem_mark=node.value[position][0].start_mark
            )
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds one mapping.

    Parameters
    ----------
    path : Path

    Returns
    -------
    dict of plain data

    Raises
    ------
    InputError
        If the file is missing, too large, not UTF-8, not YAML or not one mapping.
    """
    loader = _Loader(_read_text(path))
    try:
        content = loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        problem = getattr(error, "problem", None) or error
        raise InputError(f"not valid YAML: {problem}", place=place) from None
    finally:
        loader.dispose()
    if not isinstance(content, dict):
        raise InputError(f"found {type(content).__name__}", place=str(path), allowed="one mapping (key: value lines)")
    return content


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", place=str(path)) from None
    if len(raw) > SIZE_LIMIT:
        raise InputError(f"{len(raw)} bytes", place=str(path), allowed=f"at most {SIZE_LIMIT} bytes")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start} is not UTF-8", place=str(path), suggestion="save the file as UTF-8"
        ) from None


@lru_cache(maxsize=1)
def bundled_folder() -> Path:
    """Return the folder of the bundled scenarios, in a wheel or beside the sources of a clone."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "scenarios"
    return inside if inside.is_dir() else package.parents[1] / "scenarios"

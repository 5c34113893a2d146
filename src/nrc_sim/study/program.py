"""What code this is: fingerprints of the package, so that work is continued, and shared, by no other."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

_SOURCE = Path(__file__).parents[1]
_DECIDING = (
    "rules",
    "engine/kernel",
    "engine/model",
    "engine/world",
    "engine/randomness",
    "engine/blocks",
    "study/statistics",
    "study/questions",
    "study/given",
    "study/running/conditioning",
    "study/results/digests",
)
"""Modules of the package whose text decides the numbers of a run."""


def hash_rules() -> str:
    """Return a fingerprint of the modules whose text decides the numbers of a run."""
    return _hash_sources()


def hash_package() -> str:
    """Return a fingerprint of all code, on which the numbers of commands depend that look at runs in their own way."""
    return _hash_sources((".",))


@cache
def _hash_sources(names: tuple[str, ...] = _DECIDING) -> str:
    digest = sha256()
    for name in names:
        place = _SOURCE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
            digest.update(path.relative_to(_SOURCE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]

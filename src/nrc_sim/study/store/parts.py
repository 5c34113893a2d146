"""Files of several parts that end with the sha256 of all that is in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.study.store.ensemble import fast_codec
from nrc_sim.text.writing import replacing

_HASH_BYTES = sha256().digest_size
_LENGTH_BYTES = 8


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """Write a file that is there in full or not at all: each part after its length, and the sha256 of all that.

    Parameters
    ----------
    path : file to make
    parts : at least one
    """
    with replacing(path) as place, place.open("wb") as file:
        file.writelines(join_parts(parts))


def join_parts(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Give what a file of parts holds: each part after its length, and the sha256 of all that.

    Parameters
    ----------
    parts : at least one
    """
    digest = sha256()
    for part in parts:
        for content in (len(part).to_bytes(_LENGTH_BYTES), part):
            digest.update(content)
            yield content
    yield digest.digest()


def read_parts(path: Path) -> Iterator[memoryview] | None:
    """Read the parts of a file; None if it is damaged or missing.

    Parameters
    ----------
    path : file
    """
    try:
        return split_parts(path.read_bytes())
    except OSError:
        return None


def split_parts(joined: bytes) -> Iterator[memoryview] | None:
    """Take the parts of a file from what it holds; None if that is damaged.

    Parameters
    ----------
    joined : as `join_parts` gave it
    """
    content = memoryview(joined)
    body = content[:-_HASH_BYTES]
    return _split(body) if sha256(body).digest() == content[-_HASH_BYTES:] else None


def _split(body: memoryview) -> Iterator[memoryview]:
    place = 0
    while place < len(body):
        start = place + _LENGTH_BYTES
        place = start + int.from_bytes(body[place:start])
        yield body[start:place]


def pack_array(values: NDArray[Any]) -> bytes:
    """Return an array as a part.

    Parameters
    ----------
    values : numbers or codes
    """
    return fast_codec().encode(np.ascontiguousarray(values)) if values.size else b""


def unpack_array(part: memoryview, dtype: str, shape: list[int]) -> NDArray[Any]:
    """Return the array of a part.

    Parameters
    ----------
    part : as `pack_array` gave it
    dtype, shape : of the array
    """
    if not part:
        return np.empty(shape, dtype)
    return np.frombuffer(fast_codec().decode(part), dtype).reshape(shape)

"""Shards: what some runs of all scenarios have given, in one file each, so that none of it need be done again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.blocks import ARRAYS, Block, Failure
from nrc_sim.store.ensemble import EXACT, fast_codec
from nrc_sim.writing import replacing

HASH_BYTES = sha256().digest_size
LENGTH_BYTES = 8
SERIES = "series."

Arrays = dict[str, NDArray[Any]]


class ScenarioPart(NamedTuple):
    """What some runs of one scenario have given.

    Attributes
    ----------
    tally : counts by name, as `Tally.arrays` gives them
    leaves : leaves of the digest that lie wholly in these runs
    loose : bytes of the runs, at the end, whose leaf has others too, as the digest wants them, uint8 (run, byte)
    failures : runs that failed
    block : the runs, with the precision of the ensemble on disk; None if they are not kept
    """

    tally: Mapping[str, NDArray[Any]]
    leaves: tuple[str, ...]
    loose: NDArray[np.uint8]
    failures: tuple[Failure, ...]
    block: Block | None


class Shard(NamedTuple):
    """What the runs `first_run` .. `first_run + runs - 1` have given, one part for each scenario."""

    first_run: int
    runs: int
    parts: tuple[ScenarioPart, ...]

    @property
    def stop(self) -> int:
        """Number of the first run after these."""
        return self.first_run + self.runs


def write_shard(shard: Shard, path: Path, key: str) -> None:
    """Write a shard that is there in full or not at all.

    Parameters
    ----------
    shard : Shard
    path : file to make
    key : tells the study

    Notes
    -----
    The file holds a header as JSON and packed arrays, each after its length, and the sha256 of all that.
    """
    digest = sha256()
    with replacing(path) as part, part.open("wb") as file:
        for piece in _pieces(shard, key):
            for content in (len(piece).to_bytes(LENGTH_BYTES), piece):
                digest.update(content)
                file.write(content)
        file.write(digest.digest())


def _pieces(shard: Shard, key: str) -> Iterator[bytes]:
    arrays = [_arrays_of(part) for part in shard.parts]
    described = [
        {
            "leaves": part.leaves,
            "failures": [asdict(failure) for failure in part.failures],
            "arrays": [(name, values.dtype.str, values.shape) for name, values in found.items()],
        }
        for part, found in zip(shard.parts, arrays, strict=True)
    ]
    yield json.dumps({"key": key, "runs": [shard.first_run, shard.runs], "parts": described}).encode()
    codec = fast_codec()
    for found in arrays:
        for values in found.values():
            yield codec.encode(np.ascontiguousarray(values)) if values.size else b""


def _arrays_of(part: ScenarioPart) -> Arrays:
    tally = {f"tally.{name}": values for name, values in part.tally.items()}
    block = {} if part.block is None else {f"block.{name}": values for name, values in _block_arrays(part.block)}
    return {**tally, "loose": part.loose, **block}


def _block_arrays(block: Block) -> Iterator[tuple[str, NDArray[Any]]]:
    for name in ARRAYS:
        yield name, single_precision(name, getattr(block, name))
    for name, values in block.series.items():
        yield SERIES + name, single_precision(name, values)


def single_precision(name: str, values: NDArray[Any]) -> NDArray[Any]:
    """Return values as they stand on disk.

    Parameters
    ----------
    name : variable
    values : numbers or codes
    """
    return values.astype(np.float32) if values.dtype == np.float64 and name not in EXACT else values


def read_shard(path: Path, key: str) -> Shard | None:
    """Read a shard; None if it is damaged, missing, or of another study.

    Parameters
    ----------
    path : file
    key : tells the study
    """
    try:
        content = memoryview(path.read_bytes())
    except OSError:
        return None
    body = content[:-HASH_BYTES]
    if sha256(body).digest() != content[-HASH_BYTES:]:
        return None
    pieces = _split(body)
    header = json.loads(bytes(next(pieces)))
    if header["key"] != key:
        return None
    first_run, runs = header["runs"]
    return Shard(first_run, runs, tuple(_read_part(about, pieces) for about in header["parts"]))


def _split(body: memoryview) -> Iterator[memoryview]:
    place = 0
    while place < len(body):
        start = place + LENGTH_BYTES
        place = start + int.from_bytes(body[place:start])
        yield body[start:place]


def _read_part(about: Mapping[str, Any], pieces: Iterator[memoryview]) -> ScenarioPart:
    arrays = {name: _unpack(next(pieces), dtype, shape) for name, dtype, shape in about["arrays"]}
    failures = tuple(read_failure(item) for item in about["failures"])
    block = _named(arrays, "block.")
    return ScenarioPart(
        _named(arrays, "tally."),
        tuple(about["leaves"]),
        arrays["loose"],
        failures,
        _make_block(block, failures) if block else None,
    )


def _unpack(piece: memoryview, dtype: str, shape: list[int]) -> NDArray[Any]:
    if not piece:
        return np.empty(shape, dtype)
    return np.frombuffer(fast_codec().decode(piece), dtype).reshape(shape)


def _named(arrays: Arrays, start: str) -> Arrays:
    return {name.removeprefix(start): values for name, values in arrays.items() if name.startswith(start)}


def _make_block(arrays: Arrays, failures: tuple[Failure, ...]) -> Block:
    wide: dict[str, Any] = {
        name: values.astype(np.float64) if values.dtype.kind == "f" else values for name, values in arrays.items()
    }
    return Block(
        series=_named(wide, SERIES),
        failures=failures,
        **{name: wide[name] for name in ARRAYS},
    )


def read_failure(described: Mapping[str, Any]) -> Failure:
    """Make a failure of plain data, which may hold more.

    Parameters
    ----------
    described : as `Failure.describe` gives it
    """
    return Failure(**{field.name: described[field.name] for field in fields(Failure)})

"""Shards: what some runs of all scenarios have given, in one file each, so that none of it need be done again.

They are no leaves of the Zarr ensemble, since that could not replace them: a shard holds what no ensemble has (counts,
leaves of the digest, failed runs), keeps runs with all digits where the ensemble has single precision, serves studies
that keep summaries only and commands that write no ensemble, and is one file, which is there as a whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Failure, present_arrays
from nrc_sim.errors import RunError
from nrc_sim.study.store.ensemble import EXACT
from nrc_sim.study.store.parts import join_parts, pack_array, split_parts, unpack_array

SERIES = "series."
_NO_STUDY = ""
"""Key of shards that are not kept."""

_Arrays = dict[str, NDArray[Any]]


class ScenarioPart(NamedTuple):
    """What some runs of one scenario have given.

    Attributes
    ----------
    tally : counts by name, as `Tally.arrays` gives them
    leaves : leaves of the digest that lie wholly in these runs
    loose : bytes of the runs, at the end, whose leaf has others too, as the digest wants them, uint8 (run, byte)
    failures : runs that failed
    block : the runs; None if they are not kept
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


def join_shard(shard: Shard, key: str, *, exact: bool = False) -> Iterator[bytes]:
    """Give what the file of a shard holds, part by part.

    Parameters
    ----------
    shard : Shard
    key : identifies the study
    exact : whether all variables keep all digits, not those alone that have them in the ensemble on disk
    """
    return join_parts(_pieces(shard, key, exact=exact))


def split_shard(joined: bytes | None, key: str) -> Shard | None:
    """Return the shard of a file; None if it is damaged, missing, or of another study.

    Parameters
    ----------
    joined : what the file holds; None if there is none
    key : identifies the study
    """
    return None if joined is None else _shard_of(split_parts(joined), key)


def pack_shard(shard: Shard) -> bytes:
    """Return a shard as another process can be given it, with all digits.

    Parameters
    ----------
    shard : Shard
    """
    return b"".join(join_parts(_pieces(shard, _NO_STUDY, exact=True)))


def unpack_shard(packed: bytes) -> Shard:
    """Return the shard that was packed.

    Parameters
    ----------
    packed : as `pack_shard` gave it

    Raises
    ------
    RunError
        If it was damaged on its way.
    """
    shard = _shard_of(split_parts(packed), _NO_STUDY)
    if shard is None:
        raise RunError("runs that another process has done came back damaged")
    return shard


def _pieces(shard: Shard, key: str, *, exact: bool) -> Iterator[bytes]:
    arrays = [_arrays_of(part, exact=exact) for part in shard.parts]
    described = [
        {
            "leaves": part.leaves,
            "failures": [asdict(failure) for failure in part.failures],
            "arrays": [(name, values.dtype.str, values.shape) for name, values in found.items()],
        }
        for part, found in zip(shard.parts, arrays, strict=True)
    ]
    yield json.dumps({"key": key, "runs": [shard.first_run, shard.runs], "parts": described}).encode()
    for found in arrays:
        yield from map(pack_array, found.values())


def _arrays_of(part: ScenarioPart, *, exact: bool) -> _Arrays:
    tally = {f"tally.{name}": values for name, values in part.tally.items()}
    if part.block is None:
        return {**tally, "loose": part.loose}
    variables = {name: getattr(part.block, name) for name in present_arrays(part.block)}
    variables |= {SERIES + name: values for name, values in part.block.series.items()}
    block = {
        f"block.{name}": values if exact else _single_precision(name, values) for name, values in variables.items()
    }
    return {**tally, "loose": part.loose, **block}


def _single_precision(name: str, values: NDArray[Any]) -> NDArray[Any]:
    """Return values as they stand on disk.

    Parameters
    ----------
    name : variable
    values : numbers or codes
    """
    return values.astype(np.float32) if values.dtype == np.float64 and name not in EXACT else values


def _shard_of(pieces: Iterator[memoryview] | None, key: str) -> Shard | None:
    if pieces is None:
        return None
    header = json.loads(bytes(next(pieces)))
    if header["key"] != key:
        return None
    first_run, runs = header["runs"]
    return Shard(first_run, runs, tuple(_read_part(about, pieces) for about in header["parts"]))


def _read_part(about: Mapping[str, Any], pieces: Iterator[memoryview]) -> ScenarioPart:
    arrays = {name: unpack_array(next(pieces), dtype, shape) for name, dtype, shape in about["arrays"]}
    failures = tuple(read_failure(item) for item in about["failures"])
    block = _named(arrays, "block.")
    return ScenarioPart(
        _named(arrays, "tally."),
        tuple(about["leaves"]),
        arrays["loose"],
        failures,
        _make_block(block, failures) if block else None,
    )


def _named(arrays: _Arrays, start: str) -> _Arrays:
    return {name.removeprefix(start): values for name, values in arrays.items() if name.startswith(start)}


def _make_block(arrays: _Arrays, failures: tuple[Failure, ...]) -> Block:
    wide: dict[str, Any] = {
        name: values.astype(np.float64) if values.dtype.kind == "f" else values for name, values in arrays.items()
    }
    return Block(
        series=_named(wide, SERIES),
        failures=failures,
        **{name: values for name, values in wide.items() if not name.startswith(SERIES)},
    )


def read_failure(described: Mapping[str, Any]) -> Failure:
    """Make a failure of plain data, which may hold more.

    Parameters
    ----------
    described : as `Failure.describe` gives it
    """
    return Failure(**{field.name: described[field.name] for field in fields(Failure)})

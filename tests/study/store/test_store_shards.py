from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from nrc_sim.engine.blocks import CONDUCT, DRAWN, RIFT
from nrc_sim.study.results.digests import encode_runs
from nrc_sim.study.store import ScenarioPart, Shard
from nrc_sim.study.store.places import FolderPlace, shard_name
from nrc_sim.study.store.shards import join_shard, split_shard
from nrc_sim.study.store.shared import share_place
from synthetic import fail_runs, make_runs, wandering_block

KEY = "a study"


def make_shard(*, kept: bool = True) -> Shard:
    block = fail_runs(wandering_block(), 2, 4)
    tally = make_runs().tally.arrays
    whole = ScenarioPart(tally, ("ab" * 32,), np.empty((0, 0), dtype=np.uint8), (), wandering_block() if kept else None)
    loose = ScenarioPart(tally, (), encode_runs(block), block.failures, block if kept else None)
    return Shard(0, 6, (whole, loose))


def write_shard(shard: Shard, path: Path, *, exact: bool = False) -> None:
    FolderPlace(path.parent).write(path.name, join_shard(shard, KEY, exact=exact))


def read_shard(path: Path, key: str) -> Shard | None:
    return split_shard(FolderPlace(path.parent).read(path.name), key)


@pytest.fixture
def path(tmp_path):
    write_shard(make_shard(), tmp_path / "one.shard")
    return tmp_path / "one.shard"


@pytest.mark.parametrize("kept", [True, False])
def test_a_shard_comes_back_as_it_was_written(tmp_path, kept):
    shard = make_shard(kept=kept)
    write_shard(shard, tmp_path / "one.shard")
    found = read_shard(tmp_path / "one.shard", KEY)
    assert (found.first_run, found.runs, found.stop) == (0, 6, 6)
    for before, after in zip(shard.parts, found.parts, strict=True):
        assert (after.leaves, after.failures) == (before.leaves, before.failures)
        assert np.array_equal(after.loose, before.loose)
        assert {name: values.tobytes() for name, values in after.tally.items()} == {
            name: values.tobytes() for name, values in before.tally.items()
        }
        assert (after.block is None) == (before.block is None)


def test_runs_keep_all_digits_of_the_index_and_seven_of_the_rest(path):
    (before, _), (after, _) = make_shard().parts, read_shard(path, KEY).parts
    assert np.array_equal(after.block.index, before.block.index)
    assert np.array_equal(after.block.settlement, before.block.settlement)
    assert np.array_equal(after.block.stock, before.block.stock.astype(np.float32))
    assert {after.block.stock.dtype, after.block.series["fear"].dtype} == {np.dtype(np.float64)}
    assert after.block.settlement.dtype == np.uint8
    assert {field.name for field in fields(after.block) if getattr(after.block, field.name) is None} == {
        *CONDUCT,
        *DRAWN,
        RIFT,
    }


def test_runs_keep_all_digits_of_everything_if_that_is_asked(path):
    write_shard(make_shard(), path, exact=True)
    (before, _), (after, _) = make_shard().parts, read_shard(path, KEY).parts
    assert np.array_equal(after.block.stock, before.block.stock)
    assert np.array_equal(after.block.series["fear"], before.block.series["fear"])


def test_a_flipped_byte_is_found_wherever_it_is(path):
    content = bytearray(path.read_bytes())
    for place in (0, 9, 200, len(content) // 2, len(content) - 33, len(content) - 1):
        content[place] ^= 1
        path.write_bytes(content)
        assert read_shard(path, KEY) is None
        content[place] ^= 1
    path.write_bytes(content)
    assert read_shard(path, KEY) is not None


@pytest.mark.parametrize("length", [0, 1, 32, 500, -1])
def test_a_truncated_shard_is_found(path, length):
    path.write_bytes(path.read_bytes()[:length])
    assert read_shard(path, KEY) is None


def test_a_missing_shard_and_one_of_another_study_are_none(path):
    assert read_shard(path, "another study") is None
    path.unlink()
    assert read_shard(path, KEY) is None


def test_what_could_not_be_written_leaves_nothing_behind(tmp_path):
    (tmp_path / "one.shard").mkdir()
    (tmp_path / "one.shard" / "in the way").touch()
    with pytest.raises(OSError, match=r"one\.shard"):
        write_shard(make_shard(), tmp_path / "one.shard")
    assert [path.name for path in tmp_path.iterdir()] == ["one.shard"]


def test_a_shared_folder_takes_shards_from_whoever_finds_its_mark_and_from_nobody_else(tmp_path):
    place = share_place(FolderPlace(tmp_path), KEY)
    shard = make_shard()
    assert place.write(shard)
    assert shard_name(0, 6) == "0000000000-0000000006.shard"
    (after, _) = read_shard(tmp_path / shard_name(0, 6), KEY).parts
    assert np.array_equal(after.block.stock, shard.parts[0].block.stock)  # all digits
    (tmp_path / "other").mkdir()
    assert not place._replace(shown=str(tmp_path / "other")).write(shard)
    assert not place._replace(mark="another").write(shard)
    assert list((tmp_path / "other").iterdir()) == []

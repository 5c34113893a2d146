"""What a study has done so far, kept in its folder so that it can be continued."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.errors import InputError
from nrc_sim.study.store.clearing import remove_entry
from nrc_sim.study.store.contents import LAST_LEAF, SHARD_ENDING, list_strangers
from nrc_sim.study.store.earlier import EarlierRuns, open_earlier
from nrc_sim.study.store.elsewhere import choose_place, note_place
from nrc_sim.study.store.folders import Draft
from nrc_sim.study.store.manifest_schema import check_manifest
from nrc_sim.study.store.pieces import Pieces
from nrc_sim.study.store.places import ShardPlace, clear_place, list_shards, shard_name
from nrc_sim.study.store.shards import Shard, join_shard, split_shard
from nrc_sim.study.store.shared import SHARED, SharedPlace, share_place
from nrc_sim.study.store.status import COMPLETE, manifest_or_none, read_document, write_durably
from nrc_sim.text.wording import counted

_STUDY = "study.json"

_KEEPS_RUNS = "run"
"""The command to whose complete results runs can be added."""

_Identity = Mapping[str, Any]
"""What decides the numbers of a study, as plain data."""

_Tell = Callable[[str], None]
"""Receives a line for people on what was found damaged."""


class Checkpoints:
    """Shards of a study, in its folder or elsewhere.

    Parameters
    ----------
    place : ShardPlace
        Where they stand.
    identity : Identity
        The study.
    earlier : EarlierRuns or None
        Complete results of the same study with fewer runs.
    tell : Tell
        Receives what was found damaged, and who does not find the place.
    exact : bool
        Whether all variables of the runs keep all digits, which takes twice the room.

    Attributes
    ----------
    tell : Tell
        As given.
    last_leaf : sequence of arrays of uint8 (run, byte)
        For each scenario, the bytes of the runs that do not fill a leaf; set once all runs are done.
    """

    def __init__(
        self, place: ShardPlace, identity: _Identity, earlier: EarlierRuns | None, tell: _Tell, *, exact: bool = False
    ) -> None:
        self._place = place
        self._key = _key_of(identity)
        self.tell, self._exact = tell, exact
        self.earlier = earlier
        self.last_leaf: Sequence[NDArray[np.uint8]] = ()

    def ranges(self) -> list[tuple[int, int]]:
        """Return first run, and first run after them, of the shards there are, damaged or not, in order."""
        return list_shards(self._place)

    @property
    def stop(self) -> int:
        """Number of the first run after all that is kept."""
        return _last_stop(self.ranges(), self.earlier)

    def shared_place(self) -> SharedPlace:
        """Return where other processes may write shards, if they find this place where it is."""
        return share_place(self._place, self._key)

    def holds(self, first_run: int, stop: int) -> bool:
        """Return whether a shard is there, damaged or not.

        Parameters
        ----------
        first_run, stop : the runs `first_run` .. `stop - 1`
        """
        return self._place.holds(shard_name(first_run, stop))

    def load(self, first_run: int, stop: int) -> Shard | None:
        """Read a shard; say so and take it away if it is damaged.

        Parameters
        ----------
        first_run, stop : the runs `first_run` .. `stop - 1`
        """
        name = shard_name(first_run, stop)
        shard = split_shard(self._place.read(name), self._key)
        if shard is None or (shard.first_run, shard.stop) != (first_run, stop):
            self.tell(f"{name} is damaged: its runs are done again")
            self._place.remove(name)
            return None
        return shard

    def keep(self, shard: Shard) -> None:
        """Write a shard.

        Parameters
        ----------
        shard : Shard
        """
        name = shard_name(shard.first_run, shard.stop)
        self._place.write(name, join_shard(shard, self._key, exact=self._exact))

    def write_last_leaf(self, folder: Path, slugs: Sequence[str]) -> None:
        """Write the bytes that the digest wants of runs whose leaf others may fill later.

        Parameters
        ----------
        folder : an existing folder
        slugs : of the scenarios
        """
        if self.last_leaf:
            arrays: dict[str, Any] = dict(zip(slugs, self.last_leaf, strict=True))
            np.savez(folder / LAST_LEAF, **arrays)


class _Found(NamedTuple):
    """What of a folder can be continued: whether its shards, and complete results."""

    shards: bool
    earlier: EarlierRuns | None


def open_checkpoints(draft: Draft, identity: _Identity, runs: int | None, tell: _Tell) -> Checkpoints:
    """Open what was done before if it is to be continued, and make room for more.

    Parameters
    ----------
    draft : folder that is being written
    identity : the study
    runs : runs of each scenario that are wanted; None if their number is open
    tell : receives what was found damaged

    Raises
    ------
    InputError
        If what stands in the folder is of another study, or has more runs; nothing is changed then.
    """
    found = _find(draft, identity, tell)
    place = choose_place(draft.shards, draft.elsewhere, _key_of(identity), resumed=found.shards, resume=draft.resume)
    done = _last_stop(list_shards(place) if found.shards else [], found.earlier)
    if runs is not None and done > runs:
        raise InputError(
            f"the folder holds {counted(done, 'run')} of each scenario, more than the {runs:,} that are wanted",
            place=str(draft.target),
            suggestion="ask for at least as many, or choose another folder with --output",
        )
    _make_room(draft, identity, tell, keep=found.shards)
    if note_place(draft.shards, place, keep=found.shards):
        draft.at_end.append(partial(clear_place, place, SHARED))
    # Runs that come back from an ensemble have fewer digits, whether the run was interrupted or not.
    exact = draft.command != _KEEPS_RUNS
    return Checkpoints(place, identity, found.earlier, tell, exact=exact)


def open_pieces(draft: Draft, identity: _Identity, tell: _Tell) -> Pieces:
    """Open the pieces of work that were done before if they are to be continued, and make room for more.

    Parameters
    ----------
    draft : folder that is being written
    identity : what the command was asked
    tell : receives what was found damaged

    Raises
    ------
    InputError
        If what stands in the folder was asked otherwise; nothing is changed then.
    """
    found = _find(draft, identity, tell)
    _make_room(draft, identity, tell, keep=found.shards)
    return Pieces(draft.shards, _key_of(identity), tell)


def _make_room(draft: Draft, identity: _Identity, tell: _Tell, *, keep: bool) -> None:
    if draft.path != draft.target and not draft.resume:
        tell(f"{draft.target} holds complete results: these replace them in the end; to keep both, choose --output")
    draft.clear()
    _tidy(draft.shards, keep=keep)
    write_durably(draft.shards / _STUDY, identity)


def _find(draft: Draft, identity: _Identity, tell: _Tell) -> _Found:
    if not draft.resume:
        return _Found(shards=False, earlier=None)
    begun = read_document(draft.shards / _STUDY)
    manifest = manifest_or_none(draft.target)
    # What other commands have completed holds no runs that could be added to: it is computed again, and replaced.
    complete = draft.command == _KEEPS_RUNS and manifest is not None and manifest["status"] == COMPLETE
    same = begun is not None and _key_of(begun) == _key_of(identity)
    recorded = manifest.get("study") if manifest is not None and complete else begun
    if manifest is not None and complete and recorded is not None and _key_of(recorded) == _key_of(identity):
        check_manifest(manifest, str(draft.target))
        return _Found(same or begun is None, open_earlier(draft.target, manifest, tell))
    if same or (begun is None and not complete):
        return _Found(shards=True, earlier=None)
    raise InputError(
        f"the folder holds another study: {'; '.join(differences(recorded or {}, identity))}",
        place=str(draft.target),
        suggestion="ask for the same to continue it, or choose another folder with --output",
    )


def differences(recorded: _Identity, wanted: _Identity) -> Iterator[str]:
    """Return in what two studies differ.

    Parameters
    ----------
    recorded : the one in the folder
    wanted : the one that was asked for
    """
    for name, value in wanted.items():
        before = recorded.get(name)
        if isinstance(value, dict):
            yield from _different_items(name, before if isinstance(before, dict) else {}, value)
        elif before != value:
            yield f"{name}: {before} there, {value} now"


def _different_items(name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for item in dict.fromkeys((*before, *now)):
        if before.get(item) != now.get(item):
            change = "new" if item not in before else "changed" if item in now else "left out"
            yield f"{name} '{item}' is {change}" if change == "new" else f"{name} '{item}' was {change}"
    if list(before) != list(now) and set(before) == set(now):
        yield f"{name} had another order"


def _key_of(identity: _Identity) -> str:
    """Return a fingerprint of a study.

    Parameters
    ----------
    identity : what decides its numbers
    """
    return sha256(json.dumps(identity).encode()).hexdigest()


def _last_stop(ranges: Sequence[tuple[int, int]], earlier: EarlierRuns | None) -> int:
    return max([*(stop for _, stop in ranges), earlier.runs if earlier else 0])


def _tidy(folder: Path, *, keep: bool) -> None:
    """Remove all of ours but shards, or all, from the folder of shards; make it if there is none."""
    folder.mkdir(exist_ok=True)
    strangers = list_strangers(folder.parent)
    for entry in folder.iterdir():
        if not (entry in strangers or (keep and entry.suffix == SHARD_ENDING)):
            remove_entry(entry)

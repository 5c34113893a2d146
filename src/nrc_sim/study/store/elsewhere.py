"""Shards that stand outside the folder of results, which notes where."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.study.store.addresses import is_address
from nrc_sim.study.store.contents import ELSEWHERE
from nrc_sim.study.store.places import FolderPlace, ShardPlace, clear_place, list_shards, place_at, try_place
from nrc_sim.study.store.status import read_document, write_durably

_KEY_LETTERS = 16
"""Letters of the key of a study in the name of the folder in which its shards stand."""


class Elsewhere(NamedTuple):
    """Where shards are asked to stand: plain data.

    Attributes
    ----------
    place : str
        A whole path, or an address.
    replaced : bool
        Whether those of the same study that stand there may be removed.
    """

    place: str
    replaced: bool = False


def ask_elsewhere(typed: str | Path | None, target: Path, *, replaced: bool) -> Elsewhere | None:
    """Return where shards are asked to stand; None for the folder of results itself. Nothing is touched.

    Parameters
    ----------
    typed : a folder or an address; None for nothing
    target : folder of results, resolved
    replaced : whether shards of the same study that stand there may be removed

    Raises
    ------
    InputError
        If there is no way to such an address, or the place lies in the folder of results.
    """
    if typed is None:
        return None
    if is_address(typed):
        place = place_at(str(typed))
        shown = place.shown
    else:
        shown = str(Path(typed).resolve())
        place = FolderPlace(Path(shown))
    if isinstance(place, FolderPlace) and target in (place.folder, *place.folder.parents):
        raise InputError(
            "shards are kept in the folder of results anyway",
            place=f"--shards {typed}",
            allowed="a folder outside it, or an address",
            suggestion="leave it out",
        )
    return Elsewhere(shown, replaced)


def refuse_shards(typed: str | Path | None) -> None:
    """Refuse a place for shards where there is no folder of results, without which nothing is kept.

    Parameters
    ----------
    typed : a folder or an address; None for nothing

    Raises
    ------
    InputError
        If there is one.
    """
    if typed is not None:
        raise InputError(
            "shards are kept for results that are written",
            place=f"shards {typed}",
            suggestion="give the folder of results as output",
        )


def choose_place(own: Path, asked: Elsewhere | None, key: str, *, resumed: bool, resume: bool) -> ShardPlace:
    """Return where the shards of a study stand or will: where they stood before, or where it is asked for now.

    Parameters
    ----------
    own : folder in the results, existing or not
    asked : where else they may stand
    key : identifies the study
    resumed : whether what is noted in the results is of this study
    resume : whether what is there may be continued

    Raises
    ------
    InputError
        If they stood elsewhere before, or stand there and may not be continued, or the place is of no use.
    """
    before = _kept_at(own) if resumed else None
    if before is not None and asked is not None and before != asked.place:
        raise InputError(
            f"what was done is kept {f'at {before}' if before else 'with the results'}",
            place=f"--shards {asked.place}",
            suggestion=f"continue it {f'with --shards {before}' if before else 'without --shards'}",
        )
    chosen = before if asked is None else asked.place
    if not chosen:
        return FolderPlace(own)
    place = place_at(f"{chosen}/{key[:_KEY_LETTERS]}")
    try_place(place)
    if list_shards(place) and not (resume or (asked is not None and asked.replaced)):
        raise InputError(
            "shards of the same study stand there",
            place=f"--shards {chosen}",
            suggestion="continue with --resume, replace them with --overwrite, or choose another place",
        )
    return place


def _kept_at(own: Path) -> str | None:
    """Return the place in which an interrupted study keeps its shards, "" for its own folder; None if it has none."""
    noted = read_document(own / ELSEWHERE)
    if noted is not None:
        return str(noted["place"])
    return "" if list_shards(FolderPlace(own)) else None


def note_place(own: Path, place: ShardPlace, *, keep: bool) -> bool:
    """Note in the folder of results where shards stand, if not there; return whether they stand elsewhere.

    Parameters
    ----------
    own : folder of shards in the results
    place : where they stand
    keep : whether shards that are there are continued; they are removed otherwise
    """
    if place.shown == FolderPlace(own).shown:
        return False
    if not keep:
        clear_place(place)
    write_durably(own / ELSEWHERE, {"place": place.shown.rpartition("/")[0]})
    return True

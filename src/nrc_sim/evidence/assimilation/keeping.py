"""Where a forecast keeps its ensemble, so that the next one goes on from there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nrc_sim.evidence.assimilation.following import Listening, copy_work
from nrc_sim.evidence.assimilation.forecast import Asked, ForecastResults
from nrc_sim.evidence.assimilation.measured import list_followed
from nrc_sim.evidence.assimilation.settings import load_assimilation
from nrc_sim.scenario import month_number
from nrc_sim.study.executors import Progress
from nrc_sim.study.program import hash_package
from nrc_sim.study.running import hash_data, identify_study
from nrc_sim.study.store import Draft, Pieces, open_pieces
from nrc_sim.study.store.contents import WORK

DOCUMENT = "forecast.json"


class KeptWork(NamedTuple):
    """Where the ensemble of a forecast is kept.

    Attributes
    ----------
    heard : Listening
    earlier : mapping or None
        What was said of the same, with fewer months known.
    key : str
        Fingerprint of all that decides the numbers but what was observed, and until when.
    """

    heard: Listening
    earlier: Mapping[str, Any] | None
    key: str


def open_work(draft: Draft, asked: Asked, progress: Progress, message: Callable[[str], None]) -> KeptWork:
    """Open what earlier forecasts of the same have kept, and make room for more.

    Parameters
    ----------
    draft : folder that is being written
    asked : what the forecast is of
    progress, message : receive how far the work has come, and lines for people

    Raises
    ------
    InputError
        If an interrupted forecast of something else is in the folder.
    """
    identity = _identify(asked)
    earlier = _earlier_forecast(draft.target, hash_data(identity), asked.until)
    pieces = open_pieces(draft, identity, message)
    before = pieces.elsewhere(draft.target / WORK)
    return KeptWork(Listening((pieces, before), pieces, progress, message), earlier, hash_data(identity))


def finish_work(found: ForecastResults, work: KeptWork, draft: Draft) -> None:
    """Write where the ensemble stands to the folder of the results.

    Parameters
    ----------
    found : the forecast
    work : where it was kept until now
    draft : folder that is being written
    """
    folder = draft.path / WORK
    folder.mkdir(exist_ok=True)
    pieces = work.heard.write
    assert isinstance(pieces, Pieces)
    copy_work(found.followed, found.asked.observed.measured, found.asked.span, pieces.elsewhere(folder))


def _identify(asked: Asked) -> dict[str, Any]:
    """Describe all that decides the numbers of a month but what was observed; plain data."""
    story, settings = asked.story, asked.settings
    return {
        **identify_study([story.scenario], settings),
        "program": hash_package(),
        "runs": settings.runs,
        "questions": "",
        "past": "" if story.past is None else story.past.hash,
        "observation model": hash_data(asked.model.plain()),
        "settings": hash_data(load_assimilation().model_dump()),
        "series": hash_data([list(one.path) for one in list_followed(asked.observed.measured)]),
    }


def _earlier_forecast(folder: Path, key: str, until: int) -> Mapping[str, Any] | None:
    """Read what was said of the same before, with fewer months known; None if nothing was."""
    try:
        found: dict[str, Any] = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if found.get("work") == key and month_number(found["until"]) < until else None

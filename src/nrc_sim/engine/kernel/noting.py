"""What each run draws, noted as it comes: how often shocks began, when first, and how large they were."""

from __future__ import annotations

from nrc_sim.engine.kernel.compiling import inner
from nrc_sim.engine.kernel.lanes import Lanes
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.scoring import Records
from nrc_sim.engine.kernel.state_layout import FIRST_SHOCK, HOW_LARGE, WHERE, WHICH


@inner
def forget_notes(lanes: Lanes) -> None:
    """Begin to note: no shock has come yet."""
    count = lanes.largest.shape[0]
    for shock in range(count):
        for lane in range(LANES):
            lanes.came[shock, lane] = 0
            lanes.came[count + shock, lane] = -1
            lanes.largest[shock, lane] = 0.0


@inner
def note_events(lanes: Lanes, lasting: bool, month: int, first: int, last: int) -> None:
    """Note the listed events of one shock, from `first` to before `last`; one that lasts begins once."""
    came, largest, count = lanes.came, lanes.largest, lanes.largest.shape[0]
    for event in range(first, last):
        shock, lane = lanes.happened[WHICH, event], lanes.happened[WHERE, event]
        size = lanes.happened_weights[HOW_LARGE, event]
        if came[shock, lane] == 0:
            came[count + shock, lane] = month
            largest[shock, lane] = size
        if not lasting or lanes.codes[FIRST_SHOCK + shock, lane] == month or came[shock, lane] == 0:
            came[shock, lane] += 1
        largest[shock, lane] = max(largest[shock, lane], size)


@inner
def record_notes(lanes: Lanes, records: Records, place: tuple[int, int]) -> None:
    """Keep what was noted of the first `place[1]` lanes, as the runs from `place[0]` on."""
    first, runs = place
    count = lanes.largest.shape[0]
    for shock in range(count):
        for lane in range(runs):
            records.shock_count[shock, first + lane] = lanes.came[shock, lane]
            records.shock_first_month[shock, first + lane] = lanes.came[count + shock, lane]
            records.shock_largest_size[shock, first + lane] = lanes.largest[shock, lane]

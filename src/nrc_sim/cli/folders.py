"""Folders that commands may or may not write to."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from nrc_sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nrc_sim.study.store import Draft


def draft_or_none(
    output: Path | None, command: str, *, overwrite: bool, resume: bool, inputs: Sequence[Path] = ()
) -> AbstractContextManager[Draft | None]:
    """Open a folder if one was named.

    Parameters
    ----------
    output : the folder, or None
    command : the command that writes
    overwrite, resume : what may be done with interrupted results
    inputs : files that are read

    Raises
    ------
    InputError
        If something is to be continued and no folder was named, or see `draft_folder`.
    """
    from nrc_sim.study.store import draft_folder

    if output is not None:
        return draft_folder(output, command=command, overwrite=overwrite, resume=resume, inputs=inputs)
    if resume:
        raise InputError(
            f"`{command}` keeps nothing without a folder", place="--resume", suggestion="name the folder with --output"
        )
    return nullcontext()

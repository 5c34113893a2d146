"""What a manifest must hold before anything is taken from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from hashlib import sha256
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from nrc_sim.engine.blocks import Failure, Labels
from nrc_sim.errors import InputError
from nrc_sim.study.given import GivenCondition
from nrc_sim.study.questions import Question

_Count = Annotated[int, Field(ge=0)]
CHECKSUM = "checksum"
"""Field of the manifest with the checksum of all its others."""

_MOST_LISTED = 3
"""Faults that are named in an error."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")


class ManifestHead(_Part):
    """What every folder of ours says about itself, complete or not."""

    program: str
    format: int
    status: Literal["complete", "running"]
    written_by: str = ""


class ScenarioEntry(_Part):
    """What is said of one scenario."""

    title: str
    hash: str
    start: str
    months: Annotated[int, Field(ge=1)]
    seed: _Count
    runs: _Count
    resolved: dict[str, Any]
    labels: Labels
    group: str
    leaves: list[str]
    failed: _Count = 0
    failures: list[Failure] = []


class SettingsEntry(_Part):
    """Settings that are needed to go on with a study, or to load it."""

    actor_paths: bool = False
    questions: list[Question] = []
    given: list[GivenCondition] = []


class CompleteManifest(ManifestHead):
    """What complete results say about themselves, with or without runs of scenarios."""

    command: list[str]
    scenarios: dict[str, ScenarioEntry]


class ManifestOfRuns(CompleteManifest):
    """What complete results with runs of scenarios say about themselves."""

    versions: dict[str, str]
    finished: str
    settings: SettingsEntry
    summary_only: bool
    worlds: dict[str, dict[str, Any]]
    files: dict[str, str] = {}
    study: dict[str, Any] = {}

    @model_validator(mode="after")
    def _hold_together(self) -> Self:
        for slug, entry in self.scenarios.items():
            if entry.resolved.get("world") not in self.worlds:
                raise ValueError(f"the world of '{slug}' is not among the worlds")
        if self.study and not self.files:
            raise ValueError("'files' is missing, without which the study cannot be continued")
        return self


def check_manifest(manifest: Mapping[str, Any], place: str) -> None:
    """Make sure that all is there, and of its type, that is taken from the manifest of complete results.

    Parameters
    ----------
    manifest : as it was read
    place : the folder, for messages

    Raises
    ------
    InputError
        If something is missing or of another type, with its name, or has changed since it was written.
    """
    _check(ManifestOfRuns if manifest.get("scenarios") else CompleteManifest, manifest, place)
    known = {field.name for field in fields(Labels)}
    for slug, entry in manifest["scenarios"].items():
        if unknown := entry["labels"].keys() - known:
            raise damaged(f"'scenarios.{slug}.labels.{min(unknown)}' is not known", place)
    if manifest.get(CHECKSUM, "") not in {"", sum_document(manifest)}:
        raise damaged("it is not what was written", place)


def sum_document(document: Mapping[str, Any]) -> str:
    """Return the checksum of plain data, without the field that holds it.

    Parameters
    ----------
    document : such as a manifest
    """
    content = {name: value for name, value in document.items() if name != CHECKSUM}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def check_head(manifest: Mapping[str, Any], place: str) -> None:
    """Make sure that a manifest says what it is of, and whether that is complete.

    Parameters
    ----------
    manifest : as it was read
    place : the folder, for messages

    Raises
    ------
    InputError
        If it does not.
    """
    _check(ManifestHead, manifest, place)


def _check(kind: type[BaseModel], manifest: Mapping[str, Any], place: str) -> None:
    try:
        kind.model_validate_json(json.dumps(manifest))
    except ValidationError as error:
        found = error.errors()
        listed = "; ".join(_describe(fault["loc"], fault["msg"], fault["type"]) for fault in found[:_MOST_LISTED])
        more = f"; and {len(found) - _MOST_LISTED} more" if len(found) > _MOST_LISTED else ""
        raise damaged(listed + more, place) from None


def _describe(where: tuple[int | str, ...], message: str, kind: str) -> str:
    name = ".".join(map(str, where))
    if kind == "missing":
        return f"'{name}' is missing"
    return f"'{name}': {message}" if name else message.removeprefix("Value error, ")


def damaged(what: str, place: str) -> InputError:
    """Return the error that says what is wrong with a manifest.

    Parameters
    ----------
    what : is wrong
    place : the folder
    """
    return InputError(
        f"manifest.json is damaged: {what}",
        place=place,
        suggestion="put it back from a copy, or run again with another folder in --output",
    )

"""The command `schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from nrc_sim.cli.display import print_json


class SchemaKind(StrEnum):
    """Kinds of files."""

    scenario = "scenario"
    world = "world"
    questions = "questions"


Which = Annotated[SchemaKind, typer.Argument(metavar="[scenario|world|questions]", help="Kind of file.")]


def schema(kind: Which = SchemaKind.scenario) -> None:
    """Print the JSON Schema of scenario, world or question files, for editors."""
    from nrc_sim.scenario.json_schemas import file_schema

    print_json(file_schema(kind.value))

"""The reference of all keys, written from the types of the files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nrc_sim.scenario.json_schemas import KINDS, file_schema
from nrc_sim.scenario.meanings import MEANINGS
from nrc_sim.scenario.schema import Section
from nrc_sim.scenario.words import branches, in_words, json_schema
from nrc_sim.scenario.world_json_schema import left_to_say
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.pages import with_block
from nrc_sim.text.writing import write_text

_HEADINGS = {"ScenarioFile": "Scenario", "WorldFile": "World", "Horizon": "`horizon`", "Policies": "`policies`"}
_HEADINGS |= {"Holds": "`holds`", "Shock": "A shock", "Size": "`size` of a shock, as a distribution", "Act": "An act"}
_HEADINGS |= {"QuestionFile": "Questions", "QuestionEntry": "A question"}


def reference(kind: type[Section]) -> str:
    """Write the tables of all keys of a type of file, in Markdown.

    Parameters
    ----------
    kind : type of file
    """
    root = json_schema(kind)
    tables = {kind.__name__: root, **root["$defs"]}
    wanted = [name for name in MEANINGS if name in tables] + [name for name in tables if name not in MEANINGS]
    parts = ["\n".join(_table(name, tables[name], root)) for name in wanted if "properties" in tables[name]]
    return "\n\n".join(parts) + "\n"


def _table(name: str, definition: Any, root: Any) -> Iterator[str]:
    required = left_to_say(name, definition) if root["title"] == WorldFile.__name__ else definition.get("required", ())
    yield f"### {_HEADINGS.get(name, name)}\n"
    yield "| key | allowed | meaning |"
    yield "|---|---|---|"
    for key, schema in definition["properties"].items():
        meaning = MEANINGS.get(name, {}).get(key, "")
        mark = "" if key not in required or key == "slug" else ", needed"
        yield f"| `{key}` | {_allowed(schema, root)}{mark} | {meaning} |"


def _allowed(schema: Any, root: Any) -> str:
    """Return what is allowed, and whose table describes mappings within."""
    words = []
    for branch in branches(root, schema):
        patterns = list(branch.get("patternProperties", {}).values())
        inner = branch.get("items") or branch.get("additionalProperties") or next(iter(patterns), None)
        within = in_words(branches(root, inner)[0]) if isinstance(inner, dict) and inner else ""
        word = in_words(branch)
        words.append(
            f"{word} of {within.removeprefix('a ')}s"
            if word in {"a list", "a mapping"} and within in _PLURALS
            else word
        )
    return ", or ".join(dict.fromkeys(word for word in words if word)).replace("|", "\\|")


_PLURALS = ("a text", "a number", "a mapping", "a list")


def write_reference(page: Path, schemas: Path) -> None:
    """Write the reference anew into its block of a page, and the JSON Schema of each kind of file.

    Parameters
    ----------
    page : Markdown, with a block `reference`
    schemas : folder of the schemas

    Raises
    ------
    InputError
        If the page has no place for the reference; nothing is touched.
    """
    parts = [f"## Keys of a {name} file\n\n{reference(kind)}" for name, kind in KINDS.items()]
    write_text(page, with_block(page.read_text(encoding="utf-8"), "reference", "\n" + "\n".join(parts)))
    for name in KINDS:
        text = json.dumps(file_schema(name), indent=2, ensure_ascii=False)
        write_text(schemas / f"{name}.schema.json", text + "\n")


if __name__ == "__main__":
    write_reference(Path(sys.argv[1]), Path(sys.argv[2]))

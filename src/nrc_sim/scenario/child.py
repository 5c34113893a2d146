"""A scenario file that extends another one and says what was set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nrc_sim.scenario.composition import ENTRIES
from nrc_sim.scenario.nodes import Node
from nrc_sim.scenario.reading import parse_value
from nrc_sim.scenario.writing import scalar


def child_text(parent: str, title: str, settings: Sequence[str]) -> str:
    """Write the scenario file that extends a scenario and says what its settings say.

    Parameters
    ----------
    parent : slug or path of the scenario
    title : of the new one
    settings : such as `policies.dialogue=0.5`, all of which the parent accepts

    Examples
    --------
    >>> print(child_text("baseline", "More dialogue", ["policies.dialogue=0.5", "shocks.syria.drop=true"]), end="")
    extends: baseline
    title: More dialogue
    policies: {dialogue: 0.5}
    shocks:
      - {id: syria, drop: true}
    """
    content: dict[str, Any] = {}
    for setting in settings:
        path, _, value = setting.partition("=")
        *above, last = path.strip().split(".")
        place = content
        for key in above:
            place = place.setdefault(key, {})
        place[last] = _plain(parse_value(value, setting))
    return "\n".join((f"extends: {scalar(parent)}", f"title: {scalar(title)}", *_lines(content))) + "\n"


def _plain(node: Node) -> Any:
    if isinstance(node.content, dict):
        return {key: _plain(entry.node) for key, entry in node.content.items()}
    return [_plain(item) for item in node.content] if isinstance(node.content, list) else node.content


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    for key, value in content.items():
        if key in ENTRIES and isinstance(value, dict):
            yield f"{key}:"
            yield from (f"  - {_flow({'id': name, **entry})}" for name, entry in value.items())
        else:
            yield f"{scalar(key)}: {_flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {_flow(one)}" for key, one in value.items()) + "}"
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, list) else scalar(value)

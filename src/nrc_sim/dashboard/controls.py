"""What can be moved in a scenario, where each control stands, and the settings that follow from where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, month_number, month_text
from nrc_sim.scenario.inputs import Input, list_inputs
from nrc_sim.scenario.resolve import with_changes
from nrc_sim.scenario.scenario_schema import TIMINGS, Shock, level_in_words
from nrc_sim.text.wording import readable

_STEP = 0.05
_STEPS_OF_A_PARAMETER = 100
_DIGITS = 10
"""Decimals of a setting, as written and as compared: a slider that adds steps stands at 0.30000000000000004."""

_BY_CHANCE = -1
"""Where the slider of a month stands while the shock has no date."""

_OF_MANY_TIMES = ("times", "cooldown")
"""Keys of a shock that can come more than once, which one with a date cannot."""

ADDED = "added_"
"""How the ids of shocks begin that a page has added."""


class Control(NamedTuple):
    """Something on the page that can be moved.

    Attributes
    ----------
    key : str
        Path of what it sets; of a shock `shocks.ID.on`, `.at` or `.size`.
    group, label, unit : str
        What it belongs to, its name, and its unit.
    low, high, step : float
        Range of its slider.
    value, default : float
        Where it stands, and where it stands in the scenario's file.
    note : str
        What the default means if it is no number.
    """

    key: str
    group: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    value: float
    default: float
    note: str = ""

    @property
    def kind(self) -> str:
        """How its value reads: `level`, `on`, `at` or `size`."""
        last = self.key.rpartition(".")[2]
        return last if self.group == "shock" else "level"


class ControlPanel(NamedTuple):
    """The controls of a scenario, and settings that no control can show."""

    controls: tuple[Control, ...]
    others: tuple[str, ...]

    def shocks(self) -> dict[str, list[Control]]:
        """Return the controls of each shock, by its id."""
        found: dict[str, list[Control]] = {}
        for control in self.controls:
            if control.group == "shock":
                found.setdefault(control.key.split(".")[1], []).append(control)
        return found

    def of_group(self, group: str) -> list[Control]:
        """Return the controls of a group, `policy` or `parameter`."""
        return [control for control in self.controls if control.group == group]


def list_controls(scenario: Scenario, changes: Sequence[str], watched: Sequence[str] = ()) -> ControlPanel:
    """List what can be moved in a scenario, each control where the changes put it.

    Parameters
    ----------
    scenario : as it stands in its file
    changes : such as `policies.dialogue=0.5`
    watched : paths of parameters that are shown although they are not moved

    Raises
    ------
    InputError
        If the scenario cannot be accepted with the changes.
    """
    moved = with_changes(scenario, changes)
    inputs = {found.path: found for found in list_inputs(scenario.world)}
    paths = [change.partition("=")[0].strip() for change in changes]
    parameters = [path for path in dict.fromkeys((*watched, *paths)) if path.startswith("parameters.")]
    controls = [_policy(found, scenario, moved) for found in inputs.values() if found.kind == "lever"]
    for shock in (*scenario.shocks, *_added(scenario, moved)):
        controls.extend(_of_shock(shock, scenario, moved))
    controls += [_parameter(inputs[path], scenario, moved) for path in parameters if path in inputs]
    known = {control.key for control in controls}
    ids = {control.key.split(".")[1] for control in controls if control.group == "shock"}
    others = (one for one, path in zip(changes, paths, strict=True) if not _is_shown(path, known, ids))
    return ControlPanel(tuple(controls), tuple(others))


def _is_shown(path: str, known: set[str], ids: set[str]) -> bool:
    section, *rest = path.split(".")
    if section != "shocks" or not rest or rest[0] not in ids:
        return path in known
    own = rest[1:] == [] and rest[0].startswith(ADDED)
    return own or rest[1:] in (["drop"], ["size"], *([name] for name in (*TIMINGS, *_OF_MANY_TIMES)))


def _policy(found: Input, scenario: Scenario, moved: Scenario) -> Control:
    default, value = (_level_of(one, found.path) for one in (scenario, moved))
    label = _capital(readable(found.path.removeprefix("policies.")))
    note = "" if isinstance(default, float | int) else level_in_words(default, "{:g}".format)
    first, now = (_number(level) for level in (default, value))
    return Control(found.path, "policy", label, found.unit, found.low, found.high, _STEP, now, first, note)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _level_of(scenario: Scenario, path: str) -> Any:
    level: Any = scenario.file
    for key in path.split("."):
        level = level.get(key, 0.0) if isinstance(level, Mapping) else getattr(level, key)
    return level


def _number(level: Any) -> float:
    return float(level) if isinstance(level, int | float) else float(level[0].value)


def _parameter(found: Input, scenario: Scenario, moved: Scenario) -> Control:
    _, group, name = found.path.split(".")
    default, value = (one.file.parameters.get(group, {}).get(name, found.value) for one in (scenario, moved))
    step = (found.high - found.low) / _STEPS_OF_A_PARAMETER
    label = _capital(f"{readable(group)}: {readable(name)}")
    return Control(found.path, "parameter", label, found.unit, found.low, found.high, step, value, default)


def _added(scenario: Scenario, moved: Scenario) -> Iterator[Shock]:
    own = {shock.id for shock in scenario.shocks}
    return (shock for shock in moved.shocks if shock.id not in own and shock.id.startswith(ADDED))


def _of_shock(shock: Shock, scenario: Scenario, moved: Scenario) -> Iterator[Control]:
    now = next((one for one in moved.shocks if one.id == shock.id), None)
    label, path = _shock_label(shock, scenario), f"shocks.{shock.id}"
    added = shock.id.startswith(ADDED)
    yield Control(f"{path}.on", "shock", label, "", 0, 1, 1, float(now is not None), float(not added))
    where, usual = (_month_of(one, scenario) for one in (now or shock, shock))
    low = usual if usual == _BY_CHANCE else 0
    note = "" if usual != _BY_CHANCE else timing_in_words(shock)
    yield Control(f"{path}.at", "shock", "Month", "", low, scenario.months - 1, 1, where, usual, note)
    smallest, largest = scenario.world.size_range
    size, first = (_size_of(one, smallest) for one in (now or shock, shock))
    note = "" if first >= smallest else "drawn as in the scenario"
    yield Control(
        f"{path}.size", "shock", "Size", "times its usual acts", min(smallest, first), largest, _STEP, size, first, note
    )


def _shock_label(shock: Shock, scenario: Scenario) -> str:
    """Return what a shock is called.

    Parameters
    ----------
    shock : of the scenario
    scenario : whose world names the kinds
    """
    kind = scenario.world.kinds[shock.kind].label if shock.kind else readable(shock.id.removeprefix(ADDED))
    return shock.label or kind


def timing_in_words(shock: Shock) -> str:
    """Say when a shock comes.

    Parameters
    ----------
    shock : of a scenario
    """
    if shock.at is not None:
        return f"in {shock.at}"
    if shock.window is not None:
        return f"some time from {shock.window[0]} to {shock.window[1]}"
    if shock.when is not None:
        return f"when {shock.when}"
    return f"after {readable(shock.after.shock)}" if shock.after is not None else "by chance"


def _month_of(shock: Shock, scenario: Scenario) -> int:
    if shock.at is None:
        return _BY_CHANCE
    return min(max(month_number(shock.at) - month_number(scenario.start), 0), scenario.months - 1)


def _size_of(shock: Shock, smallest: float) -> float:
    return shock.size if isinstance(shock.size, float | int) else smallest - _STEP


def changes_of(scenario: Scenario, panel: ControlPanel, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the settings that follow from where the controls stand.

    Parameters
    ----------
    scenario : as it stands in its file
    panel : its controls
    values : where those stand that were moved, by their keys
    """
    moved = {one.key: _within(one, values.get(one.key, one.value)) for one in panel.controls}
    found = list(panel.others)
    plain = (one for one in panel.controls if one.group != "shock" and _is_moved(one, moved))
    found.extend(f"{one.key}={_written(moved[one.key])}" for one in plain)
    for name, controls in panel.shocks().items():
        found.extend(_changes_of_shock(name, {c.kind: c for c in controls}, moved, scenario))
    return tuple(found)


def _within(control: Control, value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise InputError(f"{control.key} is {value!r}", allowed="a number") from None
    return _rounded(min(max(number, control.low), control.high))


def _is_moved(control: Control, moved: Mapping[str, float]) -> bool:
    return moved[control.key] != _rounded(control.default)


def _rounded(value: float) -> float:
    return round(value, _DIGITS)


def _written(value: float) -> str:
    return f"{_rounded(value):.{_DIGITS}f}".rstrip("0").rstrip(".")


def _changes_of_shock(
    name: str, controls: Mapping[str, Control], moved: Mapping[str, float], scenario: Scenario
) -> Iterator[str]:
    on, at, size = (moved[controls[kind].key] for kind in ("on", "at", "size"))
    path, start = f"shocks.{name}", month_number(scenario.start)
    if name.startswith(ADDED):
        kind = re.sub(r"_\d+$", "", name.removeprefix(ADDED))
        if on:
            yield f"{path}={{kind: {kind}, at: {month_text(start + int(at))}, size: {_written(size)}}}"
        return
    if not on:
        yield f"{path}.drop=true"
        return
    if _is_moved(controls["at"], moved):
        own = next(shock for shock in scenario.shocks if shock.id == name)
        said = own.model_fields_set.difference({"at"})
        yield from (f"{path}.{key}=null" for key in (*TIMINGS, *_OF_MANY_TIMES) if key in said)
        yield f"{path}.at={month_text(start + int(at))}"
    if _is_moved(controls["size"], moved):
        yield f"{path}.size={_written(size)}"

"""What a page has set, and how it is written down: as an address, a command, Python and a scenario file."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from nrc_sim.errors import InputError, whole_number
from nrc_sim.scenario import load_defaults
from nrc_sim.scenario.child import child_text

FIRST_RUNS = 500
"""Futures that are shown at once."""

_REFINED_RUNS = 5000
"""Futures that a page asks for unless it says otherwise."""

MOST_RUNS = 20_000
"""Most futures that a page can ask for."""

_MOST_SETTINGS, _LONGEST_SETTING, _MOST_BESIDE = 200, 500, 6
_KEYS = ("scenario", "baseline", "with", "set", "seed", "runs", "parameters")


@dataclass(frozen=True)
class PageSettings:
    """What a page has set.

    Attributes
    ----------
    scenario : str
        Name of the scenario that is moved.
    baseline : str
        Name of the scenario with which it is compared, as it stands in its file.
    beside : tuple of str
        Names of others that are shown beside, as they stand in their files.
    changes : tuple of str
        What was moved, such as `policies.dialogue=0.5`, one for each path.
    seed, runs : int
        Seed, and runs of each scenario once it is refined.
    parameters : str or None
        "ensemble", "central", or None for what each world has.

    Raises
    ------
    InputError
        If a page asks for more than is allowed.
    """

    scenario: str
    baseline: str
    beside: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    seed: int = 0
    runs: int = _REFINED_RUNS
    parameters: str | None = None

    def __post_init__(self) -> None:
        whole_number("seed", self.seed, 0)
        whole_number("runs", self.runs, FIRST_RUNS, MOST_RUNS)
        if len(self.changes) > _MOST_SETTINGS or any(len(one) > _LONGEST_SETTING for one in self.changes):
            raise InputError(f"{len(self.changes)} settings", allowed=f"at most {_MOST_SETTINGS} short ones")
        if len(self.beside) > _MOST_BESIDE:
            raise InputError(f"{len(self.beside)} scenarios beside", allowed=f"at most {_MOST_BESIDE}")

    @property
    def query(self) -> str:
        """Everything set, as the query of an address, such as `?scenario=baseline&set=policies.dialogue%3D0.5`."""
        pairs = [("scenario", self.scenario), ("baseline", self.baseline)]
        pairs += [("with", name) for name in self.beside] + [("set", change) for change in self.changes]
        pairs += [("seed", str(self.seed)), ("runs", str(self.runs))]
        pairs += [("parameters", self.parameters)] if self.parameters else []
        return f"?{urlencode(pairs)}"

    def command(self, runs: int | None = None) -> str:
        """Return the command that gives the same numbers.

        Parameters
        ----------
        runs : runs of each scenario if others than those of the page
        """
        words = ["nrc-sim", "run", self.scenario, *(word for one in self.changes for word in ("--set", one))]
        words += ["--runs", str(runs or self.runs), "--seed", str(self.seed)]
        words += ["--parameters", self.parameters] if self.parameters else []
        return shlex.join(words)

    @property
    def python(self) -> str:
        """Python that gives the same numbers, and compares them with the baseline."""
        changes = "".join(f"    {path!r}: {_literal(value)},\n" for path, value in map(_parted, self.changes))
        moved = f"changes = {{\n{changes}}}\n" if changes else ""
        how = f"runs={self.runs}, seed={self.seed}"
        how += f", parameters={self.parameters!r}" if self.parameters else ""
        told = ", changes=changes" if changes else ""
        call = f"results = nrc.run({self.scenario!r}, {how}{told})"
        return f"import nrc_sim as nrc\n\n{moved}{call}\nprint(results.outcomes())\n"

    def file_text(self, title: str) -> str:
        """Return the scenario file that says the same.

        Parameters
        ----------
        title : of the new scenario
        """
        return child_text(self.scenario, title, self.changes)


def _parted(setting: str) -> tuple[str, str]:
    path, _, value = setting.partition("=")
    return path.strip(), value


def _literal(value: str) -> str:
    return value if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", value) else repr(value)


def read_query(query: str, scenario: str) -> PageSettings:
    """Read what an address says.

    Parameters
    ----------
    query : as `PageSettings.query` writes it; empty for the start
    scenario : that is shown if it names none

    Raises
    ------
    InputError
        If it says what a page cannot set.
    """
    said: dict[str, list[str]] = {}
    for key, value in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        said.setdefault(key, []).append(value)
    said.pop("token", None)
    unknown = [key for key in said if key not in _KEYS]
    if unknown:
        raise InputError(f"the address says `{unknown[0]}`", allowed=", ".join(_KEYS))
    named = said.get("scenario", [scenario])[-1]
    return page_settings(
        {
            "scenario": named,
            "baseline": said.get("baseline", [named])[-1],
            "beside": said.get("with", ()),
            "changes": said.get("set", ()),
            "seed": said.get("seed", [None])[-1],
            "runs": said.get("runs", [None])[-1],
            "parameters": said.get("parameters", [None])[-1],
        }
    )


def page_settings(said: Mapping[str, Any]) -> PageSettings:
    """Make settings of what a page or an address says.

    Parameters
    ----------
    said : the attributes of `PageSettings` by name; seed and runs may be texts, or None for what is usual

    Raises
    ------
    InputError
        If a page asks for more than is allowed.
    """
    return PageSettings(
        scenario=str(said["scenario"]),
        baseline=str(said.get("baseline") or said["scenario"]),
        beside=_names(said.get("beside") or ()),
        changes=tuple(dict(zip(map(_path_of, said["changes"]), said["changes"], strict=True)).values()),
        seed=_whole("seed", said.get("seed"), load_defaults().seed),
        runs=_whole("runs", said.get("runs"), _REFINED_RUNS),
        parameters=_parameters(said.get("parameters")),
    )


def _names(listed: Sequence[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(str, listed)))


def _path_of(setting: Any) -> str:
    if not isinstance(setting, str) or "=" not in setting:
        raise InputError(f"{setting!r} is no setting", allowed="path.to.key=value, such as policies.dialogue=0.5")
    return _parted(setting)[0]


def _whole(name: str, value: Any, usual: int) -> int:
    if value in {None, ""}:
        return usual
    try:
        return int(value)
    except ValueError:
        raise InputError(f"{name} is {value!r}", allowed="a whole number") from None


def _parameters(value: Any) -> str | None:
    if value in {None, "", "usual"}:
        return None
    if value not in {"ensemble", "central"}:
        raise InputError(f"parameters is {value!r}", allowed="ensemble, central")
    return str(value)

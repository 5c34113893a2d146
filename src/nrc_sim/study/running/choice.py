"""Which scenarios a study is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.scenario.bundled import find_folder, find_scenario
from nrc_sim.scenario.composition import files_of
from nrc_sim.scenario.resolve import with_changes
from nrc_sim.scenario.settings import settings_of
from nrc_sim.text.leftovers import is_left_by_system

ScenarioChoice = str | Path | Scenario
"""A bundled slug, a file, a folder of files or the name of a bundled world that has one, or a scenario."""


def resolve_scenarios(
    chosen: ScenarioChoice | Iterable[ScenarioChoice], changes: Sequence[str] | Mapping[str, Any] = ()
) -> tuple[Scenario, ...]:
    """Load the scenarios that were asked for.

    Parameters
    ----------
    chosen : slugs, files, folders of files, or scenarios; each scenario is taken once
    changes : such as `policies.dialogue=0.5`, or values by path, made to each scenario

    Raises
    ------
    InputError
        If there is no scenario, a file is wrong, or two scenarios or two of their worlds have the same slug.
    """
    if isinstance(changes, Mapping):
        changes = settings_of(changes)
    listed = [chosen] if isinstance(chosen, str | Path | Scenario) else chosen
    scenarios: dict[str, Scenario] = {}
    for scenario in (scenario for choice in listed for scenario in _load_choice(choice, changes)):
        same = scenarios.setdefault(scenario.slug, scenario)
        if same is not scenario and same.hash != scenario.hash:
            raise InputError(f"two scenarios have the slug '{scenario.slug}'", suggestion="rename one of the files")
    if not scenarios:
        raise InputError("no scenario was given", allowed="slugs, files or folders")
    _refuse_namesakes(scenarios.values())
    return tuple(scenarios.values())


def _refuse_namesakes(scenarios: Iterable[Scenario]) -> None:
    """Refuse two worlds of one slug or one name: results tell them apart by these."""
    named: dict[str, Scenario] = {}
    for scenario in scenarios:
        for name in {scenario.world.slug, scenario.file.world}:
            same = named.setdefault(name, scenario)
            if same.world != scenario.world:
                what = f"'{same.slug}' and '{scenario.slug}' play in two worlds that are both called '{name}'"
                raise InputError(what, suggestion="give one of the worlds another slug and file name")


def _load_choice(choice: ScenarioChoice, changes: Sequence[str]) -> Iterator[Scenario]:
    if isinstance(choice, Scenario):
        yield with_changes(choice, changes)
    elif (folder := find_folder(choice)) is not None:
        yield from _stories([load_scenario(path, changes) for path in scenario_files(folder)])
    else:
        yield load_scenario(choice, changes)


def _stories(scenarios: Sequence[Scenario]) -> Sequence[Scenario]:
    """Order the scenarios of a folder, those on which others build first, without the histories that they continue."""
    pasts = {scenario.past_path for scenario in scenarios}
    stories = [scenario for scenario in scenarios if scenario.path not in pasts]
    return sorted(stories, key=lambda scenario: len(files_of(scenario.path, find_scenario)))


def scenario_files(folder: Path) -> list[Path]:
    """List the scenario files of a folder.

    Parameters
    ----------
    folder : an existing folder

    Raises
    ------
    InputError
        If it holds none.
    """
    listed = (path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    files = sorted(path for path in listed if not is_left_by_system(path.name))
    if not files:
        raise InputError("no scenario files in this folder", place=str(folder), allowed="files that end in .yaml")
    return files

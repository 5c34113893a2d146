"""The committed JSON Schemas, the reference of keys and the snippets of the guide are what the code says and does."""

import json
from pathlib import Path

import jsonschema
import pytest
from guides import ROOT, run_commands, snippets_of, write_files

from nrc_sim.cli import main
from nrc_sim.scenario import bundled_folder, load_scenario
from nrc_sim.scenario.bundled import bundled_folders
from nrc_sim.scenario.json_schemas import KINDS, file_schema
from nrc_sim.scenario.meanings import MEANINGS
from nrc_sim.scenario.reference import reference
from nrc_sim.scenario.validation import file_faults
from nrc_sim.scenario.words import json_schema

KEYS = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
SNIPPETS, WORLDS = snippets_of("scenarios.md"), snippets_of("worlds.md")


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_current(kind):
    """Renew it with `nrc-sim schema scenario > schema/scenario.schema.json`, and the same for world."""
    committed = json.loads((ROOT / "schema" / f"{kind}.schema.json").read_text(encoding="utf-8"))
    assert committed == file_schema(kind)
    jsonschema.Draft202012Validator.check_schema(committed)


@pytest.mark.parametrize("kind", KINDS)
def test_the_reference_of_all_keys_is_current(kind):
    """Renew it with `python -m nrc_sim.scenario.reference docs/keys.md`."""
    assert reference(KINDS[kind]) in KEYS


def test_every_key_of_a_scenario_and_of_a_world_has_a_meaning():
    for kind in KINDS.values():
        root = json_schema(kind)
        for name, definition in {kind.__name__: root, **root["$defs"]}.items():
            assert set(MEANINGS.get(name, {})) == set(definition.get("properties", {})), name
            assert all(MEANINGS.get(name, {}).values()), name


def test_the_guide_shows_files_and_commands():
    assert [name for name, language, _ in SNIPPETS if language == "yaml" and not name] == []
    assert {language for _, language, _ in SNIPPETS} == {"yaml", "bash", "text", "python"}


@pytest.fixture
def guide_files(tmp_path, monkeypatch):
    write_files(SNIPPETS, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("guide_files")
def test_every_file_of_the_guide_is_valid():
    names = [name for name, language, _ in SNIPPETS if language == "yaml" and not name.startswith("wrong")]
    assert len(names) >= 6
    for name in names:
        assert file_faults(Path(name)) == (), name


@pytest.mark.usefixtures("guide_files")
def test_every_command_of_the_guide_runs():
    """Ensembles are only planned here; a command with `# refused` ends with exit status 2."""
    assert run_commands(SNIPPETS) >= 5


def test_every_file_and_command_of_the_guide_to_worlds_works(tmp_path, monkeypatch):
    write_files(WORLDS, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run_commands(WORLDS) >= 8
    assert {path.name: file_faults(path) for path in tmp_path.glob("*.yaml") if file_faults(path)} == {}
    assert len(list(tmp_path.glob("*.yaml"))) == 16


def test_every_command_of_the_page_on_further_worlds_works(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run_commands(snippets_of("more_worlds.md")) == 8


def test_the_page_on_further_worlds_tells_each_story_and_how_many_events_there_are():
    page = (ROOT / "docs" / "more_worlds.md").read_text(encoding="utf-8")
    for folder in bundled_folders()[1:]:
        scenarios = [load_scenario(path) for path in folder.glob("*.yaml")]
        (history,) = [scenario for scenario in scenarios if scenario.file.role == "history"]
        assert f"{len(history.shocks)} events" in page
        assert [one.slug for one in scenarios if f"| `{one.slug}` |" not in page] == [history.slug]


@pytest.mark.usefixtures("guide_files")
def test_the_messages_of_the_guide_are_those_that_are_told(capsys):
    ((_, _, body),) = [snippet for snippet in SNIPPETS if snippet[1] == "text"]
    assert main(["validate", "wrong.yaml"]) == 2
    assert capsys.readouterr().err.startswith(body)


@pytest.mark.usefixtures("guide_files")
def test_the_python_of_the_guide_runs():
    (body,) = [body for _, language, body in SNIPPETS if language == "python"]
    namespace = {}
    exec(body, namespace)
    assert namespace["scenario"].hash == load_scenario("my_story.yaml", ["policies.dialogue=0.8"]).hash


def test_bundled_files_name_their_schema():
    for folder, up in zip(bundled_folders(), ("..", "../..", "../..", "../.."), strict=True):
        for path in folder.glob("*.yaml"):
            head = path.read_text(encoding="utf-8").partition("\n")[0]
            assert head == f"# yaml-language-server: $schema={up}/schema/scenario.schema.json", path
    for path in (bundled_folder() / "worlds").glob("*.yaml"):
        head = path.read_text(encoding="utf-8").partition("\n")[0]
        assert head == "# yaml-language-server: $schema=../../schema/world.schema.json", path
    for path in (bundled_folder() / "questions").glob("*.yaml"):
        head = path.read_text(encoding="utf-8").partition("\n")[0]
        assert head == "# yaml-language-server: $schema=../../schema/questions.schema.json", path

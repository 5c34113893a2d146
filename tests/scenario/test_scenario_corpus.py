"""Every bad file is refused at the right place in the right words; every good one loads; the JSON Schema agrees."""

import json
import time
from pathlib import Path

import jsonschema
import pytest
from corpus_changes import CORPUS, write_changed

from nrc_sim.cli import main
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.faults import Fault, FaultsError
from nrc_sim.scenario.json_schemas import file_schema
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.question_schema import LISTED
from nrc_sim.scenario.reading import composed, read_tree
from nrc_sim.scenario.validation import file_faults

BAD = sorted((CORPUS / "bad").glob("*.yaml"))
CHANGED = sorted((CORPUS / "bad").glob("*.change"))
GOOD = sorted((CORPUS / "good").glob("*.yaml"))
BEYOND_A_SCHEMA = (CORPUS / "beyond_a_schema.txt").read_text(encoding="utf-8").split()
VALIDATORS = {kind: jsonschema.Draft202012Validator(file_schema(kind)) for kind in ("scenario", "world", "questions")}


def name_of(path: Path) -> str:
    return path.stem


def expected(path: Path) -> list[str]:
    return path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()


def as_line(fault: Fault, path: Path) -> str:
    data = fault.as_data()
    file = Path(data["file"]).name
    place = f"{'' if file == path.name else file + ':'}{data['line']}:{data['column']}"
    return f"{place}: {data['message']}" + (f"; {data['suggestion']}" if data["suggestion"] else "")


def is_of_questions(path: Path) -> bool:
    return path.stem.startswith("question_")


def tree_of_sound_text(path: Path):
    faults: list[Fault] = []
    try:
        tree = plain(read_tree(path, faults, LISTED if is_of_questions(path) else ""))
    except FaultsError:
        return None
    return None if faults else tree


def schema_accepts(path: Path, tree) -> bool:
    if is_of_questions(path):
        return VALIDATORS["questions"].is_valid(tree)
    kind = "world" if path.stem.startswith("world") or path.stem == "straits" else "scenario"
    return VALIDATORS[kind].is_valid(tree)


def test_the_corpus_is_large():
    assert len(BAD) >= 160
    assert len([path for path in BAD if is_of_questions(path)]) >= 25
    assert len(CHANGED) >= 50
    assert len(GOOD) >= 15


@pytest.mark.parametrize("path", BAD, ids=name_of)
def test_a_bad_file_is_told_line_column_and_message_of_every_fault(path):
    assert [as_line(fault, path) for fault in file_faults(path)] == expected(path)


def test_all_bad_files_are_refused_at_once_with_exit_status_2_and_nothing_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["validate", *map(str, BAD), "--json"]) == 2
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    files = {Path(told["file"]): told for told in json.loads(shown.out)["files"]}
    assert set(files) == set(BAD)
    assert [path.name for path, told in files.items() if not told["faults"]] == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", BAD[::12], ids=name_of)
def test_a_bad_file_is_not_run(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["run", str(path), "--json"]) == 2
    shown = capsys.readouterr()
    assert "Traceback" not in shown.out + shown.err
    assert json.loads(shown.out)["faults"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", CHANGED, ids=name_of)
def test_a_bad_world_is_told_line_column_and_message_and_the_schema_refuses_what_it_can(path, tmp_path):
    world = write_changed(path, tmp_path)
    assert [as_line(fault, world) for fault in file_faults(world)] == expected(path)
    tree = tree_of_sound_text(world)
    assert tree is None or schema_accepts(world, tree) == (path.stem in BEYOND_A_SCHEMA)


@pytest.mark.parametrize("path", CHANGED[::12], ids=name_of)
def test_a_bad_world_is_refused_with_exit_status_2(path, tmp_path, capsys):
    assert main(["validate", str(write_changed(path, tmp_path)), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("path", GOOD, ids=name_of)
def test_a_good_file_is_accepted(path):
    assert file_faults(path) == ()


@pytest.mark.parametrize("name", ["alias_bomb", "deep_nesting_2000", "deep_nesting_5000", "alias_to_itself"])
def test_a_harmful_file_is_refused_within_a_tenth_of_a_second(name):
    file_faults(CORPUS / "bad" / "misspelt_key.yaml")  # imports and the world are paid for here
    times = []
    for _ in range(3):
        composed.cache_clear()
        before = time.process_time()
        assert file_faults(CORPUS / "bad" / f"{name}.yaml")
        times.append(time.process_time() - before)
    assert min(times) < 0.1


@pytest.mark.parametrize("path", GOOD, ids=name_of)
def test_the_json_schema_accepts_every_good_file(path):
    assert schema_accepts(path, tree_of_sound_text(path))


@pytest.mark.parametrize("path", [path for path in BAD if tree_of_sound_text(path) is not None], ids=name_of)
def test_the_json_schema_refuses_what_a_schema_can_express(path):
    assert schema_accepts(path, tree_of_sound_text(path)) == (path.stem in BEYOND_A_SCHEMA)


def test_five_faults_get_five_messages_in_one_pass():
    assert len(expected(CORPUS / "bad" / "five_faults.yaml")) == 13


def test_a_fault_is_shown_as_compilers_show_it(monkeypatch):
    monkeypatch.chdir(CORPUS / "bad")
    with pytest.raises(FaultsError) as caught:
        load_scenario("misspelt_key.yaml")
    assert str(caught.value) == (
        "misspelt_key.yaml:3:12: unknown key 'dialog'\n"
        "  3 | policies: {dialog: 0.5}\n"
        "    |            ^^^^^^\n"
        "  allowed: dialogue, cooperation, transparency, frameworks, links\n"
        "  help: did you mean 'dialogue'?"
    )


def test_range_and_unit_are_told(monkeypatch):
    monkeypatch.chdir(CORPUS / "bad")
    allowed = {
        "too_many_months": "a whole number from 1 to 1200 (months)",
        "hazard_in_words": "a number from 0 to 1 (probability a month), or documented",
        "parameter_neither_in_range_nor_absent": "from 0.05 to 0.3, or 0 to do without (share of conduct received)",
    }
    assert {name: file_faults(Path(f"{name}.yaml"))[0].allowed for name in allowed} == allowed


def test_characters_that_turn_the_text_around_are_shown_by_their_numbers():
    (fault,) = file_faults(CORPUS / "bad" / "bidirectional_key.yaml")
    assert "\u202e" not in fault.as_text()
    assert fault.as_text().count("\\u202e") == 2


def test_a_long_line_is_cut_around_the_place():
    (fault,) = file_faults(CORPUS / "bad" / "deep_nesting_5000.yaml")
    line, caret = fault.as_text().splitlines()[1:3]
    assert len(line) < 200
    assert line[caret.index("^")] == "["

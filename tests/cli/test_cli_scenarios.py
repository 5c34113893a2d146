"""The commands for files: validate, show, new, schema, and the option --set."""

import json
from pathlib import Path

import jsonschema
import pytest

from nrc_sim.cli import main
from nrc_sim.scenario import bundled_folder, load_scenario
from nrc_sim.scenario.json_schemas import file_schema
from starting import times_of_the_libraries

WRONG = "extends: baseline\ntitle: A story\npolicies: {dialog: 0.5}\nholds: {portfolio: 2}\n"


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_validate_reports_each_file_of_a_folder(capsys, tmp_path):
    assert main(["new", "good"]) == 0
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    assert main(["validate", "."]) == 2
    shown = capsys.readouterr()
    assert shown.out == "good.yaml: valid\nwrong.yaml: 2 faults\n"
    assert "wrong.yaml:3:12: unknown key 'dialog'\n  3 | policies: {dialog: 0.5}\n" in shown.err
    assert shown.err.endswith("1 of 2 files cannot be accepted\n")


def test_validate_leaves_evidence_in_a_folder_alone(capsys, tmp_path):
    stories = tmp_path / "evidence" / "stories"
    (stories / "evidence" / "straits").mkdir(parents=True)
    (stories / "evidence" / "straits" / "plan.yaml").write_text("series: {}\n", encoding="utf-8")
    (stories / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    assert main(["validate", str(stories)]) == 2
    assert capsys.readouterr().out == f"{stories / 'wrong.yaml'}: 2 faults\n"


def test_validate_with_json_prints_the_same_faults_for_editors(capsys, tmp_path):
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    assert main(["validate", "wrong.yaml", "baseline", "--json"]) == 2
    shown = capsys.readouterr()
    document = json.loads(shown.out)
    assert shown.err == ""
    assert [report["valid"] for report in document["files"]] == [False, True]
    assert document["faults"][0] == {
        "file": "wrong.yaml",
        "line": 3,
        "column": 12,
        "message": "unknown key 'dialog'",
        "allowed": "dialogue, cooperation, transparency, frameworks, links",
        "suggestion": "did you mean 'dialogue'?",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["validate", "empty"], "no scenario files in this folder"),
        (["validate", "basline"], "there is no scenario 'basline'"),
        (["validate", "none.yaml"], "none.yaml:1:1: the file cannot be read"),
        (["validate"], "Missing argument"),
        (["show", "basline"], "did you mean 'baseline'?"),
        (["schema", "wrld"], "wrld"),
        (["new", "../story"], "'../story' is no name for a scenario; allowed: a slug"),
        (["new", "My-Story"], "'My-Story' is no name for a scenario"),
        (["run", "baseline", "--set", "policies.dialog=1"], "did you mean 'policies.dialogue'?"),
        (["compare", "baseline", "new_arms_race", "--set", "policies=1"], "--set policies=1: policies: found"),
    ],
)
def test_bad_input_ends_with_status_2_and_nothing_written(capsys, tmp_path, arguments, message):
    (tmp_path / "empty").mkdir()
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert message in " ".join(shown.err.split())
    assert "Traceback" not in shown.err
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.slow
def test_all_bundled_files_are_valid_soon_and_without_heavy_libraries():
    program = (
        "import sys; from nrc_sim.cli import main; status = main(['validate', sys.argv[1], '--quiet']); "
        "print(status, *({'mesa', 'numba', 'matplotlib', 'numpy', 'pandas'} & set(sys.modules)))"
    )
    taken, done = times_of_the_libraries(program, str(bundled_folder()))
    assert (done.stdout.strip(), done.stderr) == ("0", "")
    assert taken < 20


def test_show_prints_a_scenario_that_loads_again(capsys, tmp_path):
    assert main(["show", "new_arms_race", "--set", "policies.dialogue=0.25"]) == 0
    (tmp_path / "again.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert (
        load_scenario(tmp_path / "again.yaml").hash == load_scenario("new_arms_race", ["policies.dialogue=0.25"]).hash
    )


def test_show_with_json_gives_values_hash_and_origins(capsys):
    assert main(["show", "baseline", "--json", "--set", "policies.dialogue=0.25"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["scenario"]["policies"]["dialogue"] == 0.25
    assert document["origins"]["policies.dialogue"] == "--set policies.dialogue=0.25"
    assert document["hash"] == load_scenario("baseline", ["policies.dialogue=0.25"]).hash


def test_new_writes_a_commented_scenario_and_never_over_another(capsys, tmp_path):
    assert main(["new", "my_story"]) == 0
    text = (tmp_path / "my_story.yaml").read_text(encoding="utf-8")
    assert "scenario: my_story.yaml" in capsys.readouterr().err
    assert text.count("#") >= 5
    assert "new_scenario" not in text
    assert load_scenario("my_story.yaml").slug == "my_story"
    assert main(["new", "my_story"]) == 2
    assert "my_story.yaml exists already" in capsys.readouterr().err
    assert (tmp_path / "my_story.yaml").read_text(encoding="utf-8") == text


def test_the_lines_that_a_new_scenario_offers_are_right(tmp_path):
    assert main(["new", "my_story", "--quiet"]) == 0
    text = (tmp_path / "my_story.yaml").read_text(encoding="utf-8").replace("  # - {", "  - {")
    (tmp_path / "all.yaml").write_text(text, encoding="utf-8")
    assert {"exercise", "answer"} <= {shock.id for shock in load_scenario("all.yaml").shocks}


def test_new_refuses_the_name_of_a_bundled_scenario(capsys, tmp_path):
    assert main(["new", "baseline"]) == 2
    assert (
        "'baseline' is a bundled scenario; choose another name; `extends: baseline` continues it"
        in capsys.readouterr().err
    )
    assert list(tmp_path.iterdir()) == []


def test_new_in_a_folder_that_cannot_be_written_fails(capsys, monkeypatch):
    opened = Path.open

    def refuse(path, mode="r", *others, **named):
        if "r" not in mode:
            raise PermissionError("no")
        return opened(path, mode, *others, **named)

    monkeypatch.setattr(Path, "open", refuse)
    assert main(["new", "my_story"]) == 1
    assert "my_story.yaml could not be written: no" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["scenario", "world"])
def test_schema_prints_a_json_schema(capsys, kind):
    assert main(["schema", kind]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator.check_schema(document)
    assert document == file_schema(kind)


def test_settings_reach_the_runs(capsys):
    quick = ["--runs", "2", "--seed", "3", "--workers", "1", "--json", "--quiet", "--format", "none"]
    digests = []
    for number, settings in enumerate(([], ["--set", "policies.dialogue=1"], ["--set", "policies.dialogue=1"])):
        assert main(["run", "no_new_impulse", *quick, *settings, "--output", f"out_{number}"]) == 0
        digests.append(json.loads(capsys.readouterr().out)["scenarios"]["no_new_impulse"]["digest"])
    assert digests[0] != digests[1] == digests[2]
    resolved = json.loads(Path("out_1/manifest.json").read_text(encoding="utf-8"))
    assert '"dialogue": 1.0' in json.dumps(resolved)
    assert main(["compare", "out_0", "out_1", "--set", "policies.dialogue=1"]) == 2
    assert "--set changes scenarios, not results" in capsys.readouterr().err


def test_what_systems_leave_in_a_folder_is_neither_checked_nor_run(tmp_path, capsys):
    folder = tmp_path / "mine"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / "story.yaml").write_text("extends: baseline\ntitle: Story\n", encoding="utf-8")
    left = ("._story.yaml", ".#story.yaml", "Thumbs.db", "desktop.ini", ".DS_Store", ".ipynb_checkpoints/a-b.yaml")
    for name in left:
        (folder / name).write_bytes(b"\0\xff")
    assert main(["validate", str(folder)]) == 0
    assert capsys.readouterr().out.count("valid") == 1
    assert main(["run", str(folder), "--dry-run"]) == 0
    assert "story" in capsys.readouterr().out
    assert [(folder / name).read_bytes() for name in left] == [b"\0\xff"] * len(left)

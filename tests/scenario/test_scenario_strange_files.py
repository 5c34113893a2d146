"""Files and names that nobody means to write: refused at the right place, in words that help and tell nothing else."""

from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.scenario.faults import Fault
from nrc_sim.scenario.validation import file_faults

STORY = "extends: baseline\ntitle: A story\n"
SECRET = "a line that is nobody's business"
HIDDEN = {
    "override": "\u202e",
    "isolate": "\u2067",
    "zero_width_space": "\u200b",
    "zero_width_joiner": "\u200d",
    "byte_order_mark": "\ufeff",
    "tag": "\U000e0041",
}
"""Characters that are not seen and turn a text around, or make two texts look the same."""


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def faults_of(text: str, name: str = "story.yaml") -> tuple[Fault, ...]:
    Path(name).write_text(text, encoding="utf-8")
    return file_faults(Path(name))


def shock(entry: str) -> str:
    return f"{STORY}shocks:\n  - {{id: meeting, {entry}}}\n"


def question(entry: str) -> str:
    return f"- {{id: q, question: Will it be so?, before: 2014-01, {entry}}}\n"


def told(faults: tuple[Fault, ...]) -> str:
    return "\n".join(fault.as_text() for fault in faults)


@pytest.mark.parametrize("quoted", ["'it", '"it'])
def test_an_unclosed_quote_is_told_where_it_opens(quoted):
    text = f"{STORY}description: {quoted}\n" + "# a remark\n" * 20 + f"claims: [{quoted[0]}C20{quoted[0]}]\n"
    (fault,) = faults_of(text)
    assert (fault.place.line, fault.place.column) == (3, 14)
    assert "quote" in fault.what


@pytest.mark.parametrize(
    ("entry", "letter"),
    [
        ("kind: summit, h\u0430zard: 0.1", "cyrillic small letter a"),
        ("kind: s\u03c5mmit, hazard: 0.1", "greek small letter upsilon"),
        ("kind: summit, \uff48azard: 0.1", "fullwidth latin small letter h"),
        ("kind: summit, \u0430t: 2013-05", "cyrillic small letter a"),
    ],
    ids=["cyrillic key", "greek value", "fullwidth key", "short key"],
)
def test_a_letter_that_looks_like_another_is_named(entry, letter):
    assert letter in told(faults_of(shock(entry)))


@pytest.mark.parametrize("char", HIDDEN.values(), ids=HIDDEN)
@pytest.mark.parametrize("escaped", [False, True], ids=["typed", "escaped"])
@pytest.mark.parametrize(
    "text",
    [
        'extends: baseline\ntitle: "A@story"\n',
        f'{STORY}description: "A@story"\n',
        shock('kind: summit, at: 2013-05, label: "A@meeting"'),
        shock('kind: summit, at: 2013-05, reason: "So@said"'),
        '- {id: "q@r", question: Will it be so?, before: 2014-01, condition: "frozen > 0"}\n',
        '- {id: q, question: "Will it@be so?", before: 2014-01, condition: "frozen > 0"}\n',
    ],
    ids=["title", "description", "label", "reason", "question id", "question"],
)
def test_characters_that_are_not_seen_are_refused_in_every_text(char, escaped, text):
    shown = told(faults_of(text.replace("@", f"\\U{ord(char):08x}" if escaped else char)))
    assert f"\\u{ord(char):04x}" in shown
    assert char not in shown


def test_a_list_with_a_bad_item_has_one_fault():
    faults = faults_of(shock("at: 2013-05, acts: [{from: [outside], to: [3], category: '036'}]"))
    assert [(fault.place.line, fault.place.column) for fault in faults] == [(4, 62)]


@pytest.mark.parametrize("name", ["DEU", "Germany", "deu"])
def test_codes_and_names_lead_to_ids(name):
    (fault,) = faults_of(shock(f"kind: exercise, at: 2013-05, from: [{name}]"))
    assert "'germany'" in fault.suggestion


def test_a_short_horizon_is_told_where_the_child_writes_it():
    (fault,) = faults_of(f"{STORY}horizon: {{months: 3}}\n")
    assert (Path(fault.place.file).name, fault.place.line) == ("story.yaml", 3)
    assert "baseline.yaml" in told((fault,))


def test_a_file_says_what_it_was_taken_for():
    shown = told(faults_of("name: a story\nseed: 3\nruns: 5\n"))
    assert "'range' is missing" not in shown
    assert "taken for" in shown


@pytest.mark.parametrize("key", ["extends", "world", "continues"])
@pytest.mark.parametrize("name", ["secret.txt", "secret", "link.yaml"])
def test_no_line_of_other_files_is_told(key, name):
    for path in ("secret.txt", "secret"):
        Path(path).write_text(SECRET, encoding="utf-8")
    Path("link.yaml").symlink_to("secret.txt")
    text = f"{key}: {Path(name).resolve().parent / name}\ntitle: A story\n"
    assert SECRET not in told(faults_of(text))


@pytest.mark.parametrize("command", [["show"], ["run", "--dry-run"], ["run", "--questions"]], ids=str)
def test_no_line_of_a_file_that_is_no_yaml_is_told(command, capsys):
    Path("secret.txt").write_text(SECRET, encoding="utf-8")
    assert main([*command, str(Path("secret.txt").resolve())]) == 2
    shown = capsys.readouterr()
    assert SECRET not in shown.out + shown.err


def test_a_parent_without_its_ending_is_suggested_with_it():
    Path("sub").mkdir()
    Path("sub/g.yaml").write_text(STORY, encoding="utf-8")
    (fault,) = faults_of("extends: sub/g\ntitle: A story\n")
    assert "g.yaml" in fault.suggestion


@pytest.mark.parametrize(
    "entry",
    [
        "condition: 'upswing > 0.5'",
        "condition: 'sunshine > 0.5'",
        "condition: 'frozen > 0 for 20 months', from: 2013-05",
        "condition: 'frozen >= 0'",
    ],
)
def test_a_question_that_no_run_can_answer_is_refused_without_a_world(entry):
    (fault,) = faults_of(question(entry))
    assert (fault.place.line, fault.place.column) == (1, question(entry).index("'") + 1)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@now", "a\\nb", " "])
def test_an_id_of_a_question_is_no_formula_and_is_seen(name):
    text = f'- {{id: "{name}", question: Will it be so?, before: 2014-01, condition: "frozen > 0"}}\n'
    (fault,) = faults_of(text)
    assert (fault.place.line, fault.place.column) == (1, 8)


@pytest.mark.parametrize(
    "command", [["run"], ["run", "--dry-run"], ["validate"], ["show"], ["trace"], ["sensitivity"]], ids=str
)
def test_an_empty_name_is_no_scenario(command, capsys):
    Path("story.yaml").write_text(STORY, encoding="utf-8")
    assert main([*command, ""]) == 2
    assert "results" not in capsys.readouterr().err
    assert [path.name for path in Path().iterdir()] == ["story.yaml"]


@pytest.mark.parametrize("run", [2**63, 2**70])
@pytest.mark.parametrize(
    "command", [["trace"], ["branch", "--at", "2014-03", "--set", "policies.dialogue=0.1"]], ids=str
)
def test_a_number_of_a_run_beyond_64_bits_is_refused(command, run, capsys):
    assert main([*command, "baseline", "--run", str(run)]) == 2
    shown = capsys.readouterr().err
    assert f"run is {run}" in shown
    assert "allowed: " in shown


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (f"{STORY}claims: [C1, C1]\n", 3, 14),
        (f"{STORY}holds: {{negotiations: [missile_defense, missile_defense]}}\n", 3, 41),
        (shock("kind: exercise, at: 2013-05, from: [germany, germany]"), 4, 64),
        (shock("at: 2013-05, acts: [{from: [outside], to: [germany, germany], category: '036'}]"), 4, 71),
    ],
    ids=["claims", "holds", "from", "acts"],
)
def test_what_stands_twice_in_a_list_is_told(text, line, column):
    (fault,) = faults_of(text)
    assert (fault.place.line, fault.place.column) == (line, column)
    assert "appears twice in the list" in fault.what

"""The commands `trace` and `branch`, and their figures."""

import json
import re

import pytest

from figures.drawing.figure_checks import check_texts
from nrc_sim.analysis.trace import branch_run, trace_run
from nrc_sim.cli import main
from nrc_sim.figures.drawing import draw_paths
from nrc_sim.figures.style import figure_look
from nrc_sim.figures.trace import branch_figure, list_events, trace_figure, write_files

MONTHS = 24
SHORT = f"horizon.months={MONTHS}"
TRACE = ("trace", "baseline", "--run", "2", "--seed", "7", "--set", SHORT)
BRANCH = ("branch", "short.yaml", "--run", "2", "--seed", "7", "--at", "2014-03", "--set", "policies.dialogue=0.9")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """A folder with the baseline of fewer months: each is simulated once more for every cause that is looked at."""
    monkeypatch.chdir(tmp_path)
    text = f"extends: baseline\ntitle: Short\nhorizon: {{months: {MONTHS}}}\n"
    (tmp_path / "short.yaml").write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def told():
    return trace_run("baseline", run=2, seed=7, changes=[SHORT])


def test_trace_prints_the_months_in_which_something_happened_and_writes_nothing(capsys, tmp_path, told):
    assert main([*TRACE]) == 0
    shown = capsys.readouterr()
    assert f"run 2, seed 7, parameter set {told.parameter_set}: {told.final_index:+.1f} points" in shown.out
    telling = {
        event.month
        for month in told.months
        for event in told.events_of(month.month)
        if event.kind != "conduct" and event.subject != "dispute"
    }
    assert set(re.findall(r"^ (\d{4}-\d\d) ", shown.out, re.MULTILINE)) == telling
    assert f"{len(telling)} of {MONTHS} months" in shown.out
    assert shown.err == ""
    assert [path.name for path in tmp_path.iterdir()] == ["short.yaml"]


def test_trace_with_all_prints_every_month_and_every_dispute(capsys, told):
    assert main([*TRACE, "--all"]) == 0
    shown = capsys.readouterr().out
    assert all(month.month in shown for month in told.months)
    disputes = [event for event in told.events if event.subject == "dispute"]
    assert shown.count("A dispute, size") == len(disputes) > 0


def test_trace_with_json_prints_what_the_trace_describes(capsys, told):
    assert main([*TRACE, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(json.dumps(told.describe()))
    assert set(document["months"][0]["parts"]["index"]) == {"shocks", "talks", "surprise", "tensions", "rest"}


@pytest.mark.slow
def test_trace_with_an_output_writes_table_data_and_figure_again_and_again(capsys, tmp_path):
    for _ in range(2):
        assert main([*TRACE, "--output", "out", "--parameters", "central"]) == 0
        assert capsys.readouterr().err == "trace: out\n"
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"manifest.json", "trace.csv", "trace.json", "trace.png", "trace.svg"}


def test_branch_prints_both_ends_and_where_they_part(capsys):
    assert main([*BRANCH, "--continuations", "2"]) == 0
    shown = capsys.readouterr().out
    assert "from 2014-03 on: policies.dialogue=0.9" in shown
    assert "the two paths differ from 2014-03 on" in shown
    assert "2 continuations with other random draws" in shown


def test_branch_without_a_change_says_that_the_paths_are_the_same(capsys):
    assert main([*BRANCH[:-2]]) == 0
    assert "the two paths are the same in every month" in capsys.readouterr().out


@pytest.mark.slow
def test_branch_with_json_and_an_output(capsys, tmp_path):
    assert main([*BRANCH, "--json", "--output", "out", "--quiet"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["first_difference"] == "2014-03"
    assert json.loads((tmp_path / "out" / "branch.json").read_text()) == json.loads(shown.out)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"manifest.json", "branch.csv", "branch.json", "branch.png", "branch.svg"}
    assert shown.err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((*TRACE[:2], "--run", "-1"), "run is -1"),
        (("trace", "baselin", "--run", "1"), "there is no scenario 'baselin'"),
        (("trace", "baseline"), "Missing option '--run'"),
        ((*BRANCH[:7], "2030-01"), "2030-01 lies outside the horizon"),
    ],
)
def test_bad_input_ends_with_status_2_and_one_line(capsys, arguments, message):
    assert main([*arguments]) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert shown.out == ""


@pytest.mark.slow
def test_the_figure_of_a_branch_marks_the_change_and_has_the_fan_of_continuations():
    branch = branch_run("baseline", changes=["policies.dialogue=0.9"], run=2, at="2014-03", seed=7, continuations=3)
    data = branch_figure(branch)
    assert str(data.change) == "2014-03"
    assert data.fan.shape == (5, 60)
    assert "3 continuations" in data.caption
    assert len(draw_paths(data).axes) >= 4


@pytest.mark.figures
@pytest.mark.slow
@pytest.mark.parametrize("run", [0, 2, 11])
def test_no_text_of_a_figure_touches_another_or_leaves_the_page(run):
    branch = branch_run("baseline", changes=["policies.dialogue=0.9"], run=run, at="2014-03", seed=7)
    check_texts(draw_paths(branch_figure(branch)))
    check_texts(draw_paths(trace_figure(branch.original)))


def new_folder(folder):
    folder.mkdir()
    return folder


@pytest.mark.figures
def test_a_figure_has_the_same_bytes_again(told, tmp_path):
    with figure_look(formats=["svg"]):
        files = [write_files(told, told.describe(), new_folder(tmp_path / name)) for name in "ab"]
    assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]


def test_shocks_and_turns_are_the_events_of_the_figure(told):
    listed = list_events(told)
    turns = [event for event in told.events if event.kind in {"regime", "negotiation", "leadership"}]
    assert len(listed) == len(turns) + sum(len(month.shocks) for month in told.months)
    assert trace_figure(told).sides[0].index.tolist() == told.index


def test_the_axis_of_time_says_that_it_counts_years(told):
    assert [axes.get_xlabel() for axes in draw_paths(trace_figure(told)).axes if axes.get_xlabel()] == ["Year"]


def test_a_shock_that_lasts_is_one_event_of_the_figure(tmp_path):
    text = f"extends: baseline\ntitle: Lasting\nhorizon: {{months: {MONTHS}}}\nshocks:\n"
    text += "  - {id: long, kind: exercise, label: Long exercise, at: 2013-03, for: 4}\n"
    (tmp_path / "lasting.yaml").write_text(text, encoding="utf-8")
    told = trace_run(tmp_path / "lasting.yaml", run=1, seed=7, parameters="central")
    (spell,) = [shock for shock in list_events(told) if shock.label == "Long exercise"]
    assert (str(spell.month), spell.lasts) == ("2013-03", 4)

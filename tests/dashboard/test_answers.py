"""What the page shows is what the commands give."""

import gc
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("dash", reason="the extra `dashboard` is not installed")

from benchmarks.dashboard import measure

import nrc_sim as nrc
from nrc_sim.analysis.trace import branch_run, trace_run
from nrc_sim.cli import main
from nrc_sim.dashboard import single_run
from nrc_sim.dashboard.answers import Answers
from nrc_sim.dashboard.class_lines import class_bounds
from nrc_sim.dashboard.desk import Desk, SupersededError, Turn
from nrc_sim.dashboard.folders import Folders
from nrc_sim.dashboard.worlds_shown import Shown
from nrc_sim.errors import InputError
from nrc_sim.figures.style import figure_look
from nrc_sim.study.store import load_results
from nrc_sim.text.wording import percent, percent_range

MOVED = {"policies.dialogue": 0.6, "shocks.syria.on": 0}
ASKED = {"scenario": "baseline", "baseline": "baseline", "values": MOVED, "seed": 11, "tab": "test", "number": 1}


@pytest.fixture(scope="module")
def answers() -> Answers:
    return Answers(Shown(), Desk())


@pytest.fixture(scope="module")
def answer(answers):
    return answers.answer(ASKED)


def texts(part) -> str:
    """Put all the words of components together."""
    if isinstance(part, str | int | float):
        return str(part)
    if isinstance(part, list | tuple):
        return " ".join(map(texts, part))
    return " ".join(texts(getattr(part, "children", None) or "").split())


def test_the_page_shows_what_the_command_that_it_gives_prints(answer, capsys, tmp_path) -> None:
    command = answer["command"].split()
    assert command[:3] == ["nrc-sim", "run", "baseline"]
    words = ["500" if word == "5000" else word.strip("'") for word in command[1:]]
    assert main([*words, "--output", str(tmp_path / "out"), "--format", "none", "--json", "--quiet"]) == 0
    printed = json.loads(capsys.readouterr().out)["scenarios"]["baseline"]
    printed.pop("largest_draw", None)
    assert answer["summary"] == printed
    shown = texts(answer["outcomes"])
    for share in printed["outcomes"].values():
        assert f"{percent(share['share'])} ({percent_range(share['low'], share['high'])})" in shown


def test_differences_are_those_of_a_paired_comparison(answer) -> None:
    first = nrc.run("baseline", runs=500, seed=11)
    second = nrc.run("baseline", runs=500, seed=11, changes={"policies.dialogue": 0.6, "shocks.syria.drop": True})
    pair = second["baseline"].final_index - first["baseline"].final_index
    assert f"{pair.mean():+.1f}".replace("-", "\N{MINUS SIGN}") in texts(answer["outcomes"])


def test_without_a_change_there_is_no_difference_to_show(answers) -> None:
    found = answers.answer(ASKED | {"values": {}, "number": 2})
    assert "Difference" not in texts(found["outcomes"])
    explained = answers.explain(ASKED | {"values": {}, "number": 2})
    assert texts(explained["carried"]) == "Nothing is moved yet."


def test_what_carries_the_difference_adds_up(answers) -> None:
    found = texts(answers.explain(ASKED | {"number": 3})["carried"])
    assert "dialogue 0 to 0.6" in found
    assert "Whole difference" in found
    assert "Share of New crisis Share of Breakthrough" in found


def test_scenarios_of_another_world_are_not_compared(answers) -> None:
    found = answers.answer(ASKED | {"scenario": "cold_peace", "values": {}, "parameters": "central", "number": 4})
    assert "No paired difference" in found["status"]


def test_a_fault_is_an_answer(answers) -> None:
    found = answers.answer(ASKED | {"changes": ["policies.dialog=2"], "number": 5})
    assert "dialog" in found["error"]
    assert found["number"] == 5


def test_a_page_names_nothing_but_what_is_offered(answers) -> None:
    found = answers.answer(ASKED | {"scenario": "/etc/passwd", "number": 6})
    assert "there is no scenario '/etc/passwd' on this page" in found["error"]


def test_older_questions_of_a_tab_are_dropped_and_those_of_others_are_not() -> None:
    desk = Desk()
    desk.announce(Turn("one", 5))
    with pytest.raises(SupersededError):
        desk.check(Turn("one", 4))
    desk.check(Turn("one", 5))
    desk.check(Turn("two", 1))
    assert Answers(Shown(), desk).answer(ASKED | {"tab": "one", "number": 3}) is None


def test_a_study_ends_when_its_page_moves_on() -> None:
    desk = Desk()
    watch = desk.watch(Turn("one", 1))
    watch("simulating", 1, 2)
    desk.announce(Turn("one", 2))
    with pytest.raises(SupersededError):
        watch("simulating", 2, 2)


def test_many_tabs_are_forgotten_in_turn() -> None:
    desk = Desk()
    for number in range(2000):
        desk.announce(Turn(f"tab {number}", 9))
    desk.check(Turn("tab 0", 1))


def test_the_run_that_is_followed_is_that_of_the_ensemble(answers) -> None:
    followed = single_run.follow_run(answers, ASKED | {"number": 7}, "quantile:0.5")
    changes = ["policies.dialogue=0.6", "shocks.syria.drop=true"]
    traced = trace_run("baseline", run=followed["run"], seed=11, changes=changes)
    runs = nrc.run("baseline", runs=500, seed=11, changes=dict(one.split("=") for one in changes))["baseline"]
    assert traced.index == runs.single_runs.index[followed["run"]].tolist()
    assert abs(sorted(runs.final_index)[250] - traced.final_index) < 1e-9
    assert followed["months"] == [month.month for month in traced.months]
    shown = " ".join(texts(month) for month in followed["events"])
    assert all(event.what.split(" -> ")[0] in shown for event in traced.events)


def test_a_branch_is_that_of_the_command(answers) -> None:
    followed = single_run.follow_run(answers, ASKED | {"values": {}, "number": 8}, "quantile:0.05")
    found = single_run.branch_here(answers, followed, 20, "policies.dialogue", 1.0)
    branch = branch_run("baseline", changes=["policies.dialogue=1"], run=followed["run"], at="2014-09", seed=11)
    changed = next(trace for trace in found["picture"]["data"] if trace.get("name") == "changed")
    assert changed["y"] == pytest.approx(branch.changed.index, abs=0.006)
    assert "from 2014-09 on" in found["words"]


def test_a_medoid_of_a_class_that_no_run_ends_in_is_refused(answers) -> None:
    found = single_run.follow_run(answers, ASKED | {"number": 9}, "medoid:nothing")
    assert "no run ends in nothing" in found["error"]
    assert "there is no place" in single_run.follow_run(answers, ASKED | {"number": 9}, "quantile:2")["error"]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    with figure_look(formats=["none"]):
        nrc.run(["baseline", "no_new_impulse"], runs=64, seed=3, output=folder / "two")
    (folder / "notes").mkdir()
    return folder


def test_folders_of_results_are_found_and_compared(results) -> None:
    folders = Folders((), results)
    assert folders.names() == ["two"]
    opened = folders.show(["two"], None)
    assert [one["value"] for one in opened.scenarios] == ["baseline", "no_new_impulse"]
    assert "64 runs of each scenario, seed 3." in texts(opened.parts)
    compared = folders.show(["two"], "baseline")
    assert "Against Baseline" in texts(compared.parts)
    assert "Final index, points New crisis Stagnation Pragmatic partnership Breakthrough" in texts(compared.parts)


def test_no_other_folder_is_opened(results) -> None:
    opened = Folders((), results).show(["../.."], None)
    assert "the page cannot open '../..'" in texts(opened.parts)
    with pytest.raises(InputError, match="cannot open"):
        Folders((), results).path("notes")


def parts_of(part, kind):
    """All components of a kind within others."""
    if isinstance(part, list | tuple):
        return [found for one in part for found in parts_of(one, kind)]
    own = [part] if type(part).__name__ == kind else []
    inner = getattr(part, "children", None)
    return own if inner is None else own + parts_of(inner, kind)


def test_a_forecast_is_shown_with_its_probabilities_fan_and_observed_points(watched) -> None:
    opened = Folders((), watched).show(["watch"], None)
    said = json.loads((watched / "watch" / "forecast.json").read_text(encoding="utf-8"))
    shown = texts(opened.parts)
    assert "Cold peace: known until 2013-03, 3 months ahead; 6 values followed." in shown
    names = ["Crisis", "Cold peace", "Working relations", "Rapprochement"]
    for name, share in zip(names, said["outcomes"].values(), strict=True):
        assert f"{name} {percent(share['share'])} ({percent_range(share['low'], share['high'])})" in shown
    assert "Change since 2013-02, points" in shown
    assert "cold_peace" not in shown
    fan, *series = [graph.figure for graph in parts_of(opened.parts, "Graph")]
    assert [trace["name"] for trace in fan["data"]] == ["middle 90% of runs", "middle 50%", "median"]
    assert fan["data"][2]["x"][-1] == "2013-06-01"
    assert any(shape.get("x0") == "2013-03-15" for shape in fan["layout"]["shapes"])
    assert [figure["data"][1]["y"] for figure in series] == [[-0.05, -0.4, -0.3], [0.1, 0.02, 0.2]]
    expected = [(one["low"], one["high"]) for one in said["surprises"] if one["what"] == "india->pakistan"]
    drawn = series[0]["data"][0]
    ends = zip(drawn["y"], drawn["error_y"]["arrayminus"], drawn["error_y"]["array"], strict=True)
    assert [(y - below, y + above) for y, below, above in ends] == [pytest.approx(one, abs=0.002) for one in expected]


def test_the_median_of_the_fan_of_a_forecast_is_that_of_its_runs(watched) -> None:
    fan = parts_of(Folders((), watched).show(["watch"], None).parts, "Graph")[0].figure
    runs = next(iter(load_results(watched / "watch"))).single_runs.index
    # Quantiles of folders come from histograms, whose bins are a point wide.
    assert fan["data"][2]["y"] == pytest.approx(np.median(runs, axis=0).tolist(), abs=1.0)


def test_a_forecast_that_cannot_be_read_is_told(watched, tmp_path) -> None:
    shutil.copytree(watched / "watch", tmp_path / "torn")
    (tmp_path / "torn" / "forecast.json").write_text("{}", encoding="utf-8")
    opened = Folders((), tmp_path).show(["torn"], None)
    assert "this is no forecast" in texts(opened.parts)


def test_classes_have_their_names_on_the_page(answer) -> None:
    shown = texts(answer["outcomes"])
    assert all(name in shown for name in ("New crisis", "Stagnation", "Pragmatic partnership", "Breakthrough"))
    assert "end in" in answer["headline"]
    assert answer["headline"].split(" end in ")[1].split(";")[0] in shown
    named = [note["text"] for note in answer["fan"]["layout"]["annotations"]]
    assert "Pragmatic<br>partnership" in named


def test_names_of_classes_that_lie_close_do_not_cover_each_other() -> None:
    _, names, room = class_bounds((0.0, 1.0), ("low", "in between", "high"), (-100.0, 130.0))
    places = [name["y"] for name in names]
    assert places[1] - places[0] >= 18.0
    assert places[2] - places[1] >= 18.0
    assert room > 40
    _, (name,), _ = class_bounds((), ("all",), (-50.0, 50.0))
    assert name["y"] == 0.0


def resident_megabytes() -> float:
    gc.collect()
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024


@pytest.mark.slow
def test_of_many_runs_few_scenarios_are_kept() -> None:
    desk = Desk()
    answers = Answers(Shown(), desk)
    for number, runs in enumerate((5001, 1000, 5001, 1000, 5001), start=1):
        asked = {"values": {"policies.dialogue": number / 10}, "runs": runs, "parameters": "central", "number": number}
        assert "error" not in answers.answer(ASKED | asked, refine=True)
    # Each with its baseline, which stays.
    assert (len(desk._refined), len(desk._large)) == (3, 2)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory is read from /proc, which is not here")
def test_a_hundred_new_settings_in_a_row_leave_the_memory_flat() -> None:
    """None of them was shown before, so that what is kept has to make room: runs of one take thirteen megabytes."""
    answers, seen = Answers(Shown(), Desk()), []
    for number in range(140):
        values = {"policies.dialogue": (number % 20) / 20, "policies.cooperation": (1 + number // 20) / 10}
        found = answers.answer(ASKED | {"values": values, "tab": "memory", "number": number + 1})
        assert "error" not in found
        if number in {39, 139}:
            seen.append(resident_megabytes())
    assert seen[1] - seen[0] < 40


def test_the_benchmark_moves_a_slider_and_is_answered():
    (table,) = measure(rounds=1)
    assert [name for name, *_ in table.rows] == ["shares", "all that the page shows"]
    assert all(float(figure) > 0.0 for _, *figures in table.rows for figure in figures)
    assert table.rows[0][-1] == "1.00"

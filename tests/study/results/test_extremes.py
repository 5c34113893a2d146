"""Worlds that rest in their lowest or highest class are named, with what to do."""

import warnings

import pytest

from nrc_sim.cli import main
from nrc_sim.errors import NrcSimWarning
from nrc_sim.study.results import Results
from nrc_sim.study.results.extremes import warn_of_extremes
from synthetic import make_runs

LOW, MIDDLE, HIGH = -1000.0, 0.0, 1000.0


def results(runs: int, **shifts: float) -> Results:
    return Results({slug: make_runs(slug, runs=runs, shift=shift) for slug, shift in shifts.items()})


@pytest.mark.parametrize(("shift", "words"), [(LOW, "lowest class, 'New crisis'"), (HIGH, "highest class, ")])
def test_a_world_that_rests_in_a_class_at_the_end_is_named_once(shift, words):
    with pytest.warns(NrcSimWarning) as caught:
        warn_of_extremes(results(80, baseline=shift, new_arms_race=shift))
    assert len(caught) == 1
    told = str(caught[0].message)
    assert "in the world 'euro_atlantic_2013' nearly all runs of every scenario end" in told
    assert words in told
    assert "`python -m nrc_sim.analysis.anchoring`" in told


@pytest.mark.parametrize(
    ("runs", "shifts"),
    [
        (80, {"baseline": LOW, "new_arms_race": HIGH}),
        (80, {"baseline": LOW, "new_arms_race": MIDDLE}),
        # All of a few runs are not yet nearly all of many.
        (20, {"baseline": LOW}),
    ],
)
def test_where_scenarios_differ_or_runs_are_few_nothing_is_said(runs, shifts):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_extremes(results(runs, **shifts))


def test_run_says_so_in_one_line_and_quietly_not_at_all(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new-world", "--quiet"]) == 0
    world = tmp_path / "my_world.yaml"
    world.write_text(world.read_text("utf-8") + "outcomes: {bounds: [500, 600, 700], months: 1}\n", encoding="utf-8")
    story = "title: A\ndescription: B\nworld: my_world\nhorizon: {start: 2013-01, months: 2}\n"
    (tmp_path / "story.yaml").write_text(story, encoding="utf-8")
    typed = ["run", "story.yaml", "--runs", "80", "--engine", "compiled", "--format", "none", "--overwrite"]
    capsys.readouterr()
    assert main(typed) == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "nearly all" in line]
    assert len(told) == 1
    assert told[0].startswith(
        "in the world 'my_world' nearly all runs of 'story' end in the lowest class, 'New crisis': "
    )
    assert main([*typed, "--quiet"]) == 0
    assert "nearly all" not in capsys.readouterr().err

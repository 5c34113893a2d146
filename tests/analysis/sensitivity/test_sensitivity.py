"""Effects of parameters: what is varied, that random numbers are common, and that strong parameters are found."""

import json
import re
from contextlib import suppress

import numpy as np
import pytest

from nrc_sim.analysis.sensitivity import split_variance
from nrc_sim.analysis.sensitivity.evaluation import Target, evaluate_sets, targets_of
from nrc_sim.analysis.sensitivity.screening import (
    Design,
    ElementaryEffects,
    Sensitivity,
    as_sets,
    most_important,
    uncertain_parameters,
)
from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.figures import sensitivity as sensitivity_figures
from nrc_sim.figures.drawing import EffectBar, EffectPanel, FigureText, draw_effects
from nrc_sim.scenario import load_scenario
from nrc_sim.study.running import keep_work
from nrc_sim.study.store import draft_folder

BASELINE = load_scenario("baseline")


def test_all_parameters_but_the_fixed_ones_are_varied_within_their_ranges():
    found = uncertain_parameters(BASELINE)
    listed = {f"{g}.{n}" for g, named in BASELINE.world.parameters.items() for n in named}
    assert {path for path in listed - set(found) if not path.startswith("traits.")} == {
        "alliance.weight_of_wariest",
        "alliance.weight_of_common_acts",
    }
    assert found["trust.learning"] == BASELINE.world.parameters["trust"]["learning"].range


def test_what_a_scenario_sets_is_not_varied():
    scenario = load_scenario("baseline", ["parameters.trust.learning=0.3"])
    assert "trust.learning" not in uncertain_parameters(scenario)


@pytest.mark.parametrize(
    ("number", "allowed"),
    [
        ({"trajectories": 10**9}, "2 to 10000"),
        ({"samples": 10**9}, "0 to 65536"),
        ({"parameters": 0}, "1 to 1000"),
        ({"runs": 10**9}, "2 to 10000"),
        ({"seed": 2**63}, "0 to 9223372036854775807"),
        ({"workers": -1}, "1 to 1024"),
        ({"runs": 2.5}, "2 to 10000"),
    ],
)
def test_numbers_that_no_machine_could_hold_are_refused_before_anything_is_written(number, allowed):
    ((name, value),) = number.items()
    with pytest.raises(InputError, match=f"{name} is {value}; allowed: a whole number from {allowed}"):
        Design(**number)


def test_whole_numbers_of_numpy_make_the_same_design():
    assert Design(runs=np.int64(8), workers=np.uint8(2)) == Design(runs=8, workers=2)


def test_equal_sets_have_equal_outcomes_under_common_random_numbers():
    found = evaluate_sets(BASELINE, [{}, {"fear": {"gain": 0.0}}, {}], 16, 5)
    assert found.shape == (3, len(targets_of(BASELINE)))
    assert np.array_equal(found[0], found[2])
    assert not np.array_equal(found[0], found[1])


def test_rows_become_sets():
    assert as_sets(["a.x", "a.y", "b.z"], np.array([[1.0, 2.0, 3.0]])) == [{"a": {"x": 1.0, "y": 2.0}, "b": {"z": 3.0}}]


def test_the_most_important_are_those_that_matter_for_any_outcome():
    paths = ("a.x", "a.y", "a.z")
    nothing = np.zeros(3)
    one = ElementaryEffects(paths, np.array([10.0, 1.0, 0.0]), nothing, nothing)
    other = ElementaryEffects(paths, np.array([0.0, 0.1, 0.2]), nothing, nothing)
    assert most_important([one, other], 2) == ["a.x", "a.z"]


@pytest.mark.slow
def test_variance_splits_into_parametric_and_sampling_parts():
    number, split = split_variance(BASELINE, 4, 5)
    assert number >= 200
    assert [one.name for one in split] == ["final_index", *(f"share_{n}" for n in BASELINE.world.outcomes.classes)]
    for one in split:
        assert 0.0 <= one.components.share_between <= 1.0
        assert one.low <= one.high


def test_effects_need_something_to_draw():
    with pytest.raises(InputError, match="no effects"):
        draw_effects([], FigureText("t", "s", "c"))
    moved, still = EffectPanel("x", "points", (EffectBar("a.b_c", 1.0, 0.2),)), EffectPanel("y", "points", ())
    figure = draw_effects([moved, still], FigureText("t", "s", "c"))
    assert len(figure.axes) == 1
    assert {"a: b c", "No parameter moves this outcome in these runs."} <= {text.get_text() for text in figure.texts}


def test_the_figure_of_effects_leaves_out_what_moves_nothing_and_says_how_much_was_computed(tmp_path, monkeypatch):
    kept = []
    monkeypatch.setattr(sensitivity_figures, "draw_effects", lambda *drawn: kept.append(drawn))
    monkeypatch.setattr(sensitivity_figures, "save_figure", lambda *_: [])
    effects = ElementaryEffects(("a.b", "a.c"), np.array([0.0, 2.0]), np.array([0.0, 0.5]), np.zeros(2))
    found = Sensitivity((Target("final_index", "Mean final index", "points"),), {"final_index": effects}, {})
    sensitivity_figures.write_sensitivity_figures(found, BASELINE, Design(4, 0, runs=64, seed=3), tmp_path)
    ((panels, text),) = kept
    assert panels[0].bars == (EffectBar("a.c", 2.0, 0.5),)
    assert text.caption.endswith("4 trajectories, 64 runs of each parameter set, seed 3.")


@pytest.mark.slow
def test_the_command_writes_data_and_figures(tmp_path, capsys):
    folder = tmp_path / "out"
    typed = ["sensitivity", "no_new_impulse", "--runs", "2", "--trajectories", "2", "--samples", "2", "--top", "2"]
    assert main([*typed, "--output", str(folder), "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads((folder / "sensitivity.json").read_text(encoding="utf-8"))
    assert set(document["outcomes"]) == {"final_index", "share_crisis", "share_breakthrough", "width"}
    assert len(document["outcomes"]["final_index"]["sobol"]) == 2
    assert {path.name for path in folder.iterdir()} >= {"morris.png", "morris.svg", "sobol.png", "sobol.svg"}


def test_the_command_looks_at_the_world_of_the_scenario_and_at_no_other(tmp_path, capsys):
    """Its own classes and ranges are examined, and accepted sets of the bundled world are none of it."""
    world = BASELINE.world.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    own = {"classes": ["low", "middle", "high"], "names": ["Low", "Middle", "High"], "bounds": [0.0, 20.0]}
    world |= {"slug": "elsewhere", "outcomes": {**world["outcomes"], **own}}
    for issue in world["issues"]:
        issue.setdefault("settles_partnership", False)
    learning = world["parameters"]["trust"]["learning"]
    learning["range"] = [learning["value"]] * 2
    # Of the ways to write a number, YAML takes the one with a point.
    text = re.sub(r"(?<![.\d])(\d+)e-", r"\1.0e-", json.dumps(world))
    (tmp_path / "elsewhere.yaml").write_text(text, encoding="utf-8")
    story = {"slug": "story", "title": "A story", "world": "elsewhere", "horizon": {"start": "2013-01", "months": 3}}
    (tmp_path / "story.yaml").write_text(json.dumps(story), encoding="utf-8")
    typed = ["sensitivity", str(tmp_path / "story.yaml"), "--runs", "2", "--trajectories", "2", "--samples", "0"]
    assert main([*typed, "--output", str(tmp_path / "out"), "--json", "--quiet"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document["outcomes"]) == {"final_index", "share_low", "share_high", "width"}
    assert document["parameter_sets"] == 0
    assert document["parameters_against_luck"] == {}
    screened = set(document["outcomes"]["final_index"]["morris"])
    assert "trust.learning" not in screened
    assert screened >= set(uncertain_parameters(BASELINE)) - {"trust.learning"}


def test_batches_that_are_kept_are_not_evaluated_again_and_give_the_same_bits(tmp_path, monkeypatch):
    monkeypatch.setattr("nrc_sim.analysis.sensitivity.evaluation.BATCH", 2)
    sets = [{}, {"fear": {"gain": 0.0}}, {}]
    calm, told = evaluate_sets(BASELINE, sets, 8, 5), []
    for resume in (False, True):
        with (
            suppress(KeyboardInterrupt),
            draft_folder(tmp_path / "out", command="sensitivity", resume=resume) as draft,
            keep_work(draft, {"seed": 5}, told.append),
        ):
            found = evaluate_sets(BASELINE, sets, 8, 5)
            assert found.tobytes() == calm.tobytes()
            monkeypatch.setattr("nrc_sim.engine.kernel.simulate_block", lambda *_, **__: pytest.fail("simulated again"))
            raise KeyboardInterrupt
    assert told == ["continuing with what is kept: 2 pieces of work"]

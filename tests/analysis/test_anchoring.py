import shutil

import pytest

from nrc_sim.analysis import anchoring
from nrc_sim.analysis.anchoring import find_scale, main, window_means, write_scale
from nrc_sim.engine.model import simulate_block, simulate_histories
from nrc_sim.engine.world import make_job
from nrc_sim.rules.index import anchored_scale
from nrc_sim.scenario import Scenario, bundled_folder, load_scenario, load_world, month_number

RUNS, SEED = 4, 2013


@pytest.fixture(scope="module")
def history():
    return load_scenario("history_2002_2012")


def on_scale(history: Scenario, slope: float, offset: float) -> Scenario:
    """Put a history on another scale."""
    index = history.world.index.model_copy(update={"slope": slope, "offset": offset})
    return Scenario(history.file, history.world.model_copy(update={"index": index}), history.path)


@pytest.fixture(scope="module")
def scale(history):
    return find_scale(history, RUNS, SEED)


def test_the_scale_puts_the_anchor_windows_on_their_points(history, scale):
    points = [scale[0] * raw + scale[1] for raw in window_means(history, RUNS, SEED)]
    assert points == pytest.approx([anchor.points for anchor in history.world.index.anchors], abs=1e-3)


def test_the_anchor_windows_show_their_points_on_the_scale_found(history, scale):
    job = make_job(on_scale(history, *scale), SEED)
    path = simulate_block(job, 0, RUNS, simulate_histories(job, 0, RUNS)).index.mean(axis=0)
    for anchor in history.world.index.anchors:
        window = path[month_number(anchor.start) - job.start : month_number(anchor.end) - job.start + 1]
        assert window.mean() == pytest.approx(anchor.points, abs=1e-3)


def test_the_scale_found_does_not_depend_on_the_scale_before(history, scale):
    assert find_scale(on_scale(history, 100.0, 3.0), RUNS, SEED) == pytest.approx(scale, abs=2e-6)


def test_a_scale_has_six_decimals(scale):
    assert [round(number, 6) for number in scale] == list(scale)


def test_the_stored_scale_is_near_that_of_a_few_runs(history, scale):
    """The stored scale comes from many runs; a few give one within their sampling error."""
    assert scale[0] == pytest.approx(history.world.index.slope, rel=0.15)
    assert scale[1] == pytest.approx(history.world.index.offset, abs=10.0)


def test_a_scale_passes_through_its_two_points():
    slope, offset = anchored_scale(-0.25, 0.1, (-50.0, 25.0))
    assert slope * -0.25 + offset == pytest.approx(-50.0)
    assert slope * 0.1 + offset == pytest.approx(25.0)


def test_one_pass_over_the_history_is_enough(history, monkeypatch):
    calls = []

    def means(*arguments):
        calls.append(arguments)
        return -0.25, 0.1

    monkeypatch.setattr(anchoring, "window_means", means)
    points = tuple(anchor.points for anchor in history.world.index.anchors)
    assert find_scale(history, RUNS, SEED) == pytest.approx(anchored_scale(-0.25, 0.1, points), abs=1e-6)
    assert calls == [(history, RUNS, SEED)]


def test_a_scale_is_written_in_its_place_and_nowhere_else(tmp_path):
    path = tmp_path / "world.yaml"
    shutil.copy(bundled_folder() / "worlds" / "euro_atlantic_2013.yaml", path)
    before = path.read_text(encoding="utf-8").splitlines()
    write_scale(path, (123.5, -4.25), "by hand")
    after = path.read_text(encoding="utf-8").splitlines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["  slope: 123.5", "  offset: -4.25", '  computed: "by hand"']


def test_the_command_prints_the_scale_and_writes_only_if_asked(monkeypatch, capsys, tmp_path):
    written = []
    monkeypatch.setattr(anchoring, "find_scale", lambda *_: (200.0, 5.0))
    monkeypatch.setattr(anchoring, "write_scale", lambda *arguments: written.append(arguments))
    monkeypatch.setattr(anchoring, "bundled_folder", lambda: tmp_path)
    arguments = ["--history", "history_2002_2012", "--runs", "4", "--seed", "1"]
    main(arguments)
    assert capsys.readouterr().out == "slope 200.0, offset 5.0\n"
    assert written == []
    main([*arguments, "--write"])
    note = "python -m nrc_sim.analysis.anchoring --history history_2002_2012 --runs 4 --seed 1 --write"
    assert written == [(tmp_path / "worlds" / "euro_atlantic_2013.yaml", (200.0, 5.0), note)]


def test_the_world_file_says_how_its_scale_was_computed():
    computed = load_world("euro_atlantic_2013").index.computed
    assert computed.startswith("python -m nrc_sim.analysis.anchoring --history history_2002_2012 --runs ")
    assert computed.endswith(" --write")

import shutil

import pytest

from nrc_sim import anchoring
from nrc_sim.anchoring import TOLERANCE, find_scale, main, rescaled, window_means, write_scale
from nrc_sim.errors import RunError
from nrc_sim.rules.index import anchored_scale
from nrc_sim.scenario import bundled_folder, load_scenario, load_world

RUNS, SEED = 4, 2013


@pytest.fixture(scope="module")
def history():
    return load_scenario("history_2002_2012")


def test_another_scale_changes_nothing_else(history):
    other = rescaled(history, 100.0, 3.0)
    assert (other.world.index.slope, other.world.index.offset) == (100.0, 3.0)
    assert other.world.index.anchors == history.world.index.anchors
    assert other.file == history.file
    assert history.world.index.slope != 100.0


@pytest.fixture(scope="module")
def scale(history):
    return find_scale(history, RUNS, SEED)


def test_the_scale_puts_the_anchor_windows_on_their_points(history, scale):
    low, high = window_means(rescaled(history, *scale), RUNS, SEED)
    points = [scale[0] * raw + scale[1] for raw in (low, high)]
    assert points == pytest.approx([anchor.points for anchor in history.world.index.anchors], abs=0.01)


def test_the_stored_scale_is_near_that_of_a_few_runs(history, scale):
    """The stored scale comes from many runs; a few give one within their sampling error."""
    assert scale[0] == pytest.approx(history.world.index.slope, rel=0.15)
    assert scale[1] == pytest.approx(history.world.index.offset, abs=10.0)


def test_a_scale_passes_through_its_two_points():
    slope, offset = anchored_scale(-0.25, 0.1, (-50.0, 25.0))
    assert slope * -0.25 + offset == pytest.approx(-50.0)
    assert slope * 0.1 + offset == pytest.approx(25.0)


def test_a_scale_that_does_not_settle_is_told(history, monkeypatch):
    means = iter([(-0.2 - 0.01 * number, 0.1) for number in range(100)])
    monkeypatch.setattr(anchoring, "window_means", lambda *_: next(means))
    with pytest.raises(
        RunError, match=r"the scale of the index did not settle in 12 rounds; it stands at \d+\.\d+ and"
    ):
        find_scale(history, RUNS, SEED)


def test_a_scale_settles_once_it_moves_by_less_than_the_tolerance(history, monkeypatch):
    calls = []

    def means(*_):
        calls.append(1)
        return -0.25, 0.1

    monkeypatch.setattr(anchoring, "window_means", means)
    slope, offset = find_scale(history, RUNS, SEED)
    assert len(calls) == 2
    assert (slope, offset) == pytest.approx(anchored_scale(-0.25, 0.1, (-50.0, 25.0)), abs=TOLERANCE)


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
    note = "python -m nrc_sim.anchoring --history history_2002_2012 --runs 4 --seed 1 --write"
    assert written == [(tmp_path / "worlds" / "euro_atlantic_2013.yaml", (200.0, 5.0), note)]


def test_the_world_file_says_how_its_scale_was_computed():
    computed = load_world("euro_atlantic_2013").index.computed
    assert computed.startswith("python -m nrc_sim.anchoring --history history_2002_2012 --runs ")
    assert computed.endswith(" --write")

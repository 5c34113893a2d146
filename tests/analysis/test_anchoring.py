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


def test_the_command_prints_the_scale_and_writes_only_if_asked(monkeypatch, capsys):
    written = []
    monkeypatch.setattr(anchoring, "find_scale", lambda *_: (200.0, 5.0))
    monkeypatch.setattr(anchoring, "write_scale", lambda *arguments: written.append(arguments))
    arguments = ["--history", "history_2002_2012", "--runs", "4", "--seed", "1"]
    main(arguments)
    assert capsys.readouterr().out == "slope 200.0, offset 5.0\n"
    assert written == []
    main([*arguments, "--write"])
    note = "python -m nrc_sim.analysis.anchoring --history history_2002_2012 --runs 4 --seed 1 --write"
    assert written == [(bundled_folder() / "worlds" / "euro_atlantic_2013.yaml", (200.0, 5.0), note)]


def test_the_world_file_says_how_its_scale_was_computed():
    computed = load_world("euro_atlantic_2013").index.computed
    assert computed.startswith("python -m nrc_sim.analysis.anchoring --history history_2002_2012 --runs ")
    assert computed.endswith(" --write")


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A world of the user's own with a short history, in a folder that is not the present one."""
    (tmp_path / "mine").mkdir()
    text = "extends: euro_atlantic_2013\nindex:\n  slope: 100.0  # for now\n  offset: 0.0\n  computed: by hand\n"
    (tmp_path / "mine" / "own.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "mine" / "past.yaml").write_text("extends: history_2002_2012\nworld: own\n", encoding="utf-8")
    monkeypatch.setattr(anchoring, "window_means", lambda *_: (-0.25, 0.1))
    return tmp_path / "mine"


def pin(folder, *more: str) -> int:
    try:
        main(["--history", str(folder / "past.yaml"), "--runs", "2", "--seed", "1", *more])
    except SystemExit as ended:
        return ended.code
    return 0


def test_the_scale_of_an_own_world_is_written_into_its_own_file(own):
    assert pin(own, "--write") == 0
    index = load_world(own / "own.yaml").index
    assert (index.slope, index.offset) == pytest.approx(anchored_scale(-0.25, 0.1, (-50.0, 25.0)), abs=1e-6)
    assert index.computed.startswith("python -m nrc_sim.analysis.anchoring --history ")
    assert (
        (own / "own.yaml").read_text(encoding="utf-8").startswith("extends: euro_atlantic_2013\nindex:\n  slope: 214.")
    )


def test_a_world_that_does_not_state_its_scale_is_told_what_to_write_and_left_alone(own, capsys):
    before = "extends: euro_atlantic_2013\n"
    (own / "own.yaml").write_text(before, encoding="utf-8")
    assert pin(own, "--write") == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{own / 'own.yaml'}: the world does not state index.slope on a line of its own; allowed:")
    assert "write slope: 214.285714, offset: 3.571429 and computed: python" in told
    assert (own / "own.yaml").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("means", "found"),
    [
        ((-0.0301, -0.0300), "slope 750,000, offset 22,525"),
        ((0.2, 0.1), "slope -750, offset 100"),
        ((0.1, 0.1), "no slope at all"),
        ((0.90, 0.95), "slope 1,500, offset -1,400"),
    ],
)
def test_an_absurd_scale_is_refused_in_words_and_not_written(own, monkeypatch, capsys, means, found):
    before = (own / "own.yaml").read_text(encoding="utf-8")
    monkeypatch.setattr(anchoring, "window_means", lambda *_: means)
    assert pin(own, "--write") == 2
    shown = capsys.readouterr()
    assert f"the scale of the world 'own' would have {found}: its anchor windows have raw means of" in shown.err
    assert "allowed: a slope above 0 and up to 2,000, an offset within 500 either way" in shown.err
    assert shown.out == ""
    assert (own / "own.yaml").read_text(encoding="utf-8") == before


def test_anchors_outside_the_history_are_refused(own, capsys):
    late = "  anchors: [{from: 2008-08, to: 2009-01, points: -50}, {from: 2013-01, to: 2013-06, points: 25}]\n"
    with (own / "own.yaml").open("a", encoding="utf-8") as file:
        file.write(late)
    assert pin(own) == 2
    told = capsys.readouterr().err
    assert "the anchor from 2013-01 to 2013-06 is not in the history 'past'" in told
    assert "allowed: months from 2002-01 to 2012-12" in told


def test_a_world_without_anchors_is_told_that_it_has_none(own, capsys):
    with (own / "own.yaml").open("a", encoding="utf-8") as file:
        file.write("  anchors: null\n")
    assert pin(own) == 2
    assert "the world 'own' has no anchors, from which a scale would follow" in capsys.readouterr().err

import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from nrc_sim.figures.drawing import (
    TransitionPanel,
    draw_comparison,
    draw_flows,
    draw_members,
    draw_outcomes,
    draw_trajectories,
    draw_transitions,
)
from nrc_sim.figures.report.images import embed_figures
from nrc_sim.figures.study import (
    choose_columns,
    choose_history,
    list_dated_shocks,
    make_figure_data,
    write_comparison_figure,
    write_figures,
)
from nrc_sim.figures.style import figure_look
from nrc_sim.scenario import load_scenario
from nrc_sim.study.results import Results, gather_runs
from nrc_sim.study.statistics import QUANTILES, describe_paths
from nrc_sim.study.statistics.outcomes import running_mean
from nrc_sim.study.store.contents import list_strangers
from synthetic import (
    drop_runs,
    fail_runs,
    labels_of,
    make_block,
    make_results,
    make_results_of_two_worlds,
    make_runs,
    wandering_block,
)


def test_figures_are_drawn_from_the_results_themselves():
    results = make_results("baseline", "new_arms_race")
    data = make_figure_data(results)
    names = results["baseline"].scenario.world.outcomes.names
    assert (data.runs, data.seed, data.classes) == (6, 1, names)
    assert data.outside == results["baseline"].labels.outside
    drawn = data.scenario("new_arms_race")
    smooth = running_mean(results["new_arms_race"].block.index, 6)
    assert drawn.index == pytest.approx(np.quantile(smooth, list(QUANTILES.values()), axis=0), abs=0.25)
    assert drawn.final_index.mean == pytest.approx(smooth[:, -1].mean())
    assert drawn.final_index.shares.sum() == pytest.approx(1.0)
    assert drawn.frozen == pytest.approx(results["new_arms_race"].frozen.mean(axis=0))
    assert drawn.outcomes == dict(zip(names, results["new_arms_race"].shares().values(), strict=True))
    assert drawn.range_end == "crisis"


def test_every_dated_shock_is_shown_with_the_weight_of_its_weightiest_act():
    scenario = load_scenario("history_2002_2012")
    listed = list_dated_shocks(scenario)
    assert len(listed) == sum(shock.at is not None for shock in scenario.shocks) > 20
    heaviest = max(abs(category.weight) for category in scenario.world.categories.values())
    assert all(0 <= shock.weight <= heaviest for shock in listed)
    assert all(shock.label for shock in listed)


def test_the_acts_of_all_weigh_more_than_those_of_one_member():
    weights = {shock.label: shock.weight for shock in list_dated_shocks(load_scenario("history_2002_2012"))}
    assert weights["War in Georgia"] == 10.0
    assert weights["Rome Declaration, council founded"] == 8.0
    assert 0 < weights["Embargo on Polish food"] < 1 < weights["New START signed"] < 8.0


def test_trust_by_member_is_that_of_the_results_from_accession_on():
    runs = make_runs("history_2002_2012")
    drawn = make_figure_data([runs]).scenarios[0].member_trust
    joined = np.array([entry.joined for entry in runs.scenario.world.members], dtype="datetime64[M]")
    absent = np.isnan(drawn.paths[1])
    assert absent.sum() == sum(int((runs.months < month).sum()) for month in joined) > 0
    assert np.array_equal(drawn.paths[1][~absent], describe_paths(runs.tally, "member_trust")[3][~absent])
    assert drawn.end[1] == pytest.approx(np.median(runs.block.member_trust[:, 0], axis=0), abs=1 / 256)


def test_members_are_shown_for_both_ends_of_the_range_or_the_first_four():
    slugs = ("baseline", "no_new_impulse", "new_arms_race", "missile_defense_failure", "renewed_expansion")
    assert choose_columns(make_figure_data(make_results(*slugs))) == list(slugs[:4])
    both = make_figure_data(make_results(*slugs, "strategic_partnership"))
    assert choose_columns(both) == ["strategic_partnership", "new_arms_race"]


def test_history_and_long_horizons_are_drawn_alone():
    range_runs, history = make_runs("baseline"), make_runs("history_2002_2012")
    assert choose_history([range_runs]) is None
    assert choose_history([range_runs, history]) is history
    replay = make_runs("replay_2013_2018")
    long = gather_runs(
        replay.scenario, 1, labels_of("baseline"), [make_block(labels_of("baseline"), np.zeros((2, 121)))]
    )
    assert choose_history([replay, long]) is long
    assert choose_history([long, history]) is history


@pytest.mark.slow
def test_the_range_has_all_figures(tmp_path):
    paths = write_figures(make_results("baseline", "strategic_partnership", "new_arms_race"), tmp_path)
    names = ("trajectories", "outcomes", "flows", "members", "member_paths", "comparison")
    assert [path.name for path in paths] == [f"{name}.{ending}" for name in names for ending in ("png", "svg")]
    assert all(path.stat().st_size > 1000 for path in paths)


@pytest.mark.slow
def test_without_both_ends_of_the_range_there_is_no_comparison(tmp_path):
    with figure_look(formats=["svg"]):
        drawn = write_figures(make_results("baseline"), tmp_path)
    assert [path.stem for path in drawn] == ["trajectories", "outcomes", "flows", "members", "member_paths"]


@pytest.mark.slow
def test_ends_of_the_range_with_different_horizons_are_not_compared(tmp_path):
    labels = labels_of("new_arms_race")
    short = gather_runs(load_scenario("new_arms_race"), 1, labels, [make_block(labels, np.zeros((6, 12)))])
    with figure_look(formats=["svg"]):
        write_figures(Results({"strategic_partnership": make_runs("strategic_partnership"), "short": short}), tmp_path)
    assert (tmp_path / "members.svg").exists()
    assert not (tmp_path / "comparison.svg").exists()


@pytest.mark.slow
def test_history_has_a_figure_of_its_own(tmp_path):
    paths = write_figures(make_results("history_2002_2012"), tmp_path)
    assert [path.name for path in paths[-2:]] == ["history.png", "history.svg"]


@pytest.mark.slow
def test_a_single_month_is_drawn_over_its_whole_length_beside_longer_paths(tmp_path):
    labels = labels_of("baseline")
    short = gather_runs(load_scenario("baseline"), 1, labels, [make_block(labels, np.full((6, 1), 12.0))])
    results = Results({"baseline": short, "new_arms_race": make_runs("new_arms_race")})
    data = make_figure_data(results)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        names = {path.stem for path in write_figures(results, tmp_path)}
        panel = draw_trajectories(data).axes[0]
    assert names >= {"trajectories", "outcomes", "flows", "members", "member_paths"}
    assert [label.get_text() for label in panel.get_xticklabels()] == [str(short.months[0])]
    drawn = [line.get_xydata() for line in panel.lines if line.get_linewidth() == 1.2]
    assert drawn[0][:, 0] == pytest.approx(panel.get_xlim())
    assert drawn[0][:, 1] == pytest.approx([12.0, 12.0], abs=0.25)
    alone = Results({"baseline": short, "new_arms_race": replace(make_runs("new_arms_race"), tally=short.tally)})
    assert [path.name for path in write_comparison_figure(alone, "baseline", tmp_path)] == [
        "comparison.png",
        "comparison.svg",
    ]


def long_names(data):
    """The same figure data of members and classes whose names no margin can hold."""
    classes = {name: f"{name} of a name that is much too long for a margin" for name in data.classes}
    members = tuple(f"{name} and all the wide territories that belong to it" for name in data.scenarios[0].member_names)
    scenarios = [
        replace(one, member_names=members, outcomes={classes[name]: share for name, share in one.outcomes.items()})
        for one in data.scenarios
    ]
    return replace(data, classes=tuple(classes.values()), scenarios=tuple(scenarios))


@pytest.mark.slow
@pytest.mark.parametrize(
    "draw",
    [
        draw_members,
        draw_outcomes,
        draw_flows,
        draw_trajectories,
        lambda data: draw_comparison(data, *(one.slug for one in data.scenarios)),
        lambda data: draw_transitions([TransitionPanel("A", "b", np.eye(4) / 4)] * 2, data.classes, "B", "1 pair."),
    ],
    ids=("members", "outcomes", "flows", "trajectories", "comparison", "transitions"),
)
def test_long_names_stay_on_the_page_and_leave_room_for_what_is_drawn(draw):
    figure = draw(long_names(make_figure_data(make_results("baseline", "new_arms_race"))))
    figure.draw_without_rendering()
    edge = figure.bbox.width
    spans = [text.get_window_extent() for text in figure.texts]
    assert all(span.x0 >= 0 and span.x1 <= edge for span in spans)
    assert max(axes.bbox.width for axes in figure.axes) > edge / 10
    # No two texts on one line overlap.
    lines = sorted((round(span.y0), span.x0, span.x1) for span in spans)
    assert all(left[0] != right[0] or left[2] <= right[1] for left, right in pairwise(lines))


@pytest.mark.slow
def test_summaries_give_the_same_figures(tmp_path):
    results = make_results("baseline", "strategic_partnership", "new_arms_race")
    with figure_look(formats=["svg"]):
        full = write_figures(results, tmp_path / "full")
        summaries = write_figures(drop_runs(results), tmp_path / "summaries")
    assert [path.read_bytes() for path in full] == [path.read_bytes() for path in summaries]


@pytest.mark.slow
def test_a_scenario_without_runs_is_not_drawn(tmp_path):
    labels = labels_of("baseline")
    failed = gather_runs(load_scenario("baseline"), 1, labels, [fail_runs(wandering_block(runs=2), 0, 1)])
    assert write_figures(Results({"baseline": failed}), tmp_path) == []
    write_figures(Results({"baseline": failed, "new_arms_race": make_runs("new_arms_race")}), tmp_path)
    assert (tmp_path / "trajectories.png").exists()
    both = Results({"baseline": failed, "new_arms_race": make_runs("new_arms_race")})
    assert write_comparison_figure(both, "new_arms_race", tmp_path) == []


@pytest.mark.parametrize("shift", [30.0, -30.0])
def test_the_comparison_shows_the_scenario_farthest_from_the_baseline(tmp_path, monkeypatch, shift):
    drawn = []
    monkeypatch.setattr("nrc_sim.figures.study.draw_comparison", lambda _, *sides: drawn.append(sides))
    monkeypatch.setattr("nrc_sim.figures.study.save_figure", lambda *_: [])
    results = make_results("baseline", "no_new_impulse", "new_arms_race", shift=shift)
    write_comparison_figure(results, "baseline", tmp_path)
    assert drawn == [("new_arms_race", "baseline") if shift > 0 else ("baseline", "new_arms_race")]


def test_the_shares_of_classes_by_month_end_in_the_outcome():
    results = make_results("baseline", "new_arms_race")
    for runs, drawn in zip(results, make_figure_data(results).scenarios, strict=True):
        assert drawn.class_shares.sum(axis=0) == pytest.approx(1.0)
        assert drawn.class_shares[:, -1] == pytest.approx([share.share for share in runs.shares().values()])


@pytest.mark.slow
def test_figures_are_written_in_the_formats_and_the_style_that_were_chosen(tmp_path):
    results = make_results("baseline")
    with figure_look("print", ["pdf"]):
        printed = write_figures(results, tmp_path)
    assert {path.suffix for path in printed} == {".pdf"}
    with figure_look("screen", ["png"]):
        shown = write_figures(results, tmp_path)
    assert {path.suffix for path in shown} == {".png"}
    assert [path.stem for path in shown] == [path.stem for path in printed]


@pytest.fixture
def follower(tmp_path):
    """A scenario with a dated shock that lasts, another that follows it, and one that follows one by chance."""
    shocks = (
        "{id: dated, label: Dated, at: 2014-01, delay: 1, for: 6, effects: {rally: 0.1}}",
        "{id: second, label: Second, after: {shock: first, by: 2}, effects: {rally: 0.1}}",
        "{id: first, label: First, after: {shock: dated, by: 3}, for: 2, effects: {rally: 0.1}}",
        "{id: chance, label: Chance, hazard: 0.1, effects: {rally: 0.1}}",
        "{id: late, label: Late, after: {shock: chance, by: 1}, effects: {rally: 0.1}}",
    )
    lines = "".join(f"  - {shock}\n" for shock in shocks)
    head = "title: Followers\nworld: euro_atlantic_2013\nhorizon: {start: 2014-01, months: 60}\n"
    (tmp_path / "followers.yaml").write_text(f"{head}shocks:\n{lines}", encoding="utf-8")
    return load_scenario(tmp_path / "followers.yaml")


def test_shocks_that_last_or_follow_a_dated_one_are_marked_for_all_of_their_months(follower):
    listed = {shock.label: (str(shock.month), shock.lasts, shock.words) for shock in list_dated_shocks(follower)}
    assert listed == {
        "Dated": ("2014-02", 6, "Dated, for 6 months"),
        "First": ("2014-05", 2, "First, for 2 months"),
        "Second": ("2014-07", 1, "Second"),
    }


def test_a_shock_that_lasts_is_a_bar_below_the_fan(follower):
    data = make_figure_data([gather_runs(follower, 1, labels_of("baseline"), [wandering_block("baseline")])])
    figure = draw_trajectories(data)
    bars = [line for line in figure.axes[0].lines if line.get_linewidth() == 1.6]
    assert [round(12 * float(np.diff(bar.get_xdata())[0])) for bar in bars] == [5, 1]
    assert "(bars: the months in which they last)" in " ".join(
        text.get_text().replace("\n", " ") for text in figure.texts
    )


@pytest.mark.slow
def test_each_of_several_worlds_has_figures_of_its_own(tmp_path):
    results = make_results_of_two_worlds()
    with figure_look(formats=["png"]):
        paths = write_figures(results, tmp_path)
    names = {path.name for path in paths}
    for slug in ("euro_atlantic_2013", "another_world"):
        assert {
            f"{stem}.{slug}.png" for stem in ("trajectories", "outcomes", "flows", "members", "member_paths")
        } <= names
    assert list_strangers(tmp_path) == []
    (tmp_path / "trajectories.My own.png").write_bytes(b"")
    assert [path.name for path in list_strangers(tmp_path)] == ["trajectories.My own.png"]


def test_pairs_of_two_alliances_are_drawn_in_both_directions_and_described_so(tmp_path):
    results = make_results("side_by_side")
    with figure_look(formats=["svg"]):
        paths = write_figures(results, tmp_path)
    pairs = ["members", "member_paths", "members_reverse", "member_paths_reverse"]
    assert [path.stem for path in paths] == ["trajectories", "outcomes", "flows", *pairs]
    assert list_strangers(tmp_path) == []
    found, _ = embed_figures(results, [tmp_path])
    alts = {image.name.removesuffix(".svg"): image.alt for image in found}
    assert list(alts) == ["trajectories", "outcomes", "flows", *sorted(pairs, key=lambda name: "paths" in name)]
    there, back = (
        f"Trust of each power of {one} in each of {other}, a row for each pair of powers: "
        for one, other in (("the CSTO", "NATO"), ("NATO", "the CSTO"))
    )
    assert alts["members"].startswith(there)
    assert alts["members_reverse"].startswith(back)
    assert alts["member_paths_reverse"].startswith(back.replace("row", "small panel").rstrip(": "))


def test_the_report_says_whose_trust_a_figure_shows(tmp_path):
    for slug, words in (
        ("baseline", "Trust of each member in Russia, a row for each power: "),
        ("cold_peace", "Trust of India in Pakistan, a row for each power: "),
    ):
        (tmp_path / "members.png").write_bytes(b"")
        found, _ = embed_figures(make_results(slug), [tmp_path])
        assert found[0].alt.startswith(words)


def test_the_report_names_the_world_of_each_figure(tmp_path):
    results = make_results_of_two_worlds()
    for slug in ("another_world", "euro_atlantic_2013"):
        (tmp_path / f"outcomes.{slug}.png").write_bytes(b"")
        (tmp_path / f"trajectories.{slug}.png").write_bytes(b"")
    found, _ = embed_figures(results, [tmp_path])
    assert [image.title for image in found] == [
        "Paths of the index: Another world",
        "Paths of the index: Russia and the Alliance, 2002-2018",
        "Outcomes: Another world",
        "Outcomes: Russia and the Alliance, 2002-2018",
    ]

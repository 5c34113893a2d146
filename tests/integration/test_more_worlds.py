"""The further bundled worlds: both engines agree, stories end in different places, and everything speaks of them."""

import re
from functools import cache
from itertools import combinations
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from matplotlib.figure import Figure

import nrc_sim
from figures.drawing.figure_checks import check_texts, visible_texts
from nrc_sim.analysis.comparison import compare
from nrc_sim.analysis.trace import Trace, trace_run
from nrc_sim.cli import display, main
from nrc_sim.engine import kernel, model
from nrc_sim.engine.blocks import ARRAYS
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.figures.drawing import (
    FigureData,
    draw_comparison,
    draw_flows,
    draw_history,
    draw_member_paths,
    draw_members,
    draw_outcomes,
    draw_paths,
    draw_trajectories,
)
from nrc_sim.figures.report import make_report
from nrc_sim.figures.study import make_figure_data
from nrc_sim.figures.trace import trace_figure
from nrc_sim.scenario import bundled_folder, load_scenario, load_world, month_text
from nrc_sim.scenario.bundled import bundled_folders, bundled_slugs
from nrc_sim.scenario.schema import month_number
from nrc_sim.study.results import Results

WORLDS = ("csto_nato", "india_pakistan", "iran_talks")
HISTORIES = {
    "csto_nato": "csto_nato_2002_2012",
    "india_pakistan": "india_pakistan_2002_2012",
    "iran_talks": "iran_talks_2006_2012",
}
STORIES = {
    world: sorted(path.stem for path in (bundled_folder() / world).glob("*.yaml") if path.stem != HISTORIES[world])
    for world in WORLDS
}
SEED, RUNS = 2013, 100
RUNS_OF_MANY_PAIRS = 40
MARGIN = 0.15
"""Share of runs that end in another class, between any two stories of a world, at least."""

MANIFEST = {"versions": {}, "settings": {}, "command": ["nrc-sim"], "finished": "2013-01-01"}
OF_OTHERS = {
    "csto_nato": r"the alliance|(?<!other )allies|outside power|the lead|each member|institution|regime|stand.in"
    r"|iran|pakistan",
    "india_pakistan": r"russia|nato|alliance|allies|council|outside power|the lead|members?|institution|regime"
    r"|stand.in",
    "iran_talks": r"nato|alliance|allies|(?<!security )council(?! of the european)|outside power|the lead|institution"
    r"|regime|stand.in|talks? on missile",
}
"""Words of other relationships, and of roles."""


@cache
def results_of(world: str) -> Results:
    runs = RUNS_OF_MANY_PAIRS if world == "csto_nato" else RUNS
    return nrc_sim.run(world, runs=runs, seed=SEED, parameters="central")


@cache
def states_of(engine: ModuleType, world: str) -> np.ndarray:
    return engine.simulate_histories(make_job(load_scenario(STORIES[world][0]), SEED), 0, 2)


def foreign_words(text: str, world: str) -> list[str]:
    return sorted(set(re.findall(rf"\b(?:{OF_OTHERS[world]})\b", text, re.IGNORECASE)))


def test_each_further_world_has_a_folder_of_five_stories_and_a_history():
    assert [folder.name for folder in bundled_folders()[1:]] == sorted(WORLDS)
    assert {world: len(stories) for world, stories in STORIES.items()} == dict.fromkeys(WORLDS, 5)
    slugs = [slug for stories in STORIES.values() for slug in stories]
    assert len({*slugs, *HISTORIES.values(), *bundled_slugs()}) == len(slugs) + len(WORLDS) + 15


@pytest.mark.parametrize("world", WORLDS)
def test_all_events_of_a_history_are_dated_by_2012_and_name_a_public_record(world):
    history = load_scenario(HISTORIES[world])
    assert history.file.role == "history"
    assert month_text(month_number(history.start) + history.months - 1) == "2012-12"
    for shock in history.shocks:
        assert shock.at is not None, shock.id
        assert history.start <= shock.at <= "2012-12", shock.id
        assert len(shock.source) > 10, shock.id
        assert shock.acts, shock.id
    pages = [path.read_text(encoding="utf-8") for path in bundled_folder().glob(f"**/{HISTORIES[world]}.yaml")]
    assert [int(year) for year in re.findall(r"\b20\d\d\b", pages[0]) if int(year) > 2012] == []


@pytest.mark.parametrize(("world", "slug"), [(world, slug) for world in WORLDS for slug in STORIES[world]])
def test_the_stories_are_the_same_bits_in_both_engines(world, slug):
    job = make_job(load_scenario(slug), SEED)
    states = [states_of(engine, world) for engine in (model, kernel)]
    assert states[0].tobytes() == states[1].tobytes()
    told, compiled = (engine.simulate_block(job, 0, 2, states[0]) for engine in (model, kernel))
    assert not told.failures
    for name in ARRAYS:
        mine, other = (np.ascontiguousarray(getattr(block, name)) for block in (told, compiled))
        assert (mine.dtype, mine.tobytes()) == (other.dtype, other.tobytes()), name
    for name, values in told.series.items():
        assert np.ascontiguousarray(values).tobytes() == np.ascontiguousarray(compiled.series[name]).tobytes(), name


@pytest.mark.parametrize("world", WORLDS)
def test_the_stories_of_a_world_end_in_different_places(world):
    shares = {runs.slug: np.array([share.share for share in runs.shares().values()]) for runs in results_of(world)}
    assert set(shares) == set(STORIES[world])
    for one, other in combinations(shares, 2):
        assert 0.5 * np.abs(shares[one] - shares[other]).sum() >= MARGIN, (one, other)
    assert np.max(list(shares.values()), axis=0).min() >= 0.05, "a class in which no story ends"


@pytest.mark.parametrize("world", WORLDS)
def test_forces_and_cooperation_of_a_story_by_chance_stay_away_from_their_limits(world):
    runs = next(iter(results_of(world)))
    activity = runs.block.series["activity_outside"]
    assert 0.1 < activity.mean() < 0.4
    assert runs.block.series["portfolio"].max() < 0.6


def draw_two(data: FigureData) -> Figure:
    return draw_comparison(data, data.scenarios[0].slug, data.scenarios[1].slug)


@pytest.mark.parametrize(
    "draw", [draw_trajectories, draw_outcomes, draw_flows, draw_members, draw_member_paths, draw_two]
)
@pytest.mark.parametrize("world", WORLDS)
def test_figures_of_a_further_world_are_whole_and_about_it(world, draw):
    figure = draw(make_figure_data(results_of(world)))
    check_texts(figure)
    words = " ".join(text.get_text() for text in visible_texts(figure))
    assert foreign_words(words, world) == []
    assert "\N{HORIZONTAL ELLIPSIS}" not in words


def test_two_powers_are_named_in_the_figures_of_trust():
    data = make_figure_data(results_of("india_pakistan"))
    for draw in (draw_members, draw_member_paths):
        words = " ".join(text.get_text() for text in visible_texts(draw(data)))
        assert "Trust of India in Pakistan" in words
        assert "ccession" not in words


@pytest.mark.parametrize("world", WORLDS)
def test_the_history_of_a_further_world_is_drawn_whole(world):
    results = nrc_sim.run(HISTORIES[world], runs=4, seed=SEED, parameters="central")
    check_texts(draw_history(make_figure_data(results), HISTORIES[world]))


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_the_report_of_a_further_world_reads_as_if_made_for_it(world, tmp_path):
    page = make_report(results_of(world), MANIFEST, tmp_path)
    pictures = [found.group(1) for found in re.finditer(r'alt="([^"]*)"', page)]
    assert len(pictures) >= 5
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL))
    told = re.sub(r"\b\w+\.png\b", "", f"{text} {' '.join(pictures)}")
    assert foreign_words(told, world) == []
    assert "e+0" not in text
    assert all(runs.scenario.title in text for runs in results_of(world))


@pytest.mark.parametrize("world", WORLDS)
def test_a_trace_of_a_world_without_an_institution_has_no_regimes(world, capsys):
    slug = STORIES[world][0]
    assert main(["trace", slug, "--run", "1", "--quiet"]) == 0
    shown = capsys.readouterr().out
    assert foreign_words(shown, world) == []


@cache
def told_of(slug: str) -> Trace:
    return trace_run(slug, run=1, seed=SEED, parameters="central")


@pytest.mark.parametrize("slug", ["attack_and_mobilisation", "crisis_in_the_gulf", "spill_from_afghanistan"])
def test_a_trace_of_a_world_without_an_institution_is_drawn_without_one(slug):
    data = trace_figure(told_of(slug))
    assert (data.regimes, data.sides[0].regime) == ((), ())
    figure = draw_paths(data)
    check_texts(figure)
    words = " ".join(text.get_text() for text in visible_texts(figure))
    assert foreign_words(words, load_scenario(slug).world.slug) == []
    assert "Year" in words


def test_pairs_of_two_alliances_are_those_with_a_lead_and_the_figures_say_so():
    data = make_figure_data(results_of("csto_nato"))
    names = data.scenarios[0].member_names
    assert len(names) == 7 + 12 - 1
    assert all("Russia" in name or "United States" in name for name in names)
    for draw in (draw_members, draw_member_paths):
        words = " ".join(text.get_text() for text in visible_texts(draw(data)))
        assert "Trust of each power of the CSTO in each of NATO" in words
        assert "Of 84 pairs those with Russia or the United States are shown." in words
        assert "Uzbekistan" not in words, "it left before the horizon"
        turned = " ".join(text.get_text() for text in visible_texts(draw(data, direction="from_outside")))
        assert "Trust of each power of NATO in each of the CSTO" in turned


def test_a_power_that_has_left_is_in_no_act_of_its_side():
    history = load_scenario("csto_nato_2002_2012")
    first, second = history.world.sides
    uzbekistan = first.single["uzbekistan"][0]
    meant = {
        month: uzbekistan in first.meant("csto", first.who_belongs(month_number(month)))
        for month in ("2006-07", "2006-08", "2012-11", "2012-12")
    }
    assert list(meant.values()) == [False, True, True, False]
    assert (len(first.powers), len(second.powers)) == (7, 12)


def test_a_comparison_of_two_alliances_names_both_powers_of_a_pair():
    pairs = compare(results_of("csto_nato"), baseline="side_by_side").pairs
    first, second = ({power.name for power in side.powers} for side in load_world("csto_nato").sides)
    for pair in pairs.values():
        for shift in pair.trust_shifts:
            whose, others = (first, second) if shift.variable == "member_trust" else (second, first)
            assert (shift.truster in whose, shift.trusted in others) == (True, True)
    changes = {slug: pair.final_index.mean for slug, pair in pairs.items()}
    assert (
        changes["rival_blocs"] < changes["loosening"] < 0 < changes["spill_from_afghanistan"] < changes["formal_ties"]
    )


def test_new_leaderships_of_two_alliances_are_those_of_their_leads():
    told = [event.what for event in told_of("spill_from_afghanistan").events if event.kind == "leadership"]
    assert told
    assert {what.split(":")[0] for what in told} <= {"New leadership, Russia", "New leadership, United States"}


def test_a_branch_of_a_world_without_an_institution_shows_no_regimes(capsys):
    change = ["--at", "2015-01", "--set", "policies.dialogue=1.0", "--quiet"]
    assert main(["branch", "cold_peace", "--run", "1", *change]) == 0
    assert "regime" not in capsys.readouterr().out


def test_comparisons_name_whose_trust_moved(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    chosen = ["rounds_without_result", "step_for_step", "--runs", "4", "--format", "none", "--quiet"]
    assert main(["compare", *chosen, "--parameters", "central"]) == 0
    shown = capsys.readouterr().out
    assert foreign_words(shown, "iran_talks") == []
    assert "of Iran in " in shown
    assert "in open crisis in" in shown


def test_paired_runs_of_a_further_world_differ_as_its_stories_do():
    pairs = compare(results_of("india_pakistan"), baseline="cold_peace").pairs
    changes = {slug: pair.final_index.mean for slug, pair in pairs.items()}
    assert changes["attack_and_mobilisation"] < -30 < 0 < changes["trade_first"] < changes["settlement_by_steps"]


@pytest.mark.parametrize("world", WORLDS)
def test_kinds_and_variables_of_a_further_world_speak_of_it(world, capsys, monkeypatch):
    monkeypatch.setattr(display, "_WIDTH_OF_FILES", 400)  # so wide that no name is broken into lines
    for command in ("kinds", "variables"):
        assert main([command, "--world", world]) == 0
        shown = capsys.readouterr().out
        assert load_world(world).title in shown
        left = re.sub(r"\b\w+_(outside|alliance|lead)\b", "", shown)
        left = re.sub(r"since\s+there\s+is\s+no\s+institution", "", left)
        assert foreign_words(left, world) == [], command


def test_what_a_world_lacks_is_said_of_its_variables(capsys):
    assert main(["variables", "--world", "iran_talks"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.count("0 in every month, since there is no institution") == 2
    assert shown.count("0 in every month, since there is no area of cooperation") == 1


def test_list_shows_the_further_worlds_with_the_name_of_their_folder(capsys):
    assert main(["list"]) == 0
    shown = capsys.readouterr().out
    for world in WORLDS:
        assert f"{load_world(world).title}: all at once as {world}" in shown
        assert all(slug in shown for slug in (*STORIES[world], HISTORIES[world]))


def test_stories_are_found_by_their_slugs_and_by_the_folder_of_their_world(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load_scenario("cold_peace").path == bundled_folder() / "india_pakistan" / "cold_peace.yaml"
    slugs = [runs.slug for runs in results_of("iran_talks")]
    assert (slugs[0], slugs[-1]) == ("rounds_without_result", "step_for_step")
    own = tmp_path / "iran_talks"
    own.mkdir()
    (own / "mine.yaml").write_text("extends: cold_peace\ntitle: Mine\n", encoding="utf-8")
    found = nrc_sim.run("iran_talks", runs=1, seed=1, parameters="central")
    assert list(found.scenarios) == ["mine"]
    assert Path(found["mine"].scenario.path).parent.name == "iran_talks"


@pytest.mark.parametrize(
    ("world", "told"),
    [
        ("csto_nato", "in 1946-01 Russia or the first of the other members of the CSTO has not joined"),
        ("india_pakistan", "in 1946-01 India has not joined, in the world 'india_pakistan'"),
        (
            "iran_talks",
            "in 1946-01 the United States or the first of the other members of the six powers has not joined",
        ),
    ],
)
def test_faults_name_the_powers_of_the_world(world, told, tmp_path):
    acts = "[{from: [outside], to: [outside], category: '040'}]"
    head = f"title: Too early\nworld: {world}\nhorizon: {{start: 1946-01, months: 12}}\n"
    text = f"{head}shocks: [{{id: a, at: 1946-02, acts: {acts}}}]\n"
    (tmp_path / "early.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(tmp_path / "early.yaml")
    assert told in str(caught.value)
    assert f"an act within {load_world(world).sides[1].name} concerns one power alone" in str(caught.value)

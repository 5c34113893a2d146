"""The figures: every text legible and free of others, files equal byte for byte, odd data drawn or refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pytest
from figure_checks import check_texts
from matplotlib.figure import Figure
from test_plots_sample import BOUNDS, CLASSES, make_data, make_scenario

from nrc_sim.errors import InputError
from nrc_sim.figures import drawing as plots
from nrc_sim.figures.drawing import DatedShock, FigureData, FinalIndex, MemberTrust
from nrc_sim.figures.style import figure_look

Draw = Callable[[FigureData], Figure]


@cache
def range_data(runs: int = 60) -> FigureData:
    return make_data([make_scenario(number, runs) for number in range(13)], runs)


@cache
def few_data(runs: int = 5) -> FigureData:
    """Make a beginning and both ends of the range, which is all that a figure needs."""
    return make_data([make_scenario(number, runs) for number in (0, 1, 10, 11)], runs)


@cache
def history_data(runs: int = 60) -> FigureData:
    return make_data([make_scenario(3, runs, months=132, shocks=110, start="2002-01")], runs)


def draw_four_columns(data: FigureData) -> Figure:
    return plots.draw_members(data, [scenario.slug for scenario in data.scenarios[:4]], "from_outside")


def draw_member_paths(data: FigureData) -> Figure:
    return plots.draw_member_paths(data, [data.scenarios[-3].slug, data.scenarios[-2].slug])


def draw_member_paths_of_one(data: FigureData) -> Figure:
    return plots.draw_member_paths(data, direction="from_outside")


CASES: list[tuple[str, Draw, Callable[[], FigureData]]] = [
    ("trajectories", plots.draw_trajectories, range_data),
    ("outcomes", plots.draw_outcomes, range_data),
    ("comparison", plots.draw_comparison, range_data),
    ("members", plots.draw_members, range_data),
    ("members_4", draw_four_columns, range_data),
    ("history", plots.draw_history, history_data),
    ("trajectories_long", plots.draw_trajectories, history_data),
    ("flows", plots.draw_flows, range_data),
    ("flows_long", plots.draw_flows, history_data),
    ("member_paths", draw_member_paths, range_data),
    ("member_paths_1", draw_member_paths_of_one, history_data),
]
EVERY_FIGURE = pytest.mark.parametrize(("draw", "make"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
DRAWINGS = list(dict.fromkeys(case[1] for case in CASES))
EVERY_DRAWING = pytest.mark.parametrize("draw", DRAWINGS, ids=lambda draw: draw.__name__)


def test_the_check_of_texts_finds_an_overlap() -> None:
    figure = Figure()
    figure.text(0.5, 0.5, "one")
    figure.text(0.51, 0.5, "two")
    with pytest.raises(AssertionError, match="'one' and 'two' overlap"):
        check_texts(figure)


@EVERY_FIGURE
def test_no_text_touches_another_or_leaves_the_page(draw: Draw, make: Callable[[], FigureData]) -> None:
    check_texts(draw(make()))


@pytest.mark.parametrize("count", [1, 2, 6, 16])
@pytest.mark.parametrize("draw", [plots.draw_trajectories, plots.draw_outcomes, plots.draw_flows])
def test_any_number_of_scenarios_is_legible(draw: Draw, count: int) -> None:
    scenarios = [replace(make_scenario(number, runs=5), slug=f"slug_{number}") for number in range(count)]
    check_texts(draw(make_data(scenarios)))


@EVERY_DRAWING
def test_one_run_is_drawn(draw: Draw) -> None:
    figure = draw(few_data(1))
    check_texts(figure)
    assert "1 run per scenario" in " ".join(text.get_text() for text in figure.texts)


@EVERY_DRAWING
def test_constant_data_is_drawn(draw: Draw) -> None:
    data = few_data()
    still = [
        replace(
            scenario,
            index=np.zeros_like(scenario.index),
            monthly=np.zeros_like(scenario.monthly),
            final_index=FinalIndex(0.0, 0.0, 0.0, np.array([-0.25, 0.0, 0.25]), np.array([0.0, 1.0])),
            member_trust=MemberTrust(*(np.full_like(values, 0.5) for values in scenario.member_trust)),
            dated_shocks=(),
            outcomes={name: (float(name == "stagnation"), 0.0, 1.0) for name in CLASSES},
        )
        for scenario in data.scenarios
    ]
    check_texts(draw(replace(data, scenarios=tuple(still))))


@pytest.mark.parametrize("draw", [plots.draw_members, plots.draw_flows, plots.draw_history])
def test_a_second_draw_gives_the_same_bytes_whatever_the_user_has_set(draw: Draw, tmp_path: Path) -> None:
    check_second_draw(draw, tmp_path, ("svg",))


@pytest.mark.slow
def test_a_second_draw_gives_the_same_bytes_in_every_format(tmp_path: Path) -> None:
    check_second_draw(plots.draw_outcomes, tmp_path, ("png", "svg", "pdf"))


def check_second_draw(draw: Draw, folder: Path, formats: tuple[str, ...]) -> None:
    first = plots.save_figure(draw(few_data()), folder / "first", "figure", formats)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "black", "svg.hashsalt": "other", "axes.grid": True}):
        before = dict(mpl.rcParams)
        second = plots.save_figure(draw(few_data()), folder / "second", "figure", formats)
        assert dict(mpl.rcParams) == before
    assert [path.name for path in first] == [f"figure.{ending}" for ending in formats]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_files_hold_no_date_and_no_program_version(tmp_path: Path) -> None:
    bitmap, vector = plots.save_figure(plots.draw_outcomes(range_data(5)), tmp_path, "outcomes")
    assert b"tEXt" not in bitmap.read_bytes()
    assert not re.search(rb"dc:date|Matplotlib v", vector.read_bytes())


def test_a_bitmap_has_200_dots_per_inch(tmp_path: Path) -> None:
    (path,) = plots.save_figure(plots.draw_outcomes(range_data(5)), tmp_path, "outcomes", ["png"])
    width = int.from_bytes(path.read_bytes()[16:20], "big")
    assert width == round(7.2 * 200)


SCREEN_AND_PRINT = ("screen", "print")
SCREEN_AGAIN = (*SCREEN_AND_PRINT, "screen")


def save_in_styles(
    figure: Figure,
    folder: Path,
    styles: tuple[str, ...] = SCREEN_AND_PRINT,
    formats: tuple[str, ...] = ("png", "svg", "pdf"),
) -> list[list[Path]]:
    saved: list[list[Path]] = []
    for style in styles:
        with figure_look(style, formats):
            saved.append(plots.save_figure(figure, folder / f"{len(saved)}_{style}", "figure"))
    return saved


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> list[list[Path]]:
    """The comparison for screens, for print, and for screens again."""
    folder = tmp_path_factory.mktemp("compared")
    return save_in_styles(plots.draw_comparison(few_data()), folder, SCREEN_AGAIN)


@pytest.mark.slow
def test_a_figure_is_as_it_was_after_it_was_written_for_print(compared: list[list[Path]]) -> None:
    before, _, after = compared
    assert [path.read_bytes() for path in before] == [path.read_bytes() for path in after]


@pytest.mark.parametrize("draw", [plots.draw_members, plots.draw_flows])
def test_a_figure_of_another_kind_is_as_it_was_after_it_was_written_for_print(draw: Draw, tmp_path: Path) -> None:
    saved = save_in_styles(draw(few_data()), tmp_path, SCREEN_AGAIN, ("svg",))
    before, printed, after = (path.read_bytes() for (path,) in saved)
    assert before == after != printed


@pytest.mark.slow
def test_print_has_no_colour_and_no_ground(compared: list[list[Path]]) -> None:
    screen, printed, _ = compared
    pixels = mpl.image.imread(printed[0])
    assert pixels.shape[1] == round(7.2 * 300)
    assert np.ptp(pixels[..., :3], axis=-1).max() < 0.01
    assert pixels[0, 0, 3] == 0
    colours = set(re.findall(rb"#[0-9a-f]{6}", printed[1].read_bytes()))
    assert colours
    assert all(colour[1:3] == colour[3:5] == colour[5:7] for colour in colours)
    assert np.ptp(mpl.image.imread(screen[0])[..., :3], axis=-1).max() > 0.5


@pytest.mark.slow
def test_the_key_of_classes_keeps_its_shades_in_print(tmp_path: Path) -> None:
    with figure_look("print", ("png",)):
        (path,) = plots.save_figure(plots.draw_flows(few_data()), tmp_path, "flows")
    # Its first swatch stands at the left margin, in the shade of the lowest class at the bottom of the first panel.
    column = mpl.image.imread(path)[150:400, 45]
    assert (column[:, 3] == 1).sum() >= 30
    assert np.ptp(column[column[:, 3] == 1, :3], axis=-1).max() < 0.01


@pytest.mark.slow
def test_print_has_thinner_lines(compared: list[list[Path]]) -> None:
    screen, printed, _ = compared

    def widths(path: Path) -> float:
        return sum(map(float, re.findall(r"stroke-width: ([0-9.]+)", path.read_text(encoding="utf-8"))))

    assert 0.6 * widths(screen[1]) < widths(printed[1]) < 0.9 * widths(screen[1])


@pytest.mark.slow
def test_a_drawing_for_screens_opens_larger_than_the_page_for_print(tmp_path: Path) -> None:
    screen, printed = save_in_styles(plots.draw_outcomes(few_data()), tmp_path)
    heads = [
        re.search(r'<svg .*?width="([0-9.]+)pt".*?viewBox="0 0 ([0-9.]+)', path.read_text(), re.DOTALL)
        for path in (screen[1], printed[1])
    ]
    assert [tuple(map(float, head.groups())) for head in heads if head] == [(777.6, 518.4), (518.4, 518.4)]


@pytest.mark.slow
def test_shades_of_a_map_of_colours_are_grey_in_print(tmp_path: Path) -> None:
    figure = Figure()
    figure.add_axes((0, 0, 1, 1)).imshow(np.arange(4.0).reshape(2, 2), cmap="viridis")
    _, printed = save_in_styles(figure, tmp_path)
    pixels = mpl.image.imread(printed[0])
    assert np.ptp(pixels[..., :3], axis=-1).max() < 0.01
    assert np.ptp(pixels[..., 0]) > 0.5


def test_portable_documents_hold_no_date(tmp_path: Path) -> None:
    (path,) = plots.save_figure(plots.draw_outcomes(range_data(5)), tmp_path, "outcomes", ["pdf"])
    assert not re.search(rb"CreationDate|Producer|Creator", path.read_bytes())


def test_the_paths_of_members_need_one_or_two_scenarios_with_the_same_members() -> None:
    data = range_data(5)
    with pytest.raises(InputError, match="3 scenarios for the paths of members; allowed: at most 2"):
        plots.draw_member_paths(data, [scenario.slug for scenario in data.scenarios[:3]])
    first = data.scenarios[0]
    other = replace(first, slug="other", member_names=tuple(reversed(first.member_names)))
    with pytest.raises(InputError, match="`other` and `scenario_0` have different members"):
        plots.draw_member_paths(make_data([first, other]), ["scenario_0", "other"])


def test_shares_of_classes_by_month_need_a_row_for_each_class() -> None:
    scenario = make_scenario(0, runs=5)
    with pytest.raises(InputError, match="`class_shares` has shape"):
        replace(scenario, class_shares=scenario.class_shares[1:])


def make_panel(number: int, years: int = 11) -> plots.HindcastPanel:
    random = np.random.default_rng(number)
    observed, predicted = random.normal(2, 1, (2, years))
    title, score = f"Conduct AAA<->GROUP_{number}", "r +0.82, RMSE 0.176, skill +0.46 (+0.18 to +0.73)"
    unit = "share of respondents with a favourable view"
    return plots.HindcastPanel(title, score, unit, tuple(range(2002, 2002 + years)), observed, predicted, 0.4)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_observed_and_predicted_years_are_legible(count: int) -> None:
    text = plots.FigureText("Observed and predicted years", "Each year is predicted without it.", "A caption. " * 20)
    check_texts(plots.draw_hindcast([make_panel(number) for number in range(count)], text))


@pytest.mark.parametrize("panels", [[], [make_panel(0, 0)]])
def test_without_observed_years_there_is_nothing_to_draw(panels: list[plots.HindcastPanel]) -> None:
    with pytest.raises(InputError, match="there are no observed series to draw"):
        plots.draw_hindcast(panels, plots.FigureText("", "", ""))


def test_an_unknown_format_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the figure format `gif` is not known; allowed: png, svg"):
        plots.save_figure(Figure(), tmp_path / "new", "figure", ("png", "gif"))
    assert not (tmp_path / "new").exists()


def test_signs_of_formulas_in_titles_are_plain_letters() -> None:
    data = make_data([replace(make_scenario(0, 5), title="Costs of $5 and $6, a_b^c <&>")])
    assert "Costs of $5 and $6, a_b^c <&>" in [text.get_text() for text in plots.draw_trajectories(data).texts]


@pytest.mark.parametrize("draw", [plots.draw_trajectories, plots.draw_outcomes, plots.draw_comparison])
def test_captions_say_that_shares_are_of_runs_and_where_their_spread_comes_from(draw: Draw) -> None:
    data = range_data(5)
    caption = " ".join(text.get_text() for text in draw(data).texts)
    assert "not probabilities of events in the world" in caption
    assert "5 runs per scenario, seed 2013, nrc_sim 0.1.0" in caption
    assert "chance alone" in caption
    ensemble = " ".join(text.get_text() for text in draw(replace(data, parameters="ensemble")).texts)
    assert "uncertainty of parameters" in ensemble


def test_the_range_between_parameter_sets_is_explained_only_where_it_is_drawn() -> None:
    data = replace(few_data(), parameters="ensemble")
    known = {name: (*share[:3], 0.1, 0.3) for name, share in data.scenarios[0].outcomes.items()}
    told = replace(data, scenarios=(replace(data.scenarios[0], outcomes=known), *data.scenarios[1:]))
    captions = [" ".join(text.get_text() for text in plots.draw_outcomes(one).texts) for one in (data, told)]
    assert ["between parameter sets, 5-95%" in caption for caption in captions] == [False, True]


def test_scenarios_stand_in_the_order_of_their_mean_final_index() -> None:
    data = range_data(20)
    means = {scenario.title: scenario.final_index.mean for scenario in data.scenarios}
    names = [text.get_text() for text in plots.draw_outcomes(data).texts if text.get_text() in means]
    assert len(names) > 5
    assert names == sorted(names, key=lambda name: -means[name])


def test_the_comparison_needs_both_ends_of_the_range() -> None:
    with pytest.raises(InputError, match="the comparison needs both ends of the range"):
        plots.draw_comparison(make_data([make_scenario(10, 5)]))


def test_the_comparison_takes_any_two_scenarios_of_equal_horizon() -> None:
    data = make_data([make_scenario(0, 5), make_scenario(1, 5), make_scenario(2, 5, months=70)])
    check_texts(plots.draw_comparison(data, "scenario_1", "scenario_0"))
    with pytest.raises(InputError, match="different horizons"):
        plots.draw_comparison(data, "scenario_1", "scenario_2")


def test_an_unknown_slug_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="no results of the scenario `other`; allowed: scenario_0, scenario_1"):
        plots.draw_history(make_data([make_scenario(0, 5), make_scenario(1, 5)]), "other")


def test_at_most_four_scenarios_with_equal_members_stand_in_the_figure_of_members() -> None:
    data = range_data(5)
    with pytest.raises(InputError, match="5 scenarios for the figure of members; allowed: at most 4"):
        plots.draw_members(data, [scenario.slug for scenario in data.scenarios[:5]])
    other = replace(data.scenarios[1], member_names=tuple(reversed(data.scenarios[1].member_names)))
    with pytest.raises(InputError, match="have different members"):
        plots.draw_members(make_data([data.scenarios[0], other]))


def test_members_that_join_late_or_never_are_drawn() -> None:
    scenario = make_scenario(0, 20)
    paths = scenario.member_trust.paths.copy()
    paths[:, :30, 3] = np.nan
    paths[:, :, 4] = np.nan
    late = scenario.member_trust._replace(paths=paths)
    check_texts(plots.draw_members(make_data([replace(scenario, member_trust=late)])))


def test_the_history_numbers_an_event_of_every_year() -> None:
    key = [text.get_text() for text in plots.draw_history(history_data(5)).texts]
    assert {text[:4] for text in key if re.fullmatch(r"20\d\d-\d\d", text)} == {str(year) for year in range(2002, 2013)}


@pytest.mark.parametrize("draw", [plots.draw_trajectories, plots.draw_comparison, plots.draw_history])
def test_the_axis_and_the_caption_of_the_index_say_that_it_is_a_mean(draw: Draw) -> None:
    figure = draw(replace(range_data(5), final_months=4))
    assert "4-month mean" in figure.axes[0].get_ylabel()
    assert "mean of the index over each month and the 3 before it" in " ".join(text.get_text() for text in figure.texts)


def test_history_labels_at_most_16_events_and_counts_all() -> None:
    data = history_data(5)
    figure = plots.draw_history(data)
    numbers = [text.get_text() for text in figure.axes[0].texts]
    assert 12 <= len(numbers) <= 16
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert f"all {len(data.scenarios[0].shocks)} dated events" in " ".join(text.get_text() for text in figure.texts)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"index": np.zeros((5, 3))}, "the index has shape"),
        ({"index": np.full((5, 60), np.nan)}, "the index holds values that are not finite"),
        ({"index": np.zeros((4, 60))}, "the index has shape"),
        ({"frozen": np.zeros(3)}, "`frozen` has shape"),
        ({"monthly": np.zeros(3)}, "`monthly` has shape"),
        ({"member_names": ("One",)}, "`member_trust.paths` has shape"),
        ({"outside_trust": MemberTrust(np.zeros((3, 60, 28)), np.zeros((2, 28)))}, "`outside_trust.end` has shape"),
        ({"series": {}}, "the series `trust_outside` is missing"),
    ],
)
def test_arrays_of_the_wrong_shape_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=f"scenario_0: {message}"):
        replace(make_scenario(0, 5), **change)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scenarios": ()}, "there is no scenario to draw"),
        ({"bounds": BOUNDS[:1]}, "1 bound for 4 classes"),
        ({"scenarios": (make_scenario(0, 5), make_scenario(0, 5))}, "a scenario stands twice"),
        ({"classes": ("low", "b", "c", "d")}, "no share of the class `low`"),
    ],
)
def test_scenarios_that_do_not_fit_together_are_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        replace(make_data([make_scenario(0, 5)]), **change)


def test_shocks_outside_the_horizon_are_left_out() -> None:
    early = DatedShock(np.datetime64("1999-01", "M"), "Too early")
    plain = (np.datetime64("2013-05-17"), "Plain tuple", 0.5)
    scenario = replace(make_scenario(0, 5), dated_shocks=[early, plain])
    assert [(str(shock.month), shock.label) for shock in scenario.shocks] == [("2013-05", "Plain tuple")]

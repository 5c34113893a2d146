import matplotlib.figure
import pytest

import nrc_sim as nrc
from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.figures.style import Look, check_formats, current_look, figure_look


def test_a_look_holds_as_long_as_it_is_asked_for():
    usual = current_look()
    assert usual == Look("screen", ("png", "svg"))
    with figure_look("print"):
        assert current_look() == Look("print", usual.formats)
        with figure_look(formats=["pdf", "png", "pdf"]):
            assert current_look() == Look("print", ("pdf", "png"))
        assert current_look() == Look("print", usual.formats)
    assert current_look() == usual


def test_a_look_ends_with_an_error_as_well():
    with pytest.raises(ZeroDivisionError), figure_look("print"):
        _ = 1 / 0
    assert current_look().style == "screen"


def test_an_unknown_style_or_format_is_refused():
    with (
        pytest.raises(InputError, match="the figure style `glossy` is not known; allowed: screen, print"),
        figure_look("glossy"),
    ):
        pass
    with (
        pytest.raises(InputError, match="the figure format `gif` is not known; allowed: png, svg, pdf"),
        figure_look(formats=["gif"]),
    ):
        pass
    with pytest.raises(InputError, match="no figure format is named; allowed: png, svg, pdf"), figure_look(formats=[]):
        pass
    with pytest.raises(InputError, match="`none` is not known; allowed: png, svg, pdf, or none alone"):
        check_formats(["png", "none"])


def test_without_formats_neither_figures_nor_a_report_are_written(tmp_path):
    with figure_look(formats=["none"]):
        nrc.run(["baseline"], runs=3, seed=3, months=12, output=tmp_path / "out")
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".csv", ".json", ".zarr"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("run", "baseline", "--runs", "3"),
        ("compare", "baseline", "new_arms_race", "--runs", "3"),
        ("attribute", "baseline", "--set", "policies.dialogue=0.5", "--runs", "3"),
        ("turning-points", "baseline", "--runs", "3"),
        ("trace", "baseline", "--run", "0"),
        ("branch", "baseline", "--run", "0", "--at", "2013-06", "--set", "policies.dialogue=0.5"),
    ],
    ids=lambda command: command[0],
)
def test_no_command_draws_where_no_figure_is_wanted(command, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError("a figure is drawn")

    monkeypatch.setattr(matplotlib.figure.Figure, "__init__", refuse)
    assert main([*command, "--format", "none", "--output", str(tmp_path / "out"), "--quiet"]) == 0
    assert not {path.suffix for path in (tmp_path / "out").iterdir()} & {".png", ".svg", ".pdf", ".html"}

"""Ranges of what is learned from the panel: as the plan states them."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.priors import load_priors, priors_table
from nrc_sim.evidence.panel.settings import panel_folder

PLAN = Path(__file__).parents[3] / "docs" / "calibration_plan.md"
FIXED = "e632e21d8411a3e7c344552336b9cc9f152f73d91f86b27ef14d146a98caa088"
"""Of the ranges as they were before anything was fitted, of the numbers that are left."""


def test_the_plan_shows_the_ranges_of_the_file():
    """Three numbers of forms that went are left out; what is left is as it was planned."""
    planned = PLAN.read_text(encoding="utf-8").split("<!-- ranges -->\n")[1].split("\n<!-- end -->")[0].splitlines()
    left = priors_table(load_priors()).splitlines()
    assert [row for row in planned if row in left] == left
    assert [row.split("`")[1] for row in planned if row not in left] == ["carried", "standing", "standing_half_life"]


def test_the_ranges_do_not_move():
    """A range that was moved after the first fit would make every result that follows from it worthless."""
    ranges = {name: (*prior.range, prior.scale) for name, prior in load_priors().items()}
    assert hashlib.sha256(repr(sorted(ranges.items())).encode()).hexdigest() == FIXED


def test_there_are_fewer_numbers_than_there_were_parameters():
    assert len(load_priors()) < 68


def test_a_prior_is_uniform_over_its_range_or_its_logarithm():
    priors = load_priors()
    levels = np.array([0.0, 0.5, 1.0])
    assert priors["reply"].quantile(levels).tolist() == [0.0, 0.5, 1.0]
    assert priors["slow_half_life"].quantile(levels) == pytest.approx([0.5, np.sqrt(0.5 * 30.0), 30.0])


@pytest.mark.parametrize(("ends", "scale"), [("[1, 1]", "linear"), ("[0, 1]", "log"), ("[2, 1]", "linear")])
def test_a_range_that_nothing_can_be_drawn_from_is_refused(tmp_path, ends, scale):
    path = tmp_path / "priors.yaml"
    path.write_text(
        f"priors: {{a: {{about: x, range: {ends}, scale: {scale}, source: none given}}}}\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="the range of 'a' is"):
        load_priors(path)


def test_every_range_has_a_source():
    assert all(prior.source and prior.about for prior in load_priors().values())
    assert (panel_folder() / "priors.yaml").is_file()

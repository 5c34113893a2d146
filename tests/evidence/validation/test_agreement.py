"""Agreement of two codings: Krippendorff's alpha, and what a second coding must hold."""

import csv
from pathlib import Path

import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.validation.agreement import agreements, alpha, different, first_coding, read_coding, squared
from nrc_sim.evidence.validation.page import with_block
from nrc_sim.evidence.validation.tables import agreement_table
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.worlds import evidence_folder

HISTORY = load_scenario("history_2002_2012")


def test_equal_codings_agree_in_full():
    assert alpha([(1, 1), (2, 2), (1, 1)], different) == 1.0
    assert {one.alpha for one in agreements(HISTORY, first_coding(HISTORY))} == {1.0}


def test_alpha_of_two_coders_is_that_of_the_literature():
    """Ten units coded 0 or 1 by two coders (Krippendorff 2011, nominal data): alpha is .095."""
    first = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    second = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha(list(zip(first, second, strict=True)), different) == pytest.approx(0.095, abs=5e-4)


def test_a_constant_difference_of_numbers_is_no_full_agreement():
    assert alpha([(1.0, 2.0), (2.0, 3.0), (3.0, 4.0)], squared) < 1.0


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["event", "act", "category", "issue"])
        writer.writerows(rows)


def test_a_coding_is_read_and_must_be_complete(tmp_path):
    rows = [[event, act, coding.category, coding.issue] for (event, act), coding in first_coding(HISTORY).items()]
    write(tmp_path / "second.csv", rows)
    assert read_coding(tmp_path / "second.csv", HISTORY) == first_coding(HISTORY)
    write(tmp_path / "second.csv", rows[1:])
    with pytest.raises(InputError, match="is not coded"):
        read_coding(tmp_path / "second.csv", HISTORY)


def test_an_unknown_category_is_refused(tmp_path):
    rows = [[event, act, "999", ""] for event, act in first_coding(HISTORY)]
    write(tmp_path / "second.csv", rows)
    with pytest.raises(InputError, match="999"):
        read_coding(tmp_path / "second.csv", HISTORY)


def test_the_second_coding_is_complete_and_its_agreement_as_the_codebook_says():
    folder = evidence_folder("euro_atlantic_2013")
    found = agreements(HISTORY, read_coding(folder / "second_coding.csv", HISTORY))
    page = (Path(__file__).parents[3] / "docs" / "codebook.md").read_text(encoding="utf-8")
    assert with_block(page, "agreement", agreement_table(found)) == page
    assert min(one.alpha for one in found) > 0.8

"""Results of claims as data, table and page."""

import json

import pytest

from nrc_sim.evidence.claims.fact_schema import Claim, Part
from nrc_sim.evidence.claims.loading import load_claims, load_notes
from nrc_sim.evidence.claims.table import bound_text, claim_results, claims_page, describe_claim, table_rows, totals
from nrc_sim.evidence.claims.verdicts import PartResult


def part(name="C1", operator=">=", bound=8.0, unit="points"):
    return Part(id=name, statistic="x", operator=operator, bound=bound, unit=unit)


def claim(name, parts, kind="E", **others):
    about = {"claim": "a claim", "mechanism": "m", "scenarios": ("baseline",), "fact": "A fact.", "counted": True}
    return Claim(id=name, kind=kind, parts=tuple(parts), **(about | others))


def result(which, verdict, value=1.0):
    return PartResult(which, value, value - 0.5, value + 0.5, verdict, 2000)


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        (part(), ">= 8 points"),
        (part(operator="between", bound=(2.0, 6.0)), "2 to 6 points"),
        (part(operator="<", bound=0.5, unit="ratio"), "< 0.5"),
    ],
)
def test_bounds_are_written_with_their_unit(bound, text):
    assert bound_text(bound) == text


def test_a_claim_fails_if_one_bound_does_and_shows_that_one_first():
    first, second = part("C1a"), part("C1b")
    found = claim_results(
        [claim("C1", [first, second])], {"C1a": result(first, "holds"), "C1b": result(second, "fails", 3.0)}
    )
    described = describe_claim(found[0])
    assert (described["verdict"], described["holds"], described["value"]) == ("fails", False, 3.0)
    assert [one["verdict"] for one in described["parts"]] == ["holds", "fails"]


def test_what_is_undecided_does_not_hold():
    only = part()
    (found,) = claim_results([claim("C1", [only])], {"C1": result(only, "undecided")})
    assert (found.verdict, found.holds) == ("undecided", False)


def test_a_claim_counted_with_another_has_its_figures_and_no_count():
    only = part("C2")
    claims = [claim("C1", [], counted=False, counted_with="C2"), claim("C2", [only])]
    found = claim_results(claims, {"C2": result(only, "holds")}, {"C2": 0.75})
    assert describe_claim(found[0])["value"] == describe_claim(found[1])["value"]
    assert found[0].holds_in_sets == 0.75
    assert totals(found) == {"E": {"claims": 1, "holds": 1, "fails": 0, "undecided": 0}}


def test_an_infinite_figure_is_none_in_data_and_inf_in_the_table():
    only = part()
    (found,) = claim_results(
        [claim("C1", [only])], {"C1": PartResult(only, float("inf"), 2.0, float("inf"), "holds", 9)}
    )
    assert json.loads(json.dumps(describe_claim(found), allow_nan=False))["value"] is None
    assert "inf" in table_rows([found])[0][2]


def test_the_page_tells_why_a_claim_does_not_hold():
    only = part()
    found = claim_results([claim("C1", [only])], {"C1": result(only, "fails")})
    page = claims_page(found, {"C1": "It was tried."}, "Some runs.")
    assert "**C1.** A fact. It was tried." in page
    assert page.count("| C1 |") == 2


def test_notes_are_of_claims():
    assert set(load_notes()) <= {found.id for found in load_claims().claims}

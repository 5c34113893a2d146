"""Figures of the second series of claims: by hand, and what is refused."""

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.evidence import claims_of_runs, studies_among
from nrc_sim.evidence.claims.fact_schema import Claim, Part, StudyFact, StudySizes, WithinStates
from nrc_sim.evidence.claims.loading import choose_claims, load_claims, load_facts
from nrc_sim.evidence.claims.observed_facts import ObservedChangesEstimate
from nrc_sim.evidence.claims.state_facts import HighestEstimate, WithinStatesEstimate
from nrc_sim.evidence.claims.studies import Studies, make_studies
from nrc_sim.evidence.claims.table import figure_text
from nrc_sim.evidence.claims.verdicts import ClaimResult, PartResult, holds_at, verify_claims

SIZES = StudySizes(scenario="baseline", panels=2, runs_of_causes=64, sets=2, runs_per_set=32)


def within(estimate, least=0.0):
    measure = {"in": "baseline", "of": "index"}
    said = {"estimate": estimate, "in": "baseline", "first": measure, "second": measure, "least": least}
    return WithinStatesEstimate(WithinStates.model_validate(said))


def test_correlations_are_those_within_each_state():
    """Within state 2 the measures rise together, within state 3 against each other; between them there is a gap."""
    noted = np.array([[2, 0, 0], [2, 1, 1], [2, 2, 2], [3, 10, 12], [3, 11, 11], [3, 12, 10]], dtype=float)
    every = np.ones((1, 6))
    assert within("highest_correlation").value(noted, every) == pytest.approx([1.0])
    assert within("lowest_correlation").value(noted, every) == pytest.approx([-1.0])
    # Of state 3 there is too little once its runs hardly count.
    rare = np.array([[1.0, 1.0, 1.0, 0.01, 0.01, 0.01]])
    assert within("lowest_correlation", 0.05).value(noted, rare) == pytest.approx([1.0])


def test_the_share_that_states_explain_is_that_between_them():
    noted = np.array([[2, -1.0], [2, 1.0], [3, 9.0], [3, 11.0]])
    assert within("explained").value(noted, np.ones((1, 4))) == pytest.approx([25 / 26])


def test_the_highest_mean_is_taken():
    fact = load_facts().facts["C66a"]
    noted = np.array([[0.0, 1.0], [0.5, 0.0]])
    assert HighestEstimate(fact).value(noted, np.ones((1, 2))).tolist() == [0.5]


def test_kurtosis_is_of_all_changes_together():
    estimate = ObservedChangesEstimate(load_facts().facts["C63b"])
    noted = np.array([[0.0, 1.0, 1.0], [0.5, 3.0, 11.0]])
    assert estimate.value(noted, np.ones((1, 2))) == pytest.approx([6.0 / 2.0**2])
    drops = ObservedChangesEstimate(load_facts().facts["C63a"])
    assert drops.value(noted, np.ones((1, 2))) == pytest.approx([0.25])


def test_a_pair_that_is_not_in_the_panel_is_refused():
    fact = load_facts().facts["C63b"].model_copy(update={"pair": "AAA-BBB"})
    with pytest.raises(InputError, match="there is no pair 'AAA-BBB' in the panel"):
        _ = ObservedChangesEstimate(fact)._events


def part(name, together_with=None):
    return Part(id=name, statistic="x", operator=">=", bound=1.0, unit="points", together_with=together_with)


def claim(at_least, *parts):
    about = {"claim": "a claim", "mechanism": "m", "scenarios": (), "fact": "A fact.", "counted": True}
    return Claim(id="C1", kind="E", at_least=at_least, parts=parts, **about)


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ({"a": 2.0, "b": 2.0, "c": 2.0, "d": 0.0}, "holds"),
        ({"a": 2.0, "b": 2.0, "c": 0.0, "d": 2.0}, "holds"),
        ({"a": 2.0, "b": 2.0, "c": 0.0, "d": 0.0}, "fails"),
    ],
)
def test_a_claim_may_ask_for_some_of_its_parts_and_count_two_as_one(values, verdict):
    asked = claim(2, part("a"), part("b"), part("c", "b"), part("d"))
    results = tuple(
        PartResult(one, 1.0, 1.0, 1.0, "holds" if values[one.id] > 1 else "fails", 1) for one in asked.parts
    )
    assert ClaimResult(asked, results).verdict == verdict
    assert holds_at(asked, values) is (verdict == "holds")


def test_what_may_still_hold_is_undecided():
    asked = claim(2, part("a"), part("b"))
    first, second = (PartResult(one, 1.0, 1.0, 1.0, "holds", 1) for one in asked.parts)
    wavering = PartResult(second.part, 1.0, 0.0, 2.0, "undecided", 1)
    assert ClaimResult(asked, (first, wavering)).verdict == "undecided"


def test_a_figure_without_a_number_fails_and_says_so():
    missing = PartResult(part("a"), float("nan"), float("nan"), float("nan"), "fails", 0)
    assert figure_text(missing) == "none (none to none)"
    assert not holds_at(claim(None, part("a")), {"a": float("nan")})


def test_the_series_has_the_claims_it_was_given():
    kinds = [claim.kind for claim in load_claims().claims if claim.counted]
    assert {kind: kinds.count(kind) for kind in "HEIP"} == {"H": 11, "E": 42, "I": 11, "P": 9}


def test_studies_are_told_from_runs():
    found = studies_among([one for claim in choose_claims("C60,P1") for one in claim.parts])
    assert set(found) == {"C60b", "P1"}
    assert [claim.id for claim in claims_of_runs(choose_claims("C59,C60,P1"))] == ["C59"]


def test_parameter_sets_have_ranges_only_where_there_are_some():
    alone = Studies(SIZES, 3, (), 1)
    assert np.isnan(alone.figure(StudyFact(estimate="sets", figure="classes_in_range")).value)


def test_what_only_the_prior_says_varies_in_all_sets():
    """Two sets at either end of a range tell nothing of it: both ranges are the same."""
    sets = ({"trust": {"weight_of_upkeep": 0.0}}, {"trust": {"weight_of_upkeep": 1.0}})
    studies = Studies(SIZES, 3, sets, 1)
    assert studies.figure(StudyFact(estimate="sets", figure="range_by_prior_alone")).value == 1.0
    assert 0.0 <= studies.figure(StudyFact(estimate="sets", figure="classes_in_range")).value <= 4.0


@pytest.mark.parametrize("study", ["causes", "sets"])
def test_a_figure_that_no_study_has_is_refused(study):
    with pytest.raises(InputError, match="there is no figure 'nothing'"):
        Studies(SIZES, 3, (), 1).figure(StudyFact(estimate=study, figure="nothing"))


def test_facts_that_ask_for_studies_say_how_large_they_are(tmp_path):
    (tmp_path / "facts.yaml").write_text(
        "variants: {}\nfacts: {A1: {estimate: panel, figure: lag_one}}\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="the fact 'A1' asks for a study, and nothing says how large it is"):
        make_studies({"A1": StudyFact(estimate="panel", figure="lag_one")}, 1, (), 1, tmp_path)


@pytest.mark.studies
def test_studies_are_verdicts_like_any_other():
    found = verify_claims(choose_claims("C60,P6"), workers=1)
    assert set(found) == {"C60a", "C60b", "C60c", "P6a", "P6b"}
    assert found["P6b"].verdict == "holds"
    assert found["C60a"].verdict == "fails"

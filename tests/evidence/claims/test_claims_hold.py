"""All claims, as `verify` computes them; those that are known to fail are expected failures with their figures."""

import pytest

from nrc_sim.engine.accepted import accepted_sets
from nrc_sim.evidence.claims.evidence import claims_of_runs
from nrc_sim.evidence.claims.loading import choose_claims, load_notes, scenario_of_variant
from nrc_sim.evidence.claims.table import claim_results, figure_text, totals
from nrc_sim.evidence.claims.verdicts import verify_claims

NEEDED = {"C16", "C20", "C21", "C22", "C29", "C30", "C34", "C51", "C52", "C53"}
LEAST_SHARE_OF_EMERGENT = 0.8
FIRST_SERIES = {f"C{number}" for number in range(1, 59)}
"""The second series was fixed to ask for what the model cannot do yet: its claims are known to fail, one by one."""

OF_RUNS = [claim.id for claim in claims_of_runs(choose_claims(None))]


def verified(claims):
    chosen = choose_claims(",".join(claims))
    sets = accepted_sets(scenario_of_variant("baseline").world.slug)
    return {result.claim.id: result for result in claim_results(chosen, verify_claims(chosen, sets))}


@pytest.fixture(scope="module")
def results():
    return verified(OF_RUNS)


@pytest.fixture(scope="module")
def results_of_studies():
    return verified(claim.id for claim in choose_claims(None) if claim.id not in OF_RUNS)


def check(result):
    """A claim holds, or it is known to fail and fails."""
    if result.claim.id in load_notes():
        assert not result.holds, f"{result.claim.id} holds: take it out of notes.yaml"
        failing = [part for part in result.parts if part.verdict != "holds"]
        pytest.xfail("; ".join(f"{part.part.id} is {figure_text(part)}" for part in failing))
    assert result.holds, [f"{part.part.id} {part.verdict}: {figure_text(part)}" for part in result.parts]


@pytest.mark.slow
@pytest.mark.parametrize("claim", [claim.id for claim in choose_claims(None) if claim.counted and claim.id in OF_RUNS])
def test_a_claim_holds_or_is_known_to_fail(results, claim):
    check(results[claim])


@pytest.mark.studies
@pytest.mark.parametrize("claim", [it.id for it in choose_claims(None) if it.counted and it.id not in OF_RUNS])
def test_a_claim_that_asks_for_studies_holds_or_is_known_to_fail(results_of_studies, claim):
    check(results_of_studies[claim])


@pytest.mark.slow
def test_enough_claims_hold(results):
    counted = totals([result for claim, result in results.items() if claim in FIRST_SERIES])
    assert counted["E"]["holds"] >= LEAST_SHARE_OF_EMERGENT * counted["E"]["claims"]
    assert counted["I"]["holds"] == counted["I"]["claims"]


@pytest.mark.slow
@pytest.mark.xfail(reason="C16 and C52 fail since the bundled relationship has a memory: docs/claims.md", strict=True)
def test_claims_that_were_named_in_advance_hold(results):
    assert {claim for claim in NEEDED if not results[claim].holds} == set()


@pytest.mark.slow
def test_claims_counted_with_others_have_figures(results):
    for claim in ("C8", "C19"):
        assert not results[claim].claim.counted
        assert results[claim].parts

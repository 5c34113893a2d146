"""The page of figures, and mechanisms taken away."""

from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.evidence.hindcast.prescribed import RunChoice
from nrc_sim.evidence.observed import load_plan, read_observed
from nrc_sim.evidence.validation import tables
from nrc_sim.evidence.validation.ablations import Ablation, ablate, asking_claims, mechanisms
from nrc_sim.evidence.validation.page import with_block
from nrc_sim.scenario import load_world
from nrc_sim.scenario.worlds import evidence_folder

DOCS = Path(__file__).parents[3] / "docs"
WORLD = load_world("euro_atlantic_2013")
PLAN = load_plan("euro_atlantic_2013")


def test_a_block_takes_its_place_and_leaves_the_rest():
    page = "a\n<!-- x -->\nold\n<!-- end -->\nb\n<!-- y -->\n<!-- end -->\n"
    assert with_block(page, "x", "new") == page.replace("old", "new")
    assert with_block(with_block(page, "y", "one"), "y", "two").count("two") == 1
    with pytest.raises(InputError, match="no place for 'z'"):
        with_block(page, "z", "new")


def test_the_table_of_parameters_is_current():
    page = (DOCS / "odd.md").read_text(encoding="utf-8")
    text = tables.parameters_table(WORLD, PLAN.calibration.drawn)
    assert with_block(page, "parameters", text) == page, (
        "python -m nrc_sim.evidence.validation.page docs/odd.md --only parameters"
    )


def test_every_parameter_that_can_be_absent_is_a_mechanism():
    found = mechanisms(WORLD)
    assert found["fear.gain"] == 0.0
    assert found["conduct.weight_of_friendly_acts"] == 1.0
    page = (DOCS / "validation.md").read_text(encoding="utf-8")
    assert [path for path in found if f"| `{path}` = " not in page] == []


def test_what_asks_for_a_mechanism():
    kinds = {"C1": "E", "C2": "I"}
    assert Ablation("a.b", 0.0, ("C1", "C2"), {}).needed_for(kinds) == "yes"
    assert Ablation("a.b", 0.0, ("C2",), {}).needed_for(kinds) == "I only"
    assert Ablation("a.b", 0.0, ("C2",), {"x": 1.2}).needed_for(kinds) == "yes"
    assert Ablation("a.b", 0.0, (), {}).needed_for(kinds) == "no"
    assert Ablation("a.b", 0.0, (), {}, impossible=True).needed_for(kinds) == "yes"
    assert Ablation("a.b", 0.0, (), {}, asked_by=("C2",)).needed_for(kinds) == "I only"
    assert Ablation("a.b", 0.0, (), {}, asked_by=("C1", "C2")).needed_for(kinds) == "no"


def test_the_world_file_names_the_claims_that_ask_for_a_mechanism():
    assert asking_claims(WORLD, "fear.gain") == ("C39",)
    assert asking_claims(WORLD, "conduct.trust_pull") == ()


WITHOUT_NEED = (
    *("conduct.leadership_pull", "conduct.noise", "trust.leadership_pull", "trust.weight_of_memory"),
    *("alliance.influence", "alliance.image_influence", "military.territorial_defence", "military.freed_forces"),
    *("traits.lead_weight_by_alignment", "memory.spread", "disputes.reply"),
)
"""Mechanisms that no claim and no score misses; docs/validation.md says so."""


def test_the_page_names_the_mechanisms_of_the_bundled_world_that_nothing_asks_for():
    page = (DOCS / "validation.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `") and " = " in line]
    assert len(rows) == len(mechanisms(WORLD))
    assert [row.split("`")[1].split(" = ")[0] for row in rows if row.endswith("| no |")] == list(WITHOUT_NEED)
    assert all(f"`{name}`" in page.split("<!-- ablations -->")[0] for name in WITHOUT_NEED)


@pytest.mark.slow
def test_without_fear_its_claims_break():
    observations = read_observed(evidence_folder(WORLD.slug) / "observed.csv", WORLD, PLAN)
    (found,) = ablate(PLAN, observations, RunChoice(77, None, 256), ["fear.gain"], among="C39,C58")
    assert found.claims == ("C39", "C58")


@pytest.mark.slow
def test_verify_of_some_claims_is_a_document_with_their_figures(capsys):
    import json

    assert main(["verify", "--claims", "C9,C20", "--in-sets", "0", "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)["claims"]
    assert [claim["id"] for claim in found] == ["C9", "C20"]
    assert {"kind", "fact", "bound", "value", "low", "high", "verdict", "holds", "counted", "parts"} <= set(found[1])
    assert [part["id"] for part in found[1]["parts"]] == ["C20a", "C20b"]


def test_verify_of_a_claim_that_fails_ends_with_status_1(capsys):
    assert main(["verify", "--claims", "C45", "--in-sets", "0", "--quiet"]) == 1
    assert "fails" in capsys.readouterr().out


def test_an_unknown_claim_is_refused(capsys):
    assert main(["verify", "--claims", "C200"]) == 2
    assert "there is no claim 'C200'" in capsys.readouterr().err

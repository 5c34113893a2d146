"""What reports say of the model is what the page of validation says."""

import json
from pathlib import Path

from nrc_sim.evidence.claims.loading import choose_claims, load_notes
from nrc_sim.evidence.claims.table import claim_results
from nrc_sim.evidence.claims.verdicts import PartResult
from nrc_sim.evidence.scorecard import SCORECARD, load_scorecard
from nrc_sim.evidence.validation import page as page_module
from nrc_sim.evidence.validation.page import main, scorecard_of_claims
from nrc_sim.figures.report.sections import validity_section

WORLD = "euro_atlantic_2013"
PAGE = (Path(__file__).parents[3] / "docs" / "validation.md").read_text(encoding="utf-8")
RENEW = "python -m nrc_sim.evidence.validation.page docs/validation.md"


def block(name):
    return PAGE.split(f"<!-- {name} -->\n")[1].split("\n<!-- end -->")[0]


def test_the_claims_of_reports_are_those_of_the_page():
    claims = load_scorecard(WORLD)["claims"]
    for kind, row in claims["totals"].items():
        failing = [claim["id"] for claim in claims["not_holding"] if claim["kind"] == kind]
        numbers = [row[name] for name in ("claims", "holds", "fails", "undecided")]
        cells = [f"{kind}, {row['name']}", *map(str, numbers), ", ".join(failing) or "none"]
        assert f"| {' | '.join(cells)} |" in block("claims"), RENEW


def test_the_scores_of_reports_are_those_of_the_page():
    section = validity_section(WORLD)
    assert len(section["prescribed"]) >= 3
    for row in section["prescribed"]:
        assert f"| {row['series']} | {row['years']} |" in block("told"), RENEW
        assert f"| {row['rmse']} | " in block("told"), RENEW
    for row in section["ahead"]:
        assert row["series"] in block("ahead"), RENEW
        assert f"{row['ratio']} (" in block("ahead"), RENEW


def test_every_claim_that_does_not_hold_has_its_note_in_reports():
    failing = validity_section(WORLD)["claims"]["not_holding"]
    assert failing
    assert [claim["note"] for claim in failing] == [load_notes()[claim["id"]] for claim in failing]


def test_the_data_of_reports_are_renewed_with_the_page(tmp_path, monkeypatch):
    (claim,) = choose_claims("C9")
    part = claim.parts[0]
    (result,) = claim_results([claim], {part.id: PartResult(part, float(part.bound) - 1.0, 0.0, 1.0, "fails", 10)})
    found = scorecard_of_claims([result])
    assert found["not_holding"][0]["verdict"] == "fails"
    monkeypatch.setattr(page_module, "verify_claims", lambda *_: {})
    monkeypatch.setattr(page_module, "choose_claims", lambda _: [])
    monkeypatch.setattr(page_module, "claim_results", lambda *_: [result])
    copy, data = tmp_path / "page.md", tmp_path / "scorecard.json"
    copy.write_text(PAGE, encoding="utf-8")
    before = SCORECARD.read_bytes()
    main([str(copy), "--only", "claims", "--scorecard", str(data)])
    assert json.loads(data.read_text(encoding="utf-8")) == {WORLD: {"claims": found}}
    assert SCORECARD.read_bytes() == before

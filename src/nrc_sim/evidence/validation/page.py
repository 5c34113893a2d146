"""The figures of the page of validation, computed and put into their places.

The command is `python -m nrc_sim.evidence.validation.page docs/validation.md`; with `--only ablations` one block alone.
The table of parameters is put into `docs/odd.md` by `--only parameters`. The scorecard that reports show is renewed
with the blocks that it comes from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nrc_sim.analysis.anchoring import anchors_of
from nrc_sim.analysis.sensitivity import split_variance
from nrc_sim.engine.accepted import accepted_sets, candidates_of_world
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.loading import choose_claims, load_claims
from nrc_sim.evidence.claims.table import KINDS, claim_results, describe_claim, totals
from nrc_sim.evidence.claims.verdicts import ClaimResult, verify_claims
from nrc_sim.evidence.hindcast import Hindcast, score_hindcast
from nrc_sim.evidence.hindcast.prescribed import RunChoice
from nrc_sim.evidence.observed import load_plan, read_observed
from nrc_sim.evidence.scorecard import SCORECARD, load_scorecard, renew_scorecard
from nrc_sim.evidence.validation import tables
from nrc_sim.evidence.validation.ablations import ablate
from nrc_sim.evidence.validation.agreement import agreements, read_coding
from nrc_sim.scenario import load_defaults, load_scenario, range_slugs
from nrc_sim.scenario.worlds import evidence_folder
from nrc_sim.study.running import Settings, simulate_study
from nrc_sim.text.pages import with_block
from nrc_sim.text.writing import write_text

_NESTED_RUNS = 64
_ABLATION_RUNS = 1024
_ABLATION_SEED = 31337
"""Not a seed of verdicts."""


class Blocks:
    """Blocks of the page by name, each computed when it is asked for."""

    def __init__(self) -> None:
        self.baseline = range_slugs()[0]
        self.world = load_scenario(self.baseline).world
        self.plan = load_plan(self.world)
        self.observations = read_observed(evidence_folder(self.world) / "observed.csv", self.world, self.plan)
        self.seed = load_defaults().seed
        self._hindcast: Hindcast | None = None
        self.scorecard: dict[str, Any] = {}
        self.all: dict[str, Callable[[], str]] = {
            "claims": self.claims,
            "told": self.prescribed,
            "ahead": self.ahead,
            "members": lambda: tables.members_table(self.hindcast),
            "survival": self.survival,
            "nested": self.nested,
            "anchors": self.anchors,
            "ablations": self.ablations,
        }
        self.elsewhere: dict[str, Callable[[], str]] = {
            "parameters": lambda: tables.parameters_table(self.world, self.plan.calibration.drawn),
            "agreement": self.agreement,
            "trust": lambda: tables.trust_lines(load_scorecard(self.world.slug), self.plan.series.primary),
        }

    @property
    def hindcast(self) -> Hindcast:
        """The scores, computed once."""
        if self._hindcast is None:
            self._hindcast = score_hindcast(self.plan, self.observations, self.seed)
        return self._hindcast

    def claims(self) -> str:
        """Return the totals of the claims."""
        chosen = choose_claims(None)
        results = claim_results(chosen, verify_claims(chosen, accepted_sets(self.world.slug)))
        self.scorecard["claims"] = scorecard_of_claims(results)
        return tables.claims_table(results)

    def prescribed(self) -> str:
        """Return the scores with prescribed events."""
        described, first = self.hindcast.describe(), self.plan.series
        named = {name: described["dyads"][name] for name in (*first.primary, *first.also)}
        named |= {f"{name}, trust": described["trust"][name] for name in first.trust}
        self.scorecard["told"] = {name: _without_series(score) for name, score in named.items()}
        return tables.prescribed_table(self.hindcast)

    def ahead(self) -> str:
        """Return the scores one year ahead."""
        primary = self.plan.series.primary
        self.scorecard["ahead"] = {name: self.hindcast.ahead[name].describe() for name in primary}
        return tables.ahead_table(self.hindcast)

    def survival(self) -> str:
        """Return what was learnt of the free parameters."""
        found = candidates_of_world(self.world)
        if found is None:
            raise InputError(f"the world {self.world.slug!r} ships no candidates", suggestion="run `nrc-sim calibrate`")
        accepted = f"{len(found.accepted()):,} of {len(found.candidates):,} candidates are accepted."
        return f"{accepted}\n\n{tables.survival_table(found, self.world)}"

    def nested(self) -> str:
        """Return the split of variance in the baseline."""
        number, split = split_variance(load_scenario(self.baseline), _NESTED_RUNS, self.seed)
        return f"`{self.baseline}`, {number} sets of {_NESTED_RUNS} runs each.\n\n{tables.split_table(split)}"

    def anchors(self) -> str:
        """Return the shares of the baseline with the anchors moved."""
        results = simulate_study([load_scenario(self.baseline)], Settings(load_defaults().runs, self.seed))
        first, second = (anchor.points for anchor in anchors_of(self.world))
        return tables.anchors_table(results[self.baseline], (first, second))

    def agreement(self) -> str:
        """Return the agreement of the second coding of the dated events with the first."""
        history = load_scenario(self.plan.scenarios.history)
        second = read_coding(evidence_folder(self.world) / "second_coding.csv", history)
        return tables.agreement_table(agreements(history, second))

    def ablations(self) -> str:
        """Return what breaks without each mechanism."""
        found = ablate(self.plan, self.observations, RunChoice(_ABLATION_SEED, None, _ABLATION_RUNS))
        kinds = {claim.id: claim.kind for claim in load_claims().claims}
        return tables.ablations_table(found, kinds)


def scorecard_of_claims(results: Sequence[ClaimResult]) -> dict[str, Any]:
    """Return the totals of claims, and those that do not hold with their figures, as plain data.

    Parameters
    ----------
    results : of claims
    """
    failing = [result for result in results if result.claim.counted and not result.holds]
    rows = {kind: {"name": KINDS[kind], **row} for kind, row in totals(results).items()}
    kept = ("id", "kind", "fact", "bound", "value", "low", "high", "verdict")
    described = [{name: describe_claim(one)[name] for name in kept} for one in failing]
    return {"totals": rows, "not_holding": described}


def _without_series(score: dict[str, Any]) -> dict[str, Any]:
    kept = ("r", "rmse", "skill", "skill_interval", "baselines")
    return {name: score[name] for name in kept} | {"years": len(score["years"])}


def main(arguments: list[str] | None = None) -> None:
    """Compute blocks and write them into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--only", nargs="*", help="blocks to renew; all by default")
    parser.add_argument("--scorecard", type=Path, default=SCORECARD, help="data of reports that are renewed as well")
    chosen = parser.parse_args(arguments)
    blocks = Blocks()
    for name in chosen.only or blocks.all:
        makers = blocks.all | blocks.elsewhere
        if name not in makers:
            raise InputError(f"there is no block {name!r}", allowed=", ".join(makers))
        print(name, file=sys.stderr, flush=True)
        text = makers[name]()
        page = chosen.page.read_text(encoding="utf-8")
        write_text(chosen.page, with_block(page, name, text))
    if blocks.scorecard:
        renew_scorecard(blocks.world.slug, blocks.scorecard, chosen.scorecard)


if __name__ == "__main__":
    main()

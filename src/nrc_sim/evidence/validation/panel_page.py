"""The figures of the page on what was learned from the panel, put into their places.

The command is `python -m nrc_sim.evidence.validation.panel_page docs/learning.md`. What was learned stands in files of
the panel, as `nrc-sim learn` wrote them; facts, and what breaks without a mechanism, are computed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from nrc_sim.evidence.claims.fact_schema import Part, StudyFact
from nrc_sim.evidence.claims.loading import choose_claims, load_claims, load_facts, parts_of
from nrc_sim.evidence.claims.studies import make_studies
from nrc_sim.evidence.claims.table import bound_text
from nrc_sim.evidence.claims.verdicts import keeps
from nrc_sim.evidence.panel.ablating import MECHANISMS, ablate_panel
from nrc_sim.evidence.panel.coverage import Recovered
from nrc_sim.evidence.panel.facts import StatisticCheck
from nrc_sim.evidence.panel.inference import STEP_COLUMNS, RoundStep
from nrc_sim.evidence.panel.judging import PanelJudgement
from nrc_sim.evidence.panel.likelihood_check import LIKELIHOOD_COLUMNS, LikelihoodCheck
from nrc_sim.evidence.panel.posterior import learned_table, load_posterior, summarise_draws
from nrc_sim.evidence.panel.priors import load_priors
from nrc_sim.evidence.panel.settings import load_settings, panel_folder
from nrc_sim.evidence.validation.tables import table
from nrc_sim.text.pages import with_block
from nrc_sim.text.wording import readable
from nrc_sim.text.writing import write_text

_FACTS = "P1,P2,P3,P4,P5,P6,P7,P8,P9"
_OF_PANELS = ("P1", "P2", "P3a", "P3b", "P4", "P5a", "P5b", "P6a", "P7a")
"""Facts that are computed anew without each mechanism."""


class _Blocks:
    """Blocks of the page by name, each computed when it is asked for."""

    def __init__(self) -> None:
        self.all: dict[str, Callable[[], str]] = {
            "facts": self.facts,
            "learned": lambda: _learned(None),
            "learned_early": lambda: _learned(load_settings().learned_until),
            "rounds": lambda: _rounds(_document("learned.json")),
            "rounds_early": lambda: _rounds(_early_document()),
            "likelihood": _likelihoods,
            "checks": lambda: _checks(_document("learned.json")),
            "known": lambda: _known(_document("learned.json")),
            "known_early": lambda: _known(_early_document()),
            "held_out": self.held_out,
            "ablations": self.ablations,
        }

    @cached_property
    def _judged(self) -> PanelJudgement:
        facts = {name: fact for name, fact in load_facts().facts.items() if isinstance(fact, StudyFact)}
        return make_studies(facts, load_claims().rules.seeds[0], (), None).judgement

    def facts(self) -> str:
        """Return the facts of the panel with their bounds and verdicts."""
        rows = []
        for part, name in _parts():
            found = self._judged.figure(name)
            kept = "yes" if keeps(part, found.value) else "no"
            rows.append([f"{part.id}, {readable(part.statistic)}", bound_text(part), found.cell, kept])
        return table(["fact", "bound", "simulated", "keeps"], rows)

    def held_out(self) -> str:
        """Return the figures of pairs held out beside those of simulated panels of the same pairs."""
        return _checked("pairs held out", self._judged.transfers())

    def ablations(self) -> str:
        """Return what breaks without each mechanism."""
        wanted = {part.id: (part, name) for part, name in _parts() if part.id in _OF_PANELS}
        names = tuple(name for _, name in wanted.values())
        found = ablate_panel(self._judged.panel, self._judged.study, names)
        whole = {name: self._judged.figure(name) for name in names}
        rows = []
        for mechanism in MECHANISMS:
            figures = found[mechanism]
            broken = [
                f"{key} {figures[name].value:.3g}"
                for key, (part, name) in wanted.items()
                if keeps(part, whole[name].value) and not keeps(part, figures[name].value)
            ]
            moves = sorted(wanted, key=lambda key: -_moved(figures[wanted[key][1]], whole[wanted[key][1]]))[:3]
            told = [f"{key} {whole[wanted[key][1]].value:.3g} to {figures[wanted[key][1]].value:.3g}" for key in moves]
            rows.append([mechanism, ", ".join(broken) or "none", ", ".join(told)])
        return table(["without", "facts that are kept with it and fail without", "largest moves"], rows)


def _moved(now: Any, before: Any) -> float:
    return abs(float(now.value) - float(before.value)) / max(abs(float(before.value)), 1e-9)


def _parts() -> list[tuple[Part, str]]:
    """List the parts of the facts of the panel, with the names of their figures."""
    facts = load_facts().facts
    found = []
    for part in parts_of(choose_claims(_FACTS)):
        fact = facts[part.id]
        assert isinstance(fact, StudyFact)
        found.append((part, fact.figure))
    return found


def _document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((panel_folder() / name).read_text(encoding="utf-8"))
    return found


def _early_document() -> dict[str, Any]:
    return _document(f"learned_{load_settings().learned_until}.json")


def _rounds(learned: dict[str, Any]) -> str:
    return table(list(STEP_COLUMNS), [RoundStep(**one).cells() for one in learned["rounds"]])


def _likelihoods() -> str:
    """Return how the likelihood of the emulators agrees with that of simulations."""
    found = [_document("learned.json"), _early_document()]
    return table(
        ["learned until", *LIKELIHOOD_COLUMNS],
        [[str(one["until"]), *LikelihoodCheck(**one["likelihood"]).cells()] for one in found],
    )


def _learned(until: int | None) -> str:
    return learned_table(summarise_draws(load_posterior(until).draws, load_priors()))


def _checks(learned: dict[str, Any]) -> str:
    fields = StatisticCheck._fields
    found = [StatisticCheck(*(one[name] for name in fields)) for one in learned["statistics"].values()]
    return _checked("observed", found)


def _checked(observed: str, found: Sequence[StatisticCheck]) -> str:
    """Write figures beside the range of simulated panels; `observed` heads the column of the figures."""
    rows = [[readable(one.name), *one.cells()[1:]] for one in found]
    return table(["figure", observed, "simulated, central 95%", ""], rows)


def _known(learned: dict[str, Any]) -> str:
    found = [Recovered(**one) for one in learned["known_numbers"].values()]
    rows = [[f"`{one.name}`", *one.cells()[1:]] for one in found]
    return table(["number", "panels by tenth of the rank", "p", "in the 90% interval"], rows)


def main(arguments: list[str] | None = None) -> None:
    """Compute blocks and write them into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--only", nargs="*", help="blocks to renew; all by default")
    chosen = parser.parse_args(arguments)
    blocks = _Blocks().all
    for name in chosen.only or blocks:
        print(name, file=sys.stderr, flush=True)
        text = f"{blocks[name]()}\n"
        write_text(chosen.page, with_block(chosen.page.read_text(encoding="utf-8"), name, text))


if __name__ == "__main__":
    main()

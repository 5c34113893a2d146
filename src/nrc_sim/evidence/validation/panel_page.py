"""The figures of the page on what was learned from the panel, put into their places.

The command is `python -m nrc_sim.evidence.validation.panel_page docs/learning.md`. What was learned stands in files of
the panel, as `nrc-sim learn` wrote them; facts, and what breaks without a mechanism, are computed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from nrc_sim.evidence.claims.fact_schema import Part, StudyFact
from nrc_sim.evidence.claims.loading import choose_claims, load_facts, parts_of
from nrc_sim.evidence.claims.studies import make_studies
from nrc_sim.evidence.claims.verdicts import keeps
from nrc_sim.evidence.panel.ablating import MECHANISMS, ablate_panel
from nrc_sim.evidence.panel.judging import PanelJudgement
from nrc_sim.evidence.panel.posterior import learned_table, load_posterior, summarise_draws
from nrc_sim.evidence.panel.priors import load_priors
from nrc_sim.evidence.panel.settings import load_settings, panel_folder
from nrc_sim.text.pages import with_block
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
            "checks": lambda: _checks(_document("learned.json")),
            "known": lambda: _known(_document("learned.json")),
            "held_out": self.held_out,
            "ablations": self.ablations,
        }

    @cached_property
    def _judged(self) -> PanelJudgement:
        facts = {name: fact for name, fact in load_facts().facts.items() if isinstance(fact, StudyFact)}
        return make_studies(facts, _first_seed(), (), None).judgement

    def facts(self) -> str:
        """Return the facts of the panel with their bounds and verdicts."""
        rows = ["| fact | bound | simulated | keeps |", "|---|---|---|---|"]
        for part, name in _parts():
            found = self._judged.figure(name)
            interval = f"{found.value:.3g} ({found.low:.3g} to {found.high:.3g})"
            kept = "yes" if keeps(part, found.value) else "no"
            rows.append(f"| {part.id}, {part.statistic.replace('_', ' ')} | {_bound(part)} | {interval} | {kept} |")
        return "\n".join(rows)

    def held_out(self) -> str:
        """Return the figures of pairs held out beside those of simulated panels of the same pairs."""
        rows = ["| figure | pairs held out | simulated, central 95% | |", "|---|---|---|---|"]
        for name, own, low, high in self._judged.transfers():
            inside = "inside" if low <= own <= high else "outside"
            rows.append(f"| {name.replace('_', ' ')} | {own:.3g} | {low:.3g} to {high:.3g} | {inside} |")
        return "\n".join(rows)

    def ablations(self) -> str:
        """Return what breaks without each mechanism."""
        wanted = {part.id: (part, name) for part, name in _parts() if part.id in _OF_PANELS}
        names = tuple(name for _, name in wanted.values())
        found = ablate_panel(self._judged.panel, self._judged.study, names)
        whole = {name: self._judged.figure(name) for name in names}
        rows = ["| without | facts that are kept with it and fail without | largest moves |", "|---|---|---|"]
        for mechanism in MECHANISMS:
            figures = found[mechanism]
            broken = [
                f"{key} {figures[name].value:.3g}"
                for key, (part, name) in wanted.items()
                if keeps(part, whole[name].value) and not keeps(part, figures[name].value)
            ]
            moves = sorted(wanted, key=lambda key: -_moved(figures[wanted[key][1]], whole[wanted[key][1]]))[:3]
            told = [f"{key} {whole[wanted[key][1]].value:.3g} to {figures[wanted[key][1]].value:.3g}" for key in moves]
            rows.append(f"| {mechanism} | {', '.join(broken) or 'none'} | {', '.join(told)} |")
        return "\n".join(rows)


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


def _first_seed() -> int:
    from nrc_sim.evidence.claims.loading import load_claims

    return load_claims().rules.seeds[0]


def _bound(part: Part) -> str:
    if isinstance(part.bound, tuple):
        return f"{part.bound[0]:g} to {part.bound[1]:g}"
    return f"{part.operator} {part.bound:g}"


def _document(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((panel_folder() / name).read_text(encoding="utf-8"))
    return found


def _learned(until: int | None) -> str:
    return learned_table(summarise_draws(load_posterior(until).draws, load_priors()))


def _checks(learned: dict[str, Any]) -> str:
    rows = ["| statistic | observed | simulated, central 95% | |", "|---|---|---|---|"]
    for name, one in learned["statistics"].items():
        inside = "inside" if one["inside"] else "outside"
        span = f"{one['low']:.3g} to {one['high']:.3g}"
        rows.append(f"| {name.replace('_', ' ')} | {one['observed']:.3g} | {span} | {inside} |")
    return "\n".join(rows)


def _known(learned: dict[str, Any]) -> str:
    rows = ["| number | panels by tenth of the rank | p | in the 90% interval |", "|---|---|---|---|"]
    for name, one in learned["known_numbers"].items():
        counts = " ".join(map(str, one["counts"]))
        rows.append(f"| `{name}` | {counts} | {one['p']:.3f} | {100 * one['covered']:.0f}% |")
    return "\n".join(rows)


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

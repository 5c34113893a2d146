"""The leagues of forecasts on the page of scores, put into their places.

The command is `python -m nrc_sim.evidence.validation.scores_page docs/scores.md`; each league is a backtest of the
bundled panel, with the numbers that were learned before the years that are forecast.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nrc_sim.evidence.backtest.backtesting import backtest
from nrc_sim.evidence.backtest.scores import Backtest, Scoring
from nrc_sim.evidence.validation.tables import table
from nrc_sim.text.pages import with_block
from nrc_sim.text.wording import readable
from nrc_sim.text.writing import write_text

_COLUMNS = ["forecast", "CRPS", "over climatology", "over pooled ar", "RMSE", "in 90% band", "log score", "Brier, drop"]
_GROUPS = {"learned": "pairs learned from", "held_out": "pairs held out", "others": "other pairs"}


def _league(found: Backtest) -> str:
    """Write what a backtest found as a paragraph and two tables."""
    years, rows = found.scored_years, []
    for name, score in sorted(found.scores.items(), key=lambda item: item[1].crps):
        ratios = ["1" if name == other else found.ratio(name, other).cell for other in ("climatology", "pooled_ar")]
        rows.append([readable(name), f"{score.crps:.5f}", *ratios, *_cells(score)])
    weights = ", ".join(f"{year} {weight:.2f}" for year, weight in found.weights.items())
    said = (
        f"{len(found.panel.pairs)} pairs, {years[0]}-{years[-1]}, numbers learned from years up to "
        f"{found.origins.learned_until}. Weight of the model in the pool: {weights}."
    )
    return f"{said}\n\n{table(_COLUMNS, rows)}\n\n{_groups(found)}"


def _cells(score: Scoring) -> list[str]:
    return [f"{score.rmse:.4f}", f"{100 * score.in_90:.1f}%", f"{score.log:.3f}", f"{score.brier:.4f}"]


def _groups(found: Backtest) -> str:
    names = ("model", "pool", "pooled_ar", "climatology")
    rows = []
    for group, scores in found.groups.items():
        shown = [f"{scores[name].crps:.5f}" for name in names]
        rows.append([_GROUPS[group], *shown, *(f"{100 * scores[name].in_90:.1f}%" for name in names[:2])])
    return table(["CRPS of", *map(readable, names), "model in 90%", "pool in 90%"], rows)


def main(arguments: list[str] | None = None) -> None:
    """Compute leagues and write them into a page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--only", type=int, nargs="*", choices=(1, 2, 3), help="years ahead; all by default")
    chosen = parser.parse_args(arguments)
    for ahead in chosen.only or (1, 2, 3):
        print(f"{ahead} ahead", file=sys.stderr, flush=True)
        text = f"{_league(backtest(ahead=ahead))}\n"
        write_text(chosen.page, with_block(chosen.page.read_text(encoding="utf-8"), f"league_{ahead}", text))


if __name__ == "__main__":
    main()

"""What was learned, as data: draws of the numbers that relationships share, and what they were learned from."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.provenance import fingerprint
from nrc_sim.errors import InputError
from nrc_sim.evidence.panel.priors import Prior, load_priors
from nrc_sim.evidence.panel.reading import Panel, panel_rows
from nrc_sim.evidence.panel.settings import load_panel, load_settings, panel_folder, split_panel
from nrc_sim.evidence.panel.simulating import simulation_key
from nrc_sim.text.wording import counted
from nrc_sim.text.writing import write_text

POSTERIOR = "posterior.csv"
_REMEDY = "run `nrc-sim learn`"
_PRIOR_ONLY = 0.8
"""Spread over that of the prior from which a number counts as not learned about."""
_END = 0.05
"""Share of a range at either end in which no mean should lie."""
_BAND = (0.05, 0.95)
_LEVELS = (np.arange(2000) + 0.5) / 2000
_DIGITS = 12


class LearnedFrom(NamedTuple):
    """What draws were learned from, and how.

    `until` is the last year that was read; `candidates` were simulated of a `budget`; `priors`, `rules` and `panel` are
    fingerprints, and `content` that of the file of draws.
    """

    seed: int
    budget: int
    until: int
    candidates: int
    priors: str
    rules: str
    panel: str
    content: str = ""


class Posterior(NamedTuple):
    """Draws with equal weights, arrays (draw) by the name of the number, and what they were learned from."""

    draws: dict[str, Floats]
    source: LearnedFrom


class Learnt(NamedTuple):
    """What was learned of a number: means, standard deviations and 5-95%, in its own unit.

    `spread_kept` is the standard deviation over that of the prior, and `place` the mean, both on the scale on which the
    prior is uniform; `place` runs from 0 to 1 along the range.
    """

    name: str
    prior_mean: float
    prior_sd: float
    mean: float
    sd: float
    low: float
    high: float
    spread_kept: float
    place: float

    @property
    def prior_only(self) -> bool:
        """Whether nothing to speak of was learned."""
        return self.spread_kept >= _PRIOR_ONLY

    @property
    def at_the_end(self) -> bool:
        """Whether the mean lies at an end of the range, which speaks against the form."""
        return not _END <= self.place <= 1.0 - _END

    def cells(self) -> list[str]:
        """Return a row for people."""
        numbers = [f"{self.prior_mean:.3g} ({self.prior_sd:.2g})", f"{self.mean:.3g} ({self.sd:.2g})"]
        verdict = "prior only" if self.prior_only else "learned"
        place = f"{self.place:.2f}" + (", at the end" if self.at_the_end else "")
        return [self.name, *numbers, f"{self.low:.3g} to {self.high:.3g}", f"{self.spread_kept:.2f}", place, verdict]


COLUMNS = ("number", "prior: mean (sd)", "posterior: mean (sd)", "5-95%", "sd over prior's", "place in range", "")


def summarise_draws(draws: Mapping[str, Floats], priors: Mapping[str, Prior]) -> list[Learnt]:
    """Say of each number what was learned.

    Parameters
    ----------
    draws : by number
    priors : of the same numbers
    """
    found = []
    for name, values in draws.items():
        before, places = priors[name].quantile(_LEVELS), priors[name].level(values)
        low, high = np.quantile(values, _BAND)
        own = (
            round(float(before.mean()), _DIGITS) + 0.0,
            float(before.std()),
            float(values.mean()),
            float(values.std()),
        )
        kept = float(places.std() / _LEVELS.std())
        found.append(Learnt(name, *own, float(low), float(high), kept, float(places.mean())))
    return found


def learned_table(found: list[Learnt]) -> str:
    """Write what was learned as a table.

    Parameters
    ----------
    found : see `summarise_draws`
    """
    lines = ["| " + " | ".join(COLUMNS).rstrip() + " |", "|" + "---|" * len(COLUMNS)]
    lines += ["| " + " | ".join([f"`{one.name}`", *one.cells()[1:]]) + " |" for one in found]
    return "\n".join(lines)


def priors_key(priors: Mapping[str, Prior]) -> str:
    """Return a fingerprint of ranges and their scales."""
    plain = {name: [*prior.range, prior.scale] for name, prior in priors.items()}
    return fingerprint(json.dumps(plain, sort_keys=True).encode())


def panel_key(panel: Panel) -> str:
    """Return a fingerprint of the counts of a panel."""
    return fingerprint(json.dumps(panel_rows(panel)).encode())


def source_path(path: Path) -> Path:
    """Return the file that says what a file of draws was learned from."""
    return path.with_suffix(".json")


def write_posterior(found: Posterior, path: Path) -> None:
    """Write draws, and beside them what they were learned from.

    Parameters
    ----------
    found : the draws
    path : file to write
    """
    rows = [",".join(found.draws)]
    rows += [",".join(f"{value:.9g}" for value in row) for row in zip(*found.draws.values(), strict=True)]
    text = "\n".join(rows) + "\n"
    write_text(path, text)
    source = found.source._replace(content=fingerprint(text.encode()))
    write_text(source_path(path), json.dumps(source._asdict(), indent=1) + "\n")


def read_posterior(path: Path, priors: Mapping[str, Prior], panel: Panel | None = None) -> Posterior:
    """Read draws that fit the present rules and ranges.

    Parameters
    ----------
    path : as `write_posterior` writes it
    priors : the ranges of today
    panel : from which they should have been learned; None asks nothing of it

    Raises
    ------
    InputError
        If they are damaged, or were learned by other rules, from other ranges or from another panel.
    """
    try:
        text = path.read_text(encoding="utf-8")
        source = LearnedFrom(**json.loads(source_path(path).read_text(encoding="utf-8")))
        header, *rows = csv.reader(text.splitlines())
        values = np.array(rows, dtype=float)
    except (OSError, ValueError, TypeError, csv.Error) as error:
        raise _unfit(path, f"they cannot be read: {error}") from None
    now = {"content": fingerprint(text.encode()), "priors": priors_key(priors), "rules": simulation_key()}
    if panel is not None:
        now["panel"] = panel_key(panel)
    causes = {
        "content": "the file was cut short, or changed since",
        "priors": "they were learned from other ranges",
        "rules": "they were learned with other rules",
        "panel": "they were learned from another panel",
    }
    wrong = [causes[name] for name, key in now.items() if getattr(source, name) != key]
    if header != list(priors):
        wrong.append(f"there are {counted(len(header), 'number')} and not the {len(priors)} of the ranges")
    if wrong:
        raise _unfit(path, wrong[0])
    return Posterior(dict(zip(header, values.T, strict=True)), source)


def load_posterior(until: int | None = None) -> Posterior:
    """Load what was learned from the bundled panel.

    Parameters
    ----------
    until : last year that was learned from; None for all

    Raises
    ------
    InputError
        See `read_posterior`.
    """
    name = "posterior" if until is None else f"posterior_{until}"
    learned = split_panel(load_panel(until), load_settings())[0]
    return read_posterior(panel_folder() / f"{name}.csv", load_priors(), learned)


def _unfit(path: Path, why: str) -> InputError:
    return InputError(
        f"the draws cannot be used: {why}",
        place=str(path),
        allowed="a file that `nrc-sim learn` wrote",
        suggestion=_REMEDY,
    )

"""A backtest as files: scores, quantiles of every forecast for people, and its members for later scoring."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.evidence.backtest.scores import Backtest
from nrc_sim.evidence.panel.reading import pair_conduct
from nrc_sim.study.results.documents import write_document
from nrc_sim.text.csv_rows import write_table
from nrc_sim.text.writing import replacing

_MEMBERS = "forecasts.npz"
_DOCUMENT, _FORECASTS, _BY_PAIR = "backtest.json", "forecasts.csv", "scores_by_pair.csv"
_LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}


class KeptForecasts(NamedTuple):
    """Forecasts as a folder keeps them.

    Attributes
    ----------
    pairs : tuple of str
    years : tuple of int
        That are forecast.
    ahead : int
        Years from the last one known to the one forecast.
    members : dict
        By name of the forecast and year, arrays (pair, member).
    last : dict
        Conduct in the last year known, by year that is forecast, arrays (pair).
    """

    pairs: tuple[str, ...]
    years: tuple[int, ...]
    ahead: int
    members: dict[str, dict[int, Floats]]
    last: dict[int, Floats]


def write_backtest(found: Backtest, folder: Path) -> None:
    """Write scores, forecasts and their members.

    Parameters
    ----------
    found : what was forecast, and what became of it
    folder : where to
    """
    import pandas

    write_document(found.describe(), folder / _DOCUMENT)
    write_table(pandas.DataFrame(_forecast_rows(found)), folder / _FORECASTS)
    if found.grades:
        write_table(pandas.DataFrame(_score_rows(found)), folder / _BY_PAIR)
    conduct, years, ahead = pair_conduct(found.panel), found.panel.years, found.origins.ahead
    arrays = {f"{name} {year}": each for name, of in found.members.items() for year, each in of.items()}
    arrays |= {f"last {year}": conduct[:, years.index(year - ahead)] for year in found.origins.years}
    about = {
        "pairs": np.array(found.panel.pairs),
        "years": np.array(found.origins.years),
        "ahead": np.array(ahead),
        "names": np.array(list(found.members)),
    }
    with replacing(folder / _MEMBERS) as part, part.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **about, **arrays)


def read_forecasts(folder: Path) -> KeptForecasts:
    """Read the forecasts of a folder.

    Parameters
    ----------
    folder : as `write_backtest` has written it

    Raises
    ------
    InputError
        If they are not there, or damaged.
    """
    try:
        with np.load(folder / _MEMBERS, allow_pickle=False) as kept:
            years = tuple(int(year) for year in kept["years"])
            return KeptForecasts(
                pairs=tuple(str(pair) for pair in kept["pairs"]),
                years=years,
                ahead=int(kept["ahead"]),
                members={str(name): {year: kept[f"{name} {year}"] for year in years} for name in kept["names"]},
                last={year: kept[f"last {year}"] for year in years},
            )
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputError(
            f"the forecasts cannot be read: {error}",
            place=str(folder / _MEMBERS),
            allowed="a file that `nrc-sim backtest` wrote",
            suggestion="run `nrc-sim backtest` again",
        ) from None


def _forecast_rows(found: Backtest) -> list[dict[str, object]]:
    conduct, years, rows = pair_conduct(found.panel), found.panel.years, []
    for year in found.origins.years:
        observed = conduct[:, years.index(year)] if year in years else np.full(len(conduct), np.nan)
        for name, of in found.members.items():
            quantiles = np.quantile(of[year], list(_LEVELS.values()), axis=1)
            for row, pair in enumerate(found.panel.pairs):
                said = {level: float(each[row]) for level, each in zip(_LEVELS, quantiles, strict=True)}
                named = {"pair": pair, "year": year, "forecast": name, "mean": float(of[year][row].mean())}
                rows.append({**named, **said, "observed": observed[row]})
    return rows


def _score_rows(found: Backtest) -> list[dict[str, object]]:
    return [
        {"pair": pair, "forecast": name, **score._asdict()}
        for row, pair in enumerate(found.panel.pairs)
        for name, score in found.of_pair(row).items()
    ]

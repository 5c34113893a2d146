"""Any recorded variable by month, and its paired difference from the baseline, as figures."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nrc_sim.analysis.comparison import DifferencePath, VariablePaths, variable_paths
from nrc_sim.figures.comparison import BANDS, list_own_shocks_of
from nrc_sim.figures.dated_shocks import list_dated_shocks
from nrc_sim.figures.drawing import DatedShock, DifferencePanel, PathsText, draw_differences, save_figure
from nrc_sim.figures.style import if_wanted
from nrc_sim.study.recorded import RecordedVariable
from nrc_sim.study.results import Results
from nrc_sim.text.wording import counted_unbroken, signed, signed_range

_LEAST = {"points": 0.5}
"""What axes show beyond all data, by unit; all other units have `_LEAST_SHARE`."""

_LEAST_SHARE = 0.005


@if_wanted
def write_variable_figures(results: Results, variable: str, baseline: str | None, folder: Path) -> list[Path]:
    """Draw a variable by month, a panel for each scenario, and its difference from the baseline if there are several.

    Parameters
    ----------
    results : with single runs, all scenarios of the same months
    variable : name, see `nrc_sim.study.recorded.choose_variable`
    baseline : slug, see `nrc_sim.analysis.comparison.choose_baseline`
    folder : where to

    Returns
    -------
    paths of the files, `variable_NAME` and `variable_NAME_difference`
    """
    found = variable_paths(results, variable, baseline)
    name, seed = f"variable_{found.variable.name.replace('.', '_')}", results[found.baseline].seed
    runs = counted_unbroken(min(one.runs for one in results), "run")
    levels = [_panel(results, found, slug, path) for slug, path in found.levels.items()]
    drawn = draw_differences(levels, "", f"{runs} of each scenario, seed {seed}.", _text_of_levels(found.variable))
    paths = save_figure(drawn, folder, name)
    if not found.differences:
        return paths
    panels = [_panel(results, found, slug, path, paired=True) for slug, path in found.differences.items()]
    text = _text_of_differences(found.variable, results[found.baseline].scenario.title)
    drawn = draw_differences(panels, "", f"Pairs of {runs} of each scenario, seed {seed}.", text)
    return paths + save_figure(drawn, folder, f"{name}_difference")


def _label(variable: RecordedVariable) -> str:
    return "Share of runs" if variable.is_share else f"{variable.name.partition('.')[0].replace('_', ' ').capitalize()}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text_of_levels(variable: RecordedVariable) -> PathsText:
    least = _LEAST.get(variable.unit, _LEAST_SHARE)
    what = "Share of runs" if variable.is_share else "Value"
    subtitle = f"{what} at the end of each month ({variable.name}, {variable.unit})."
    return PathsText(_capital(variable.meaning), subtitle, _label(variable), False, "runs", least)


def _text_of_differences(variable: RecordedVariable, baseline: str) -> PathsText:
    subtitle = (
        f"{_capital(variable.meaning)} ({variable.name}, {variable.unit}): scenario minus baseline in the same month "
        "of paired runs, which share all random draws. Dashed line: no difference."
    )
    least = _LEAST.get(variable.unit, _LEAST_SHARE)
    return PathsText(f"Difference from: {baseline}", subtitle, "Difference", True, "pairs", least)


def _panel(
    results: Results, found: VariablePaths, slug: str, path: DifferencePath, *, paired: bool = False
) -> DifferencePanel:
    runs, digits = results[slug], 1 if found.variable.unit == "points" else 3
    mean, low, high = (float(values[-1]) for values in (path.mean, path.low, path.high))
    number = signed(mean, digits) if paired else signed(mean, digits).lstrip("+")
    interval = signed_range(low, high, digits) if paired else signed_range(low, high, digits).replace("+", "")
    shocks = _shocks(results, slug, found.baseline, paired=paired)
    quantiles = (
        np.array([path.low, path.low, path.high, path.high]) if found.variable.is_share else path.quantiles[BANDS]
    )
    summary = f"{number} ({interval}) at the end"
    return DifferencePanel(
        runs.scenario.title, summary, runs.months, path.mean, path.low, path.high, quantiles, shocks, None
    )


def _shocks(results: Results, slug: str, baseline: str, *, paired: bool) -> list[DatedShock]:
    runs = results[slug]
    if paired:
        return list_own_shocks_of(runs, results[baseline])
    return [one for one in list_dated_shocks(runs.scenario) if runs.months[0] <= one.month <= runs.months[-1]]

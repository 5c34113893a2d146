"""Which recorded variable is asked for, and what it is in a month, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nrc_sim.cli.display import print_table, say
from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nrc_sim.analysis.comparison import VariableAnswer
    from nrc_sim.analysis.comparison.variables import Level, VariableDifference
    from nrc_sim.scenario import Scenario


class VariableRequest(NamedTuple):
    """What was typed of a variable: its name or what it is of, the side or the powers, and the month."""

    variable: str | None
    side: str | None = None
    power: str | None = None
    toward: str | None = None
    at: str | None = None

    def name(self, scenarios: Iterable[Scenario], months: int | None = None) -> str | None:
        """Return the name of the variable, checked before anything is simulated; None if none is asked for.

        Parameters
        ----------
        scenarios : of which it is asked
        months : length of the horizon if other than the scenarios' own

        Raises
        ------
        InputError
            If a side, a power or a month is given without a variable, or there is none such.
        """
        from nrc_sim.study.recorded import choose_variable, find_month, name_variable

        if self.variable is None:
            options = {"--side": self.side, "--power": self.power, "--toward": self.toward, "--at": self.at}
            for option, typed in options.items():
                if typed is not None:
                    raise InputError("there is no variable of which it is asked", place=f"{option} {typed}")
            return None
        listed, name = list(scenarios), ""
        for scenario in listed:
            name = name_variable(scenario.world, self.variable, self.side, self.power, self.toward)
            choose_variable(scenario.world, name)
        if self.at is not None:
            find_month(listed, self.at, months)
        return name


def is_of_powers(name: str | None) -> bool:
    """Return whether the paths of powers have to be kept for a variable.

    Parameters
    ----------
    name : of the variable, or None
    """
    return name is not None and name.startswith("trust.")


def print_answer(answer: VariableAnswer, seed: int) -> None:
    """Print what a variable is in a month.

    Parameters
    ----------
    answer : levels and differences
    seed : of the runs
    """
    variable, share = answer.variable, answer.variable.is_share
    runs = counted(max(level.runs for level in answer.levels.values()), "run")
    unit = "share of runs" if share else variable.unit
    title = f"{variable.name} in {answer.month}: {variable.meaning} ({unit}); {runs} each, seed {seed}; 95% intervals"
    columns = ["scenario", "share" if share else "mean", *([] if share else ["5-95% of runs"])]
    columns += [f"minus {answer.baseline}", "higher", "lower"] if answer.differences else []
    rows = []
    for slug, level in answer.levels.items():
        cells = _level_cells(level, _digits(variable.unit))
        found = answer.differences.get(slug)
        cells += _difference_cells(found, _digits(variable.unit), share=share) if found else [""] * 3
        rows.append([slug, *cells][: len(columns)])
    print_table(title, columns, rows)
    if answer.differences:
        say("higher, lower: share of pairs of runs in which it is higher, or lower, than in the same run of the other.")


def _digits(unit: str) -> int:
    """Return how many digits after the point a value has: points have one."""
    return 1 if unit == "points" else 3


def _level_cells(level: Level, digits: int) -> list[str]:
    if level.quantiles is None:
        return [f"{100 * level.mean:.1f}% ({100 * level.low:.1f}-{100 * level.high:.1f})"]
    spread = f"{level.quantiles['q05']:z.{digits}f} to {level.quantiles['q95']:z.{digits}f}"
    return [f"{level.mean:z.{digits}f} ({level.low:z.{digits}f} to {level.high:z.{digits}f})", spread]


def _difference_cells(found: VariableDifference, digits: int, *, share: bool) -> list[str]:
    scale, digits = (100, 1) if share else (1, digits)
    mean, low, high = (f"{scale * value:+z.{digits}f}" for value in found.difference)
    unit = " points" if share else ""
    return [f"{mean}{unit} ({low} to {high})", f"{100 * found.higher.share:.0f}%", f"{100 * found.lower.share:.0f}%"]

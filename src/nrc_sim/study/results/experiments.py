"""The outcomes of experiments as tables, one row for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nrc_sim.text.html_tables import html_table
from nrc_sim.text.wording import counted, signed

if TYPE_CHECKING:
    import numpy as np
    import pandas
    from numpy.typing import NDArray

_SHARE = "_share"
"""How columns of shares end."""


@dataclass(frozen=True, repr=False)
class Experiments:
    """Settings and outcomes of experiments with one scenario.

    Attributes
    ----------
    scenario : str
        Slug of the scenario.
    seed, runs : int
        Seed of all, and runs that were asked for of each.
    settings : pandas.DataFrame
        What was set, a row for each experiment, as it was given.
    outcomes : pandas.DataFrame
        What came of it, rows in the same order with the same index: `runs` and `failed`; for each class of outcome its
        share of runs, 0..1, with its 95% interval, such as `crisis_share`, `crisis_low` and `crisis_high`, and the same
        of `ever_frozen` where there is an institution; of the final index in points `final_index_mean`,
        `final_index_sd`, quantiles such as `final_index_q05`, and the ends of their intervals. Without numbers where
        all runs failed.
    """

    scenario: str
    seed: int
    runs: int
    settings: pandas.DataFrame
    outcomes: pandas.DataFrame

    @classmethod
    def of_rows(
        cls, about: tuple[str, int, int], settings: pandas.DataFrame, rows: Sequence[Mapping[str, Any]]
    ) -> Experiments:
        """Put the outcomes of all experiments into a table.

        Parameters
        ----------
        about : slug, seed and runs
        settings : a row for each experiment
        rows : outcomes by column, in the same order
        """
        import pandas

        columns = max(map(list, rows), key=len)
        return cls(*about, settings.copy(), pandas.DataFrame(list(rows), index=settings.index, columns=columns))

    def __repr__(self) -> str:
        """Name the scenario, and count experiments and runs."""
        return f"Experiments({self.scenario!r}, {counted(len(self), 'experiment')} of {counted(self.runs, 'run')})"

    def _repr_html_(self) -> str:
        rows = ([f"{value:.6g}" if isinstance(value, float) else str(value) for value in row] for row in self.rows())
        return html_table(repr(self), ("", *self.columns_shown), rows)

    def __len__(self) -> int:
        """Return the number of experiments."""
        return len(self.settings)

    @property
    def columns_shown(self) -> tuple[str, ...]:
        """Name the columns of `rows` but the first: settings, classes and the mean index."""
        shares = (name.removesuffix(_SHARE) for name in self._shares)
        return (*map(str, self.settings.columns), *shares, "mean index")

    @property
    def _shares(self) -> list[str]:
        return [name for name in self.outcomes.columns if name.endswith(_SHARE)]

    def rows(self) -> list[list[Any]]:
        """List for people what was set, the share of each class, and the mean index, experiment by experiment."""
        shares = self.outcomes[self._shares].to_numpy(dtype=float)
        means = self.outcomes.get("final_index_mean", [float("nan")] * len(self))
        given = zip(*(self.settings[column].tolist() for column in self.settings.columns), strict=True)
        whole = zip(self.settings.index, given, shares.tolist(), means, strict=True)
        return [[name, *values, *found, signed(mean)] for name, values, found, mean in whole]

    def describe(self) -> dict[str, Any]:
        """Return all as plain data."""
        about = {"scenario": self.scenario, "seed": self.seed, "runs": self.runs}
        listed = [
            {"experiment": name, "settings": given, "outcomes": found}
            for name, given, found in zip(
                self.settings.index.tolist(), _plain_rows(self.settings), _plain_rows(self.outcomes), strict=True
            )
        ]
        return about | {"experiments": listed}

    @property
    def table(self) -> pandas.DataFrame:
        """Settings and outcomes side by side."""
        import pandas

        return pandas.concat([self.settings, self.outcomes], axis=1)

    @property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Outcomes by name, arrays (experiment), as EMA Workbench has them."""
        return {name: self.outcomes[name].to_numpy(dtype=float) for name in self.outcomes.columns}


def _plain_rows(table: pandas.DataFrame) -> list[dict[str, Any]]:
    """List the rows of a table as plain data, without what is no number."""
    columns = {str(name): table[name].tolist() for name in table.columns}
    whole = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    return [{name: value for name, value in row.items() if value == value} for row in whole]  # noqa: PLR0124

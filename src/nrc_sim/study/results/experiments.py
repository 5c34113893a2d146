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
        columns = [*self.settings.columns, *(name for name in self.outcomes.columns if name.endswith("_share"))]
        rows = ([f"{value:.6g}" if isinstance(value, float) else str(value) for value in row] for row in self.rows())
        return html_table(repr(self), ("", *columns, "mean index"), rows)

    def __len__(self) -> int:
        """Return the number of experiments."""
        return len(self.settings)

    def rows(self) -> list[list[Any]]:
        """List for people what was set, the share of each class, and the mean index, experiment by experiment."""
        shares = [name for name in self.outcomes.columns if name.endswith("_share")]
        means = self.outcomes.get("final_index_mean", [float("nan")] * len(self))
        whole = zip(self.settings.index, self.settings.to_numpy(), self.outcomes[shares].to_numpy(), means, strict=True)
        return [[name, *given.tolist(), *found.tolist(), signed(mean)] for name, given, found, mean in whole]

    @property
    def table(self) -> pandas.DataFrame:
        """Settings and outcomes side by side."""
        import pandas

        return pandas.concat([self.settings, self.outcomes], axis=1)

    @property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Outcomes by name, arrays (experiment), as EMA Workbench has them."""
        return {name: self.outcomes[name].to_numpy(dtype=float) for name in self.outcomes.columns}

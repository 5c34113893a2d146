"""Labelled results of a study."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from nrc_sim.engine.blocks import Failure
from nrc_sim.errors import InputError
from nrc_sim.study.results.datasets import build_dataset, group_runs
from nrc_sim.study.results.drawn import tabulate_draws, tabulate_outcomes
from nrc_sim.study.results.scenario_runs import ScenarioRuns
from nrc_sim.study.results.summaries import summarise_runs
from nrc_sim.study.statistics.intervals import EstimatedShare
from nrc_sim.text.html_tables import html_table
from nrc_sim.text.wording import percent, percent_range, signed

if TYPE_CHECKING:
    import pandas
    import xarray

    from nrc_sim.scenario import Scenario


@dataclass(frozen=True, repr=False)
class Results:
    """What a study found.

    Attributes
    ----------
    scenarios : mapping of slug to ScenarioRuns
        The runs of each scenario, in the order in which they were asked for.
    """

    scenarios: Mapping[str, ScenarioRuns]

    def __repr__(self) -> str:
        """Name the scenarios."""
        return f"Results({', '.join(map(repr, self))})"

    def _repr_html_(self) -> str:
        return "".join(_shown_table(worlds, alike) for worlds, alike in self.tables())

    def __getitem__(self, slug: str) -> ScenarioRuns:
        """Return the runs of one scenario.

        Raises
        ------
        InputError
            If the scenario was not run.
        """
        if slug not in self.scenarios:
            raise InputError(f"no scenario '{slug}' in these results", allowed=", ".join(self.scenarios))
        return self.scenarios[slug]

    def __iter__(self) -> Iterator[ScenarioRuns]:
        """Go through the runs of all scenarios."""
        return iter(self.scenarios.values())

    def __len__(self) -> int:
        """Count the scenarios."""
        return len(self.scenarios)

    def by_classes(self) -> list[Results]:
        """Return the results of scenarios that class their outcomes alike, together; worlds may class differently."""
        found: dict[tuple[object, ...], dict[str, ScenarioRuns]] = {}
        for runs in self:
            outcomes = runs.scenario.world.outcomes
            key = (outcomes.classes, outcomes.names, outcomes.bounds, outcomes.months)
            found.setdefault(key, {})[runs.slug] = runs
        return [Results(alike) for alike in found.values()]

    @property
    def worlds(self) -> list[tuple[str, str]]:
        """Slugs and titles of the worlds in which the scenarios play; different ones of one slug have their folders."""
        found: list[Scenario] = []
        for runs in self:
            if all(runs.scenario.world != other.world for other in found):
                found.append(runs.scenario)
        slugs = [scenario.world.slug for scenario in found]
        places = [f" (in {one.path.resolve().name})" if slugs.count(one.world.slug) > 1 else "" for one in found]
        return [(one.world.slug, one.world.title + place) for one, place in zip(found, places, strict=True)]

    @property
    def world_titles(self) -> str:
        """Titles of the worlds in which the scenarios play, in a line."""
        return "; ".join(dict.fromkeys(title for _, title in self.worlds))

    def tables(self) -> list[tuple[str, Results]]:
        """Return the results that stand in a table each, with words that name its worlds if there are several."""
        several = len(self.worlds) > 1
        return [(f"{alike.world_titles}. " if several else "", alike) for alike in self.by_classes()]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The runs that failed, scenario by scenario."""
        return tuple(failure for runs in self for failure in runs.failures)

    @property
    def summary_only(self) -> bool:
        """Whether a scenario has its statistics alone, without single runs."""
        return any(runs.block is None for runs in self)

    @cached_property
    def groups(self) -> dict[str, xarray.Dataset]:
        """Datasets of the scenarios with the same months, runs and labels, by names such as `2013-01_to_2017-12`.

        Raises
        ------
        InputError
            If the single runs were not kept.
        """
        return {name: build_dataset(group) for name, group in group_runs(self).items()}

    @property
    def dataset(self) -> xarray.Dataset:
        """The one dataset of all scenarios.

        Raises
        ------
        InputError
            If the scenarios differ in their months, runs or labels, or the single runs were not kept.
        """
        if len(self.groups) > 1:
            raise InputError(
                "these scenarios do not share one dataset: they differ in months, runs or labels",
                suggestion=f"take one of results.groups: {', '.join(self.groups)}",
            )
        return next(iter(self.groups.values()))

    def summary(self) -> dict[str, Any]:
        """Return the summaries of all scenarios as plain data."""
        return {runs.slug: summarise_runs(runs) for runs in self}

    def outcomes(self) -> pandas.DataFrame:
        """Return the share of runs in each class of outcome.

        Returns
        -------
        table with a row for each scenario and the columns (class, share | low | high), the latter 95% Wilson intervals;
        without numbers where all runs failed
        """
        import pandas

        rows = {runs.slug: _flat_shares(runs) for runs in self}
        columns = pandas.MultiIndex.from_tuples(
            dict.fromkeys(key for row in rows.values() for key in row), names=["outcome", "statistic"]
        )
        return pandas.DataFrame.from_dict(rows, orient="index").reindex(columns=columns).rename_axis("scenario")

    def experiments(self) -> pandas.DataFrame:
        """Return what each run drew, one row a run that did not fail, as tools for scenario discovery take it.

        Returns
        -------
        table with the index (scenario, run), whose columns are numbers or categories: `parameter_set`, the number of
        the set that the run drew, and `parameters.GROUP.NAME`, its values, of all parameters in which the sets
        differ; of each shock `shocks.ID.count`, how often it began, `.first_month` and `.largest_size`, 0 where it
        never came; of each negotiation `negotiations.ID.end` (`open`, or a state in which talks have ended) and
        `.end_month`; of the institution `institution.changes`, how often its regime changed, and `.first_change`.
        Months count from 1, the first of the horizon; what never came has the month after the last, and what was so
        before the first has 0. Values of parameters are missing where scenarios of several worlds do not share them.

        Raises
        ------
        InputError
            If the single runs were not kept, or an earlier version has written them, without what they drew.
        """
        return tabulate_draws(list(self))

    def run_outcomes(self) -> pandas.DataFrame:
        """Return what came of each run, with the rows of `experiments`.

        Returns
        -------
        table with the index (scenario, run): `final_index`, points; `outcome`, its class; `ever_frozen`, where there
        is an institution; and the answer to each question that was asked

        Raises
        ------
        InputError
            If the single runs were not kept.
        """
        return tabulate_outcomes(list(self))


def _shown_table(worlds: str, alike: Results) -> str:
    first = next(iter(alike))
    columns = ("scenario", *first.classes, "mean index", "runs")
    caption = f"{worlds}Share of runs with its 95% interval, seed {first.seed}"
    return html_table(caption, columns, map(_shown_shares, alike))


def _shown_shares(runs: ScenarioRuns) -> list[str]:
    if not runs.runs:
        return [runs.slug, *[""] * (len(runs.classes) + 1), "all failed"]
    shares = [f"{percent(one.share)} ({percent_range(one.low, one.high)})" for one in runs.shares().values()]
    return [runs.slug, *shares, signed(runs.final_statistics["mean"]), f"{runs.runs:,}"]


def _flat_shares(runs: ScenarioRuns) -> dict[tuple[str, str], float]:
    nothing = EstimatedShare(math.nan, math.nan, math.nan)
    shares = runs.shares() if runs.runs else dict.fromkeys(runs.classes, nothing)
    return {(name, part): value for name, share in shares.items() for part, value in share._asdict().items()}

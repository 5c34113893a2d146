"""The commands `kinds` and `variables`: the words that scenarios of a world can use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from nrc_sim.cli.display import print_json, print_table, say
from nrc_sim.cli.options import AsJson
from nrc_sim.cli.worlds import WorldName, chosen_world
from nrc_sim.text.wording import two_digits

if TYPE_CHECKING:
    from nrc_sim.scenario.schema import Act
    from nrc_sim.scenario.world_schema import WorldFile


def kinds(world: WorldName = None, as_json: AsJson = False) -> None:
    """List the kinds of shocks of a world: what each means, how often it comes, and who does what to whom."""
    found = chosen_world(world)
    if as_json:
        print_json({"kinds": {name: kind.model_dump(mode="json", by_alias=True) for name, kind in found.kinds.items()}})
        return
    rows = []
    for name, kind in found.kinds.items():
        rate = "" if kind.rate is None else two_digits(100 * kind.rate.value)
        words = f"{kind.label}: {kind.means}" if kind.means else kind.label
        rows.append([name, rate, words, "; ".join(_act_in_words(act, found) for act in kind.acts)])
    print_table(f"Kinds of shocks: {found.title}", ["kind", "% a month", "meaning", "acts"], rows, texts=2)


def _act_in_words(act: Act, world: WorldFile) -> str:
    from nrc_sim.scenario.names import actor_names

    category, names = world.categories[act.category], actor_names(world)
    about = f" over {act.issue}" if act.issue else ""
    by, to = (", ".join(names.get(name, name) for name in listed) for listed in (act.actors, act.targets))
    return f"{by} to {to}: {category.name} ({category.weight:+g}){about}"


_Recorded = Annotated[
    bool,
    typer.Option("--recorded", help="What runs record by month, for `answer`, `compare`, `plot` and questions."),
]


def variables(world: WorldName = None, recorded: _Recorded = False, as_json: AsJson = False) -> None:
    """List what conditions and hazards of a world may name, or runs record, with meaning, unit and range."""
    from nrc_sim.scenario.variables import askable_variables, variable_meaning, variable_names, variable_range

    found = chosen_world(world)
    names = askable_variables(found) if recorded else variable_names(found)
    listed: dict[str, Any] = {
        name: {"unit": variable_range(name)[2], "meaning": variable_meaning(name, found)} for name in names
    }
    if as_json:
        print_json({"variables": listed})
        return
    rows = [[name, about["unit"], about["meaning"]] for name, about in listed.items()]
    print_table(f"Variables: {found.title}", ["variable", "unit or range", "meaning"], rows, texts=1)
    if recorded:
        say("Of powers: trust.POWER or trust.POWER.OTHER, the trust of a power in one of the other side.")

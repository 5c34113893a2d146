"""The list of artefacts: what each is made from, what it makes, and by which commands."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pydantic import Field

from nrc_sim.errors import InputError
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.schema import Section, Slug, Texts

LIST, RECORD = "artefacts.yaml", "artefacts.json"
"""Names of the list of artefacts, and of the record of what each was made from, in the top folder of a checkout."""


class Artefact(Section):
    """Something derived: `inputs` are names of inputs or other artefacts, `by` commands of Python in their order.

    `marks` are commands that write anew which code a product belongs to, where it says so itself.
    """

    about: str
    inputs: Texts = Field(alias="from", min_length=1)
    makes: Texts = Field(min_length=1)
    by: Texts = Field(min_length=1)
    marks: Texts = ()


class ArtefactsFile(Section):
    """Inputs, each a list of files, and what is derived; `proof` is a command that succeeds if no number has moved."""

    inputs: dict[Slug, Texts]
    proof: str
    artefacts: dict[Slug, Artefact]

    def in_order(self) -> tuple[str, ...]:
        """Return the names of all artefacts, each after those that it is made from.

        Raises
        ------
        InputError
            If some are made from each other.
        """
        needs = {name: [one for one in made.inputs if one in self.artefacts] for name, made in self.artefacts.items()}
        try:
            return tuple(TopologicalSorter(needs).static_order())
        except CycleError as error:
            circle = " -> ".join(error.args[1])
            raise InputError(f"artefacts are made from each other: {circle}", place=LIST) from None

    def parts_of(self, file: str) -> tuple[str, ...]:
        """Return the parts of a file that are made, and are no part of it as an input."""
        made = (product for one in self.artefacts.values() for product in one.makes)
        return tuple(part for name, _, part in (product.partition("#") for product in made) if name == file and part)


def load_artefacts(root: Path) -> ArtefactsFile:
    """Load the list of artefacts of a checkout.

    Parameters
    ----------
    root : its top folder

    Raises
    ------
    InputError
        If there is none, or it is faulty.
    """
    path = root / LIST
    if not path.is_file():
        raise InputError(
            "there is no list of artefacts: this is no checkout of the sources",
            place=str(path),
            allowed=f"a folder that holds {LIST}",
            suggestion="clone the repository and install it with `-e`",
        )
    return loaded(ArtefactsFile, path, _unknown_inputs)


def _unknown_inputs(file: ArtefactsFile) -> Iterator[Finding]:
    known = [*file.inputs, *file.artefacts]
    for name, made in file.artefacts.items():
        if name in file.inputs:
            yield Finding(("artefacts", name), f"{name!r} is an input too", "a name of its own")
        for position, one in enumerate(made.inputs):
            if one not in known:
                where = ("artefacts", name, "from", position)
                yield Finding(where, f"there is no input {one!r}", ", ".join(known), did_you_mean(one, known))

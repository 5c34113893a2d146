"""What is stale, why, and making it again in the order of dependence."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from nrc_sim.errors import InputError, RunError
from nrc_sim.evidence.renewal.artefacts import RECORD, load_artefacts
from nrc_sim.evidence.renewal.fingerprints import key_of_input, key_of_product
from nrc_sim.evidence.renewal.moved import list_moves
from nrc_sim.evidence.renewal.parts import read_part
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.text.writing import write_text

_STANDARD_ERROR = 2

_BEGUN = "begun"
"""Mark of an artefact whose making was begun: what of it differs is a piece of that."""


class Stale(NamedTuple):
    """Why an artefact has to be made again: inputs that changed, and products that are not as they were made."""

    name: str
    inputs: tuple[str, ...]
    products: tuple[str, ...]
    unmade: bool

    def __str__(self) -> str:
        """Return the reasons in a line."""
        reasons = ["it was never made from what is recorded"] if self.unmade else []
        reasons += [f"{name} changed" for name in self.inputs]
        reasons += [f"{product} is not as it was made" for product in self.products]
        return f"{self.name}: {'; '.join(reasons)}"


class DerivedArtefacts:
    """The artefacts of a checkout, and what each was made from.

    Parameters
    ----------
    root : top folder of the checkout

    Raises
    ------
    InputError
        If it is no checkout, or its list or record is faulty.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.file = load_artefacts(root)
        self.order = self.file.in_order()
        self.record: dict[str, Any] = self._read_record()
        self._key = cache(lambda name: key_of_input(root, self.file, name))

    def choose(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return artefacts and those that they are made from, in the order of dependence; all if none is named."""
        wanted = set(names or self.order)
        for name in wanted - set(self.order):
            near = did_you_mean(name, list(self.order))
            raise InputError(f"there is no artefact {name!r}", allowed=", ".join(self.order), suggestion=near)
        for name in reversed(self.order):
            if name in wanted:
                wanted |= {one for one in self.file.artefacts[name].inputs if one in self.file.artefacts}
        return tuple(name for name in self.order if name in wanted)

    def stale(self, name: str) -> Stale | None:
        """Return why an artefact is stale; None if it is not.

        Parameters
        ----------
        name : of an artefact
        """
        made, recorded = self.file.artefacts[name], self.record.get(name, {})
        if not recorded or _BEGUN in recorded:
            return Stale(name, (), (), unmade=True)
        inputs = tuple(one for one in made.inputs if recorded["from"].get(one) != self._key(one))
        products = tuple(one for one in made.makes if recorded["makes"].get(one) != key_of_product(self.root, one))
        return Stale(name, inputs, products, unmade=False) if inputs or products else None

    def renew(self, found: Stale, *, overwrite: bool = False) -> dict[str, list[str]]:
        """Make an artefact again, and record what it was made from.

        Parameters
        ----------
        found : why it is stale, see `stale`
        overwrite : whether products that somebody has changed since they were made are made again all the same

        Returns
        -------
        what moved, by product

        Raises
        ------
        InputError
            If somebody has changed a product by hand.
        RunError
            If a command fails; the artefact stays stale.
        """
        name, made = found.name, self.file.artefacts[found.name]
        if found.products and not overwrite:
            raise InputError(
                f"{', '.join(found.products)} was changed since it was made",
                place=f"artefact {name!r}",
                allowed="what its commands have written",
                suggestion="`--overwrite` makes it again, and the changes are lost",
            )
        before = {product: read_part(self.root, product) or b"" for product in made.makes}
        self._note(name, {**self.record.get(name, {}), _BEGUN: True})
        for command in made.by:
            self._run(command, name)
        self.stamp(name)
        moved = {product: list_moves(old, read_part(self.root, product) or b"") for product, old in before.items()}
        return {product: lines for product, lines in moved.items() if lines}

    def stamp(self, name: str) -> None:
        """Record that an artefact is made from its inputs as they are now.

        Parameters
        ----------
        name : of an artefact
        """
        made = self.file.artefacts[name]
        self._key.cache_clear()
        missing = [product for product in made.makes if key_of_product(self.root, product) is None]
        if missing:
            raise RunError(f"{missing[0]} is not there after artefact {name!r} was made")
        inputs = {one: self._key(one) for one in made.inputs}
        self._note(name, {"from": inputs, "makes": {one: key_of_product(self.root, one) for one in made.makes}})

    def prove(self, tell: Callable[[str], None]) -> tuple[str, ...]:
        """Stamp what is stale because of code alone, if the proof of the list shows that no number has moved.

        Parameters
        ----------
        tell : receives each line

        Returns
        -------
        artefacts that were stamped

        Raises
        ------
        RunError
            If numbers have moved.
        """
        code = {name for name, files in self.file.inputs.items() if all(one.endswith(".py") for one in files)}
        found = [stale for name in self.order if (stale := self.stale(name)) is not None]
        proven = [one.name for one in found if one.inputs and not one.products and set(one.inputs) <= code]
        if proven:
            tell(f"proof: {self.file.proof}")
            self._run(self.file.proof, "proof")
        for name in proven:
            for command in self.file.artefacts[name].marks:
                self._run(command, name)
            self.stamp(name)
        return tuple(proven)

    def _run(self, command: str, name: str) -> None:
        first, *rest = shlex.split(command)
        start = [first] if first.endswith(".py") else ["-m", first]
        # What commands print is news of the work; standard output is for what moved.
        done = subprocess.run([sys.executable, *start, *rest], cwd=self.root, check=False, stdout=_STANDARD_ERROR)
        if done.returncode:
            what = f"{name}: `{command}` ended with status {done.returncode}"
            raise RunError(f"{what}; `nrc-sim renew` continues from here")

    def _read_record(self) -> dict[str, Any]:
        path = self.root / RECORD
        if not path.is_file():
            return {}
        try:
            return dict(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            raise InputError(
                "the record cannot be read",
                place=str(path),
                allowed="what `nrc-sim renew` writes",
                suggestion="restore it from the repository",
            ) from None

    def _note(self, name: str, entry: dict[str, Any]) -> None:
        self.record[name] = entry
        ordered = {one: self.record[one] for one in self.order if one in self.record}
        write_text(self.root / RECORD, json.dumps(ordered, indent=1) + "\n")

"""The document of all figures."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.machine import describe_machine
from benchmarks.tables import Table, as_markdown
from benchmarks.timing import ROOT
from nrc_sim.text.writing import write_text

PLACE = ROOT / "docs" / "performance.md"

CLUSTERS = "Clusters on one machine"
"""Heading of the one part that is measured apart, since it needs an extra."""

TEXT = """# Performance

Written by `python -m benchmarks`; do not edit. Measured on: {machine}

{tables}
## How it is measured

{method}
"""

METHOD = """\
Times are medians of rounds in which all that is compared has its turn, one after the other in one process, after a
turn of each that is not counted: neither compilation nor imports nor a busy minute of the machine falls on one side.
Both engines simulate the same months of the same scenario, history included, with the same output to the last bit.
Every round of Mesa simulates runs that are new to it, since it keeps the histories of runs it has met. Commands and
large ensembles run in processes of their own. The floor is no engine: it is what the random numbers and the arithmetic
of a month would take if nothing else had to be done. `python -m benchmarks.cluster --write` measures the clusters."""

_LAST = "## How it is measured\n"


def write_document(tables: Sequence[Table]) -> None:
    """Write all tables, with what they mean, to the documents; what was measured apart stays.

    Parameters
    ----------
    tables : all that was measured
    """
    apart = _section(PLACE.read_text(encoding="utf-8")) if PLACE.exists() else ""
    drawn = "\n".join([*map(as_markdown, tables), *([apart] if apart else [])])
    text = TEXT.format(machine=describe_machine(), tables=drawn, method=METHOD)
    write_text(PLACE, text)


def write_section(table: Table) -> None:
    """Put the table that is measured apart into the document, in the place of an earlier one.

    Parameters
    ----------
    table : what was measured
    """
    before = PLACE.read_text(encoding="utf-8")
    earlier = _section(before)
    if earlier:
        before = before.replace(f"{earlier}\n", "")
    head, last, method = before.partition(_LAST)
    write_text(PLACE, f"{head}{as_markdown(table)}\n{last}{method}")


def _section(text: str) -> str:
    """Return the part that is measured apart, with its heading; empty if there is none."""
    heading = f"## {CLUSTERS}\n"
    _, found, rest = text.partition(heading)
    return found + rest.partition("\n## ")[0] if found else ""

"""The document of all figures."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.machine import describe_machine
from benchmarks.tables import Table, as_markdown
from benchmarks.timing import ROOT
from nrc_sim.text.writing import write_text

PLACE = ROOT / "docs" / "performance.md"

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
of a month would take if nothing else had to be done."""


def write_document(tables: Sequence[Table]) -> None:
    """Write all tables, with what they mean, to the documents.

    Parameters
    ----------
    tables : all that was measured
    """
    drawn = "\n".join(as_markdown(table) for table in tables)
    text = TEXT.format(machine=describe_machine(), tables=drawn, method=METHOD)
    write_text(PLACE, text)

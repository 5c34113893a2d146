"""Measure: `python -m benchmarks [--quick] [--only NAME ...]`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from benchmarks.document import write_document
from benchmarks.engines import measure_engines
from benchmarks.events import measure_events
from benchmarks.machine import describe_machine
from benchmarks.noting import measure_noting
from benchmarks.scaling import measure_runs, measure_workers, measure_worlds
from benchmarks.sizes import FULL, QUICK, Sizes
from benchmarks.starting import measure_starting
from benchmarks.studies import measure_studies
from benchmarks.tables import Table, as_markdown
from benchmarks.writing import measure_writing

PARTS: dict[str, Callable[[Sizes], list[Table]]] = {
    "engines": measure_engines,
    "workers": measure_workers,
    "runs": measure_runs,
    "worlds": measure_worlds,
    "noting": measure_noting,
    "writing": measure_writing,
    "studies": measure_studies,
    "starting": measure_starting,
    "events": measure_events,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for and print it; a full measurement is written to the documents as well.

    Parameters
    ----------
    arguments : words of the command line; None takes those of this process
    """
    options = make_parser().parse_args(arguments)
    chosen = options.only or list(PARTS)
    print(f"{describe_machine()}\n")
    tables = []
    for name in chosen:
        for table in PARTS[name](QUICK if options.quick else FULL):
            print(as_markdown(table), flush=True)
            tables.append(table)
    if not options.quick and not options.only:
        write_document(tables)


def make_parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short check with small counts, which writes nothing")
    only = "measure this alone, and write nothing; may be repeated"
    parser.add_argument("--only", action="append", choices=list(PARTS), metavar="NAME", help=only)
    return parser


if __name__ == "__main__":
    main()

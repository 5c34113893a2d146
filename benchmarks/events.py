"""How long event data take to read: `python -m benchmarks.events FILE WORLD` reads one file in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.one_call import largest_memory
from benchmarks.sizes import Sizes
from benchmarks.tables import Table, number
from benchmarks.timing import run_command
from nrc_sim.cli import main as run_program
from nrc_sim.scenario import load_world
from nrc_sim.scenario.world_schema import WorldFile

WORLD = "euro_atlantic_2013"
LINES_AT_ONCE = 10_000
MONTHS, DAYS = 12, 28
CODES = (("010", "0.0"), ("042", "1.9"), ("046", "7.0"), ("111", "-2.0"), ("138", "-7.0"), ("0841", "7.0"))
GIGABYTE = 1e9


def icews_lines(world: WorldFile) -> Iterator[str]:
    """Make rows in the layout of ICEWS, each of them an event between the two sides; the first holds the names."""
    yield (
        "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\tIntensity\t"
        "Target Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\tCity\tDistrict\tProvince\t"
        "Country\tLatitude\tLongitude\n"
    )
    for place, (sender, receiver) in enumerate(_ends(world, "name")):
        code, weight = CODES[place % len(CODES)]
        yield (
            f"{place}\t{_year(place)}-{_month(place):02d}-{_day(place):02d}\tGovernment ({sender})\t"
            f"Executive,Government,Parties\t{sender}\tName of the category\t{code}\t{weight}\t"
            f"Military ({receiver})\tMilitary,Government\t{receiver}\t{place // 3}\t5\tAn agency of news\t"
            "City\tNA\tProvince\tCountry\t55.7522\t37.6156\n"
        )


def gdelt_lines(world: WorldFile) -> Iterator[str]:
    """Make rows in the layout of GDELT 2.0, each of them an event between the two sides."""
    places = "\t".join(["4", "City, Province, Country", "XX", "XX01", "", "55.7522", "37.6156", "1234"] * 3)
    for place, (sender, receiver) in enumerate(_ends(world, "code")):
        code, weight = CODES[place % len(CODES)]
        day = f"{_year(place)}{_month(place):02d}{_day(place):02d}"
        first, second = ("\t".join((end, "NAME", end, *[""] * 7)) for end in (sender, receiver))
        yield (
            f"{place}\t{day}\t{day[:6]}\t{day[:4]}\t{day[:4]}.5\t{first}\t{second}\t1\t{code}\t{code[:3]}\t{code[:2]}\t"
            f"1\t{weight}\t10\t1\t10\t-2.5\t{places}\t{day}120000\tof.example/story/{place // 3}\n"
        )


def _ends(world: WorldFile, attribute: str) -> Iterator[tuple[str, str]]:
    members, others = ([getattr(power, attribute) for power in side.powers] for side in world.sides)
    while True:
        for member in members:
            for other in others:
                yield member, other
                yield other, member


def _year(place: int) -> int:
    return 2000 + place // 7 % 13


def _month(place: int) -> int:
    return place // 5 % MONTHS + 1


def _day(place: int) -> int:
    return place // 11 % DAYS + 1


LAYOUTS: dict[str, Callable[[WorldFile], Iterator[str]]] = {"ICEWS": icews_lines, "GDELT 2.0": gdelt_lines}


def write_event_file(path: Path, layout: str, rows: int) -> None:
    """Write a file of made-up events.

    Parameters
    ----------
    path : file, made
    layout : one of `LAYOUTS`
    rows : how many, the line of names not among them
    """
    lines = LAYOUTS[layout](load_world(WORLD))
    with path.open("w", encoding="utf-8", newline="") as stream:
        left = rows + (layout == "ICEWS")
        while left > 0:
            stream.writelines(islice(lines, min(left, LINES_AT_ONCE)))
            left -= LINES_AT_ONCE


def measure_events(sizes: Sizes) -> list[Table]:
    """Time `nrc-sim events` on large files, each in a process of its own.

    Parameters
    ----------
    sizes : how much is measured
    """
    rows = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.txt"
        for layout in LAYOUTS:
            write_event_file(path, layout, sizes.event_rows)
            found = json.loads(run_command([sys.executable, "-m", "benchmarks.events", str(path), WORLD]).output)
            size = path.stat().st_size / GIGABYTE
            figures = (found["seconds"], found["processor"], size, found["megabytes"])
            rows.append((layout, *map(number, figures)))
    text = (
        f"`nrc-sim events` with {sizes.event_rows:,} made-up rows, all of them events between the sides of `{WORLD}`: "
        "the most that duplicates can ask for. Tables, figure and draft are written; one process, libraries included."
    )
    columns = ("layout", "seconds", "of the processor", "GB read", "MB at most")
    return [Table("Event data", text, columns, rows)]


def main(path: str, world: str) -> None:
    """Read a file, and print seconds and memory as JSON.

    Parameters
    ----------
    path : file of events
    world : slug
    """
    with TemporaryDirectory() as folder:
        start = perf_counter()
        # Its table goes elsewhere: what this process prints is read as figures.
        with redirect_stdout(StringIO()):
            status = run_program(["events", path, "--world", world, "--output", f"{folder}/out", "--quiet"])
        took = perf_counter() - start
    if status:
        sys.exit(status)
    print(json.dumps({"seconds": took, "processor": process_time(), "megabytes": largest_memory()}))


if __name__ == "__main__":
    main(*sys.argv[1:])

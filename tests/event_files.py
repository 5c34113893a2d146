"""Small files of events in the layouts that analysts have, written here and about nobody's real events."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

ICEWS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)
POLECAT = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts", "Actor Name"),
    *("Actor Country", "Actor COW", "Primary Actor Sector", "Recipient Name", "Recipient Country", "Recipient COW"),
)
ACLED = (
    *("event_id_cnty", "event_date", "year", "disorder_type", "event_type", "sub_event_type", "actor1", "actor2"),
    *("iso", "country", "notes", "fatalities"),
)
GDELT_WIDTHS = (57, 58, 61)


def lines_of(names: Sequence[str], rows: Iterable[Mapping[str, object]], separator: str = "\t") -> str:
    """Text of a file with a line of names; what a row does not say is `NA`."""
    table = [names, *([str(row.get(name, "NA")) for name in names] for row in rows)]
    return "".join(separator.join(cells) + "\n" for cells in table)


def icews_row(number: int, sender: str, receiver: str, **changes: object) -> dict[str, object]:
    """A consultation in March 2012."""
    row = {
        "Event ID": number,
        "Event Date": "2012-03-05",
        "Source Name": f"Government ({sender})",
        "Source Country": sender,
        "CAMEO Code": "040",
        "Intensity": "1.0",
        "Target Country": receiver,
        "Story ID": f"story {number}",
    }
    return row | {name.replace("_", " "): value for name, value in changes.items()}


def icews(*rows: Mapping[str, object]) -> str:
    return lines_of(ICEWS, rows)


def gdelt_line(width: int, number: int, sender: str, receiver: str, **changes: str) -> str:
    """A line of GDELT: a demand on 5 March 2012; `changes` by column number, such as `c27="138"`."""
    cells = [""] * width
    told = {1: str(number), 2: "20120305", 6: f"{sender}GOV", 8: sender, 16: receiver, 18: receiver}
    told |= {27: "100", 31: "-5", width: f"place of story {number}" if width > 57 else "20120306"}
    told |= {int(name[1:]): value for name, value in changes.items()}
    for column, value in told.items():
        cells[column - 1] = value
    return "\t".join(cells) + "\n"


def polecat_row(number: int, sender: str, receiver: str, **changes: object) -> dict[str, object]:
    """A sanction in March 2012."""
    row = {
        "Event ID": f"{number}_1",
        "Event Date": "2012-03-05",
        "Event Type": "SANCTION",
        "Intensity": "-6.5",
        "Actor Country": sender,
        "Recipient Country": receiver,
    }
    return row | {name.replace("_", " "): value for name, value in changes.items()}


def plain(*rows: str, names: str = "date,from,to,category,weight") -> str:
    return "\n".join((names, *rows)) + "\n"


def written(folder: Path, text: str | bytes, name: str = "events.txt") -> Path:
    """Write a file of events, and return its path."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path

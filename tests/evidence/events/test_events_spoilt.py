"""Spoilt files of events get a clear error and leave nothing, or their bad rows are counted."""

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from event_files import ICEWS, gdelt_line, icews, icews_row, lines_of, plain, written
from nrc_sim.cli import main
from nrc_sim.evidence.events.counting import count_events
from nrc_sim.scenario import load_world

GOOD = icews(*(icews_row(number, "India", "Pakistan") for number in range(2000)))
ROW = "2012-03-05,India,Pakistan,057,"


def archive_of(*names: str, text: str = GOOD) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, text)
    return stream.getvalue()


def locked() -> bytes:
    """An archive that says of its file that a password is needed."""
    data = bytearray(archive_of("one.tab"))
    for start, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(start) + offset] |= 1
    return bytes(data)


WITHOUT_TARGET = lines_of([name for name in ICEWS if name != "Target Country"], [icews_row(1, "India", "Pakistan")])
REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\r\n\t\n", "the file is empty"),
    "byte-order mark alone": (b"\xef\xbb\xbf", "the file is empty"),
    "nothing that is seen": (b"\x1f\n\xe2\x80\xa8\n", "the file is empty"),
    "mark of a wide text alone": (b"\xff\xfe", "the file is empty"),
    "line of names alone": (icews(), "only a line of names"),
    "binary": (b"\x7fELF\x02\x01\x00\x00" * 400, "this is no text"),
    "wide without a mark": (GOOD.encode("utf-16-le"), "this is no text"),
    "document": (b"%PDF-1.7\n" + GOOD.encode(), "a PDF document"),
    "columns in a store of their own": (b"PAR1" + GOOD.encode(), "a Parquet file"),
    "workbook": (archive_of("[Content_Types].xml", "xl/workbook.xml"), "a workbook"),
    "gz cut off": (gzip.compress(GOOD.encode())[:-200], "cannot be read to its end"),
    "gz cut off early": (gzip.compress(GOOD.encode())[:12], "cannot be read to its end"),
    "gz of noise": (b"\x1f\x8b" + bytes(range(256)) * 4, "cannot be read to its end"),
    "gz with a wrong sum": (gzip.compress(GOOD.encode())[:-8] + bytes(8), "cannot be read to its end"),
    "zip cut off": (archive_of("one.tab")[:-30], "cannot be read to its end"),
    "zip with a wrong start": (b"PK\x03\x05" + archive_of("one.tab")[4:], "cannot be read to its end"),
    "zip of two": (archive_of("one.tab", "two.tab"), "there are 2 files in the archive"),
    "zip of nothing": (archive_of(), "there are 0 files in the archive"),
    "zip with a password": (locked(), "locked with a password"),
    "unknown columns": ("name;age\nAnna;30\n", "the format is not known"),
    "prose": ("Once upon a time there was a border.\n", "the format is not known"),
    "lists": ('{"events": [{"date": "2012-03-05"}]}\n', "the format is not known"),
    "no target": (WITHOUT_TARGET, "this looks like ICEWS, but there is no column 'Target Country'"),
    "no weight": (plain("2012-03-05,India,Pakistan", names="date,from,to"), "no column 'category'"),
    "one column too many for GDELT": (gdelt_line(59, 1, "IND", "PAK"), "59 columns and no line of names"),
    "days before months": (plain("13/04/2012,India,Pakistan,057,"), "say the order in a mapping file"),
    "no date": (
        plain("soon,India,Pakistan,057,", "20121345,India,Pakistan,057,"),
        "no_date 2; such as '20121345', 'soon'",
    ),
    "unknown names": (plain("2012-03-05,Eastland,Westland,057,"), "unknown_country 1; such as 'Eastland'"),
    "others": (plain("2012-03-05,France,Germany,057,"), "not_in_world 1"),
    "words for weights": (plain("2012-03-05,India,Pakistan,,high"), "no_weight 1"),
    "weights off the scale": (plain("2012-03-05,India,Pakistan,,99", "2012-03-05,India,Pakistan,,nan"), "no_weight 2"),
    "another separator below": (plain(ROW.replace(",", ";")), "unreadable 1"),
    "a quotation mark left open": (plain(ROW, f'2012-03-05,"India,{ROW}', ROW), "may not be closed"),
    "a line without end": (plain(ROW) + "x" * (1 << 24) + ROW, "a line has more than"),
    "bytes of no text far down": (GOOD.encode() * 2 + b"\0\0\0" + GOOD.encode(), "bytes in it that no text has"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_spoilt_file_is_refused_and_leaves_nothing(tmp_path, capsys, name):
    content, why = REFUSED[name]
    path = written(tmp_path, content)
    typed = ["events", str(path), "--world", "india_pakistan", "--output", str(tmp_path / "out"), "--quiet"]
    assert main(typed) == 2
    told = capsys.readouterr()
    assert why in told.err
    assert str(path) in told.err
    assert "allowed" in told.err
    assert len(told.err.splitlines()) == 1
    assert not told.out
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("nowhere.tab", "there is no such file"),
        ("https://example.org/events.tab", "there is no such file"),
        ("data", "this is a folder"),
        ("pipe", "this is no ordinary file"),
        ("closed.tab", "cannot be read: Permission denied"),
        ("", "it is empty"),
        ("-", "is no file"),
    ],
)
def test_what_is_no_file_is_refused_and_nothing_is_fetched(tmp_path, capsys, monkeypatch, named, why):
    monkeypatch.chdir(tmp_path)
    Path("data").mkdir()
    os.mkfifo("pipe")
    written(tmp_path, GOOD, "closed.tab").chmod(0)
    if os.access("closed.tab", os.R_OK) and named == "closed.tab":
        pytest.skip("everything can be read here")
    assert main(["events", named, "--world", "india_pakistan", "--output", "out"]) == 2
    assert why in capsys.readouterr().err
    assert not Path("out").exists()


COUNTED = {
    "a cell too many": (f"{ROW},", "unreadable"),
    "a cell too few": ("2012-03-05,India,Pakistan", "unreadable"),
    "no such day": ("2012-02-30,India,Pakistan,057,", "no_date"),
    "a year out of sight": ("0012-02-03,India,Pakistan,057,", "no_date"),
    "an unknown category": ("2012-03-05,India,Pakistan,999,", "no_weight"),
    "nobody": ("2012-03-05,,Pakistan,057,", "no_country"),
    "a missing name": ("2012-03-05,India,NA,057,", "no_country"),
    "a name in another encoding": ("2012-03-05,C\xf4te d'Ivoire,Pakistan,057,", "unknown_country"),
    "within a state": ("2012-03-05,India,Republic of India,057,", "domestic"),
    "a third state": ("2012-03-05,India,China,057,", "not_in_world"),
    "a formula": ('2012-03-05,"=HYPERLINK(1)",Pakistan,057,', "unknown_country"),
    "steering of a terminal": ("2012-03-05,\x1b[31mIndia,Pakistan,057,", "unknown_country"),
}


@pytest.mark.parametrize("name", COUNTED)
def test_a_bad_row_is_counted_by_its_reason(tmp_path, name):
    row, reason = COUNTED[name]
    path = written(tmp_path, plain(ROW, row, "", ROW).encode("latin-1"))
    found = count_events([path], load_world("india_pakistan"))
    assert found.describe() == {"read": 3, "placed": 2, "dropped": {reason: 1}}


def test_what_was_left_out_is_written_for_spreadsheets_and_terminals(tmp_path, capsys):
    path = written(tmp_path, plain(ROW, *(row for row, _ in COUNTED.values())).encode("latin-1"))
    out = tmp_path / "out"
    assert main(["events", str(path), "--world", "india_pakistan", "--output", str(out), "--format", "none"]) == 0
    shown = capsys.readouterr().out
    table = (out / "unplaced.csv").read_text(encoding="utf-8")
    for text in (shown, table):
        assert "\x1b" not in text
        assert "HYPERLINK" in text
    assert "unknown_country,'=HYPERLINK(1),1" in table
    assert table.splitlines()[:3] == ["reason,value,rows", "unreadable,,2", "no_date,0012-02-03,1"]


MAPPINGS = {
    "unknown key": ("colums: {date: When}", "did you mean 'columns'?"),
    "no receiver": ("columns: {date: When, from: Who, weight: W}", "there is none for 'to'"),
    "no value": ("columns: {date: When, from: Who, to: Whom}", "there is none for 'category or weight'"),
    "no such column": ("columns: {date: Day, from: Who, to: Whom, weight: W}", "there is no column 'Day'"),
    "column too far": ("columns: {date: 1, from: 2, to: 3, weight: 9}", "the mapping names column 9"),
    "column of nothing": ("columns: {date: 0, from: 2, to: 3, weight: 4}", "from 1 to 1000"),
    "two of a name": ("columns: {date: When, from: Who, to: Twice, weight: W}", "more than one column 'Twice'"),
    "nobody": ("names: {North: nordland}", "'nordland', who is not known"),
    "a tag": ("names: !!python/object/apply:os.system [ls]", "the tag"),
    "order of dates": ("dates: day-first", "day-month-year"),
}


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_mapping_that_cannot_be_used_is_refused(tmp_path, capsys, name):
    said, why = MAPPINGS[name]
    mapping = written(tmp_path, f"{said}\n", "mapping.yaml")
    text = plain("2012-03-05,India,Pakistan,1,,", names="When,Who,Whom,W,Twice,Twice")
    path = written(tmp_path, plain(ROW) if name == "nobody" else text)
    typed = ["events", str(path), "--world", "india_pakistan", "--mapping", str(mapping)]
    assert main([*typed, "--output", str(tmp_path / "out")]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "out").exists()

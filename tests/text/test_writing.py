"""Single files: whole or as before, and never over what is not ours."""

import errno
import os
import stat

import pytest

from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.evidence.calibration.matching import _prepared
from nrc_sim.evidence.claims.table import PAGE_HEAD, is_claims_page
from nrc_sim.figures.report.document import is_report
from nrc_sim.scenario.reference import write_reference
from nrc_sim.text.writing import refuse_foreign, replacing, sync_path, write_new, write_over_ours, write_text

OURS = "ours\n"


def is_ours(text: str) -> bool:
    return text.startswith("ours")


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path):
    path = tmp_path / "page"
    path.write_text("before")
    path.chmod(0o640)
    write_text(path, "after\n")
    assert path.read_bytes() == b"after\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["page"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt()])
def test_a_file_that_cannot_be_written_is_as_it_was_and_nothing_is_left_beside_it(tmp_path, error):
    path = tmp_path / "page"
    path.write_text("before")

    def fail() -> None:
        with replacing(path) as part:
            part.write_text("half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert path.read_text() == "before"
    assert [entry.name for entry in tmp_path.iterdir()] == ["page"]


def test_a_link_is_followed_to_a_file_of_ours(tmp_path):
    (tmp_path / "page").write_text(OURS)
    (tmp_path / "link").symlink_to("page")
    write_over_ours(tmp_path / "link", "ours, again\n", is_ours, "a page of ours")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "page").read_text() == "ours, again\n"


def test_what_is_not_ours_is_refused_and_not_touched(tmp_path):
    (tmp_path / "mine").write_bytes(b"\xff mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    for name, message in (
        ("mine", "mine: this is not a page of ours; allowed: a new file, or a page of ours; choose another file"),
        ("folder", "folder: this is no ordinary file"),
        ("pipe", "pipe: this is no ordinary file"),
        ("loop", "loop: this cannot be written: .*loop"),
        ("n" * 300, "this cannot be written: File name too long"),
    ):
        with pytest.raises(InputError, match=message):
            write_over_ours(tmp_path / name, OURS, is_ours, "a page of ours")
    assert (tmp_path / "mine").read_bytes() == b"\xff mine"
    assert (tmp_path / "loop").is_symlink()


def test_an_empty_file_is_written_to(tmp_path):
    (tmp_path / "page").touch()
    write_over_ours(tmp_path / "page", OURS, is_ours, "a page of ours")
    assert (tmp_path / "page").read_text() == OURS


def test_a_new_file_takes_the_place_of_nothing_and_is_not_left_half_written(tmp_path, monkeypatch):
    path = tmp_path / "new"

    def fill_disk(*_):
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fill_disk)
        with pytest.raises(OSError, match="full"):
            write_new(path, "text")
    assert list(tmp_path.iterdir()) == []
    write_new(path, "text")
    with pytest.raises(FileExistsError):
        write_new(path, "other")
    assert path.read_text() == "text"


def test_a_folder_that_cannot_be_put_on_the_disk_is_no_failure(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr("os.fsync", refuse)
    sync_path(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Invalid argument"):
        sync_path(tmp_path / "file")


def test_reports_of_this_and_earlier_versions_are_told_from_other_pages():
    start = '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    assert is_report(start + '<meta name="generator" content="nrc_sim 1.0">\n<title>Scenarios: a</title>')
    assert is_report(start + "<title>Scenarios: a</title>\n" + "x" * 9000 + "seed 3, nrc_sim 0.9.</p>")
    assert not is_report(start + "<title>Scenarios: of my own</title>")
    assert not is_report(start + "<title>Mine</title> nrc_sim")
    assert not is_report("scenario,title\nbaseline,nrc_sim\n")


def test_a_page_of_claims_is_told_from_other_pages():
    assert is_claims_page("\n".join([*PAGE_HEAD, "", "more"]))
    assert not is_claims_page("# Claims\n\nMine.\n")


def test_verify_refuses_a_page_that_is_not_ours_before_it_computes_anything(tmp_path, capsys):
    (tmp_path / "README.md").write_text("# Mine\n")
    assert main(["verify", "--page", str(tmp_path / "README.md")]) == 2
    assert "README.md: this is not a page of claims; allowed: a new file, or" in capsys.readouterr().err
    assert (tmp_path / "README.md").read_text() == "# Mine\n"
    assert main(["verify", "--page", str(tmp_path / "no" / "page.md")]) == 2
    assert "there is no such folder; make it first" in capsys.readouterr().err


HEAD = ["# key: 1", "# cut-off: 3", "candidate,a"]


def test_a_complete_file_of_candidates_is_not_even_opened_for_writing(tmp_path, monkeypatch):
    path = tmp_path / "candidates.csv"
    rows = [f"{number},0.5\n" for number in range(64)]
    path.write_text("".join([*(f"{line}\n" for line in HEAD), *rows]))
    monkeypatch.setattr("nrc_sim.evidence.calibration.matching.KEY", "# key: ")
    before = path.stat()
    assert _prepared(path, HEAD, overwrite=False) == 64
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_calibrate_refuses_a_file_that_is_not_of_candidates(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_bytes(b"years of work \xff")
    assert main(["calibrate", "--output", str(tmp_path / "thesis.txt")]) == 2
    assert "thesis.txt: this is not a file of candidates; allowed: a new file" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_bytes() == b"years of work \xff"


def test_a_page_without_a_place_for_the_reference_is_refused_and_not_touched(tmp_path):
    (tmp_path / "page.md").write_text("# Mine\n")
    with pytest.raises(InputError, match="the page has no place for 'reference'"):
        write_reference(tmp_path / "page.md", tmp_path)
    assert (tmp_path / "page.md").read_text() == "# Mine\n"


def test_a_file_that_does_not_exist_is_refused_by_nobody(tmp_path):
    refuse_foreign(tmp_path / "new", is_ours, "a page of ours")
    assert list(tmp_path.iterdir()) == []

"""Opening files of events, plain or packed as gz or zip: read as a stream, and checked on the way."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from nrc_sim.errors import InputError
from nrc_sim.scenario.faults import shortened
from nrc_sim.text.wording import counted

ALLOWED = "text with a row for each event, as it is or packed as .gz or .zip"

_SAMPLE = 1 << 18
_LONGEST_LINE = 1 << 24
"""Bytes after which a line is none: some other kind of file, or a quotation mark that is never closed."""

_GZIP, _ZIP = b"\x1f\x8b", b"PK"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UNTEXT = {
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a database",
    b"PAR1": "a Parquet file",
    b"{\\rtf": "a document",
}
_DAMAGED = (
    *(EOFError, OSError, ValueError, RuntimeError, NotImplementedError),
    *(struct.error, zlib.error, lzma.LZMAError, zipfile.BadZipFile),
)
"""Errors of packed files that are not what they should be."""

_OF_SYSTEMS = ("__MACOSX/", "._")

_Advance = Callable[[int], None]


class _Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes | None:
        """Return some bytes, none at the end."""


class _CheckedBytes(io.RawIOBase):
    """Bytes of a text: refuses what no text has, and lines without end."""

    def __init__(self, inner: _Readable, place: str, *, wide: bool) -> None:
        self._inner, self._place, self._wide = inner, place, wide
        self._since_line = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes.

        Raises
        ------
        InputError
            If the file is cut off or damaged, or is no text.
        """
        try:
            found = self._inner.read(len(buffer)) or b""
        except _DAMAGED as error:
            raise _damaged(self._place, error) from None
        if not self._wide and b"\0" in found:
            raise InputError("there are bytes in it that no text has", place=self._place, allowed=ALLOWED)
        last = max(found.rfind(b"\n"), found.rfind(b"\r"))
        self._since_line = self._since_line + len(found) if last < 0 else len(found) - last
        if self._since_line > _LONGEST_LINE:
            what = f"a line has more than {_LONGEST_LINE:,} bytes"
            raise InputError(what, place=self._place, allowed=ALLOWED)
        buffer[: len(found)] = found
        return len(found)


@contextmanager
def open_source(path: Path, advance: _Advance | None = None) -> Iterator[io.TextIOWrapper]:
    """Open a file of events as a stream of text, packed or not.

    Parameters
    ----------
    path : file; UTF-8, with or without a byte-order mark, or UTF-16 with one
    advance : called with the bytes of the file that have been read so far

    Yields
    ------
    text; bytes that are no UTF-8 are marked, so that names with them are not taken for others

    Raises
    ------
    InputError
        If there is no such file, or it is empty, damaged or no text; the second while it is read.
    """
    place = str(path)
    if not path.is_file():
        raise _no_file(path)
    try:
        with path.open("rb") as file, _unpacked(_Counted(file, advance), path) as inner:
            head = _head(inner, place)
            wide = head.startswith(_UTF16)
            checked = io.BufferedReader(_CheckedBytes(_Joined(head, inner), place, wide=wide), _SAMPLE)
            encoding = "utf-16" if wide else "utf-8-sig"
            yield io.TextIOWrapper(checked, encoding=encoding, errors="replace", newline="")
    except (OSError, UnicodeError) as error:
        raise _damaged(place, error) from None


class _Counted(io.RawIOBase):
    """A file that tells how far it has been read."""

    def __init__(self, file: IO[bytes], advance: _Advance | None) -> None:
        self._file, self._advance = file, advance

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self._file.read(len(buffer))
        buffer[: len(found)] = found
        if self._advance is not None:
            self._advance(self._file.tell())
        return len(found)


class _Joined:
    """Bytes that were read already, and the rest."""

    def __init__(self, head: bytes, rest: _Readable) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1, /) -> bytes | None:
        if not self._head:
            return self._rest.read(size)
        found, self._head = self._head[:size], self._head[size:]
        return found


@contextmanager
def _unpacked(file: _Counted, path: Path) -> Iterator[_Readable]:
    start = file.read(4) or b""
    file.seek(0)
    if start.startswith(_GZIP):
        with gzip.GzipFile(fileobj=file) as opened:
            yield opened
    elif start.startswith(_ZIP):
        with _opened_entry(file, path) as opened:
            yield opened
    else:
        yield io.BufferedReader(file, _SAMPLE)


def _opened_entry(file: _Counted, path: Path) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(file)
        return archive.open(_single(archive, path))
    except _DAMAGED as error:
        raise _damaged(str(path), error) from None


def _single(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """Return the only file of an archive; it is read where it is, and never unpacked to the disk."""
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir()
        and not any(Path(entry.filename).name.startswith(start) for start in _OF_SYSTEMS)
        and not entry.filename.startswith(_OF_SYSTEMS)
    ]
    if any(entry.filename.startswith(("xl/", "word/")) for entry in entries):
        what = "this is a workbook or document"
        raise InputError(what, place=str(path), allowed=ALLOWED, suggestion="save its table as CSV in UTF-8")
    if len(entries) != 1:
        what = f"there {'is' if len(entries) == 1 else 'are'} {counted(len(entries), 'file')} in the archive"
        raise InputError(what, place=str(path), allowed="one file of events in an archive")
    if entries[0].flag_bits & 1:
        raise InputError("the archive is locked with a password", place=str(path), allowed=ALLOWED)
    return entries[0]


def _head(inner: _Readable, place: str) -> bytes:
    try:
        head = inner.read(_SAMPLE) or b""
    except _DAMAGED as error:
        raise _damaged(place, error) from None
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        raise InputError("the file is empty", place=place, allowed=ALLOWED)
    kind = next((kind for start, kind in _UNTEXT.items() if head.startswith(start)), "")
    if not kind and b"\0" in head and not head.startswith(_UTF16):
        kind = "no text"
    if kind:
        raise InputError(f"this is {kind}", place=place, allowed=ALLOWED, suggestion="save it as CSV in UTF-8")
    return head


def _no_file(path: Path) -> InputError:
    """Say what stands in the place of a file; a pipe is none, since a file is looked at before it is read."""
    if path.is_dir():
        return InputError("this is a folder", place=str(path), allowed=ALLOWED, suggestion="name its files")
    found = "this is no ordinary file" if path.exists() else "there is no such file"
    return InputError(found, place=str(path), allowed=ALLOWED)


def _damaged(place: str, error: Exception) -> InputError:
    if isinstance(error, OSError) and error.errno is not None:
        return InputError(f"cannot be read: {error.strerror}", place=place, allowed=ALLOWED)
    found = shortened(str(error) or type(error).__name__)
    hint = "it may be cut off or damaged: fetch it again"
    return InputError(f"cannot be read to its end: {found}", place=place, allowed=ALLOWED, suggestion=hint)

"""Numba's cache on disk, with a checksum at the end of every file: damaged code is built again and never run.

Numba takes what it finds for whole. After a power cut, on a full disk or a bad one it would fail with an error of
its own in every later process, or run machine code that is not what the compiler made.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba.core.caching

from nrc_sim.engine.kernel.cache_folder import report_cache, report_unkept

_SUM_BYTES = sha256().digest_size
_Data = Any

# Numba ships no types for these.
_OfFunction: Any = numba.core.caching.FunctionCache
_OnDisk: Any = numba.core.caching.IndexDataCacheFile


class DamagedError(Exception):
    """A file of the cache is not what was written."""


class CheckedFile(_OnDisk):  # type: ignore[misc]
    """The index and the data of one compiled function."""

    def _dump(self, obj: _Data) -> bytes:
        # What reads a pickle stops at its end, so that the sum behind it is in nobody's way.
        content: bytes = super()._dump(obj)
        return content + sha256(content).digest()

    def save(self, key: _Data, data: _Data) -> None:
        """Keep compiled code, with what it is for.

        Parameters
        ----------
        key : types of the arguments, and processor
        data : compiled code
        """
        super().save(key, (key, data))

    def load(self, key: _Data) -> _Data:
        """Return compiled code, or None if there is none for these types and this processor.

        Two processes that keep different code at once may give it one name, and the index of one then names the code
        of the other.

        Parameters
        ----------
        key : as for `save`
        """
        kept = super().load(key)
        return None if kept is None or kept[0] != key else kept[1]

    def _load_index(self) -> _Data:
        try:
            with Path(self._index_path).open("rb") as file:
                pickle.load(file)
                _check(file.read())
        except FileNotFoundError:
            return {}
        return super()._load_index()

    def _load_data(self, name: str) -> _Data:
        _check(Path(self._data_path(name)).read_bytes())
        return super()._load_data(name)

    def remove(self) -> None:
        """Remove what is kept of the function."""
        folder, stem = Path(self._cache_path), Path(self._index_path).stem
        for path in (*folder.glob(f"{stem}.nbi"), *folder.glob(f"{stem}.*.nbc")):
            path.unlink(missing_ok=True)


def _check(content: bytes) -> None:
    if sha256(content[:-_SUM_BYTES]).digest() != content[-_SUM_BYTES:]:
        raise DamagedError


class CheckedCache(_OfFunction):  # type: ignore[misc]
    """What is kept of one compiled function; faults of the disk cost time and nothing else.

    Parameters
    ----------
    function : callable
        What is compiled.
    """

    def __init__(self, function: Callable[..., object]) -> None:
        super().__init__(function)
        stamp = self._impl.locator.get_source_stamp()
        self._cache_file = CheckedFile(self._cache_path, self._impl.filename_base, stamp)

    def load_overload(self, sig: _Data, target_context: _Data) -> _Data:
        """Return compiled code, or None if there is none that is whole.

        Parameters
        ----------
        sig : types of the arguments
        target_context : of Numba
        """
        try:
            return super().load_overload(sig, target_context)
        except OSError:
            return None
        except Exception:  # whatever a damaged file makes of the reader
            _tell_once(f"compiled code in {self._cache_path} is damaged: it is built again")
            self._remove()
            return None

    def save_overload(self, sig: _Data, data: _Data) -> None:
        """Keep compiled code if the disk lets us.

        Parameters
        ----------
        sig : types of the arguments
        data : what was compiled
        """
        try:
            super().save_overload(sig, data)
        except OSError as error:
            if not _unkept:
                report_unkept(self._cache_path, error)
            _unkept.add(self._cache_path)
        except Exception:  # the index that is added to may be damaged as well
            self._remove()

    def _remove(self) -> None:
        try:
            self._cache_file.remove()
        except OSError:
            return


def was_unkept() -> bool:
    """Return whether code that was compiled in this process could not be kept."""
    return bool(_unkept)


_already_said: set[str] = set()
_unkept: set[str] = set()


def _tell_once(line: str) -> None:
    if not _already_said:
        report_cache(line)
    _already_said.add(line)

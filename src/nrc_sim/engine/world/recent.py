"""What was made last, kept by what it was made from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The values that were asked for last; several threads may ask at once.

    Parameters
    ----------
    most : values that are kept; the one that was not asked for the longest goes first

    Notes
    -----
    A value is kept for as long as its key is asked for. So a key holds all that decides the value, such as the content
    of a file rather than its name, and nobody changes a value.
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()

    def __len__(self) -> int:
        """Return the number of values that are kept."""
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, and make it where it is not there.

        Parameters
        ----------
        key : all that decides the value
        make : makes it; what it raises is raised, and nothing is kept then. Two threads that ask at once may both make
            it, and get the same one.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()  # outside the lock: whoever asks for another value does not wait
        with self._lock:
            found = self._kept.setdefault(key, made)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

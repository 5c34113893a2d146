"""What a worker of a cluster does: it makes sure that it is the same program, and calls what it was sent."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from importlib import metadata
from threading import Lock
from typing import Any, NamedTuple

from nrc_sim.errors import RunError
from nrc_sim.study.executors import stopped_if
from nrc_sim.study.program import hash_package
from nrc_sim.version import __version__

_MOST_REMEMBERED = 8
"""Functions that a worker keeps unpacked, with what was made for them."""

_COMPILING = "compiling.lock"

_compiled: list[bool] = []
"""Not empty once this process has called compiled code."""

_unpacked: dict[bytes, Callable[..., Any]] = {}
_unpacking = Lock()


class Order(NamedTuple):
    """A piece of work as it is sent: plain data.

    Attributes
    ----------
    program : dict
        Of the process that sends it, see `describe_program`.
    threads : bool
        Whether the function calls compiled code, which each machine compiles once.
    arguments : bytes
        Packed, for the function.
    """

    program: Mapping[str, str]
    threads: bool
    arguments: bytes


@cache
def describe_program() -> dict[str, str]:
    """Return what has to be the same wherever a study is worked on, by name."""
    return {
        "nrc_sim": __version__,
        "code": hash_package(),
        "Python": ".".join(platform.python_version_tuple()[:2]),
        **{name: metadata.version(name) for name in ("numpy", "numba")},
    }


def differing(there: Mapping[str, str | None], here: Mapping[str, str]) -> str:
    """Say in what another program differs; empty if it does not.

    Parameters
    ----------
    there : of the other, by name; None for what it does not have
    here : of this one
    """
    return ", ".join(
        f"{name} {there.get(name) or 'missing'} there and {value} here"
        for name, value in here.items()
        if there.get(name) != value
    )


def do_order(order: Order, packed: bytes) -> Any:
    """Do a piece of work, on a worker.

    Parameters
    ----------
    order : what is asked for
    packed : the function that is called

    Raises
    ------
    RunError
        If this is another program than the one that asks, or something cannot be written here.
    """
    import cloudpickle

    if different := differing(describe_program(), order.program):
        raise RunError(f"worker {_address()} has another program: {different}; start it again with the same one")
    try:
        with stopped_if(_unwanted()):
            arguments = cloudpickle.loads(order.arguments)
            if order.threads and not _compiled:
                with _only_one_compiles():
                    found = _unpack(packed)(*arguments)
                _compiled.append(True)
                return found
            return _unpack(packed)(*arguments)
    except OSError as error:
        raise RunError(f"worker {_address()}: {error}") from error


def _unpack(packed: bytes) -> Callable[..., Any]:
    """Unpack a function once for all threads, and let it prepare what it needs."""
    import cloudpickle

    name = sha256(packed).digest()
    with _unpacking:
        if name not in _unpacked:
            function: Callable[..., Any] = cloudpickle.loads(packed)
            if hasattr(function, "prepare"):
                function.prepare()
            while len(_unpacked) >= _MOST_REMEMBERED:
                del _unpacked[next(iter(_unpacked))]
            _unpacked[name] = function
        return _unpacked[name]


@contextmanager
def _only_one_compiles() -> Iterator[None]:
    """Let the first work of one process of a machine compile, while others wait for what it keeps."""
    from filelock import FileLock

    from nrc_sim.engine import kernel
    from nrc_sim.engine.kernel.compiling import cache_folder

    folder = cache_folder()
    if folder is None or kernel.is_compiled():
        yield
        return
    lock = FileLock(folder / _COMPILING)
    with lock:
        if kernel.is_compiled():
            lock.release()
        yield


def _address() -> str:
    from distributed import get_worker

    return str(get_worker().address)


def _unwanted() -> Callable[[], bool]:
    """Return what says whether the work of this thread was cancelled."""
    from distributed import get_worker
    from distributed.worker import thread_state

    worker, key = get_worker(), thread_state.key

    def is_unwanted() -> bool:
        task = worker.state.tasks.get(key)
        return task is None or task.state == "cancelled"

    return is_unwanted

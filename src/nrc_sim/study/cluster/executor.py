"""The executor that hands work to the workers of a cluster, and what becomes of it if some are lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar
from uuid import uuid4

from nrc_sim.errors import RunError
from nrc_sim.study.cluster.labour import Order, describe_program, do_order

_Value = TypeVar("_Value")

WORKERS_PATIENCE = 60.0
"""Seconds for which workers are waited for while there are none; lost ones are started again meanwhile."""

_LOOK_AGAIN = 1.0
"""Seconds after which it is asked whether anybody is still at work."""

_SENT_ALONG = 20_000
"""Bytes of a packed function up to which it is sent with each piece of work; a larger one is sent once."""


class ClusterExecutor:
    """Do work on the workers of a cluster.

    Parameters
    ----------
    client : Client
        Of a Dask cluster, connected.
    threads : bool
        Whether the work runs without the interpreter's lock.
    """

    shares_memory = False
    is_elsewhere = True

    def __init__(self, client: Any, *, threads: bool) -> None:
        self._client, self._threads = client, threads
        self.at_once = max(1, sum(workers_of(client).values()))
        # A worker that is slow keeps the others waiting only after each of them has done as many pieces.
        self.ahead = 8 * self.at_once
        self._functions: dict[int, tuple[Any, Any]] = {}
        self._begun: set[Any] = set()

    def submit(self, function: Callable[..., _Value], *arguments: Any) -> ClusterPromise[_Value]:
        """Hand a piece of work to the cluster.

        Parameters
        ----------
        function : anything that can be called; what it needs is sent once
        arguments : small
        """
        import cloudpickle

        order = Order(describe_program(), self._threads, cloudpickle.dumps(arguments))
        future = self._submit(do_order, order, self._packed(function))
        self._begun.add(future)
        return ClusterPromise(future, self)

    def _packed(self, function: Callable[..., Any]) -> Any:
        import cloudpickle

        if id(function) not in self._functions:
            packed: Any = cloudpickle.dumps(function)
            if len(packed) > _SENT_ALONG:
                # As work of its own, not as data that is gone with the worker that holds it.
                packed = self._submit(bytes, packed)
            self._functions[id(function)] = (function, packed)  # the function, so that no other gets its number
        return self._functions[id(function)][1]

    def _submit(self, function: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return self._client.submit(function, *arguments, key=f"nrc_sim-{uuid4().hex}", pure=False)
        except (OSError, RuntimeError) as error:
            self._lose_scheduler(error)

    def wait(self, future: Any) -> None:
        """Wait until a piece of work is done.

        Parameters
        ----------
        future : of this client

        Raises
        ------
        RunError
            If there are no workers any more, or no scheduler.
        """
        done, idle_since = threading.Event(), None
        future.add_done_callback(lambda _: done.set())
        while not done.wait(_LOOK_AGAIN):
            try:
                workers = workers_of(self._client)
            except (OSError, TimeoutError, CancelledError, RuntimeError) as error:
                self._lose_scheduler(error)
            if workers:
                idle_since = None
                continue
            idle_since = idle_since or time.monotonic()
            if time.monotonic() - idle_since > WORKERS_PATIENCE:
                raise RunError(f"all workers were lost: {_scheduler_of(self._client)} has had none for a minute")

    def take(self, future: Any) -> Any:
        """Return what a piece of work gave, once it is done, and forget it.

        Parameters
        ----------
        future : of this client

        Raises
        ------
        RunError
            If it was lost with its workers or its scheduler.
        """
        from distributed import KilledWorker

        self.wait(future)
        try:
            return future.result()
        except KilledWorker as error:
            lost = "workers were lost one after the other over the same work, perhaps for want of memory"
            raise RunError(f"{lost}; give each more memory, or fewer threads") from error
        except (ImportError, AttributeError) as error:
            if future.status == "error" and _is_of_sending(error):
                raise RunError(f"a worker has another program: {error}; start it again with the same one") from error
            raise
        except (CancelledError, OSError) as error:
            self._lose_scheduler(error)
        finally:
            self._begun.discard(future)

    def _lose_scheduler(self, error: BaseException) -> NoReturn:
        raise RunError(f"the scheduler {_scheduler_of(self._client)} was lost") from error

    def __enter__(self) -> Self:
        """Start nothing before the first piece of work."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Cancel what nobody wants any more."""
        left = [future for future in self._begun if not future.done()]
        if left:
            with suppress(Exception):  # the scheduler is lost, and the work with it
                self._client.cancel(left, force=True)
        self._begun.clear()
        self._functions.clear()


class ClusterPromise(Generic[_Value]):
    """What a piece of work on a cluster will give.

    Parameters
    ----------
    future : of Dask
    executor : that began it
    """

    def __init__(self, future: Any, executor: ClusterExecutor) -> None:
        self._future, self._executor = future, executor

    def result(self) -> _Value:
        """Wait until the work is done, and return what it gave."""
        found: _Value = self._executor.take(self._future)
        return found


def workers_of(client: Any) -> dict[str, int]:
    """Return the threads of each worker of a cluster, by its address.

    Parameters
    ----------
    client : connected
    """
    return dict(client.nthreads())


def _scheduler_of(client: Any) -> str:
    return str(getattr(client.scheduler, "address", "of the cluster"))


def _is_of_sending(error: BaseException) -> bool:
    """Return whether an error was raised where a worker reads what it is sent, and not by the work."""
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name == do_order.__name__:
            return False
        trace = trace.tb_next
    return True

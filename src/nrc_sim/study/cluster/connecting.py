"""How a cluster is found, or started on this machine, and made sure of before work begins."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.study.cluster.executor import WORKERS_PATIENCE, ClusterExecutor, workers_of
from nrc_sim.study.cluster.labour import describe_program, differing
from nrc_sim.study.executors import MOST_WORKERS, available_workers, ignore_news, work_elsewhere
from nrc_sim.study.processes import interruptions_withheld, main_module_hidden
from nrc_sim.text.wording import counted

_ALLOWED = "the address of a Dask scheduler such as tcp://host:8786, or local, or local:N for N workers here"

_LOCAL = re.compile(r"local(?::(\d+))?")
_ADDRESS = re.compile(r"(\w+://)?\S+:\d+")
_CONNECTING = 10.0
"""Seconds within which a scheduler has to answer."""

_LOOK_AGAIN = 0.2
_MOST_NAMED = 3
_LARGE_WORK = "50 MB"
"""Size of a function up to which Dask sends it without a warning; it is sent once."""


@contextmanager
def use_cluster(where: Any, tell: Callable[[str], None] = ignore_news, place: str = "executor") -> Iterator[None]:
    """Let all work within the `with` block be done by the workers of a cluster.

    Parameters
    ----------
    where : address of a Dask scheduler, `local` or `local:N`, or a client of one; None leaves the work here
    tell : receives a line for people on what is waited for
    place : option or argument that gave it

    Raises
    ------
    InputError
        If there is no such cluster, Dask is not installed, or workers run another program.
    """
    if where is None:
        yield
        return
    _refuse_without_dask(place)
    import dask

    with ExitStack() as stack:
        stack.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGE_WORK}))
        client = stack.enter_context(_connected(where, place)) if isinstance(where, str) else _own(where, place)
        _wait_for_workers(client, tell, place)
        _check_programs(client, place)
        stack.enter_context(work_elsewhere(lambda threads: ClusterExecutor(client, threads=threads)))
        yield


def _refuse_without_dask(place: str) -> None:
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise InputError(
            f"Dask is not installed: {error}",
            place=place,
            suggestion='install it with python -m pip install -c constraints.txt -e ".[cluster]"',
        ) from None


def _own(client: Any, place: str) -> Any:
    from distributed import Client

    if not isinstance(client, Client) or client.asynchronous or client.status != "running":
        allowed = "a dask.distributed.Client that is connected and not asynchronous"
        raise InputError(f"{place} is {client!r}", allowed=allowed)
    return client


@contextmanager
def _connected(where: str, place: str) -> Iterator[Any]:
    """Connect to a scheduler, or start a cluster here that ends with the block; Dask's own messages are withheld."""
    from distributed import Client

    if _LOCAL.fullmatch(where) is None and _ADDRESS.fullmatch(where) is None:
        raise InputError(f"{where!r} is no address", place=place, allowed=_ALLOWED)
    with _silence(), ExitStack() as stack:
        local = _LOCAL.fullmatch(where)
        try:
            address: Any = where if local is None else stack.enter_context(_local_cluster(local[1], place))
            client = Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            told = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise InputError(
                f"no scheduler answers at {where!r}: {told}",
                place=place,
                allowed=_ALLOWED,
                suggestion="start one with dask scheduler",
            ) from None
        stack.callback(_leave, client)
        yield client


def _leave(client: Any) -> None:
    """Close a connection; that it was lost before is told already, and closing it must not say something else."""
    with suppress(Exception):
        client.close()


@contextmanager
def _silence() -> Iterator[None]:
    """Withhold what Dask tells of its own troubles, which are told here in words of ours."""
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    before = [(logging.getLogger(name), logging.getLogger(name).handlers) for name in names]
    for logger, _ in before:
        logger.handlers = [logging.NullHandler()]
    try:
        yield
    finally:
        for logger, handlers in before:
            logger.handlers = handlers


def _local_cluster(typed: str | None, place: str) -> Any:
    """Start worker processes on this machine, which share its processors."""
    from distributed import LocalCluster

    processors = available_workers()
    number = 1 if typed is None else int(typed)
    if not 1 <= number <= MOST_WORKERS:
        raise InputError(f"local:{typed}", place=place, allowed=f"local:1 to local:{MOST_WORKERS}")
    with main_module_hidden(), interruptions_withheld():
        return LocalCluster(
            n_workers=number,
            threads_per_worker=max(1, processors // number),
            processes=True,
            dashboard_address="127.0.0.1:0",
            host="127.0.0.1",
            silence_logs=logging.CRITICAL,
        )


def _wait_for_workers(client: Any, tell: Callable[[str], None], place: str) -> None:
    until, told = time.monotonic() + WORKERS_PATIENCE, False
    while not (workers := workers_of(client)):
        if time.monotonic() > until:
            raise InputError(
                "the scheduler has no workers",
                place=place,
                suggestion="start some with dask worker and the address of the scheduler",
            )
        if not told:
            tell("waiting for workers of the cluster")
            told = True
        time.sleep(_LOOK_AGAIN)
    tell(f"working on {counted(len(workers), 'worker')} with {counted(sum(workers.values()), 'thread')}")


def _check_programs(client: Any, place: str) -> None:
    """Make sure that every worker has the same program; versions first, without which nothing else can be asked."""
    here = describe_program()
    versions = {name: found for name, found in here.items() if name != "code"}
    seen = client.get_versions(packages=[name for name in versions if name != "Python"])["workers"]
    wrong = {address: differing(_versions(found), versions) for address, found in seen.items()}
    if not any(wrong.values()):
        codes = client.run(_asking_for_code())
        wrong = {address: differing({"code": code}, {"code": here["code"]}) for address, code in codes.items()}
    different = [f"{address}: {what}" for address, what in wrong.items() if what]
    if different:
        more = f"; and {len(different) - _MOST_NAMED} more" if len(different) > _MOST_NAMED else ""
        raise InputError(
            f"workers have another program: {'; '.join(different[:_MOST_NAMED])}{more}",
            place=place,
            allowed="workers with the same nrc_sim, Python, numpy and numba",
            suggestion="install the same there and start them again",
        )


def _versions(found: Mapping[str, Mapping[str, Any]]) -> dict[str, str | None]:
    python = ".".join(str(found["host"]["python"]).split(".")[:2])
    return {"Python": python, **found["packages"]}


def _asking_for_code() -> Callable[[], str]:
    def ask() -> str:
        # Sent as it stands, for workers whose package has no such module.
        try:
            from nrc_sim.study.program import hash_package
        except ImportError:
            return "of another kind"
        return hash_package()

    return ask

"""The one door to the engine that shares work out: tasks in, what came of each out, whatever becomes of the workers.

The engine is Dask: a pool of processes on this machine, or the scheduler of a cluster. A worker that dies costs the
task that it was at. The engine gives that task to another worker, a few times; but it also counts against a task that
it waited beside the one that did the harm. So a task that is given up is tried again when all others are done, alone.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import resource_tracker
from queue import SimpleQueue
from threading import Event
from typing import Any, Generic, TypeVar
from uuid import uuid4

from solver import __version__
from solver.errors import FanjuanError, SweepError

T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")

MISSING = "work is shared out by Dask, which cannot be used here ({cause}); install it: pip install 'fanjuan[sweep]'"
LOST = "the scheduler was lost; the cases that are finished are kept, and the same command with their --out goes on"
LOST_BESIDE = "the scheduler was lost"
DIED = "the worker died at it each time that it was tried"
DEATHS = 1
"""How many workers of our own pool may die at a task before the engine gives it up."""

SECONDS_TO_CONNECT = 10
SECONDS_TO_RESTART = 10
"""How long workers that died are waited for until they are replaced, which takes one or two."""

SECONDS_UNHEARD = 0.2
"""How long it may take until it is noticed that the rest is no longer wanted."""

NO_PORT = "127.0.0.1:0"
"""An address of this machine alone, at whatever port is free."""


@dataclass(frozen=True)
class Answer(Generic[R]):
    """What came of a task."""

    result: R | None
    failure: str = ""
    """Why there is no result; empty where there is one."""


def processors() -> int:
    """Return how many cores may be used here, as the operating system and containers say."""
    _require()
    from dask.system import CPU_COUNT

    return int(CPU_COUNT)


@contextmanager
def local_pool(workers: int) -> Iterator[Any]:
    """Yield a client of as many processes on this machine, one task each at a time.

    Parameters
    ----------
    workers : int
        Number of processes.

    Raises
    ------
    SweepError
        If Dask is not installed.
    """
    _require()
    import dask
    from distributed import Client, LocalCluster

    with dask.config.set({"distributed.scheduler.allowed-failures": DEATHS}), _interrupts_held():
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            memory_limit=0,  # most of it is taken by HiGHS in processes of its own, which Dask does not see
            dashboard_address=NO_PORT,  # Dask opens a page in any case, which then nobody else can reach
            worker_dashboard_address=NO_PORT,
            silence_logs=logging.CRITICAL,
        )
    with cluster, Client(cluster) as client:
        try:
            with restarts_awaited(client, workers):
                yield client
        except BaseException:
            _end(cluster.workers.values())
            raise


@contextmanager
def restarts_awaited(client: Any, workers: int) -> Iterator[None]:
    """Leave a pool only once the workers that died in it are replaced: Dask fails where it closes one that just starts.

    Parameters
    ----------
    client : distributed.Client
        Of that pool.
    workers : int
        Number of workers that it has when all are well.
    """
    try:
        yield
    finally:
        with suppress(TimeoutError):  # what cannot be started is nothing that could fail so
            client.wait_for_workers(workers, timeout=SECONDS_TO_RESTART)


def _end(nannies: Iterable[Any]) -> None:
    """End workers at once and for good, which are waited for otherwise, whatever they are at."""
    for nanny in nannies:
        nanny.close_gracefully()  # or else it would start another
        if nanny.pid is not None:
            with suppress(ProcessLookupError):  # it has ended by itself
                os.kill(nanny.pid, signal.SIGKILL)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back for a while, and for good in all threads and processes that are started meanwhile.

    A terminal sends it to all processes; only the one that was started by hand is to heed it.
    """
    _start_tracker()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def scheduler_at(address: str) -> Iterator[Any]:
    """Yield a client of a scheduler that is there already.

    Parameters
    ----------
    address : str
        Such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    SweepError
        If Dask is not installed, or no scheduler answers there.
    """
    _require()
    from distributed import Client
    from distributed.utils import silence_logging_cmgr

    with silence_logging_cmgr(logging.CRITICAL):  # what matters is said by whoever asked
        try:
            client = Client(address, timeout=SECONDS_TO_CONNECT)
        except (OSError, ValueError) as error:
            cause = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise SweepError(
                f"no Dask scheduler answers at {address} ({cause});"
                " start one with dask scheduler, or leave out --scheduler"
            ) from error
        with client:
            yield client


def _start_tracker() -> None:
    """Start what Python keeps to tidy up after processes.

    Started later, it would let Ctrl-C through to the thread that needs it; and what workers that are ended leave to be
    tidied up is no news for a user.
    """
    told = os.environ.get("PYTHONWARNINGS")
    os.environ["PYTHONWARNINGS"] = "ignore::UserWarning:multiprocessing.resource_tracker"
    try:
        resource_tracker.ensure_running()
    finally:
        del os.environ["PYTHONWARNINGS"]
        os.environ.update({} if told is None else {"PYTHONWARNINGS": told})


def workers_of(client: Any) -> int:
    """Return how many workers a scheduler has at the moment."""
    return len(client.scheduler_info(n_workers=-1)["workers"])


def run(client: Any, work: Callable[[T], R], tasks: Mapping[str, T], stopped: Event) -> Iterator[tuple[str, Answer[R]]]:
    """Yield what came of each task, as soon as it is known.

    Parameters
    ----------
    client : distributed.Client
        See :func:`local_pool` and :func:`scheduler_at`.
    work : callable
        Does a task, on a worker; what it raises is the failure of that task.
    tasks : mapping
        By name. Each is sent whole: what tasks share would be lost for all with the worker that holds it.
    stopped : Event
        Is set when the tasks that are left are no longer wanted. A signal must not raise an error here by itself: it
        might come where Python ignores errors.

    Raises
    ------
    SweepError
        If the scheduler is lost.
    KeyboardInterrupt
        Once it is stopped.
    """
    suspects = []
    for name, answer in _together(client, work, tasks, stopped):
        if answer is None:
            suspects.append(name)
        else:
            yield name, answer
    for name in suspects:
        for _name, answer in _together(client, work, {name: tasks[name]}, stopped):
            yield name, answer or Answer(None, f"{DIED}, also alone")


def _together(
    client: Any, work: Callable[[T], R], tasks: Mapping[str, T], stopped: Event
) -> Iterator[tuple[str, Answer[R] | None]]:
    """Yield what came of each task, all of them given to the engine at once; nothing where the engine gave it up."""
    from distributed import CancelledError, wait

    submit = partial(client.submit, work, pure=False, retries=0)
    names = {submit(task, key=f"{name}-{uuid4().hex}"): name for name, task in tasks.items()}
    while names:
        with suppress(TimeoutError, CancelledError):  # what became of each is told by its status
            wait(list(names), timeout=SECONDS_UNHEARD, return_when="FIRST_COMPLETED")
        if stopped.is_set():
            raise KeyboardInterrupt
        # Lost is a result whose worker died before it was here: the engine does that task again.
        for future in [each for each in names if each.status not in ("pending", "lost")]:
            yield names.pop(future), _answer(future)
            future.release()  # the engine need not hold what is here


def converse(
    client: Any,
    work: Callable[[T, Callable[[S], None], Callable[[], bool]], R],
    task: T,
    hear: Callable[[S | None], bool],
    given_up: Event,
) -> Answer[R]:
    """Have one task done that tells how far it has come, and return what came of it.

    Parameters
    ----------
    client : distributed.Client
        See :func:`local_pool` and :func:`scheduler_at`.
    work : callable
        Does the task, on a worker. It is given what tells, and what says whether to stop.
    hear : callable
        Gets all that is told, and nothing now and then; returns whether the task is to stop. A task that is done again
        by another worker tells all from its beginning.
    given_up : Event
        Is set when nobody waits for the task any longer.

    Returns
    -------
    Answer
        Without a result if the worker failed, each worker died at it, the scheduler was lost, or nobody waited.
    """
    import distributed

    name = f"{work.__module__}-{uuid4().hex}"
    said: SimpleQueue[bytes] = SimpleQueue()
    is_told_to_stop = False
    stop = distributed.Event(name, client=client)
    client.subscribe_topic(name, lambda event: said.put(event[1]))
    future = client.submit(_conversing, work, task, name, key=name, pure=False, retries=0)
    try:
        while future.status in ("pending", "lost") and not given_up.is_set():
            with suppress(TimeoutError, distributed.CancelledError):  # what became of it is told by its status
                distributed.wait(future, timeout=SECONDS_UNHEARD)
            heard: list[S | None] = [pickle.loads(said.get()) for _ in range(said.qsize())]
            is_over = [hear(each) for each in heard or [None]]
            if any(is_over) and not is_told_to_stop:
                stop.set()
                is_told_to_stop = True
        if given_up.is_set():
            stop.set()
            future.cancel()
            return Answer(None, "it was not done in time")
        if future.status == "cancelled":
            return Answer(None, LOST_BESIDE)
        return _answer(future) or Answer(None, DIED)
    finally:
        client.unsubscribe_topic(name)


def _conversing(work: Callable[[T, Callable[[S], None], Callable[[], bool]], R], task: T, name: str) -> R:
    """Do a task on a worker, with what it tells sent on."""
    import distributed

    worker = distributed.get_worker()
    stop = distributed.Event(name)
    return work(task, lambda told: worker.log_event(name, pickle.dumps(told)), stop.is_set)


def _answer(future: Any) -> Answer[Any] | None:
    """Return what came of a task that has ended, or nothing where its workers died."""
    from distributed import KilledWorker

    if future.status == "cancelled":
        raise SweepError(LOST)
    if future.status == "finished":
        return Answer(future.result())
    error = future.exception()
    if isinstance(error, KilledWorker):
        return None
    if isinstance(error, ModuleNotFoundError) and str(error.name).startswith("solver"):
        return Answer(None, "fanjuan is not installed where the worker runs; install the version that is here")
    words = str(error).strip()
    return Answer(None, words if isinstance(error, FanjuanError) else f"{type(error).__name__}: {words}")


def refuse_other_version(version: str) -> None:
    """Refuse, on a worker, what another version of the program asks for.

    Raises
    ------
    SweepError
        If it is another one.
    """
    if version != __version__:
        raise SweepError(
            f"the worker has version {__version__} of fanjuan and {version} is needed; install that where it runs"
        )


def _require() -> None:
    """Refuse to go on without Dask."""
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise SweepError(MISSING.format(cause=error)) from error

"""Does work in several processes, where there are cores for them, else here."""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import connection
from typing import Any, TypeVar

_MOST = 8  # processes
_AHEAD = 3  # pieces of work a process that are begun before an earlier one's result is taken
# Of a machine without semaphores, or without memory for processes.
_FAILURES = (BrokenExecutor, OSError, ImportError, NotImplementedError)

Work = TypeVar("Work")
Result = TypeVar("Result")


def cores() -> int:
    """How many processes can work at the same time."""
    if sys.platform == "linux":
        return min(len(os.sched_getaffinity(0)), _MOST)
    return min(os.cpu_count() or 1, _MOST)


def each(function: Callable[[Work], Result], work: Iterable[Work]) -> Iterator[Result]:
    """The results of *function* for each piece of *work*, in their order.

    *function* and its pieces of work are sent to other processes. Where there can be none, or one
    ends before its time, the work that is left is done here.
    """
    waiting = iter(work)
    count = cores()
    begun: deque[tuple[Work, Future[Result] | None]] = deque()
    pool = _pool(count)
    try:
        while True:
            for piece in islice(waiting, count * _AHEAD - len(begun)):
                begun.append((piece, _begin(pool, function, piece)))
            if not begun:
                return
            piece, future = begun.popleft()
            yield _result(future, function, piece)
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _pool(count: int) -> ProcessPoolExecutor | None:
    # To fork is faster, and safe where no other thread holds a lock at that time.
    alone = sys.platform == "linux" and threading.active_count() == 1
    try:
        context = multiprocessing.get_context("fork" if alone else "spawn")
        return ProcessPoolExecutor(count, context, _begun)
    except _FAILURES:
        return None


def _begin(
    pool: ProcessPoolExecutor | None, function: Callable[[Work], Result], piece: Work
) -> Future[Result] | None:
    if pool is None:
        return None
    try:
        return pool.submit(function, piece)
    except _FAILURES:
        return None


def _result(
    future: Future[Result] | None, function: Callable[[Work], Result], piece: Work
) -> Result:
    if future is not None:
        try:
            return future.result()
        except _FAILURES:
            pass
    return function(piece)


def _begun() -> None:
    """What a process does first: an interrupt is the first one's affair, and it ends with it."""
    gc.disable()  # as where the first one reads: see `libraries.without_collection`
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    first = multiprocessing.parent_process()
    if first is not None:
        threading.Thread(target=_end_with, args=(first.sentinel,), daemon=True).start()


def _end_with(sentinel: Any) -> None:  # a number, or on Windows a handle
    connection.wait([sentinel])
    os._exit(1)

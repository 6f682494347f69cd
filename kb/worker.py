"""`citykb worker`: works off the outbox so that what is published becomes searchable, one worker per data folder.

Two locks of the operating system lie in the data folder. Both go with the process that holds them, also after kill -9.
`worker.lock` is held by the worker as long as it runs. `index.lock` is held by whoever writes the index, for one batch
or one rebuild: a command works beside the worker, each waits for the other.
"""

from __future__ import annotations

import contextlib
import fcntl
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from kb.encoding import Encoding
from kb.errors import CityKBError
from kb.indexer import OUTAGES, Indexer

POLL_SECONDS = 0.25
RETRY_SECONDS = 5.0
TIDY_SECONDS = 3600.0
WORKER_LOCK, INDEX_LOCK = "worker.lock", "index.lock"


class WorkerRunning(CityKBError):
    """Another process holds the worker's lock of this data folder."""


@contextlib.contextmanager
def worker_lock(data: Path) -> Iterator[None]:
    """Be the worker of the data folder. Raises WorkerRunning at once when another process is."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / WORKER_LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WorkerRunning(f"A worker already runs for {data}; it does the work.") from None
        yield


@contextlib.contextmanager
def index_lock(data: Path) -> Iterator[None]:
    """Be the only one who writes the index of the data folder; waits until nobody else does."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / INDEX_LOCK).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run(
    indexer: Indexer,
    encoding: Encoding | None,
    data: Path,
    stop: threading.Event,
    report: Callable[[str], None],
) -> None:
    """Drain until `stop` is set; when nothing waits, encode a record, and now and then tidy the outbox. What cannot answer is
    reported and tried again after RETRY_SECONDS, and a fault of the program does not end it.

    Raises WorkerRunning when the data folder already has a worker.
    """
    with worker_lock(data):
        tidying = _Tidying(indexer)
        while not stop.is_set():
            stop.wait(_step(indexer, encoding, tidying, report))


class _Tidying:
    """Deletes what the outbox no longer needs, when the worker starts and every TIDY_SECONDS from then on."""

    def __init__(self, indexer: Indexer) -> None:
        self._indexer = indexer
        self._due = time.monotonic()

    def step(self) -> None:
        if time.monotonic() >= self._due:
            self._indexer.forget_done()
            self._due = time.monotonic() + TIDY_SECONDS


def _step(
    indexer: Indexer, encoding: Encoding | None, tidying: _Tidying, report: Callable[[str], None]
) -> float:
    """One round; returns how many seconds to rest."""
    try:
        if indexer.drain_once():
            if encoding:
                encoding.look_again()
            return 0.0
        tidying.step()
        return 0.0 if encoding and encoding.step() else POLL_SECONDS
    except OUTAGES as error:
        report(f"Nothing can be indexed now; trying again in {RETRY_SECONDS:g} seconds. {error}")
        return RETRY_SECONDS
    except Exception:  # nobody starts the worker again, and what is published meanwhile would not be found
        report(f"A fault of the program; going on in {RETRY_SECONDS:g} seconds.\n{traceback.format_exc()}")
        return RETRY_SECONDS

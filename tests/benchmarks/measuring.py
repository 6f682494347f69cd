"""Building and asking one engine, each in a process of its own, so that its memory can be told from the others'."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from kb.vocab import load_vocabulary
from tests.benchmarks.engines import Engine, Work
from tests.benchmarks.generated import Generator
from tests.benchmarks.queries import Query

_WATCH_SECONDS = 0.3
_ROW_SECONDS = 8.0  # after this long no query of a row is repeated; slow engines get fewer repetitions
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Built:
    """What building took: seconds by the clock and of all processors, without the making of the records; bytes on disk;
    highest memory."""

    seconds: float
    cpu_seconds: float
    bytes: int
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of the first time a query is asked, and of its repetitions."""

    first: tuple[float, ...]
    again: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Seconds to open the index, times per (row, work), and the memory at the end: all of it, and what is not a file's."""

    open_seconds: float
    times: Mapping[tuple[str, Work], Times]
    resident_mb: float
    own_mb: float


def build(make: Callable[[Path], Engine], folder: Path, records: int) -> Built:
    return in_a_process(_build, make, folder, records)


def ask(
    make: Callable[[Path], Engine],
    folder: Path,
    rows: Mapping[str, Sequence[Query]],
    works: Sequence[Work],
    repetitions: int,
) -> Asked:
    return in_a_process(_ask, make, folder, rows, works, repetitions)


def in_a_process(work: Callable[..., Result], *arguments: Any) -> Result:
    """Run a function in a new process; the engines' libraries are loaded there and gone afterwards."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def _build(make: Callable[[Path], Engine], folder: Path, records: int) -> Built:
    folder.mkdir(parents=True, exist_ok=True)
    making = making_cpu = 0.0

    def timed() -> Any:
        nonlocal making, making_cpu
        documents = Generator(load_vocabulary()).documents(records)
        while True:
            started, started_cpu = time.perf_counter(), time.thread_time()
            document = next(documents, None)
            making += time.perf_counter() - started
            making_cpu += time.thread_time() - started_cpu
            if document is None:
                return
            yield document

    seen: list[float] = []
    done = threading.Event()
    watching = threading.Thread(target=_watch, args=(seen, done), daemon=True)
    watching.start()
    started = time.perf_counter()
    make(folder).build(timed())
    seconds = time.perf_counter() - started - making
    done.set()
    watching.join()
    used = os.times()
    cpu = used.user + used.system + used.children_user + used.children_system
    return Built(seconds, cpu - making_cpu, size_of(folder), max(seen))


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _watch(seen: list[float], done: threading.Event) -> None:
    """The memory of this process and all it started, again and again."""
    while True:
        seen.append(_tree_mb())
        if done.wait(_WATCH_SECONDS):
            return


def _tree_mb() -> float:
    parents, resident = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        parents[int(path.name)] = int(fields[1])
        resident[int(path.name)] = int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    family, grown = {os.getpid()}, True
    while grown:
        members = {process for process, parent in parents.items() if parent in family}
        grown = not members <= family
        family |= members
    return sum(resident.get(process, 0.0) for process in family)


def _ask(
    make: Callable[[Path], Engine],
    folder: Path,
    rows: Mapping[str, Sequence[Query]],
    works: Sequence[Work],
    repetitions: int,
) -> Asked:
    engine = make(folder)
    open_seconds = seconds_of(engine.open)
    times = {}
    for row, queries in rows.items():
        for work in works:
            measured = _row(engine, queries, work, repetitions)
            if measured is not None:
                times[row, work] = measured
    return Asked(open_seconds, times, _memory_mb("VmRSS"), _memory_mb("RssAnon"))


def _row(engine: Engine, queries: Sequence[Query], work: Work, repetitions: int) -> Times | None:
    deadline = time.perf_counter() + _ROW_SECONDS
    first, again = [], []
    totals: list[int | None] = []
    for query in queries:
        first.append(seconds_of(lambda query=query: totals.append(engine.search(query, work))) * 1000)
        if totals[-1] is None:
            return None
        if time.perf_counter() > deadline:
            break
    for _ in range(repetitions):
        for query in queries[: len(first)]:
            again.append(seconds_of(lambda query=query: engine.search(query, work)) * 1000)
            if time.perf_counter() > deadline:
                return Times(tuple(first), tuple(again))
    return Times(tuple(first), tuple(again))


def _memory_mb(name: str) -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith(name)).split()[1]) / 1024


def seconds_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def percentile(times: Sequence[float], share: int) -> float:
    if len(times) == 1:
        return times[0]
    return statistics.quantiles(times, n=100, method="inclusive")[share - 1]

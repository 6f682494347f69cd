"""A stream of documents into segments: in this process, or spread over several when there are many.

Memory is bounded: a segment ends when it has SEGMENT_TERMS terms (some 40 bytes each while they are sorted), and no
more than one batch per process waits.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import pickle
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from kb.errors import SearchUnavailable
from kb.search.document import IndexDocument
from kb.search.morphology import Morphology
from kb.search.whoosh.segment_writing import SegmentWriter, take_over

SEGMENT_TERMS = 14_000_000
BUILD_PREFIX = "new-"  # folders of segments that no commit knows yet
_PARALLEL_FROM = 4_000  # documents; fewer are written before other processes have started
_BATCH_BYTES = 64 * 2**20  # pickled documents of a segment
_FIRST_BATCH_BYTES = 16 * 2**20  # the first are smaller, so that every process has work soon
_CHUNK = 200  # documents pickled at once
_MOST_PROCESSES = 2  # each takes up to 0.7 GB


def usual_processes() -> int:
    """One per processor, within the bound of memory."""
    return min(_MOST_PROCESSES, os.cpu_count() or 1)


def build(
    folder: Path, documents: Iterable[IndexDocument], processes: int, morphology: Morphology
) -> list[Any]:
    """Write documents as new segments into the folder of an index; answers Whoosh's segment objects for a commit.

    Raises what the documents raise, and SearchUnavailable when a process was ended from outside; nothing is left then.
    """
    stream = iter(documents)
    first = list(itertools.islice(stream, _PARALLEL_FROM))
    every = itertools.chain(first, stream)
    try:
        if processes > 1 and len(first) == _PARALLEL_FROM:
            segments = _write_elsewhere(folder, every, processes, morphology)
        else:
            segments = _write_here(_new_part(folder, 0), every, morphology)
        for part in _parts(folder):
            take_over(part, folder)
    except BaseException:
        remove_leftovers(folder)
        raise
    return segments


def remove_leftovers(folder: Path) -> None:
    """Remove what an ended process had begun to build."""
    for part in _parts(folder):
        shutil.rmtree(part, ignore_errors=True)


def _parts(folder: Path) -> list[Path]:
    return list(folder.glob(f"{BUILD_PREFIX}*"))


def _new_part(folder: Path, number: int) -> Path:
    part = folder / f"{BUILD_PREFIX}{number}"
    part.mkdir()
    return part


def _write_here(part: Path, documents: Iterable[IndexDocument], morphology: Morphology) -> list[Any]:
    segments = []
    stream = iter(documents)
    for first in stream:
        with contextlib.closing(SegmentWriter(part, morphology)) as writer:
            writer.add(first)
            while writer.size < SEGMENT_TERMS and (document := next(stream, None)):
                writer.add(document)
            segments.append(writer.finish())
    return segments


def _write_elsewhere(
    folder: Path, documents: Iterable[IndexDocument], processes: int, morphology: Morphology
) -> list[Any]:
    """One task per batch. New processes are started afresh, because a copy of one with threads may hang."""
    segments: list[Any] = []
    waiting: set[Future[list[Any]]] = set()
    with ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn")) as pool:
        try:
            for number, batch in enumerate(_batches(documents)):
                waiting.add(pool.submit(_write_batch, _new_part(folder, number), batch, morphology))
                if len(waiting) > processes:
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    segments += [segment for task in done for segment in task.result()]
            segments += [segment for task in waiting for segment in task.result()]
        except BrokenProcessPool as error:
            raise SearchUnavailable(
                "A process that was building the index was ended from outside, perhaps for want of memory. "
                "Nothing was changed; try again."
            ) from error
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return segments


def _batches(documents: Iterable[IndexDocument]) -> Iterator[list[bytes]]:
    """Pickled documents, which take half the memory, in batches for a segment each; each two twice the two before."""
    batch: list[bytes] = []
    size = number = 0
    stream = iter(documents)
    while chunk := list(itertools.islice(stream, _CHUNK)):
        batch.append(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL))
        size += len(batch[-1])
        if size >= min(_BATCH_BYTES, _FIRST_BATCH_BYTES << number // 2):
            yield batch
            batch, size, number = [], 0, number + 1
    if batch:
        yield batch


def _write_batch(part: Path, batch: list[bytes], morphology: Morphology) -> list[Any]:
    """The work of another process: pickles come from the process that started it, never from outside."""
    chunks = (pickle.loads(chunk) for chunk in batch)  # noqa: S301
    return _write_here(part, itertools.chain.from_iterable(chunks), morphology)

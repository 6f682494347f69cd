"""Preparing many files in order: in this process, or by several that read side by side while the caller writes.

What is prepared does not depend on how many processes read. A file that brings its reader down is rejected alone.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context

from ingest.discover import FoundFile
from ingest.prepare import Prepared, PreparedTranslation, prepare, prepare_translation
from kb.errors import CityKBError, InvalidRecord, Problem
from kb.vocab import load_vocabulary

_AHEAD = 4  # files per process that are read before they are asked for; bounds the memory of a run

Ready = Prepared | PreparedTranslation | tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """How files are prepared: the bound of their size, and whether what is new is to be published."""

    max_bytes: int
    publish: bool

    def one(self, file: FoundFile) -> Ready:
        """The file prepared, or all that is wrong with it."""
        vocabulary = load_vocabulary()
        try:
            if file.is_original:
                return prepare(file, vocabulary, self.max_bytes, publish=self.publish)
            return prepare_translation(file, vocabulary, self.max_bytes)
        except InvalidRecord as error:
            return error.problems
        except CityKBError as error:
            return (Problem("", "%(why)s", {"why": str(error)}),)
        except Exception as error:  # a fault of ours, which must not cost the files after this one
            logging.getLogger(__name__).exception("%r cannot be prepared", file.origin)
            message = "The program failed on this file (%(kind)s: %(why)s). Load it in another format, and report this."
            return (Problem("", message, {"kind": type(error).__name__, "why": error}),)

    def each(self, files: Sequence[FoundFile], jobs: int) -> Iterator[tuple[FoundFile, Ready]]:
        """Every file with what came of it, in order; `jobs` processes read at once."""
        if jobs == 1 or len(files) < 2:
            yield from ((file, self.one(file)) for file in files)
            return
        waiting = deque(files)
        while waiting:
            yield from self._side_by_side(waiting, jobs)

    def _side_by_side(self, waiting: deque[FoundFile], jobs: int) -> Iterator[tuple[FoundFile, Ready]]:
        """Works off the files until all are done or a reader is brought down; what is done leaves `waiting`."""
        with _readers(jobs) as pool:
            running: deque[Future[Ready]] = deque()
            started = 0
            while waiting:
                while started < len(waiting) and len(running) < jobs * _AHEAD:
                    running.append(pool.submit(self.one, waiting[started]))
                    started += 1
                try:
                    ready = running.popleft().result()
                except BrokenProcessPool:
                    break
                started -= 1
                yield waiting.popleft(), ready
        if waiting:
            file = waiting.popleft()
            yield file, self._alone(file)

    def _alone(self, file: FoundFile) -> Ready:
        """The first file that is not done when a reader is brought down, in a process of its own: was it this one?"""
        try:
            with _readers(1) as pool:
                return pool.submit(self.one, file).result()
        except BrokenProcessPool:
            message = "The program that read this file broke down. Load it in another format, or a smaller part of it."
            return (Problem("", message),)


def _readers(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))

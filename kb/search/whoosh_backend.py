"""The embedded default engine: an index of Whoosh in a folder, queries evaluated by numpy over its postings.

Any number of threads and processes may search while one process writes. Opening reads and writes nothing; the first
`apply` or `rebuild` creates the index. An index folder is code, because Whoosh unpickles parts of it: it must only
ever be written by CityKB itself.
"""

from __future__ import annotations

import contextlib
import itertools
import shutil
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import whoosh.index

from kb.errors import CityKBError, IndexOutdated, SearchUnavailable
from kb.search import facets
from kb.search.document import IndexDocument
from kb.search.fields import fingerprint
from kb.search.matching import fields_of
from kb.search.parser import parse
from kb.search.request import SearchRequest
from kb.search.results import IndexState, SearchPage, Suggestion
from kb.search.snippets import HitMaker
from kb.search.suggestions import concept_names, fitting, present_concepts
from kb.search.whoosh import generations, ranking, writing
from kb.search.whoosh.cache import ArrayCache
from kb.search.whoosh.evaluation import find
from kb.search.whoosh.generations import Pointer
from kb.search.whoosh.segment import Caches
from kb.search.whoosh.snapshot import Snapshot, open_snapshot
from kb.vocab import Vocabulary

LOCK_SECONDS = 10.0
CACHE_BYTES = 128 * 2**20  # for postings, and as much for positions
_OPENING_ATTEMPTS = 3  # a generation may be replaced between reading the pointer and opening its files


@dataclass(frozen=True, slots=True)
class _View:
    """An open generation and its newest commit read so far."""

    pointer: Pointer
    index: Any
    snapshot: Snapshot

    def is_current(self, pointer: Pointer) -> bool:
        return self.pointer == pointer and self.index.latest_generation() == self.snapshot.commit


class WhooshBackend:
    """A `SearchBackend` over an index in `folder`; a writer waits at most `lock_seconds` for another one."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, lock_seconds: float = LOCK_SECONDS) -> None:
        self._folder, self._vocabulary, self._lock_seconds = folder, vocabulary, lock_seconds
        self._concepts = concept_names(vocabulary)
        self._caches = Caches(ArrayCache(CACHE_BYTES), ArrayCache(CACHE_BYTES))
        self._view: _View | None = None
        self._refreshing = threading.Lock()

    def search(self, request: SearchRequest) -> SearchPage:
        started = time.perf_counter()
        chosen = facets.chosen_filters(request)
        query = parse(request.query, self._vocabulary)
        snapshot = self._snapshot()
        if snapshot is None:
            return facets.empty_page(request, query.understood, self._vocabulary, _milliseconds(started))
        found = find(snapshot, query)
        masks = ranking.restrictions(snapshot, chosen)
        mask = ranking.restricted(found.mask, masks)
        first, last = (request.page - 1) * request.per_page, request.page * request.per_page
        order = ranking.ranked(snapshot, mask, found.scores, request.sort, limit=last)
        hits = HitMaker(found.tree)
        counts = ranking.facet_counts(snapshot, found.mask, masks, chosen)
        return SearchPage(
            request=request,
            hits=tuple(
                hits.hit(*snapshot.shown(document), float(found.scores[document]))
                for document in order[first:].tolist()
            ),
            total=int(mask.sum()),
            facets=facets.shown_facets(counts, chosen, self._vocabulary),
            took_ms=_milliseconds(started),
            understood=query.understood_with(found.problems),
        )

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        snapshot = self._snapshot()
        if snapshot is None:
            return ()
        present = {field: column.counts(snapshot.live) for field, column in snapshot.filters.items()}
        concepts = present_concepts(self._concepts, lambda field, value: bool(present[field].get(value)))
        return fitting(itertools.chain(concepts, snapshot.names()), prefix, limit)

    def scan(self, request: SearchRequest) -> Iterator[int]:
        chosen = facets.chosen_filters(request)
        snapshot = self._snapshot()
        if snapshot is None:
            return iter(())
        found = find(snapshot, parse(request.query, self._vocabulary))
        mask = ranking.restricted(found.mask, ranking.restrictions(snapshot, chosen))
        order = ranking.ranked(snapshot, mask, found.scores, request.sort)
        return (snapshot.rows[document].record for document in order)

    def document_counts(self, terms: Collection[str]) -> Mapping[str, int]:
        snapshot = self._snapshot()
        if snapshot is None:
            return dict.fromkeys(terms, 0)
        return {
            term: max(len(snapshot.term_scores(field, term)[0]) for field in fields_of(term))
            for term in terms
        }

    def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
        with self._writing():
            pointer = generations.read_pointer(self._folder)
            if pointer is None:
                self._build({document.id: document for document in upserts}.values())
                return
            _refuse_outdated(pointer)
            generations.remove_others(self._folder, keep=pointer.generation)
            writing.update(self._path(pointer), upserts, deletes)

    def rebuild(self, documents: Iterable[IndexDocument]) -> None:
        with self._writing():
            self._build(documents)

    def revisions(self) -> Mapping[int, int]:
        snapshot = self._snapshot()
        return {} if snapshot is None else {row.record: row.revision for row in snapshot.live_rows()}

    def state(self) -> IndexState:
        """Also of an index written by another field table: its fingerprint then differs and nothing is counted."""
        pointer = generations.read_pointer(self._folder)
        if pointer is None:
            return IndexState("whoosh", fingerprint(), 0, 0)
        snapshot = self._snapshot() if pointer.fingerprint == fingerprint() else None
        return IndexState(
            "whoosh", pointer.fingerprint, pointer.generation, snapshot.count if snapshot else 0
        )

    def _path(self, pointer: Pointer) -> Path:
        return generations.generation_folder(self._folder, pointer.generation)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with generations.write_lock(self._folder, self._lock_seconds):
                yield
        except (OSError, whoosh.index.IndexError) as error:
            raise SearchUnavailable(
                f"The index in {self._folder} cannot be written ({error or type(error).__name__}). "
                "Nothing was changed; see that the folder is writable and has room, then try again."
            ) from error

    def _build(self, documents: Iterable[IndexDocument]) -> None:
        """A new generation beside the old one, which serves until the pointer is replaced."""
        pointer = Pointer(generations.new_generation(self._folder), fingerprint())
        try:
            writing.create(self._path(pointer), documents)
        except BaseException:
            shutil.rmtree(self._path(pointer), ignore_errors=True)
            raise
        generations.write_pointer(self._folder, pointer)
        generations.remove_others(self._folder, keep=pointer.generation)

    def _snapshot(self) -> Snapshot | None:
        """The newest commit on disk; None when there is no index. Raises IndexOutdated, SearchUnavailable."""
        pointer = generations.read_pointer(self._folder)
        if pointer is None:
            return None
        _refuse_outdated(pointer)
        view = self._view
        if view is None or not view.is_current(pointer):
            with self._refreshing:
                view = self._view = self._refreshed(pointer)
        return view.snapshot

    def _refreshed(self, pointer: Pointer) -> _View:
        """Called by one thread at a time; another may just have done the work."""
        for attempt in range(_OPENING_ATTEMPTS):
            if self._view and self._view.is_current(pointer):
                return self._view
            try:
                return self._opened(pointer)
            except CityKBError:
                raise
            except Exception as error:  # whatever a damaged file makes Whoosh raise
                replaced = generations.read_pointer(self._folder)
                if replaced is None or replaced == pointer or attempt == _OPENING_ATTEMPTS - 1:
                    raise SearchUnavailable(
                        f"The index in {self._folder} cannot be read ({error or type(error).__name__}). "
                        "Build it again with `citykb index rebuild`."
                    ) from error
                pointer = replaced
        raise AssertionError("every attempt returns or raises")

    def _opened(self, pointer: Pointer) -> _View:
        path = self._path(pointer)
        index = whoosh.index.open_dir(path)
        previous = self._view.snapshot if self._view else None
        return _View(pointer, index, open_snapshot(index, path, self._caches, previous))


def _refuse_outdated(pointer: Pointer) -> None:
    if pointer.fingerprint != fingerprint():
        raise IndexOutdated(
            "The search index was written by another version of CityKB. Build it again with `citykb index rebuild`."
        )


def _milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000

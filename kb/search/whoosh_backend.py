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
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import whoosh.index

from kb.errors import CityKBError, IndexOutdated, SearchUnavailable
from kb.search import facets, feedback
from kb.search.document import IndexDocument
from kb.search.fields import fingerprint
from kb.search.meaning.fusion import fused, nearness, possible_score
from kb.search.meaning.meanings import Meanings
from kb.search.morphology import Morphology
from kb.search.parser import ParsedQuery, parse
from kb.search.particles import PARTICLES
from kb.search.reading_language import reading_language
from kb.search.request import SearchRequest
from kb.search.results import IndexState, SearchPage, Suggestion
from kb.search.snippets import HitMaker
from kb.search.suggestions import concept_names, fitting, further_city_names, present_concepts, retyped
from kb.search.whoosh import background, building, generations, merging, ranking, writing
from kb.search.whoosh.evaluation import Evaluation, Found
from kb.search.whoosh.generations import Pointer
from kb.search.whoosh.snapshot import Snapshot, open_snapshot
from kb.search.whoosh.spellings import Spellings
from kb.vocab import Vocabulary

LOCK_SECONDS = 10.0
CACHE_BYTES = 128 * 2**20  # for what words, phrases and prefixes of queries were evaluated to
_OPENING_ATTEMPTS = 5  # a commit may be replaced between reading the pointer and opening its files


@dataclass(frozen=True, slots=True)
class _View:
    """The newest commit read so far."""

    pointer: Pointer
    snapshot: Snapshot
    evaluation: Evaluation
    spellings: Spellings


class WhooshBackend:
    """A `SearchBackend` over an index in `folder`; a writer waits at most `lock_seconds` for another one.

    `processes` says how many build a large index at once; usually one per processor, at most two. `morphology`
    is how Korean words are read; with `meanings`, plain words find records by their meaning too.
    """

    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary,
        lock_seconds: float = LOCK_SECONDS,
        processes: int | None = None,
        morphology: Morphology = PARTICLES,
        meanings: Meanings | None = None,
    ) -> None:
        self._folder, self._vocabulary, self._lock_seconds = folder, vocabulary, lock_seconds
        self._morphology, self._fingerprint = morphology, fingerprint(morphology.name)
        self._processes = processes or building.usual_processes()
        self._concepts = concept_names(vocabulary)
        self._meanings = meanings
        self._view: _View | None = None
        self._merging: threading.Thread | None = None
        self._refreshing = threading.Lock()

    def search(self, request: SearchRequest) -> SearchPage:
        started = time.perf_counter()
        chosen = facets.chosen_filters(request)
        query = parse(request.query, self._vocabulary, self._morphology)
        view = self._current()
        if view is None:
            return facets.empty_page(request, query.understood, self._vocabulary, _milliseconds(started))
        snapshot, evaluation = view.snapshot, view.evaluation
        found = self._find(view, query, request)
        masks = ranking.restrictions(evaluation, chosen)
        kept = ranking.kept(found.documents, masks)
        first, last = (request.page - 1) * request.per_page, request.page * request.per_page
        documents, scores = ranking.ranked(
            snapshot, found.documents[kept], found.scores[kept], request.order, limit=last
        )
        hits = HitMaker(found.tree, evaluation.near, reading_language(request))
        counts = ranking.facet_counts(snapshot, evaluation, found.documents, masks, chosen)
        meant = np.empty(0, np.intp) if found.by_meaning is None else found.by_meaning
        is_meant = np.isin(documents, meant)
        return SearchPage(
            request=request,
            hits=tuple(
                hits.hit(snapshot.shown(document), score, by_meaning=by_meaning)
                for document, score, by_meaning in zip(
                    documents[first:].tolist(),
                    scores[first:].tolist(),
                    is_meant[first:].tolist(),
                    strict=True,
                )
            ),
            total=int(kept.sum()),
            facets=facets.shown_facets(counts, chosen, self._vocabulary),
            took_ms=_milliseconds(started),
            understood=query.understood_with(
                found.problems, some_follow=found.some_follow, by_meaning=found.by_meaning is not None
            ),
            by_meaning=int(ranking.kept(meant, masks).sum()),
        )

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        view = self._current()
        if view is None:
            return ()
        found = self._names(view, prefix, limit)
        if not found and (text := retyped(prefix, view.spellings)):
            found = self._names(view, text, limit)
        return found

    def _names(self, view: _View, typed: str, limit: int) -> tuple[Suggestion, ...]:
        concepts = present_concepts(self._concepts, view.spellings.count_of)
        further = further_city_names(self._vocabulary, view.snapshot.value_counts["city"])
        names = itertools.chain(concepts, further, view.snapshot.names(typed, limit))
        return fitting(names, typed, limit)

    def unknown_words(self, words: Collection[str]) -> frozenset[str]:
        view = self._current()
        return frozenset(word for word in words if view is None or not view.spellings.holds(word))

    def near_words(self, word: str) -> Mapping[str, int]:
        view = self._current()
        return {} if view is None else view.spellings.near_words(word)

    def scan(self, request: SearchRequest) -> Iterator[int]:
        chosen = facets.chosen_filters(request)
        view = self._current()
        if view is None:
            return iter(())
        query = parse(request.query, self._vocabulary, self._morphology)
        found = self._find(view, query, request)
        kept = ranking.kept(found.documents, ranking.restrictions(view.evaluation, chosen))
        documents, _ = ranking.ranked(view.snapshot, found.documents[kept], found.scores[kept], request.order)
        return iter(view.snapshot.records[documents].tolist())

    def document_counts(self, terms: Collection[str]) -> Mapping[str, int]:
        view = self._current()
        if view is None:
            return dict.fromkeys(terms, 0)
        return {term: view.snapshot.count_of(term) for term in terms}

    def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
        with self._writing():
            pointer = generations.read_pointer(self._folder)
            if pointer is None:
                self._build({document.id: document for document in upserts}.values())
                return
            self._refuse_outdated(pointer)
            generations.remove_others(self._folder, keep=pointer.generation)
            folder = self._path(pointer)
            pointer = replace(
                pointer, commit=writing.update(folder, upserts, deletes, self._processes, self._morphology)
            )
            writing.announce(self._folder, pointer)
            self._merge(folder, pointer)

    def rebuild(self, documents: Iterable[IndexDocument]) -> None:
        with self._writing():
            self._build(documents)

    def revisions(self) -> Mapping[int, int]:
        view = self._current()
        return {} if view is None else view.snapshot.revisions()

    def state(self) -> IndexState:
        """Also of an outdated index, of which nothing is counted."""
        pointer = generations.read_pointer(self._folder)
        if pointer is None:
            return IndexState("whoosh", self._fingerprint, 0, 0)
        if pointer.fingerprint != self._fingerprint:
            return IndexState("whoosh", pointer.fingerprint, pointer.generation, 0, is_outdated=True)
        view = self._current()
        count = view.snapshot.count if view else 0
        return IndexState("whoosh", pointer.fingerprint, pointer.generation, count)

    def _find(self, view: _View, query: ParsedQuery, request: SearchRequest) -> Found:
        """What the words find and, where meaning counts, what it finds beside them."""
        snapshot, found = view.snapshot, view.evaluation.find(query)
        near = nearness(self._meanings, query, request, snapshot.held)
        if near is None:
            return _with_feedback(view, query, found)
        possible = possible_score(query.meant, snapshot.size, snapshot.count_of)
        documents, scores, by_meaning = fused(near, found.documents, found.scores, possible, snapshot.size)
        return found._replace(documents=documents, scores=scores, by_meaning=by_meaning)

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
        pointer = Pointer(generations.new_generation(self._folder), self._fingerprint, commit=0)
        try:
            commit = writing.create(self._path(pointer), documents, self._processes, self._morphology)
        except BaseException:
            shutil.rmtree(self._path(pointer), ignore_errors=True)
            raise
        writing.announce(self._folder, replace(pointer, commit=commit))
        generations.remove_others(self._folder, keep=pointer.generation)

    def _merge(self, folder: Path, pointer: Pointer) -> None:
        """Small merges at once, large ones in another process."""
        commit = merging.merge_small(folder, pointer.commit)
        if commit != pointer.commit:
            writing.announce(self._folder, replace(pointer, commit=commit))
        is_running = self._merging is not None and self._merging.is_alive()
        if not is_running and background.is_due(folder, commit):
            self._merging = background.start(self._folder)

    def _current(self) -> _View | None:
        """The newest commit on disk; None when there is no index. Raises IndexOutdated, SearchUnavailable."""
        pointer = generations.read_pointer(self._folder)
        if pointer is None:
            return None
        self._refuse_outdated(pointer)
        view = self._view
        if view is None or view.pointer != pointer:
            with self._refreshing:
                view = self._view = self._refreshed(pointer)
        return view

    def _refreshed(self, pointer: Pointer) -> _View:
        """Called by one thread at a time; another may just have done the work."""
        for attempt in range(_OPENING_ATTEMPTS):
            if self._view and self._view.pointer == pointer:
                return self._view
            try:
                return self._opened(pointer)
            except CityKBError:
                raise
            except Exception as error:  # whatever a damaged file makes Whoosh or numpy raise
                replaced = generations.read_pointer(self._folder)
                if replaced is None or replaced == pointer or attempt == _OPENING_ATTEMPTS - 1:
                    raise SearchUnavailable(
                        f"The index in {self._folder} cannot be read ({error or type(error).__name__}). "
                        "Build it again with `citykb index rebuild`."
                    ) from error
                pointer = replaced
        raise AssertionError("every attempt returns or raises")

    def _opened(self, pointer: Pointer) -> _View:
        previous = self._view.snapshot if self._view else None
        snapshot = open_snapshot(self._path(pointer), pointer.commit, previous)
        return _View(
            pointer, snapshot, Evaluation(snapshot, CACHE_BYTES), Spellings(snapshot, self._concepts)
        )

    def _refuse_outdated(self, pointer: Pointer) -> None:
        if pointer.fingerprint != self._fingerprint:
            raise IndexOutdated(
                "The search index was written by another version of CityKB, or with another value of korean_morphemes. "
                "Build it again with `citykb index rebuild`."
            )


def _with_feedback(view: _View, query: ParsedQuery, found: Found) -> Found:
    """The answers of a question in the order that the best of them suggest."""
    if not feedback.is_called_for(query):
        return found
    snapshot = view.snapshot
    best, scores = ranking.ranked(
        snapshot, found.documents, found.scores, "relevance", limit=feedback.RERANKED
    )
    if not feedback.are_alike(scores[: feedback.LOOKED_AT].tolist()):
        return found
    answers = map(snapshot.shown, best[: feedback.LOOKED_AT].tolist())
    common = feedback.common_words(query, answers, snapshot.size, snapshot.holders_in_body)
    return view.evaluation.raised(found, np.sort(best), common)


def _milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000

"""Searching with an eye on spelling: what a reader sees, on the page and on the command line.

The engine answers what was asked. When no record fits that (none at all, or none that has all of up to three words),
and the query has words that are in no record, it is read otherwise (`kb.search.readings`): the first reading that
records fit is searched instead, and the page says so and leads back. When records do fit the query although some
of its words are in none (of many words any is enough), a reading that finds more is offered and not followed.

Feeds, exports and citations ask the engine and never this: they hold what was asked, however it is spelt.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace

from kb.search import lexer, matching
from kb.search.backend import SearchBackend
from kb.search.readings import Reader, Reading
from kb.search.request import SearchRequest
from kb.search.results import Correction, SearchPage
from kb.vocab import Vocabulary

MAX_OFFERS = 2  # readings that are counted when records fit the query; when none fits, all are


class Speller:
    """Searches an engine for what was typed or, when that finds nothing, for what was meant."""

    def __init__(self, backend: SearchBackend, vocabulary: Vocabulary) -> None:
        self._backend, self._reader = backend, Reader(backend, vocabulary)

    def search(self, request: SearchRequest) -> SearchPage:
        """The page of the request or, when its `correction` is applied, the first page of the corrected one. When the
        request is to be searched as typed, a correction is offered and never applied.

        Raises what the engine raises.
        """
        page = self._backend.search(request)
        if not _may_lack_words(page):
            return page
        text = lexer.clean(request.query)
        correction = self._best(page, self._reader.readings(text, may_join=not fits(page)))
        if correction is None or not correction.is_applied:
            return replace(page, correction=correction)
        if request.as_typed:
            return replace(page, correction=replace(correction, is_applied=False))
        return replace(self._backend.search(request.with_query(correction.query)), correction=correction)

    def _best(self, page: SearchPage, readings: Iterable[Reading]) -> Correction | None:
        """The first reading that records fit; else the first that finds more than the query."""
        second: Correction | None = None
        for reading in itertools.islice(readings, MAX_OFFERS if fits(page) else None):
            asked = replace(page.request.with_query(reading.query), per_page=1)
            found = self._backend.search(asked)
            is_better = _by_words(found) > _by_words(page) or (fits(found) and not fits(page))
            is_applied = not _by_words(page) or (fits(found) and not fits(page))
            correction = Correction(page.request.query, reading.query, reading.words, found.total, is_applied)
            if is_better and fits(found):
                return correction
            if is_better and second is None:
                second = correction
        return second


def fits(page: SearchPage) -> bool:
    """Whether there are records that fit the query as it was read, without giving way to any of its words.

    What is found by meaning alone does not tell: that is found for any text, however it is spelt.
    """
    return bool(_by_words(page)) and matching.any_word_was_enough() not in page.understood.problems


def _by_words(page: SearchPage) -> int:
    return page.total - page.by_meaning


def _may_lack_words(page: SearchPage) -> bool:
    """Whether a word of the query may be in no record: nothing fits, or not every word is required."""
    if page.understood.fell_back or not page.understood.words:
        return False
    return not fits(page) or page.understood.any_is_enough or "OR" in page.request.query.split()

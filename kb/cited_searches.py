"""Citing a search: its answer is stored under an identifier, and can be compared with the answer of today.

The identifier is the beginning of a SHA-256 over the search, the index that answered it and the answer itself. So the
same search with the same answer has one identifier however often it is cited, and nobody can change what an identifier
stands for.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from kb.db import repository
from kb.db.repository import CitedSearch, Standing
from kb.db.session import Database
from kb.errors import DuplicateValue, InvalidQuery, NotFound
from kb.search.backend import SearchBackend
from kb.search.request import SearchRequest

MAX_KEPT = 5_000  # records of one answer; of a longer one the first are kept
IDENTIFIER_LENGTH = 16  # hex digits


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of the stored answer: the revision it had, and where it stands today (None: nothing is left)."""

    slug: str
    revision: int
    now: Standing | None

    @property
    def is_revised(self) -> bool:
        return self.now is not None and self.now.is_public and self.now.revision != self.revision


@dataclass(frozen=True, slots=True)
class Replay:
    """A stored answer beside the answer of today.

    `came` are records found today and not then; it is empty when the stored answer was cut, since nobody can tell.
    `gone` are those found then and not today. `total` is the count of today.
    """

    search: CitedSearch
    came: tuple[Standing, ...]
    gone: tuple[Kept, ...]
    revised: tuple[Kept, ...]
    total: int

    @property
    def is_unchanged(self) -> bool:
        return not (self.came or self.gone or self.revised) and self.total == self.search.total


def cite(database: Database, backend: SearchBackend, request: SearchRequest, at: datetime) -> CitedSearch:
    """Store the answer, or find it stored already. Raises InvalidQuery when a part of the search was not understood."""
    if request.problems:
        raise InvalidQuery(" ".join(str(problem) for problem in request.problems))
    search = _answered(database, backend, request, at)
    with database.read() as session:
        known = repository.find_cited_search(session, search.identifier)
    if known:
        return known
    try:
        with database.write() as session:
            repository.add_cited_search(session, search)
    except DuplicateValue:  # somebody else cited the same at this moment
        return get(database, search.identifier)
    return search


def get(database: Database, identifier: str) -> CitedSearch:
    """Raises NotFound."""
    with database.read() as session:
        found = repository.find_cited_search(session, identifier)
    if found is None:
        raise NotFound(f"There is no search '{identifier}'.")
    return found


def request_of(search: CitedSearch) -> SearchRequest:
    """The search as it was asked, to ask it again."""
    return SearchRequest(
        query=search.query, filters=search.filters, sort=search.sort, words_only=search.words_only
    )


def kept_records(database: Database, search: CitedSearch) -> tuple[Kept, ...]:
    """The stored answer, each record with where it stands today."""
    with database.read() as session:
        standing = repository.standing_of_slugs(session, (slug for slug, _ in search.found))
    return tuple(Kept(slug, revision, standing.get(slug)) for slug, revision in search.found)


def replay(database: Database, backend: SearchBackend, search: CitedSearch, kept: tuple[Kept, ...]) -> Replay:
    """Ask it again and compare with the stored answer. Raises what the engine raises."""
    today = tuple(backend.scan(request_of(search)))
    present, known = frozenset(today), {one.now.id for one in kept if one.now}
    new = () if search.was_cut else tuple(record for record in today if record not in known)
    with database.read() as session:
        came = repository.standing_of_ids(session, new[:MAX_KEPT])
    return Replay(
        search=search,
        came=came,
        gone=tuple(one for one in kept if one.now is None or one.now.id not in present),
        revised=tuple(one for one in kept if one.is_revised),
        total=len(today),
    )


def _answered(
    database: Database, backend: SearchBackend, request: SearchRequest, at: datetime
) -> CitedSearch:
    ids, state = tuple(backend.scan(request)), backend.state()
    with database.read() as session:
        found = repository.standing_of_ids(session, ids[:MAX_KEPT])
    filters = {name: tuple(values) for name, values in request.filters.items()}
    answer = tuple((standing.slug, standing.revision) for standing in found)
    asked: list[object] = [request.query, filters, request.sort]
    asked += [state.generation, state.fingerprint, len(ids), answer]
    asked += (
        ["words only"] if request.words_only else []
    )  # identifiers of searches without it stay what they are
    digest = hashlib.sha256(json.dumps(asked, ensure_ascii=True).encode()).hexdigest()
    return CitedSearch(
        digest[:IDENTIFIER_LENGTH],
        request.query,
        filters,
        request.sort,
        request.words_only,
        state.generation,
        state.fingerprint,
        len(ids),
        answer,
        at,
    )

"""Cited searches as they were stored, and where the records they name stand today."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from kb.db.repository.stored import IS_PUBLIC, batches
from kb.db.tables import CitedSearchRow, RecordRow
from kb.db.tables.projections import TextRow


@dataclass(frozen=True, slots=True)
class CitedSearch:
    """A search as it was answered. `found` holds (slug, revision) in order, fewer than `total` where it was cut."""

    identifier: str
    query: str
    filters: dict[str, tuple[str, ...]]
    sort: str
    words_only: bool
    generation: int
    fingerprint: str
    total: int
    found: tuple[tuple[str, int], ...]
    created_at: datetime

    @property
    def was_cut(self) -> bool:
        """Whether only the first of the records were kept."""
        return len(self.found) < self.total


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands today: `revision` is its public one, or the last that was."""

    id: int
    slug: str
    kind: str
    revision: int
    is_public: bool


def find_cited_search(session: Session, identifier: str) -> CitedSearch | None:
    row = session.scalar(select(CitedSearchRow).where(CitedSearchRow.identifier == identifier))
    return _to_cited(row) if row else None


def add_cited_search(session: Session, search: CitedSearch) -> None:
    """Keep it. Raises DuplicateValue (from the transaction) when the identifier is taken."""
    session.add(
        CitedSearchRow(
            identifier=search.identifier,
            query=search.query,
            filters=json.dumps(search.filters, ensure_ascii=False),
            sort=search.sort,
            words_only=search.words_only,
            generation=search.generation,
            fingerprint=search.fingerprint,
            total=search.total,
            found=json.dumps(search.found),
            created_at=search.created_at,
        )
    )


def standing_of_ids(session: Session, ids: Iterable[int]) -> tuple[Standing, ...]:
    """The records of these ids that are or were public, in this order."""
    order = tuple(ids)
    found = {
        standing.id: standing
        for batch in batches(order)
        for standing in _standing(session, RecordRow.id.in_(batch))
    }
    return tuple(found[record_id] for record_id in order if record_id in found)


def standing_of_slugs(session: Session, slugs: Iterable[str]) -> dict[str, Standing]:
    """The records of these slugs that are or were public."""
    return {
        standing.slug: standing
        for batch in batches(slugs)
        for standing in _standing(session, RecordRow.slug.in_(batch))
    }


def public_titles(session: Session, ids: Iterable[int], language: str = "") -> dict[int, tuple[str, str]]:
    """Record id -> (title, its language) of the text in that language, else of the original, for those that are public."""
    titles: dict[int, tuple[str, str]] = {}
    for batch in batches(ids):
        query = select(TextRow.record_id, TextRow.title, TextRow.language).where(
            TextRow.record_id.in_(batch), TextRow.is_original | (TextRow.language == language)
        )
        query = query.order_by(TextRow.is_original.desc())  # of two rows the later one stays
        titles |= {record_id: (title, language) for record_id, title, language in session.execute(query)}
    return titles


def _standing(session: Session, condition: ColumnElement[bool]) -> list[Standing]:
    query = select(RecordRow.id, RecordRow.slug, RecordRow.kind, RecordRow.published_number, IS_PUBLIC).where(
        condition
    )
    return [
        Standing(record_id, slug, kind, revision, is_public)
        for record_id, slug, kind, revision, is_public in session.execute(query)
        if revision is not None
    ]


def _to_cited(row: CitedSearchRow) -> CitedSearch:
    return CitedSearch(
        identifier=row.identifier,
        query=row.query,
        filters={name: tuple(values) for name, values in json.loads(row.filters).items()},
        sort=row.sort,
        words_only=row.words_only,
        generation=row.generation,
        fingerprint=row.fingerprint,
        total=row.total,
        found=tuple((slug, revision) for slug, revision in json.loads(row.found)),
        created_at=row.created_at,
    )

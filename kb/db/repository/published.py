"""What the public reads: published revisions, also while an amendment is under way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from kb.db.repository.stored import IS_PUBLIC, batches, load_stored
from kb.db.tables import RecordRow, RevisionRow
from kb.errors import NotFound
from kb.records import StoredRecord


class PublicRecord(NamedTuple):
    """What a list of addresses says of a public record; `modified` is when its present text came."""

    kind: str
    slug: str
    modified: datetime


def with_published_revision() -> Select[RecordRow, RevisionRow]:
    """Records beside the revision that is, or last was, public."""
    return select(RecordRow, RevisionRow).join(
        RevisionRow,
        (RevisionRow.record_id == RecordRow.id) & (RevisionRow.number == RecordRow.published_number),
    )


def get_published(session: Session, slug: str) -> StoredRecord:
    """The published revision; for a withdrawn record the last one, with `tombstone` set.

    Raises NotFound for a slug that is unknown or was never published.
    """
    found = load_stored(session, with_published_revision().where(RecordRow.slug == slug))
    if not found:
        raise NotFound(f"There is no published record '{slug}'.")
    return found[0]


def get_many_published(session: Session, slugs: Iterable[str]) -> tuple[StoredRecord, ...]:
    """The public records of these slugs, in this order. Raises NotFound naming all that are missing."""
    wanted = tuple(slugs)
    query = with_published_revision().where(RecordRow.slug.in_(wanted), IS_PUBLIC)
    found = {stored.record.slug: stored for stored in load_stored(session, query)}
    missing = [slug for slug in wanted if slug not in found]
    if missing:
        raise NotFound(f"There is no published record: {', '.join(missing)}.")
    return tuple(found[slug] for slug in wanted)


def stream_published(session: Session, ids: Iterable[int]) -> Iterator[StoredRecord]:
    """The public records of these ids, in this order, in memory that does not grow; ids that are not public are left out."""
    for batch in batches(ids):
        query = with_published_revision().where(RecordRow.id.in_(batch), IS_PUBLIC)
        by_id = {stored.id: stored for stored in load_stored(session, query)}
        yield from (by_id[record_id] for record_id in batch if record_id in by_id)


def published_ids(session: Session) -> tuple[int, ...]:
    """The ids of all public records, ascending."""
    return tuple(session.scalars(select(RecordRow.id).where(IS_PUBLIC).order_by(RecordRow.id)))


def published_revisions(session: Session) -> dict[int, int]:
    """Record id -> number of its published revision, for all public records."""
    query = select(RecordRow.id, RecordRow.published_number).where(IS_PUBLIC)
    return {record_id: number for record_id, number in session.execute(query) if number is not None}


def public_records(session: Session, first: int, limit: int) -> tuple[PublicRecord, ...]:
    """At most `limit` public records in the order of their ids, after the `first` ones."""
    query = (
        with_published_revision()
        .with_only_columns(
            RecordRow.kind, RecordRow.slug, func.coalesce(RevisionRow.published_at, RevisionRow.created_at)
        )
        .where(IS_PUBLIC)
        .order_by(RecordRow.id)
        .offset(first)
        .limit(limit)
    )
    return tuple(PublicRecord(*row) for row in session.execute(query))


def count_public_records(session: Session) -> int:
    """How many records are public."""
    return session.scalar(select(func.count()).select_from(RecordRow).where(IS_PUBLIC)) or 0

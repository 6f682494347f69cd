"""Earlier states of a record. What was never published is for those who work on the record, not for the public."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kb.db.repository.stored import IS_PUBLIC, to_revision
from kb.db.tables import RecordRow, RevisionRow
from kb.errors import NotFound
from kb.records import Revision


def get_revision(session: Session, slug: str, number: int) -> Revision:
    """Any revision, drafts too. Raises NotFound."""
    return _one(session, _of(slug), slug, number)


def list_revisions(session: Session, slug: str) -> tuple[Revision, ...]:
    """All revisions, newest first; empty for an unknown slug."""
    return _all(session, _of(slug))


def get_public_revision(session: Session, slug: str, number: int) -> Revision:
    """A revision that is or once was the public text of a record that is public now. Raises NotFound."""
    return _one(session, _public(slug), slug, number)


def list_public_revisions(session: Session, slug: str) -> tuple[Revision, ...]:
    """The revisions that were the public text, newest first; empty for a record that is not public now."""
    return _all(session, _public(slug))


def _of(slug: str) -> Select[RevisionRow]:
    return (
        select(RevisionRow)
        .join(RecordRow, RevisionRow.record_id == RecordRow.id)
        .where(RecordRow.slug == slug)
    )


def _public(slug: str) -> Select[RevisionRow]:
    return _of(slug).where(RevisionRow.published_at.is_not(None), IS_PUBLIC)


def _one(session: Session, query: Select[RevisionRow], slug: str, number: int) -> Revision:
    row = session.scalar(query.where(RevisionRow.number == number))
    if row is None:
        raise NotFound(f"'{slug}' has no revision {number}.")
    return to_revision(row)


def _all(session: Session, query: Select[RevisionRow]) -> tuple[Revision, ...]:
    return tuple(to_revision(row) for row in session.scalars(query.order_by(RevisionRow.number.desc())))

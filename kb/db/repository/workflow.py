"""What those who work on records read: heads, queues, comments, audit events. No permission is asked here."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kb.db.repository.stored import load_stored
from kb.db.tables import AuditEventRow, CommentRow, RecordRow, RevisionRow
from kb.errors import NotFound
from kb.records import AuditEvent, Comment, Status, StoredRecord

WAITING = (Status.SUBMITTED, Status.IN_REVIEW, Status.ACCEPTED)


def with_head_revision() -> Select[RecordRow, RevisionRow]:
    """Records beside their newest revision in force."""
    return select(RecordRow, RevisionRow).join(
        RevisionRow, (RevisionRow.record_id == RecordRow.id) & (RevisionRow.number == RecordRow.head_number)
    )


def get_head(session: Session, slug: str) -> StoredRecord:
    """The head revision, published or not. Raises NotFound."""
    found = load_stored(session, with_head_revision().where(RecordRow.slug == slug))
    if not found:
        raise NotFound(f"There is no record '{slug}'.")
    return found[0]


def records_owned_by(session: Session, login: str) -> tuple[StoredRecord, ...]:
    """The heads of the records that `login` created or is amending, the one last written first."""
    query = (
        with_head_revision()
        .where((RecordRow.owner == login) | (RecordRow.amended_by == login))
        .order_by(RevisionRow.created_at.desc(), RecordRow.id.desc())
    )
    return load_stored(session, query)


def review_queue(session: Session) -> tuple[StoredRecord, ...]:
    """The heads that wait for an editor, the oldest text first."""
    query = (
        with_head_revision()
        .where(RecordRow.status.in_(WAITING))
        .order_by(RevisionRow.created_at, RecordRow.id)
    )
    return load_stored(session, query)


def slugs_present(session: Session) -> tuple[str, ...]:
    """The slugs of all records that were not withdrawn, in alphabetical order."""
    query = select(RecordRow.slug).where(RecordRow.status != Status.WITHDRAWN).order_by(RecordRow.slug)
    return tuple(session.scalars(query))


def slug_exists(session: Session, slug: str) -> bool:
    """Whether the slug is taken, by whatever record: also a draft or a withdrawn one."""
    return session.scalar(select(RecordRow.id).where(RecordRow.slug == slug)) is not None


def comments_on(session: Session, slug: str) -> tuple[Comment, ...]:
    """Oldest first."""
    query = (
        select(CommentRow).join(RecordRow, RecordRow.id == CommentRow.record_id).where(RecordRow.slug == slug)
    )
    return tuple(
        Comment(row.author, row.text, row.field, row.revision, row.created_at)
        for row in session.scalars(query.order_by(CommentRow.id))
    )


def audit_of(session: Session, slug: str) -> tuple[AuditEvent, ...]:
    """Everything that was done to a record, oldest first; nothing of a deleted draft that had its slug before."""
    query = (
        select(AuditEventRow)
        .join(RecordRow, RecordRow.id == AuditEventRow.record_id)
        .where(RecordRow.slug == slug)
        .order_by(AuditEventRow.id)
    )
    return tuple(
        AuditEvent(row.actor, row.action, row.at, row.slug, row.detail) for row in session.scalars(query)
    )

"""Writing records and revisions inside a use case's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from kb.db.tables import AssignmentRow, AuditEventRow, CommentRow, RecordRow, RevisionRow, TombstoneRow
from kb.errors import NotFound
from kb.records import Assignment, Record, Status, canonical_json, content_hash
from kb.records.record import SCHEMA_VERSION
from kb.records.workflow import RevisionOrigin


def find_record(session: Session, slug: str) -> RecordRow | None:
    """The row of a slug, locked until the transaction ends so that a second writer waits and then sees this one's work."""
    return session.scalar(select(RecordRow).where(RecordRow.slug == slug).with_for_update())


def lock_record(session: Session, slug: str) -> RecordRow:
    """Like `find_record`. Raises NotFound."""
    row = find_record(session, slug)
    if row is None:
        raise NotFound(f"There is no record '{slug}'.")
    return row


def insert_record(
    session: Session, record: Record, *, status: Status, owner: str | None, at: datetime
) -> RecordRow:
    """A row without revision yet. A slug that is taken is refused by the database."""
    row = RecordRow(
        slug=record.slug, kind=record.kind, status=status, owner=owner, head_number=0, created_at=at
    )
    session.add(row)
    session.flush()
    return row


def delete_record(session: Session, row: RecordRow) -> None:
    """Remove a locked record that was never public, with its revisions and comments. Its audit events stay under its slug,
    without the record."""
    revisions = select(RevisionRow.id).where(RevisionRow.record_id == row.id)
    session.execute(delete(AssignmentRow).where(AssignmentRow.revision_id.in_(revisions)))
    session.execute(delete(RevisionRow).where(RevisionRow.record_id == row.id))
    session.execute(delete(CommentRow).where(CommentRow.record_id == row.id))
    session.execute(update(AuditEventRow).where(AuditEventRow.record_id == row.id).values(record_id=None))
    session.delete(row)
    session.flush()


def revision_of(session: Session, row: RecordRow, number: int) -> RevisionRow:
    """One revision of a locked record. Raises NotFound."""
    found = session.scalar(
        select(RevisionRow).where(RevisionRow.record_id == row.id, RevisionRow.number == number)
    )
    if found is None:
        raise NotFound(f"'{row.slug}' has no revision {number}.")
    return found


def last_ingested(session: Session, row: RecordRow) -> RevisionRow | None:
    """The newest revision that a file brought, in force or not."""
    query = select(RevisionRow).where(RevisionRow.record_id == row.id, RevisionRow.origin == "ingest")
    return session.scalar(query.order_by(RevisionRow.number.desc()).limit(1))


def add_revision(
    session: Session,
    row: RecordRow,
    record: Record,
    *,
    origin: RevisionOrigin,
    holds_edit: bool,
    author: str,
    comment: str,
    at: datetime,
) -> RevisionRow:
    """Write the next revision and make it the head. Numbers are never used twice, also after a declined amendment."""
    highest = session.scalar(select(func.max(RevisionRow.number)).where(RevisionRow.record_id == row.id))
    revision = RevisionRow(
        record_id=row.id,
        number=(highest or 0) + 1,
        document=canonical_json(record),
        schema_version=SCHEMA_VERSION,
        content_hash=content_hash(record),
        origin=origin,
        based_on=row.head_number or None,
        holds_edit=holds_edit,
        author=author,
        comment=comment,
        created_at=at,
    )
    session.add(revision)
    row.head_number, row.kind = revision.number, record.kind
    session.flush()
    return revision


def replace_assignments(session: Session, revision: RevisionRow, assignments: Iterable[Assignment]) -> None:
    """Give a revision these assignments and no others."""
    session.execute(delete(AssignmentRow).where(AssignmentRow.revision_id == revision.id))
    session.add_all(
        AssignmentRow(revision_id=revision.id, **asdict(assignment)) for assignment in assignments
    )
    session.flush()


def holds_unreviewed_edit(session: Session, row: RecordRow) -> bool:
    """Whether a file's new content must wait for review: walking back from the head to the public text, a person's edit
    is met."""
    number: int | None = row.head_number
    while number is not None:
        revision = revision_of(session, row, number)
        if revision.holds_edit:
            return True
        if revision.published_at is not None:
            return False
        number = revision.based_on
    return False


def add_comment(session: Session, row: RecordRow, author: str, text: str, field: str, at: datetime) -> None:
    session.add(
        CommentRow(
            record_id=row.id, author=author, text=text, field=field, revision=row.head_number, created_at=at
        )
    )


def add_audit_event(
    session: Session, row: RecordRow, actor: str, action: str, detail: str, at: datetime
) -> None:
    session.add(
        AuditEventRow(record_id=row.id, slug=row.slug, actor=actor, action=action, detail=detail, at=at)
    )


def add_tombstone(session: Session, row: RecordRow, title: str, reason: str, at: datetime) -> None:
    session.add(TombstoneRow(record_id=row.id, title=title, reason=reason, withdrawn_on=at.date()))

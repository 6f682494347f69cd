"""The transactional outbox of the search index: what still has to be indexed, written together with the change itself.

A row is open while `processed_at` is empty. It is marked after the work, so a crash costs a repetition and never a row.
After MAX_ATTEMPTS failures it is parked: it holds up nobody and `citykb index check` shows it. Rows that are done stay
for KEPT_DONE, so that what was indexed lately can be looked up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from kb.db.repository.stored import batches
from kb.db.tables import IndexOutboxRow

MAX_ATTEMPTS = 5
ERROR_LIMIT = 2000
KEPT_DONE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One record to index; `last_error` says why it failed the last time."""

    id: int
    record_id: int
    attempts: int
    last_error: str | None = None


def add(session: Session, record_id: int, at: datetime) -> None:
    """Ask for a record to be indexed, in the transaction that changes its public text."""
    session.add(IndexOutboxRow(record_id=record_id, created_at=at))


def pending(session: Session, limit: int) -> list[OutboxRow]:
    """The open rows that are not parked, oldest first."""
    return _rows(session, _open().where(IndexOutboxRow.attempts < MAX_ATTEMPTS).limit(limit))


def parked(session: Session) -> list[OutboxRow]:
    """The open rows that failed too often."""
    return _rows(session, _open().where(IndexOutboxRow.attempts >= MAX_ATTEMPTS))


def mark_done(session: Session, ids: Iterable[int]) -> None:
    """Close exactly these rows. Doing it twice changes nothing."""
    for batch in batches(ids):
        session.execute(
            update(IndexOutboxRow)
            .where(IndexOutboxRow.id.in_(batch), IndexOutboxRow.processed_at.is_(None))
            .values(processed_at=datetime.now(UTC), last_error=None)
        )


def mark_failed(session: Session, row_id: int, error: str) -> None:
    """Count a failed attempt and keep the reason; the row stays open."""
    session.execute(
        update(IndexOutboxRow)
        .where(IndexOutboxRow.id == row_id)
        .values(attempts=IndexOutboxRow.attempts + 1, last_error=error[:ERROR_LIMIT])
    )


def remove_done(session: Session, now: datetime) -> None:
    """Delete the rows that were done longer than KEPT_DONE ago; open and parked ones stay however old they are."""
    session.execute(delete(IndexOutboxRow).where(IndexOutboxRow.processed_at < now - KEPT_DONE))


def _open() -> Select[IndexOutboxRow]:
    return select(IndexOutboxRow).where(IndexOutboxRow.processed_at.is_(None)).order_by(IndexOutboxRow.id)


def _rows(session: Session, query: Select[IndexOutboxRow]) -> list[OutboxRow]:
    return [OutboxRow(row.id, row.record_id, row.attempts, row.last_error) for row in session.scalars(query)]

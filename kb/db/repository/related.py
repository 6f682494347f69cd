"""Links between published records, read from the projections. A link to a slug that does not exist yet is no error."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from kb.db.repository.published import with_published_revision
from kb.db.repository.stored import IS_PUBLIC, load_stored
from kb.db.tables import RecordRow
from kb.db.tables.projections import PracticeRow, PracticeTransferRow
from kb.records import StoredRecord
from kb.records.parts import PracticeTransfer


def events_showing(session: Session, slug: str) -> tuple[StoredRecord, ...]:
    """The published events among whose practices the record is, newest publication first."""
    showing = select(PracticeRow.record_id).where(PracticeRow.record == slug)
    return tuple(stored for stored in _published_among(session, showing) if stored.record.kind == "event")


def transfers_to(session: Session, slug: str) -> tuple[tuple[StoredRecord, PracticeTransfer], ...]:
    """The published records that document a transfer from or to this one, each with the transfer."""
    naming = select(PracticeTransferRow.record_id).where(PracticeTransferRow.record == slug)
    return tuple(
        (stored, transfer)
        for stored in _published_among(session, naming)
        for transfer in stored.record.practice_transfers
        if transfer.record == slug
    )


def _published_among(session: Session, ids: Select[int]) -> tuple[StoredRecord, ...]:
    query = (
        with_published_revision()
        .where(RecordRow.id.in_(ids), IS_PUBLIC)
        .order_by(RecordRow.issued.desc(), RecordRow.slug)
    )
    return load_stored(session, query)

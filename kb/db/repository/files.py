"""Which file each record came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from kb.db.repository.stored import IS_PUBLIC
from kb.db.tables import IngestedFileRow, RecordRow


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that was ingested: the record it belongs to and the SHA-256 (hex) of what it held then."""

    path: str
    slug: str
    sha256: str
    language: str
    is_original: bool


def file_at(session: Session, path: str) -> KnownFile | None:
    row = session.execute(_known().where(IngestedFileRow.path == path)).one_or_none()
    return _to_known(*row) if row else None


def original_of(session: Session, slug: str) -> KnownFile | None:
    """The file of a record's original text; None for a record that came by the web."""
    query = _known().where(RecordRow.slug == slug, IngestedFileRow.is_original)
    row = session.execute(query).one_or_none()
    return _to_known(*row) if row else None


def public_originals(session: Session) -> tuple[KnownFile, ...]:
    """The files of all public records' original texts, by path."""
    query = _known().where(IngestedFileRow.is_original, IS_PUBLIC).order_by(IngestedFileRow.path)
    return tuple(_to_known(*row) for row in session.execute(query))


def remember_file(
    session: Session,
    row: RecordRow,
    *,
    path: str,
    sha256: str,
    language: str,
    is_original: bool,
    at: datetime,
) -> None:
    """Note what the record's file in this language holds now. A file that moved is known by its new path."""
    session.execute(
        delete(IngestedFileRow).where(
            (IngestedFileRow.path == path)
            | ((IngestedFileRow.record_id == row.id) & (IngestedFileRow.language == language))
        )
    )
    session.add(
        IngestedFileRow(
            record_id=row.id,
            path=path,
            sha256=sha256,
            language=language,
            is_original=is_original,
            ingested_at=at,
        )
    )


def forget_files(session: Session, row: RecordRow) -> None:
    session.execute(delete(IngestedFileRow).where(IngestedFileRow.record_id == row.id))


def _known() -> Select[IngestedFileRow, str]:
    return select(IngestedFileRow, RecordRow.slug).join(RecordRow, RecordRow.id == IngestedFileRow.record_id)


def _to_known(row: IngestedFileRow, slug: str) -> KnownFile:
    return KnownFile(row.path, slug, row.sha256, row.language, row.is_original)

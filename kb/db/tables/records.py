"""Records, their revisions, and what happens to them. A revision is the truth; `projections` only repeats it for queries."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from kb.db.base import Base, UtcDateTime


def one_of(column: str, *values: str) -> str:
    """The SQL of a check constraint for a column with a closed list of values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class RecordRow(Base):
    """One record under one slug for ever, once an editor or the public could read it; a mere draft may be deleted.

    `status` is that of the head. `published_number` is what the public reads; it stays when an amendment is begun and
    after withdrawal. `owner` created the record (None: curated), `amended_by` opened the amendment under way.
    """

    __tablename__ = "records"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint(one_of("kind", "case-study", "event"), name="kind"),
        CheckConstraint(
            one_of(
                "status", "draft", "submitted", "in-review", "changes-requested",
                "accepted", "published", "declined", "withdrawn",
            ),
            name="status",
        ),
        Index(None, "status"),
        Index(None, "owner"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    owner: Mapped[str | None] = mapped_column(Text)
    amended_by: Mapped[str | None] = mapped_column(Text)
    head_number: Mapped[int]
    published_number: Mapped[int | None]
    issued: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RevisionRow(Base):
    """One numbered state. `document` is the canonical JSON text whose SHA-256 is `content_hash`.

    `based_on` is the number of the revision it was made from. `holds_edit` says that its text contains what a person
    wrote here, so that a file must not replace it unseen. `published_at` is when it became the public text, None
    when it never was.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("record_id", "number"),
        CheckConstraint(one_of("origin", "ingest", "edit", "tag-decision"), name="origin"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    schema_version: Mapped[int]
    content_hash: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    based_on: Mapped[int | None]
    holds_edit: Mapped[bool]
    author: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssignmentRow(Base):
    """Why a revision carries a concept, or why somebody refused it. Rows go with the revision, so the public page
    explains the public text while an amendment has reasons of its own."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("revision_id", "field", "concept", "method"),
        CheckConstraint(
            one_of("field", "cities", "themes", "target_groups", "instruments", "sdg_targets"), name="field"
        ),
        CheckConstraint(one_of("method", "human", "authority-file", "cue-words"), name="method"),
        CheckConstraint(one_of("decision", "accepted", "rejected"), name="decision"),
        CheckConstraint("score BETWEEN 0 AND 1", name="score"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    field: Mapped[str] = mapped_column(Text)
    concept: Mapped[str] = mapped_column(Text)
    method: Mapped[str] = mapped_column(Text)
    score: Mapped[float]
    sentence: Mapped[str] = mapped_column(Text)
    cue: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    decision: Mapped[str | None] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(Text)


class IngestedFileRow(Base):
    """Which file a record's text in one language came from, and what the file held then."""

    __tablename__ = "ingested_files"
    __table_args__ = (UniqueConstraint("path"), UniqueConstraint("record_id", "language"))

    id: Mapped[int] = mapped_column(primary_key=True)
    path: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    language: Mapped[str] = mapped_column(Text)
    is_original: Mapped[bool]
    ingested_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommentRow(Base):
    """A word between editor and officer. `field` is "" for the whole record."""

    __tablename__ = "comments"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    author: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    field: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditEventRow(Base):
    """Who did what and when. `record_id` is None for what concerns accounts, whose `slug` is "", and for a deleted draft."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "record_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int | None] = mapped_column(ForeignKey("records.id"))
    slug: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    detail: Mapped[str] = mapped_column(Text)


class TombstoneRow(Base):
    """What stays at the address of a withdrawn record."""

    __tablename__ = "tombstones"

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    withdrawn_on: Mapped[date]


_UNPROCESSED = text("processed_at IS NULL")


class IndexOutboxRow(Base):
    """A record whose public text changed and must be indexed. See `kb.outbox`. The index covers open rows only."""

    __tablename__ = "index_outbox"
    __table_args__ = (
        Index("ix_index_outbox_unprocessed", "id", sqlite_where=_UNPROCESSED, postgresql_where=_UNPROCESSED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)
    processed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

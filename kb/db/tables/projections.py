"""Projections of the published revision, for queries in SQL. They repeat what its document says and can be written anew
from it at any time; a record that is not public has none.

Rows of a list are keyed by (record, position); `part_id` is the stable id of a repeated part. Source numbers are
kept as text, joined by commas. A figure's `value` is the text as reported, its numbers may be missing.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Double, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.db.base import Base


class OfRecord(Base):
    """Belongs to one record."""

    __abstract__ = True

    record_id: Mapped[int] = mapped_column(ForeignKey("records.id"), primary_key=True, sort_order=-3)


class InList(OfRecord):
    """One entry of one of a record's lists."""

    __abstract__ = True

    position: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)


class NamedConcept(InList):
    """A concept of a scheme, or a free keyword."""

    __abstract__ = True

    concept: Mapped[str] = mapped_column(Text)


class IdentifiedPart(InList):
    """A repeated part with its stable id."""

    __abstract__ = True

    part_id: Mapped[str] = mapped_column(Text, sort_order=-1)


class CitedPart(IdentifiedPart):
    """A repeated part that cites sources."""

    __abstract__ = True

    sources: Mapped[str] = mapped_column(Text, sort_order=1)


class PublicationRow(OfRecord):
    """What a published record says once."""

    __tablename__ = "publications"
    __table_args__ = (Index(None, "review_by"),)

    revision: Mapped[int]
    jurisdiction: Mapped[str | None] = mapped_column(Text)
    scale: Mapped[str | None] = mapped_column(Text)
    lead_name: Mapped[str | None] = mapped_column(Text)
    lead_type: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str | None] = mapped_column(Text)
    started: Mapped[str | None] = mapped_column(Text)
    started_earliest: Mapped[dt.date | None]
    started_latest: Mapped[dt.date | None]
    ended: Mapped[str | None] = mapped_column(Text)
    ended_earliest: Mapped[dt.date | None]
    ended_latest: Mapped[dt.date | None]
    evidence_level: Mapped[int | None]
    evidence_reason: Mapped[str | None] = mapped_column(Text)
    license: Mapped[str] = mapped_column(Text)
    confirmed_on: Mapped[dt.date | None]
    review_by: Mapped[dt.date | None]


class TextRow(OfRecord):
    """Title and summary in one language; `translated_by` is None for the original."""

    __tablename__ = "texts"

    language: Mapped[str] = mapped_column(Text, primary_key=True)
    is_original: Mapped[bool]
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    stage_note: Mapped[str | None] = mapped_column(Text)
    translated_by: Mapped[str | None] = mapped_column(Text)
    of_revision: Mapped[int | None]


class SectionRow(OfRecord):
    """One section of the prose in one language."""

    __tablename__ = "sections"

    language: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class CityRow(NamedConcept):
    __tablename__ = "cities"
    __table_args__ = (Index(None, "concept"),)


class ThemeRow(NamedConcept):
    __tablename__ = "themes"
    __table_args__ = (Index(None, "concept"),)


class InstrumentRow(NamedConcept):
    __tablename__ = "instruments"
    __table_args__ = (Index(None, "concept"),)


class TargetGroupRow(NamedConcept):
    __tablename__ = "target_groups"
    __table_args__ = (Index(None, "concept"),)


class ReachedGroupRow(NamedConcept):
    __tablename__ = "reached_groups"
    __table_args__ = (Index(None, "concept"),)


class SdgTargetRow(NamedConcept):
    __tablename__ = "sdg_targets"
    __table_args__ = (Index(None, "concept"),)


class KeywordRow(NamedConcept):
    __tablename__ = "keywords"
    __table_args__ = (Index(None, "concept"),)


class AliasRow(IdentifiedPart):
    __tablename__ = "aliases"

    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class PartnerRow(IdentifiedPart):
    __tablename__ = "partners"

    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text)


class ReportedResultRow(CitedPart):
    __tablename__ = "reported_results"

    metric: Mapped[str] = mapped_column(Text)
    family: Mapped[str | None] = mapped_column(Text)
    value: Mapped[str | None] = mapped_column(Text)
    number: Mapped[float | None] = mapped_column(Double)
    low: Mapped[float | None] = mapped_column(Double)
    high: Mapped[float | None] = mapped_column(Double)
    qualifier: Mapped[str | None] = mapped_column(Text)
    denominator: Mapped[float | None] = mapped_column(Double)
    unit: Mapped[str | None] = mapped_column(Text)
    baseline: Mapped[str | None] = mapped_column(Text)
    comparator: Mapped[str | None] = mapped_column(Text)
    period: Mapped[str | None] = mapped_column(Text)
    population: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)
    design: Mapped[str | None] = mapped_column(Text)
    reporter: Mapped[str | None] = mapped_column(Text)
    evidence_level: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)


class CostRow(CitedPart):
    __tablename__ = "costs"

    amount: Mapped[str] = mapped_column(Text)
    number: Mapped[float | None] = mapped_column(Double)
    currency: Mapped[str | None] = mapped_column(Text)
    period: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class TimelineRow(CitedPart):
    __tablename__ = "timeline"

    date: Mapped[str] = mapped_column(Text)
    date_earliest: Mapped[dt.date | None]
    date_latest: Mapped[dt.date | None]
    event: Mapped[str] = mapped_column(Text)


class ConflictRow(CitedPart):
    __tablename__ = "conflicts"

    statement: Mapped[str] = mapped_column(Text)


class PracticeTransferRow(CitedPart):
    """A documented transfer; `record` is a slug that may not exist (yet)."""

    __tablename__ = "practice_transfers"
    __table_args__ = (Index(None, "record"),)

    kind: Mapped[str] = mapped_column(Text)
    record: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class PracticeRow(CitedPart):
    """A practice shown at an event; `record` is a slug that may not exist (yet)."""

    __tablename__ = "practices"
    __table_args__ = (Index(None, "record"),)

    record: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class SourceRow(OfRecord):
    __tablename__ = "sources"

    n: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str | None] = mapped_column(Text)
    publisher: Mapped[str | None] = mapped_column(Text)
    issued: Mapped[str | None] = mapped_column(Text)
    issued_earliest: Mapped[dt.date | None]
    issued_latest: Mapped[dt.date | None]
    language: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    captured_at: Mapped[dt.date | None]
    archived_url: Mapped[str | None] = mapped_column(Text)


class AwardRow(CitedPart):
    __tablename__ = "awards"

    name: Mapped[str] = mapped_column(Text)
    year: Mapped[int | None]
    result: Mapped[str | None] = mapped_column(Text)

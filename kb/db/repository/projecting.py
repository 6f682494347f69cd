"""Writing the projections of a published revision: one row per entry of each list, as the tables declare their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Table, delete, insert
from sqlalchemy.orm import Session

from kb.db.base import Base
from kb.db.tables import projections as tables
from kb.records import PartialDate, Record, Translation

Rows = list[dict[str, Any]]

_CONCEPTS: Mapping[str, type[tables.NamedConcept]] = {
    "cities": tables.CityRow,
    "themes": tables.ThemeRow,
    "instruments": tables.InstrumentRow,
    "target_groups": tables.TargetGroupRow,
    "reached_groups": tables.ReachedGroupRow,
    "sdg_targets": tables.SdgTargetRow,
    "keywords": tables.KeywordRow,
}
_PARTS: Mapping[str, type[tables.IdentifiedPart]] = {
    "aliases": tables.AliasRow,
    "partners": tables.PartnerRow,
    "reported_results": tables.ReportedResultRow,
    "costs": tables.CostRow,
    "timeline": tables.TimelineRow,
    "conflicts": tables.ConflictRow,
    "practice_transfers": tables.PracticeTransferRow,
    "practices": tables.PracticeRow,
    "awards": tables.AwardRow,
}
_SINGLE = (tables.PublicationRow, tables.TextRow, tables.SectionRow, tables.SourceRow)
ALL_PROJECTIONS: tuple[type[tables.OfRecord], ...] = (*_SINGLE, *_CONCEPTS.values(), *_PARTS.values())


def clear_projections(session: Session, record_id: int) -> None:
    """Remove all projections of a record that is no longer public, or is about to be projected anew."""
    for table in map(_table, ALL_PROJECTIONS):
        session.execute(delete(table).where(table.c.record_id == record_id))


def project(session: Session, record_id: int, revision: int, record: Record) -> None:
    """Write the projections of `record`, the published revision of a record that has none."""
    for table, rows in _rows_of(record, revision):
        if rows:
            session.execute(insert(_table(table)), [{"record_id": record_id} | row for row in rows])


def _table(projection: type[tables.OfRecord]) -> Table:
    """Bulk statements go to the table itself; the session has no use for these rows as objects."""
    return Base.metadata.tables[projection.__tablename__]


def _rows_of(record: Record, revision: int) -> Iterator[tuple[type[tables.OfRecord], Rows]]:
    yield tables.PublicationRow, [_publication(record, revision)]
    yield tables.TextRow, list(_texts(record))
    yield tables.SectionRow, list(_sections(record))
    yield tables.SourceRow, [_columns(tables.SourceRow, source) for source in record.sources]
    for name, concepts in _CONCEPTS.items():
        yield concepts, _positioned({"concept": concept} for concept in dict.fromkeys(getattr(record, name)))
    for name, parts in _PARTS.items():
        yield parts, _positioned(_columns(parts, part) for part in getattr(record, name))


def _publication(record: Record, revision: int) -> dict[str, Any]:
    lead, evidence = record.lead_organisation, record.evidence
    return {
        "revision": revision,
        "jurisdiction": record.jurisdiction,
        "scale": record.scale,
        "lead_name": lead.name if lead else None,
        "lead_type": lead.type if lead else None,
        "stage": record.stage,
        **_dates("started", record.started),
        **_dates("ended", record.ended),
        "evidence_level": evidence.level if evidence else None,
        "evidence_reason": evidence.reason if evidence else None,
        "license": record.license,
        "confirmed_on": record.confirmed_on,
        "review_by": record.review_by,
    }


def _texts(record: Record) -> Iterator[dict[str, Any]]:
    yield _text(record) | {"is_original": True, "translated_by": None, "of_revision": None}
    for text in record.translations:
        yield _text(text) | {
            "is_original": False,
            "translated_by": text.by,
            "of_revision": text.of_revision,
        }


def _text(text: Record | Translation) -> dict[str, Any]:
    return {
        "language": text.language,
        "title": text.title,
        "summary": text.summary,
        "stage_note": text.stage_note,
    }


def _sections(record: Record) -> Iterator[dict[str, Any]]:
    texts: tuple[Record | Translation, ...] = (record, *record.translations)
    for text in texts:
        for name, prose in text.sections.texts().items():
            yield {"language": text.language, "name": name, "text": prose}


def _positioned(rows: Iterable[dict[str, Any]]) -> Rows:
    return [row | {"position": position} for position, row in enumerate(rows)]


def _columns(table: type[tables.OfRecord], part: object) -> dict[str, Any]:
    """What `part` answers to each column of `table`, but for the columns that say where it stands."""
    names = (column.name for column in _table(table).columns)
    return {name: _value(part, name) for name in names if name not in ("record_id", "position")}


def _value(part: object, column: str) -> object:
    """Dates bring their bounds, source numbers become text."""
    name, _, bound = column.rpartition("_")
    if bound in ("earliest", "latest"):
        date = getattr(part, name)
        return getattr(date, bound) if date else None
    value = getattr(part, "id" if column == "part_id" else column)
    if isinstance(value, PartialDate):
        return value.raw
    return ",".join(map(str, value)) if isinstance(value, tuple) else value


def _dates(name: str, date: PartialDate | None) -> dict[str, Any]:
    return {
        name: date.raw if date else None,
        f"{name}_earliest": date.earliest if date else None,
        f"{name}_latest": date.latest if date else None,
    }

"""From rows to the values of `kb.records`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar, cast

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from kb.db.tables import AssignmentRow, RecordRow, RevisionRow, TombstoneRow
from kb.records import Assignment, Record, Revision, Status, StoredRecord, Tombstone, from_document
from kb.records.workflow import Decision, Method, RevisionOrigin, TaggedField

# Ids bound in one statement: far below the limits of both engines.
BATCH = 200
T = TypeVar("T")

IS_PUBLIC: ColumnElement[bool] = RecordRow.published_number.is_not(None) & (
    RecordRow.status != Status.WITHDRAWN
)


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most `size` values, in order."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def load_stored(session: Session, query: Select[RecordRow, RevisionRow]) -> tuple[StoredRecord, ...]:
    """One StoredRecord per row, with the record, assignments and times of the revision beside it."""
    rows = session.execute(query).all()
    assignments = _assignments(session, [revision.id for _, revision in rows])
    tombstones = _tombstones(session, [row for row, _ in rows])
    return tuple(
        _to_stored(row, revision, assignments[revision.id], tombstones.get(row.id)) for row, revision in rows
    )


def assignments_of(session: Session, revision: RevisionRow) -> tuple[Assignment, ...]:
    """The assignments of one revision, in the order they were made."""
    return _assignments(session, [revision.id])[revision.id]


def to_record(revision: RevisionRow) -> Record:
    return from_document(json.loads(revision.document))


def to_revision(row: RevisionRow) -> Revision:
    return Revision(
        number=row.number,
        record=to_record(row),
        content_hash=row.content_hash,
        origin=cast("RevisionOrigin", row.origin),
        author=row.author,
        created_at=row.created_at,
        comment=row.comment,
    )


def _to_stored(
    row: RecordRow,
    revision: RevisionRow,
    assignments: tuple[Assignment, ...],
    tombstone: TombstoneRow | None,
) -> StoredRecord:
    return StoredRecord(
        id=row.id,
        record=to_record(revision),
        status=Status(row.status),
        revision=revision.number,
        head_revision=row.head_number,
        published_revision=row.published_number,
        issued=row.issued,
        modified=revision.published_at or revision.created_at,
        owner=row.owner,
        amended_by=row.amended_by,
        assignments=assignments,
        tombstone=_to_tombstone(row, tombstone) if tombstone else None,
    )


def _to_tombstone(row: RecordRow, tombstone: TombstoneRow) -> Tombstone:
    return Tombstone(row.slug, row.kind, tombstone.title, tombstone.reason, tombstone.withdrawn_on)


def _tombstones(session: Session, rows: Iterable[RecordRow]) -> dict[int, TombstoneRow]:
    withdrawn = [row.id for row in rows if row.status == Status.WITHDRAWN]
    if not withdrawn:
        return {}
    found = session.scalars(select(TombstoneRow).where(TombstoneRow.record_id.in_(withdrawn)))
    return {tombstone.record_id: tombstone for tombstone in found}


def _assignments(session: Session, revision_ids: Sequence[int]) -> dict[int, tuple[Assignment, ...]]:
    found: defaultdict[int, tuple[Assignment, ...]] = defaultdict(tuple)
    query = (
        select(AssignmentRow).where(AssignmentRow.revision_id.in_(revision_ids)).order_by(AssignmentRow.id)
    )
    for row in session.scalars(query):
        found[row.revision_id] += (_to_assignment(row),)
    return found


def _to_assignment(row: AssignmentRow) -> Assignment:
    return Assignment(
        field=cast("TaggedField", row.field),
        concept=row.concept,
        method=cast("Method", row.method),
        score=row.score,
        sentence=row.sentence,
        cue=row.cue,
        section=row.section,
        language=row.language,
        decision=cast("Decision | None", row.decision),
        decided_by=row.decided_by,
    )

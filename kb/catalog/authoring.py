"""Writing by hand: creating a record, saving changes to it, and deleting a draft."""

from __future__ import annotations

from collections.abc import Sequence

from kb.catalog.assigned import settled, with_decisions
from kb.catalog.change import Change
from kb.db.repository import writing
from kb.db.tables import RecordRow
from kb.errors import InvalidRecord, InvalidTransition, Problem
from kb.permissions import Action, require_general
from kb.records import Assignment, Record, Status, StoredRecord, content_hash


def create(change: Change, record: Record, assignments: Sequence[Assignment]) -> StoredRecord:
    """A new draft that belongs to the actor. Raises DuplicateValue when the slug is taken."""
    require_general(change.actor, Action.CREATE)
    row = writing.insert_record(
        change.session, record, status=Status.DRAFT, owner=change.actor.login, at=change.at
    )
    change.write(row, record, settled(record, assignments), "edit", holds_edit=True)
    change.audit(row, Action.CREATE)
    return change.result(row)


def save(
    change: Change,
    slug: str,
    record: Record,
    expected_revision: int,
    comment: str,
    assignments: Sequence[Assignment] | None,
) -> StoredRecord:
    """A new revision of the head. On a published record it opens an amendment; the public text stays as it is.

    Saving without a change writes nothing.
    """
    row = writing.lock_record(change.session, slug)
    action = Action.AMEND if row.status == Status.PUBLISHED else Action.EDIT
    row = change.open(slug, action, expected_revision)
    _require_same_slug(slug, record)
    head = change.head(row)
    before = change.assignments(head)
    given = before if assignments is None else with_decisions(assignments, before)
    after = settled(record, given)
    if head.content_hash == content_hash(record) and set(after) == set(before):
        return change.result(row)
    change.write(row, record, after, "edit", holds_edit=True, comment=comment)
    if action is Action.AMEND:
        _open_amendment(change, row)
    change.audit(row, action, f"revision {row.head_number}")
    return change.result(row)


def delete(change: Change, slug: str, expected_revision: int) -> None:
    """Remove a draft that nobody but its author has read; the audit keeps who removed it and when. Its slug is free again.

    Raises InvalidTransition for an amendment: the record has an address that is never used again.
    """
    row = change.open(slug, Action.DELETE, expected_revision)
    if row.published_number is not None:
        raise InvalidTransition(f"'{slug}' has been public; a record with a public text is not deleted.")
    change.audit(row, Action.DELETE)
    writing.delete_record(change.session, row)


def _open_amendment(change: Change, row: RecordRow) -> None:
    row.status, row.amended_by = Status.DRAFT, change.actor.login


def _require_same_slug(slug: str, record: Record) -> None:
    if record.slug != slug:
        raise InvalidRecord(
            [Problem("slug", "The slug of a record never changes; keep '%(slug)s'.", {"slug": slug})]
        )

"""The workflow from draft to publication and withdrawal. `kb.permissions` holds the table of who may do which step when."""

from __future__ import annotations

from kb.catalog.change import Change, bounded, said
from kb.db.repository import stored, writing
from kb.db.tables import RecordRow
from kb.errors import InvalidRecord, Problem
from kb.permissions import LEADS_TO, Action
from kb.records import Record, Status, StoredRecord, publish_problems, submit_problems


def submit(change: Change, slug: str, expected_revision: int) -> StoredRecord:
    """Hand a draft to the editors. Raises InvalidRecord with everything the submit rules miss."""
    row = change.open(slug, Action.SUBMIT, expected_revision)
    _refuse(_submit_gaps(change, row, _head_record(change, row)))
    return _step(change, row, Action.SUBMIT)


def move(change: Change, slug: str, action: Action, expected_revision: int | None) -> StoredRecord:
    """A step that needs no word: starting a review, accepting."""
    return _step(change, change.open(slug, action, expected_revision), action)


def request_changes(change: Change, slug: str, comment: str, expected_revision: int | None) -> StoredRecord:
    """Give a record back to its author with a comment that says what to change."""
    row = change.open(slug, Action.REQUEST_CHANGES, expected_revision)
    _comment(change, row, said(comment, "comment", "Say what should be changed."))
    return _step(change, row, Action.REQUEST_CHANGES)


def publish(change: Change, slug: str, expected_revision: int) -> StoredRecord:
    """Make the head public. Raises InvalidRecord with everything the publish rules miss."""
    row = change.open(slug, Action.PUBLISH, expected_revision)
    _refuse(publish_problems(_head_record(change, row), change.vocabulary))
    change.audit(row, Action.PUBLISH, f"revision {row.head_number}")
    change.make_public(row, change.head(row))
    return change.result(row)


def decline(change: Change, slug: str, comment: str, expected_revision: int | None) -> StoredRecord:
    """Refuse a record. A refused amendment stays in the history and the head is the published revision again."""
    row = change.open(slug, Action.DECLINE, expected_revision)
    _comment(change, row, said(comment, "comment", "Say why it is declined."))
    if row.published_number is None:
        return _step(change, row, Action.DECLINE)
    change.audit(row, Action.DECLINE, f"amendment, revision {row.head_number}")
    row.head_number, row.status, row.amended_by = row.published_number, Status.PUBLISHED, None
    return change.result(row)


def withdraw(change: Change, slug: str, reason: str, expected_revision: int | None) -> StoredRecord:
    """Take a record out of public view; its title, the reason and the date stay at its address."""
    row = change.open(slug, Action.WITHDRAW, expected_revision)
    withdraw_row(
        change, row, said(reason, "reason", "Say why it is withdrawn; the reason stays at its address.")
    )
    return change.result(row)


def withdraw_row(change: Change, row: RecordRow, reason: str) -> None:
    """Withdraw a locked record that is public."""
    public = writing.revision_of(change.session, row, row.published_number or row.head_number)
    writing.add_tombstone(change.session, row, stored.to_record(public).title, reason, change.at)
    change.take_from_public(row)
    change.audit(row, Action.WITHDRAW, reason)


def comment(change: Change, slug: str, text: str, field: str) -> StoredRecord:
    """Say something about a record, or about one of its fields."""
    row = change.open(slug, Action.COMMENT)
    _comment(change, row, said(text, "text", "Write a comment."), bounded(field, "field"))
    change.audit(row, Action.COMMENT, field)
    return change.result(row)


def _step(change: Change, row: RecordRow, action: Action) -> StoredRecord:
    before, row.status = row.status, LEADS_TO[action]
    change.audit(row, action, f"{before} to {row.status}")
    return change.result(row)


def _comment(change: Change, row: RecordRow, text: str, field: str = "") -> None:
    writing.add_comment(change.session, row, change.actor.login, text, field, change.at)


def _head_record(change: Change, row: RecordRow) -> Record:
    return stored.to_record(change.head(row))


def _submit_gaps(change: Change, row: RecordRow, record: Record) -> tuple[Problem, ...]:
    """A curated record has no contact and needs none."""
    problems = submit_problems(record, change.vocabulary)
    return tuple(problem for problem in problems if row.owner is not None or problem.field != "contact")


def _refuse(problems: tuple[Problem, ...]) -> None:
    if problems:
        raise InvalidRecord(problems)

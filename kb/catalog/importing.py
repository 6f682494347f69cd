"""Taking in what a file says. A file never overwrites what a person wrote here: then it opens an amendment for review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kb.catalog.assigned import apply_decisions, distinct, with_decisions
from kb.catalog.change import Change
from kb.catalog.translating import merged_translations, with_translation
from kb.db.repository import files, stored, writing
from kb.db.tables import RecordRow, RevisionRow
from kb.errors import InvalidRecord, Problem
from kb.permissions import Action, allows, require_general
from kb.records import (
    Assignment,
    Record,
    Status,
    Translation,
    content_hash,
    import_problems,
    publish_problems,
)

ImportResult = Literal["created", "revised", "unchanged", "amendment", "retagged"]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """A record read from the file at `path`, whose bytes have this SHA-256 (hex), with its tags and suggestions.

    Translations may be merged in; those the record lacks are kept from the catalogue. `publish` False leaves what is
    new for review.
    """

    record: Record
    assignments: tuple[Assignment, ...]
    path: str
    sha256: str
    publish: bool = True


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What became of a file: the head revision after it, and which publish rules the record does not meet. A translation
    that the record did not have is "created" as a new record is."""

    slug: str
    result: ImportResult
    revision: int
    unmet_publish_rules: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    """Where a text came from, and whether the operator publishes it."""

    path: str
    sha256: str
    language: str
    is_original: bool
    publish: bool


def import_record(change: Change, request: ImportRequest) -> ImportOutcome:
    """Take in an original. Raises InvalidRecord when it breaks an import rule, or when its slug cannot be used."""
    require_general(change.actor, Action.IMPORT)
    file = _File(request.path, request.sha256, request.record.language, True, request.publish)
    row = writing.find_record(change.session, request.record.slug)
    _refuse_foreign_path(change, file, request.record.slug)
    if row is None:
        return _create(change, request, file)
    if row.status == Status.WITHDRAWN:
        return _stay_withdrawn(change, row, file)
    head = change.head(row)
    assignments = with_decisions(request.assignments, change.assignments(head))
    text = merged_translations(request.record, stored.to_record(head), row.head_number + 1)
    record = apply_decisions(text, assignments)
    _refuse_broken(change, record)
    if head.content_hash == content_hash(record) or _was_taken_before(change, row, record, file):
        return _leave(change, row, head, assignments, file)
    return _revise(change, row, record, assignments, file)


def import_translation(
    change: Change, slug: str, translation: Translation, path: str, sha256: str, publish: bool
) -> ImportOutcome:
    """Take in a translation of an imported original, noting the revision it was made from.

    Raises NotFound when the original is not here yet, InvalidRecord when it is in the original's language.
    """
    require_general(change.actor, Action.IMPORT)
    file = _File(path, sha256, translation.language, False, publish)
    row = writing.lock_record(change.session, slug)
    _refuse_foreign_path(change, file, slug)
    if row.status == Status.WITHDRAWN:
        return _stay_withdrawn(change, row, file)
    head = change.head(row)
    assignments = change.assignments(head)
    before = stored.to_record(head)
    record = with_translation(before, translation, row.head_number)
    if head.content_hash == content_hash(record) or _was_taken_before(change, row, record, file):
        return _leave(change, row, head, assignments, file)
    result: ImportResult = "revised" if before.in_language(translation.language) else "created"
    return _revise(change, row, record, assignments, file, result, holds_edit=head.holds_edit)


def _create(change: Change, request: ImportRequest, file: _File) -> ImportOutcome:
    record = merged_translations(request.record, None, 1)
    _refuse_broken(change, record)
    row = writing.insert_record(change.session, record, status=Status.SUBMITTED, owner=None, at=change.at)
    revision = change.write(row, record, distinct(request.assignments), "ingest", holds_edit=False)
    if file.publish:
        change.make_public(row, revision)
    return _done(change, row, record, "created", file)


def _revise(
    change: Change,
    row: RecordRow,
    record: Record,
    assignments: Sequence[Assignment],
    file: _File,
    result: ImportResult = "revised",
    *,
    holds_edit: bool = False,
) -> ImportOutcome:
    """Write a new revision and publish it, or leave it for review: because the operator says so, or because a person
    wrote or decided something meanwhile, which makes it an amendment; else it comes to `result`."""
    is_free, was_public = _may_publish(change, row), row.published_number is not None
    revision = change.write(row, record, assignments, "ingest", holds_edit=holds_edit)
    if is_free and file.publish:
        change.make_public(row, revision)
        return _done(change, row, record, result, file)
    row.status = Status.SUBMITTED
    return _done(change, row, record, "amendment" if was_public or not is_free else result, file)


def _leave(
    change: Change, row: RecordRow, head: RevisionRow, assignments: Sequence[Assignment], file: _File
) -> ImportOutcome:
    """No new text. A head that waits is published if the operator says so; better suggestions are noted."""
    record = stored.to_record(head)
    if file.publish and row.status != Status.PUBLISHED and _may_publish(change, row):
        change.make_public(row, head)
        return _done(change, row, record, "revised", file)
    if not head.holds_edit and set(assignments) != set(change.assignments(head)):
        writing.replace_assignments(change.session, head, assignments)
        return _done(change, row, record, "retagged", file)
    _remember(change, row, file)
    return _outcome(change, row, record, "unchanged")


def _stay_withdrawn(change: Change, row: RecordRow, file: _File) -> ImportOutcome:
    """The file of a withdrawn record may stay where it is; bringing it anew is refused."""
    known = files.file_at(change.session, file.path)
    if known is None or known.sha256 != file.sha256:
        message = (
            "The record '%(slug)s' was withdrawn, and a slug is never used again. Give the file another one."
        )
        raise InvalidRecord([Problem("slug", message, {"slug": row.slug})])
    return _outcome(change, row, stored.to_record(change.head(row)), "unchanged")


def _was_taken_before(change: Change, row: RecordRow, record: Record, file: _File) -> bool:
    """The file says what it said when it was last taken in, and a person went on, or decided, from there."""
    if not writing.holds_unreviewed_edit(change.session, row):
        return False
    known = files.file_at(change.session, file.path)
    last = writing.last_ingested(change.session, row)
    same_bytes = known is not None and known.sha256 == file.sha256
    return same_bytes or (last is not None and last.content_hash == content_hash(record))


def _may_publish(change: Change, row: RecordRow) -> bool:
    """Whether a file's text can become public without review."""
    if writing.holds_unreviewed_edit(change.session, row):
        return False
    status = Status(row.status)
    return status is Status.PUBLISHED or allows(change.actor, Action.PUBLISH, status, owns=False)


def _refuse_foreign_path(change: Change, file: _File, slug: str) -> None:
    known = files.file_at(change.session, file.path)
    if known is not None and known.slug != slug:
        message = "This file held the record '%(slug)s' before. Keep that slug, or put the new record into its own file."
        raise InvalidRecord([Problem("slug", message, {"slug": known.slug})])


def _refuse_broken(change: Change, record: Record) -> None:
    problems = import_problems(record, change.vocabulary)
    if problems:
        raise InvalidRecord(problems)


def _done(change: Change, row: RecordRow, record: Record, result: ImportResult, file: _File) -> ImportOutcome:
    _remember(change, row, file)
    change.audit(row, Action.IMPORT, f"{result}, revision {row.head_number}, {file.path}")
    return _outcome(change, row, record, result)


def _remember(change: Change, row: RecordRow, file: _File) -> None:
    files.remember_file(
        change.session,
        row,
        path=file.path,
        sha256=file.sha256,
        language=file.language,
        is_original=file.is_original,
        at=change.at,
    )


def _outcome(change: Change, row: RecordRow, record: Record, result: ImportResult) -> ImportOutcome:
    return ImportOutcome(row.slug, result, row.head_number, publish_problems(record, change.vocabulary))

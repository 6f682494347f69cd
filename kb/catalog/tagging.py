"""A person's decision on a tag, and suggestions made anew.

A decision writes a revision, but is no edit: a file may still bring new text under it. New suggestions change no record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.catalog.assigned import apply_decisions, decide, distinct, with_decisions
from kb.catalog.change import Change
from kb.db.repository import stored, writing
from kb.db.tables import RecordRow, RevisionRow
from kb.errors import InvalidRecord, NotFound
from kb.permissions import Action, require_general
from kb.records import Assignment, Record, Status, StoredRecord, import_problems
from kb.records.workflow import TAGGED_FIELDS, Decision, TaggedField


def decide_tag(
    change: Change, slug: str, field: TaggedField, concept: str, decision: Decision
) -> StoredRecord:
    """Accept or reject a concept for the head; on a published record the public text follows at once.

    The same decision twice writes nothing. Raises NotFound for a field without tags and InvalidRecord when the
    concept does not exist or the list would break a rule.
    """
    if field not in TAGGED_FIELDS:
        raise NotFound(f"'{field}' has no tags to decide on. Fields: {', '.join(TAGGED_FIELDS)}.")
    row = change.open(slug, Action.DECIDE_TAG)
    head = change.head(row)
    before = change.assignments(head)
    after = decide(before, field, concept, decision, change.actor.login)
    if _decisions(before, field, concept) == {decision}:
        return change.result(row)
    record = stored.to_record(head)
    decided = apply_decisions(record, after)
    _refuse_new_problems(change, record, decided)
    was_public = row.status == Status.PUBLISHED
    detail = f"{field} {concept} {decision}"
    revision = change.write(row, decided, after, "tag-decision", holds_edit=head.holds_edit, comment=detail)
    if was_public:
        change.make_public(row, revision)
    change.audit(row, Action.DECIDE_TAG, detail)
    return change.result(row)


def retag(change: Change, slug: str, suggest: Callable[[Record], Sequence[Assignment]]) -> bool:
    """Replace the suggestions beside the head, and beside the public text where that is another; whether any changed.

    The record's own tags stay as they are, and so does what a person named or decided. A tag that came from an earlier
    suggestion keeps it as its reason when none replaces it.
    """
    require_general(change.actor, Action.IMPORT)
    row = writing.lock_record(change.session, slug)
    changed = [_retag(change, revision, suggest) for revision in _current(change, row)]
    if any(changed):
        change.audit(row, Action.IMPORT, "suggestions made anew")
    return any(changed)


def _current(change: Change, row: RecordRow) -> list[RevisionRow]:
    numbers = {number for number in (row.head_number, row.published_number) if number is not None}
    return [writing.revision_of(change.session, row, number) for number in sorted(numbers)]


def _retag(change: Change, revision: RevisionRow, suggest: Callable[[Record], Sequence[Assignment]]) -> bool:
    record, before = stored.to_record(revision), change.assignments(revision)
    suggested = tuple(suggest(record))
    present = {(new.field, new.concept) for new in suggested}
    kept = [
        old
        for old in before
        if old.method == "human"
        or ((old.field, old.concept) not in present and old.concept in getattr(record, old.field))
    ]
    after = with_decisions(distinct((*kept, *suggested)), before)
    if set(after) == set(before):
        return False
    writing.replace_assignments(change.session, revision, after)
    return True


def _refuse_new_problems(change: Change, before: Record, after: Record) -> None:
    """A draft may be incomplete; a decision must not make it worse."""
    known = import_problems(before, change.vocabulary)
    problems = [problem for problem in import_problems(after, change.vocabulary) if problem not in known]
    if problems:
        raise InvalidRecord(problems)


def _decisions(assignments: Sequence[Assignment], field: str, concept: str) -> set[Decision | None]:
    return {
        assignment.decision
        for assignment in assignments
        if (assignment.field, assignment.concept) == (field, concept)
    }

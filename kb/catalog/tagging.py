"""A person's decision on a tag. It writes a revision, but is no edit: a file may still bring new text under it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.catalog.assigned import TAGGED_FIELDS, apply_decisions, decide
from kb.catalog.change import Change
from kb.db.repository import stored
from kb.errors import InvalidRecord, NotFound
from kb.permissions import Action
from kb.records import Assignment, Record, Status, StoredRecord, import_problems
from kb.records.workflow import Decision, TaggedField


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

"""Assignments beside the record they belong to: carrying decisions on, and letting them rule the record's tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.records import Assignment, Record
from kb.records.workflow import TAGGED_FIELDS, Decision, TaggedField

_Tag = tuple[TaggedField, str]


def by_person(
    field: TaggedField, concept: str, decision: Decision | None = None, decided_by: str = ""
) -> Assignment:
    """A concept that a person named, in a file, in a form or by a decision."""
    return Assignment(field, concept, "human", 1.0, decision=decision, decided_by=decided_by)


def with_decisions(
    assignments: Iterable[Assignment], earlier: Iterable[Assignment]
) -> tuple[Assignment, ...]:
    """New assignments with the decisions of the earlier ones; a decided concept that nothing speaks for any more is kept."""
    decided = {_tag(assignment): assignment for assignment in earlier if assignment.decision}
    carried = [_decided_as(assignment, decided.get(_tag(assignment))) for assignment in assignments]
    present = {_tag(assignment) for assignment in carried}
    orphans = [
        by_person(old.field, old.concept, old.decision, old.decided_by)
        for tag, old in decided.items()
        if tag not in present
    ]
    return distinct((*carried, *orphans))


def decide(
    assignments: Sequence[Assignment], field: TaggedField, concept: str, decision: Decision, login: str
) -> tuple[Assignment, ...]:
    """The assignments after one more decision."""
    return with_decisions(assignments, [by_person(field, concept, decision, login)])


def apply_decisions(record: Record, assignments: Sequence[Assignment]) -> Record:
    """The record with accepted concepts added at the end of their list and rejected ones removed."""
    changes = {}
    for field in TAGGED_FIELDS:
        before: tuple[str, ...] = getattr(record, field)
        accepted = _concepts(assignments, field, "accepted")
        rejected = _concepts(assignments, field, "rejected")
        after = tuple(concept for concept in dict.fromkeys((*before, *accepted)) if concept not in rejected)
        if after != before:
            changes[field] = after
    return record.with_changes(**changes) if changes else record


def settled(record: Record, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The assignments after a person wrote the record: its lists are the last word.

    A decision that they contradict is void, a person's tag that they lack is gone, and a concept that nothing speaks
    for is noted as the person's.
    """
    valid = [_without_void_decision(record, assignment) for assignment in assignments]
    kept = [
        assignment
        for assignment in valid
        if assignment.method != "human" or assignment.decision or _holds(record, assignment)
    ]
    spoken_for = {_tag(assignment) for assignment in kept}
    named = [
        by_person(field, concept)
        for field in TAGGED_FIELDS
        for concept in getattr(record, field)
        if (field, concept) not in spoken_for
    ]
    return distinct((*kept, *named))


def distinct(assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """One assignment per field, concept and method: the one with the highest score."""
    best: dict[tuple[str, str, str], Assignment] = {}
    for assignment in assignments:
        key = (assignment.field, assignment.concept, assignment.method)
        if key not in best or assignment.score > best[key].score:
            best[key] = assignment
    return tuple(best.values())


def _tag(assignment: Assignment) -> _Tag:
    return assignment.field, assignment.concept


def _decided_as(assignment: Assignment, decided: Assignment | None) -> Assignment:
    if decided is None:
        return assignment
    return replace(assignment, decision=decided.decision, decided_by=decided.decided_by)


def _concepts(assignments: Sequence[Assignment], field: TaggedField, decision: Decision) -> tuple[str, ...]:
    return tuple(
        assignment.concept
        for assignment in assignments
        if assignment.field == field and assignment.decision == decision
    )


def _holds(record: Record, assignment: Assignment) -> bool:
    return assignment.concept in getattr(record, assignment.field)


def _without_void_decision(record: Record, assignment: Assignment) -> Assignment:
    holds = {"accepted": True, "rejected": False}
    if assignment.decision is None or holds[assignment.decision] == _holds(record, assignment):
        return assignment
    return replace(assignment, decision=None, decided_by="")

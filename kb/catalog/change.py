"""One change to the catalogue: who acts, when, in which transaction. The use cases are written in its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from kb import outbox
from kb.db import repository
from kb.db.repository import projecting, stored, writing
from kb.db.tables import RecordRow, RevisionRow
from kb.errors import InvalidRecord, Problem, RevisionConflict
from kb.permissions import Action, Actor, require
from kb.records import Assignment, Record, Status, StoredRecord
from kb.records.workflow import RevisionOrigin
from kb.vocab import Vocabulary

TEXT_LIMIT = 5000


@dataclass(frozen=True, slots=True)
class Change:
    """The transaction of one use case. `at` is the time of everything it writes."""

    session: Session
    vocabulary: Vocabulary
    actor: Actor
    at: datetime

    def open(self, slug: str, action: Action, expected_revision: int | None = None) -> RecordRow:
        """Lock the record for an action.

        Raises NotFound, NotAllowed, InvalidTransition, and RevisionConflict when the head has moved on from
        `expected_revision`.
        """
        row = writing.lock_record(self.session, slug)
        self.require(row, action)
        if expected_revision is not None and row.head_number != expected_revision:
            raise RevisionConflict(slug, expected_revision, row.head_number)
        return row

    def require(self, row: RecordRow, action: Action) -> None:
        """Ask the permission table. A record with an amendment under way can be withdrawn: its public text is published."""
        is_public = row.published_number is not None and row.status != Status.WITHDRAWN
        status = Status.PUBLISHED if action is Action.WITHDRAW and is_public else Status(row.status)
        require(self.actor, action, status, owns=self.owns(row))

    def owns(self, row: RecordRow) -> bool:
        return bool(self.actor.login) and self.actor.login in (row.owner, row.amended_by)

    def head(self, row: RecordRow) -> RevisionRow:
        return writing.revision_of(self.session, row, row.head_number)

    def assignments(self, revision: RevisionRow) -> tuple[Assignment, ...]:
        return stored.assignments_of(self.session, revision)

    def write(
        self,
        row: RecordRow,
        record: Record,
        assignments: Sequence[Assignment],
        origin: RevisionOrigin,
        *,
        holds_edit: bool,
        comment: str = "",
    ) -> RevisionRow:
        """Write the next revision with its assignments and make it the head."""
        revision = writing.add_revision(
            self.session,
            row,
            record,
            origin=origin,
            holds_edit=holds_edit,
            author=self.actor.login,
            comment=bounded(comment, "comment"),
            at=self.at,
        )
        writing.replace_assignments(self.session, revision, assignments)
        return revision

    def make_public(self, row: RecordRow, revision: RevisionRow) -> None:
        """Make a revision the text the public reads, and ask for it to be indexed."""
        if row.published_number is not None:
            projecting.clear_projections(self.session, row.id)
        row.status, row.published_number, row.amended_by = Status.PUBLISHED, revision.number, None
        row.issued = row.issued or self.at.date()
        revision.published_at = self.at
        projecting.project(self.session, row.id, revision.number, stored.to_record(revision))
        outbox.add(self.session, row.id, self.at)

    def take_from_public(self, row: RecordRow) -> None:
        """Leave a tombstone where the public text was, and ask for it to leave the index."""
        row.status, row.amended_by = Status.WITHDRAWN, None
        projecting.clear_projections(self.session, row.id)
        outbox.add(self.session, row.id, self.at)

    def audit(self, row: RecordRow, action: str, detail: str = "") -> None:
        writing.add_audit_event(self.session, row, self.actor.login, action, detail, self.at)

    def result(self, row: RecordRow) -> StoredRecord:
        """The head as it stands now."""
        self.session.flush()
        return repository.get_head(self.session, row.slug)


def bounded(text: str, field: str) -> str:
    """The text without outer spaces. Raises InvalidRecord when it is too long to store."""
    text = text.strip()
    if len(text) > TEXT_LIMIT:
        problem = Problem(
            field,
            "%(length)s characters; shorten it to %(limit)s.",
            {"length": len(text), "limit": TEXT_LIMIT},
        )
        raise InvalidRecord([problem])
    return text


def said(text: str, field: str, message: str) -> str:
    """A bounded text that may not be empty. Raises InvalidRecord with `message`."""
    text = bounded(text, field)
    if not text:
        raise InvalidRecord([Problem(field, message)])
    return text

"""The facade of the use cases: opens the transaction, names the actor and the time, and hands over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from kb.catalog import authoring, importing, pruning, reviewing, slugs, tagging
from kb.catalog.change import Change
from kb.catalog.importing import ImportOutcome, ImportRequest
from kb.db.repository import files
from kb.db.repository.files import KnownFile
from kb.db.session import Database
from kb.permissions import Action, Actor
from kb.records import Assignment, Record, StoredRecord, Translation
from kb.records.workflow import Decision, TaggedField
from kb.vocab import Vocabulary


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Catalog:
    """Everything that changes records. Each method is one transaction and returns the head unless it says otherwise.

    All raise NotFound for an unknown slug, NotAllowed or InvalidTransition as the permission table says, and
    RevisionConflict where `expected_revision` is no longer the head; None decides on whatever the head is by then.
    """

    def __init__(
        self, database: Database, vocabulary: Vocabulary, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._database, self._vocabulary, self._now = database, vocabulary, now

    def create(self, actor: Actor, record: Record, assignments: Sequence[Assignment] = ()) -> StoredRecord:
        """A draft that belongs to the actor. Raises DuplicateValue when the slug is taken."""
        with self._change(actor) as change:
            return authoring.create(change, record, assignments)

    def save(
        self,
        actor: Actor,
        slug: str,
        record: Record,
        expected_revision: int,
        comment: str = "",
        assignments: Sequence[Assignment] | None = None,
    ) -> StoredRecord:
        """A new revision; on a published record the start of an amendment. `assignments` None keeps those there are."""
        with self._change(actor) as change:
            return authoring.save(change, slug, record, expected_revision, comment, assignments)

    def delete(self, actor: Actor, slug: str, expected_revision: int) -> None:
        """Remove a draft that was never submitted. Raises InvalidTransition for an amendment."""
        with self._change(actor) as change:
            authoring.delete(change, slug, expected_revision)

    def submit(self, actor: Actor, slug: str, expected_revision: int) -> StoredRecord:
        """Raises InvalidRecord with all problems of the submit rules."""
        with self._change(actor) as change:
            return reviewing.submit(change, slug, expected_revision)

    def start_review(self, actor: Actor, slug: str, expected_revision: int | None = None) -> StoredRecord:
        with self._change(actor) as change:
            return reviewing.move(change, slug, Action.START_REVIEW, expected_revision)

    def request_changes(
        self, actor: Actor, slug: str, comment: str, expected_revision: int | None = None
    ) -> StoredRecord:
        """Raises InvalidRecord when the comment is empty."""
        with self._change(actor) as change:
            return reviewing.request_changes(change, slug, comment, expected_revision)

    def accept(self, actor: Actor, slug: str, expected_revision: int | None = None) -> StoredRecord:
        with self._change(actor) as change:
            return reviewing.move(change, slug, Action.ACCEPT, expected_revision)

    def publish(self, actor: Actor, slug: str, expected_revision: int) -> StoredRecord:
        """Raises InvalidRecord with all problems of the publish rules."""
        with self._change(actor) as change:
            return reviewing.publish(change, slug, expected_revision)

    def decline(
        self, actor: Actor, slug: str, comment: str, expected_revision: int | None = None
    ) -> StoredRecord:
        """Refuse a record, or an amendment (then the published text is the head again)."""
        with self._change(actor) as change:
            return reviewing.decline(change, slug, comment, expected_revision)

    def withdraw(
        self, actor: Actor, slug: str, reason: str, expected_revision: int | None = None
    ) -> StoredRecord:
        """Leave a tombstone with the reason. Raises InvalidRecord when the reason is empty."""
        with self._change(actor) as change:
            return reviewing.withdraw(change, slug, reason, expected_revision)

    def comment(self, actor: Actor, slug: str, text: str, field: str = "") -> StoredRecord:
        """Raises InvalidRecord when the text is empty."""
        with self._change(actor) as change:
            return reviewing.comment(change, slug, text, field)

    def decide_tag(
        self, actor: Actor, slug: str, field: TaggedField, concept: str, decision: Decision
    ) -> StoredRecord:
        """Accept or reject a tag; the decision outlives every later ingest."""
        with self._change(actor) as change:
            return tagging.decide_tag(change, slug, field, concept, decision)

    def retag(self, actor: Actor, slug: str, suggest: Callable[[Record], Sequence[Assignment]]) -> bool:
        """Replace a record's suggestions, never what a person named or decided; whether anything changed."""
        with self._change(actor) as change:
            return tagging.retag(change, slug, suggest)

    def import_record(self, actor: Actor, request: ImportRequest) -> ImportOutcome:
        """Take in a file's record. Raises InvalidRecord with all problems of the import rules."""
        with self._change(actor) as change:
            return importing.import_record(change, request)

    def import_translation(
        self, actor: Actor, slug: str, translation: Translation, path: str, sha256: str, publish: bool
    ) -> ImportOutcome:
        """Take in a translation of a record whose original is here."""
        with self._change(actor) as change:
            return importing.import_translation(change, slug, translation, path, sha256, publish)

    def prune(self, actor: Actor, folder: str, present_paths: Collection[str]) -> tuple[str, ...]:
        """Withdraw the records whose file under `folder` is gone; returns their slugs."""
        with self._change(actor) as change:
            return pruning.prune(change, folder, present_paths)

    def known_file(self, path: str) -> KnownFile | None:
        """What was ingested from this path; None when nothing was."""
        with self._database.read() as session:
            return files.file_at(session, path)

    def known_original(self, slug: str) -> KnownFile | None:
        """The file of a record's original text; None for a record that came by the web."""
        with self._database.read() as session:
            return files.original_of(session, slug)

    def free_slug(self, title: str, city: str | None) -> str:
        """A slug for a new record; two that ask at once may get the same, and the second is refused by `create`."""
        with self._database.read() as session:
            return slugs.free_slug(session, title, city)

    @contextmanager
    def _change(self, actor: Actor) -> Iterator[Change]:
        with self._database.write() as session:
            yield Change(session, self._vocabulary, actor, self._now())

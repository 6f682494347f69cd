"""From draft to publication and back: create, save, submit, review, publish, amend, decline, withdraw, comment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from kb import outbox
from kb.catalog import Catalog
from kb.db import repository
from kb.db.session import Database
from kb.errors import (
    DuplicateValue,
    InvalidRecord,
    InvalidTransition,
    NotAllowed,
    NotFound,
    RevisionConflict,
)
from kb.permissions import VISITOR, Action, Actor
from kb.records import Status, StoredRecord
from kb.vocab import Vocabulary
from tests.factories import EDITOR, OFFICER, OTHER_OFFICER, make_record, make_suggestion

SLUG = "harbour-meals"


class Clock:
    """A time that only moves when told to."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def next_day(self) -> None:
        self.time += timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def catalog(database: Database, vocabulary: Vocabulary, clock: Clock) -> Catalog:
    return Catalog(database, vocabulary, now=clock)


@pytest.fixture
def published(catalog: Catalog) -> StoredRecord:
    catalog.create(OFFICER, make_record())
    catalog.submit(OFFICER, SLUG, 1)
    return catalog.publish(EDITOR, SLUG, 1)


def public_title(database: Database) -> str:
    with database.read() as session:
        return repository.get_published(session, SLUG).record.title


def pending_count(database: Database) -> int:
    with database.read() as session:
        return len(outbox.pending(session, 100))


def test_a_draft_belongs_to_its_author_and_nobody_else_reads_it(catalog: Catalog, database: Database) -> None:
    draft = catalog.create(OFFICER, make_record())

    assert (draft.status, draft.revision, draft.owner) == (Status.DRAFT, 1, OFFICER.login)
    assert not draft.is_public
    assert pending_count(database) == 0
    with database.read() as session, pytest.raises(NotFound, match="no published record"):
        repository.get_published(session, SLUG)


def test_a_slug_that_is_taken_is_refused_on_its_field(catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record())

    with pytest.raises(DuplicateValue) as refusal:
        catalog.create(OTHER_OFFICER, make_record())

    assert (refusal.value.field, refusal.value.value) == ("slug", SLUG)


def test_the_whole_way_to_publication(catalog: Catalog, database: Database, clock: Clock) -> None:
    catalog.create(OFFICER, make_record())
    assert catalog.submit(OFFICER, SLUG, 1).status is Status.SUBMITTED
    assert catalog.start_review(EDITOR, SLUG).status is Status.IN_REVIEW
    assert catalog.request_changes(EDITOR, SLUG, "Say who pays.").status is Status.CHANGES_REQUESTED
    saved = catalog.save(OFFICER, SLUG, make_record(title="Meals at the harbour"), 1, "Said who pays")
    assert (saved.status, saved.revision) == (Status.CHANGES_REQUESTED, 2)
    catalog.submit(OFFICER, SLUG, 2)
    catalog.start_review(EDITOR, SLUG)
    assert catalog.accept(EDITOR, SLUG).status is Status.ACCEPTED
    clock.next_day()

    stored = catalog.publish(EDITOR, SLUG, 2)

    assert (stored.status, stored.published_revision, stored.is_public) == (Status.PUBLISHED, 2, True)
    assert (stored.issued, stored.modified) == (date(2026, 3, 2), clock.time)
    assert public_title(database) == "Meals at the harbour"
    assert pending_count(database) == 1
    with database.read() as session:
        assert [event.action for event in repository.audit_of(session, SLUG)] == [
            "create", "submit", "start-review", "request-changes", "edit", "submit", "start-review", "accept", "publish",
        ]  # fmt: skip
        (comment,) = repository.comments_on(session, SLUG)
        assert (comment.author, comment.text, comment.revision) == (EDITOR.login, "Say who pays.", 1)
        assert [revision.comment for revision in repository.list_revisions(session, SLUG)] == [
            "Said who pays",
            "",
        ]


def test_submitting_an_unfinished_record_names_every_gap(catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record(summary=None, contact=None, stage=None))

    with pytest.raises(InvalidRecord) as refusal:
        catalog.submit(OFFICER, SLUG, 1)

    assert {problem.field for problem in refusal.value.problems} == {"summary", "contact", "stage"}


def test_publishing_asks_the_publish_rules(catalog: Catalog, database: Database) -> None:
    catalog.create(
        OFFICER, make_record(sources=[], evidence=None, reported_results=[], costs=None, sections={})
    )
    catalog.submit(OFFICER, SLUG, 1)

    with pytest.raises(InvalidRecord) as refusal:
        catalog.publish(EDITOR, SLUG, 1)

    missing = {
        problem.field for problem in refusal.value.problems if not problem.field.startswith("sections.")
    }
    assert missing == {"sources", "evidence"}
    with database.read() as session:
        assert repository.get_head(session, SLUG).status is Status.SUBMITTED
    assert pending_count(database) == 0


def test_an_amendment_leaves_the_public_text_until_it_is_published(
    catalog: Catalog, database: Database, published: StoredRecord, clock: Clock
) -> None:
    clock.next_day()
    amendment = catalog.save(OFFICER, SLUG, make_record(title="Harbour meals, extended"), 1)

    assert (amendment.status, amendment.revision, amendment.published_revision) == (Status.DRAFT, 2, 1)
    assert public_title(database) == "Harbour meals"
    assert pending_count(database) == 1, "only the first publication asked for indexing"

    catalog.submit(OFFICER, SLUG, 2)
    catalog.publish(EDITOR, SLUG, 2)

    assert public_title(database) == "Harbour meals, extended"
    with database.read() as session:
        stored = repository.get_published(session, SLUG)
    assert (stored.issued, stored.modified) == (published.issued, clock.time)
    assert pending_count(database) == 2


def test_a_declined_amendment_stays_in_the_history_and_the_published_text_is_the_head_again(
    catalog: Catalog, database: Database, published: StoredRecord
) -> None:
    catalog.save(OFFICER, SLUG, make_record(title="The best meals ever"), 1)
    catalog.submit(OFFICER, SLUG, 2)

    declined = catalog.decline(EDITOR, SLUG, "Advertising.")

    assert (declined.status, declined.revision, declined.record.title) == (
        Status.PUBLISHED,
        1,
        "Harbour meals",
    )
    amended = catalog.save(OFFICER, SLUG, make_record(title="Meals at the harbour"), 1)
    assert amended.revision == 3, "a number is never used twice"
    with database.read() as session:
        titles = [revision.record.title for revision in repository.list_revisions(session, SLUG)]
    assert titles == ["Meals at the harbour", "The best meals ever", "Harbour meals"]


def test_a_declined_first_submission_is_declined(catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record())
    catalog.submit(OFFICER, SLUG, 1)

    assert catalog.decline(EDITOR, SLUG, "Not a practice.").status is Status.DECLINED
    with pytest.raises(InvalidTransition):
        catalog.submit(OFFICER, SLUG, 1)


def test_an_editor_works_on_an_amendment_of_their_own(catalog: Catalog, published: StoredRecord) -> None:
    amendment = catalog.save(EDITOR, SLUG, make_record(title="Meals"), 1)
    assert amendment.belongs_to(EDITOR.login)
    assert amendment.belongs_to(OFFICER.login)

    catalog.save(EDITOR, SLUG, make_record(title="Harbour school meals"), 2)
    catalog.submit(EDITOR, SLUG, 3)
    stored = catalog.publish(EDITOR, SLUG, 3)

    assert stored.record.title == "Harbour school meals"
    assert not stored.belongs_to(EDITOR.login)


def test_the_public_sees_only_revisions_that_were_published(
    catalog: Catalog, database: Database, published: StoredRecord
) -> None:
    catalog.save(OFFICER, SLUG, make_record(title="Not for the public"), 1)

    with database.read() as session:
        assert [revision.number for revision in repository.list_public_revisions(session, SLUG)] == [1]
        assert repository.get_public_revision(session, SLUG, 1).record.title == "Harbour meals"
        assert repository.get_revision(session, SLUG, 2).record.title == "Not for the public"
        with pytest.raises(NotFound, match="no revision 2"):
            repository.get_public_revision(session, SLUG, 2)


def test_a_withdrawn_record_leaves_a_tombstone_and_its_slug_is_never_used_again(
    catalog: Catalog, database: Database, published: StoredRecord
) -> None:
    withdrawn = catalog.withdraw(EDITOR, SLUG, "The city asked for it.")

    assert (withdrawn.status, withdrawn.is_public) == (Status.WITHDRAWN, False)
    with database.read() as session:
        stone = repository.get_published(session, SLUG).tombstone
        assert stone is not None
        assert (stone.slug, stone.kind, stone.title) == (SLUG, "case-study", "Harbour meals")
        assert (stone.reason, stone.withdrawn_on) == ("The city asked for it.", date(2026, 3, 1))
        assert repository.published_ids(session) == ()
        assert repository.list_public_revisions(session, SLUG) == ()
        with pytest.raises(NotFound, match=SLUG):
            repository.get_many_published(session, [SLUG])
    assert pending_count(database) == 2
    with pytest.raises(DuplicateValue):
        catalog.create(OFFICER, make_record())
    assert catalog.free_slug("Harbour meals", None) == "harbour-meals-2"


def test_a_record_with_an_open_amendment_can_be_withdrawn(catalog: Catalog, published: StoredRecord) -> None:
    catalog.save(OFFICER, SLUG, make_record(title="Under way"), 1)

    withdrawn = catalog.withdraw(EDITOR, SLUG, "Wrong in every figure.")

    assert withdrawn.status is Status.WITHDRAWN
    assert withdrawn.tombstone is not None
    assert withdrawn.tombstone.title == "Harbour meals", "the title the public knew"


def test_saving_an_old_revision_is_a_conflict_and_changes_nothing(
    catalog: Catalog, database: Database
) -> None:
    catalog.create(OFFICER, make_record())
    catalog.save(OFFICER, SLUG, make_record(title="First"), 1)

    with pytest.raises(RevisionConflict) as conflict:
        catalog.save(OFFICER, SLUG, make_record(title="Second"), 1)

    assert (conflict.value.expected, conflict.value.found) == (1, 2)
    with database.read() as session:
        assert repository.get_head(session, SLUG).record.title == "First"


def test_saving_without_a_change_writes_no_revision(
    catalog: Catalog, database: Database, published: StoredRecord
) -> None:
    stored = catalog.save(OFFICER, SLUG, make_record(), 1)

    assert (stored.status, stored.revision) == (Status.PUBLISHED, 1)
    with database.read() as session:
        assert len(repository.list_revisions(session, SLUG)) == 1


def test_a_draft_that_nobody_has_read_can_be_deleted(catalog: Catalog, database: Database) -> None:
    catalog.create(OFFICER, make_record(), [make_suggestion("basic-services-food")])
    catalog.save(OFFICER, SLUG, make_record(title="Second"), 1)
    catalog.comment(OFFICER, SLUG, "To be gone.")

    catalog.delete(OFFICER, SLUG, 2)

    with database.read() as session:
        with pytest.raises(NotFound):
            repository.get_head(session, SLUG)
        kept = session.execute(text("SELECT slug, actor, action, record_id FROM audit_events ORDER BY id"))
        assert kept.all()[-1] == (SLUG, OFFICER.login, "delete", None)
    assert catalog.free_slug("Harbour meals", None) == SLUG
    catalog.create(OTHER_OFFICER, make_record())
    with database.read() as session:
        assert repository.comments_on(session, SLUG) == ()
        assert [event.actor for event in repository.audit_of(session, SLUG)] == [OTHER_OFFICER.login]


def test_what_somebody_else_has_read_or_written_is_not_deleted(catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record())
    for other in (OTHER_OFFICER, EDITOR):
        with pytest.raises(NotAllowed):
            catalog.delete(other, SLUG, 1)
    with pytest.raises(RevisionConflict):
        catalog.delete(OFFICER, SLUG, 2)
    catalog.submit(OFFICER, SLUG, 1)
    with pytest.raises(InvalidTransition):
        catalog.delete(OFFICER, SLUG, 1)
    catalog.publish(EDITOR, SLUG, 1)
    amended = catalog.save(OFFICER, SLUG, make_record(title="Under way"), 1)
    with pytest.raises(InvalidTransition, match="public"):
        catalog.delete(OFFICER, SLUG, amended.revision)


def test_a_record_keeps_its_slug(catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record())

    with pytest.raises(InvalidRecord, match="never changes"):
        catalog.save(OFFICER, SLUG, make_record(slug="other-meals"), 1)


@pytest.mark.parametrize("actor", [VISITOR, OTHER_OFFICER], ids=["visitor", "another officer"])
def test_what_is_not_yours_you_may_not_touch(catalog: Catalog, actor: Actor) -> None:
    catalog.create(OFFICER, make_record())

    with pytest.raises(NotAllowed):
        catalog.save(actor, SLUG, make_record(title="Mine now"), 1)
    with pytest.raises(NotAllowed):
        catalog.publish(actor, SLUG, 1)
    with pytest.raises(NotAllowed, match=Action.COMMENT):
        catalog.comment(actor, SLUG, "Hello")


@pytest.mark.parametrize("words", ["", "  \n"])
def test_decisions_need_a_reason(catalog: Catalog, words: str) -> None:
    catalog.create(OFFICER, make_record())
    catalog.submit(OFFICER, SLUG, 1)

    for decide in (catalog.request_changes, catalog.decline, catalog.comment):
        with pytest.raises(InvalidRecord):
            decide(EDITOR, SLUG, words)


def test_a_comment_too_long_to_read_is_refused(catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record())

    with pytest.raises(InvalidRecord, match="5001 characters; shorten it to 5000"):
        catalog.comment(OFFICER, SLUG, "x" * 5001)


def test_comments_name_their_field(catalog: Catalog, database: Database) -> None:
    catalog.create(OFFICER, make_record())
    catalog.comment(OFFICER, SLUG, "Is this the right name?", "lead_organisation")

    with database.read() as session:
        (comment,) = repository.comments_on(session, SLUG)
    assert (comment.field, comment.text) == ("lead_organisation", "Is this the right name?")


def test_suggestions_are_kept_beside_the_authors_tags(catalog: Catalog) -> None:
    suggested = make_suggestion("basic-services-food")
    draft = catalog.create(OFFICER, make_record(), [suggested, make_suggestion("housing")])

    methods = {(tag.concept, tag.method) for tag in draft.assignments if tag.field == "themes"}
    assert methods == {("basic-services-food", "cue-words"), ("housing", "cue-words")}
    cities = [tag for tag in draft.assignments if tag.field == "cities"]
    assert [(tag.concept, tag.method, tag.sentence) for tag in cities] == [("seoul", "human", "")]


def test_queues_and_own_records(catalog: Catalog, database: Database, clock: Clock) -> None:
    for slug in ("first", "second", "third"):
        catalog.create(OFFICER, make_record(slug=slug))
        clock.next_day()
    catalog.submit(OFFICER, "second", 1)
    catalog.submit(OFFICER, "first", 1)

    with database.read() as session:
        mine = [stored.record.slug for stored in repository.records_owned_by(session, OFFICER.login)]
        waiting = [stored.record.slug for stored in repository.review_queue(session)]
        assert repository.records_owned_by(session, OTHER_OFFICER.login) == ()
    assert mine == ["third", "second", "first"]
    assert waiting == ["first", "second"]


@pytest.mark.parametrize(
    ("title", "city", "slug"),
    [
        ("Night buses", "seoul", "seoul-night-buses"),
        ("Seoul Learn", "seoul", "seoul-learn"),
        ("Éducation à l'été", None, "education-a-l-ete"),
        ("서울 디딤돌소득", "seoul", "seoul-didimdolsodeuk"),
        ("\u1103\u1175\u1103\u1175\u11b7돌 income", None, "didimdol-income"),  # Hangul in Unicode form NFD
        ("Доступное жильё", "seoul", "seoul-practice"),
        ("Harbour meals", None, "harbour-meals-2"),
        ("Very " * 40 + "long", "seoul", ("seoul-" + "very-" * 40)[:70].rstrip("-")),
    ],
)
def test_slugs_for_new_records(catalog: Catalog, title: str, city: str | None, slug: str) -> None:
    catalog.create(OFFICER, make_record())

    assert catalog.free_slug(title, city) == slug


def test_unknown_records(catalog: Catalog, database: Database) -> None:
    with pytest.raises(NotFound, match="no record 'nowhere'"):
        catalog.submit(OFFICER, "nowhere", 1)
    with database.read() as session:
        with pytest.raises(NotFound):
            repository.get_head(session, "nowhere")
        assert repository.list_revisions(session, "nowhere") == ()

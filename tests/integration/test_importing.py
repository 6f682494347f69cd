"""Taking in files: nothing twice, nothing lost, and never over what a person wrote."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from kb import outbox
from kb.catalog import Catalog, ImportOutcome, ImportRequest
from kb.db import repository
from kb.db.session import Database
from kb.errors import InvalidRecord, InvalidTransition, NotAllowed, NotFound
from kb.permissions import OPERATOR
from kb.records import Record, Status, StoredRecord, Translation
from tests.factories import EDITOR, OFFICER, make_record, make_suggestion, make_translation

SLUG = "harbour-meals"
FILE = "corpus/case-studies/seoul/harbour-meals.md"


def request_for(record: Record, path: str = FILE, **changes: Any) -> ImportRequest:
    """The request for a file that holds this record: the same record comes from the same bytes."""
    digest = hashlib.sha256(record.model_dump_json().encode()).hexdigest()
    return ImportRequest(
        **({"record": record, "assignments": (), "path": path, "sha256": digest, "publish": True} | changes)
    )


def ingest(catalog: Catalog, record: Record | None = None, **changes: Any) -> ImportOutcome:
    return catalog.import_record(OPERATOR, request_for(record or make_record(), **changes))


def translate(catalog: Catalog, translation: Translation, sha256: str = "e5") -> ImportOutcome:
    path = FILE.replace(".md", f".{translation.language}.md")
    return catalog.import_translation(OPERATOR, SLUG, translation, path, sha256, publish=True)


def head(database: Database, slug: str = SLUG) -> StoredRecord:
    with database.read() as session:
        return repository.get_head(session, slug)


def public(database: Database, slug: str = SLUG) -> StoredRecord:
    with database.read() as session:
        return repository.get_published(session, slug)


def pending_count(database: Database) -> int:
    with database.read() as session:
        return len(outbox.pending(session, 100))


def edit_by_hand(catalog: Catalog, **changes: Any) -> StoredRecord:
    """An editor amends the published record and publishes the amendment."""
    amendment = catalog.save(EDITOR, SLUG, make_record(**changes), 1)
    catalog.submit(EDITOR, SLUG, amendment.revision)
    return catalog.publish(EDITOR, SLUG, amendment.revision)


def test_a_file_is_published_on_the_import_rules_and_the_publish_rules_it_misses_are_named(
    catalog: Catalog, database: Database
) -> None:
    outcome = ingest(catalog, make_record(evidence=None, contact=None))

    assert (outcome.slug, outcome.result, outcome.revision) == (SLUG, "created", 1)
    assert [problem.field for problem in outcome.unmet_publish_rules] == ["evidence"]
    stored = public(database)
    assert (stored.status, stored.owner, stored.is_public) == (Status.PUBLISHED, None, True)
    assert pending_count(database) == 1


def test_only_an_operator_ingests(catalog: Catalog) -> None:
    with pytest.raises(NotAllowed):
        catalog.import_record(EDITOR, request_for(make_record()))


def test_a_record_without_city_or_text_is_rejected_with_all_problems(
    catalog: Catalog, database: Database
) -> None:
    with pytest.raises(InvalidRecord) as refusal:
        ingest(catalog, make_record(cities=[], summary=None, sections={}, themes=["no-such-theme"]))

    assert {problem.field for problem in refusal.value.problems} == {"cities", "sections", "themes"}
    with database.read() as session:
        assert not repository.slug_exists(session, SLUG)


def test_the_same_file_twice_changes_nothing(catalog: Catalog, database: Database) -> None:
    ingest(catalog)

    assert ingest(catalog).result == "unchanged"
    assert head(database).revision == 1
    assert pending_count(database) == 1
    with database.read() as session:
        assert len(repository.audit_of(session, SLUG)) == 1


def test_a_changed_file_is_one_new_revision(catalog: Catalog, database: Database) -> None:
    ingest(catalog)

    outcome = ingest(catalog, make_record(title="Harbour meals, new"))

    assert (outcome.result, outcome.revision) == ("revised", 2)
    assert public(database).record.title == "Harbour meals, new"
    assert pending_count(database) == 2


def test_a_file_of_other_bytes_and_the_same_content_changes_nothing(
    catalog: Catalog, database: Database
) -> None:
    ingest(catalog, sha256="a1")

    assert ingest(catalog, sha256="a2").result == "unchanged"
    known = catalog.known_file(FILE)
    assert known is not None
    assert (known.slug, known.sha256, known.language, known.is_original) == (SLUG, "a2", "en", True)
    assert pending_count(database) == 1


def test_a_moved_file_is_known_by_its_new_path(catalog: Catalog) -> None:
    ingest(catalog)

    ingest(catalog, path="corpus/elsewhere.md")

    assert catalog.known_file(FILE) is None
    known = catalog.known_original(SLUG)
    assert known is not None
    assert known.path == "corpus/elsewhere.md"


def test_a_file_keeps_its_slug(catalog: Catalog, database: Database) -> None:
    ingest(catalog)

    with pytest.raises(InvalidRecord, match="held the record 'harbour-meals' before"):
        ingest(catalog, make_record(slug="other-meals"))
    with database.read() as session:
        assert not repository.slug_exists(session, "other-meals")


class TestDrafts:
    def test_a_draft_run_leaves_new_records_for_review(self, catalog: Catalog, database: Database) -> None:
        assert ingest(catalog, publish=False).result == "created"

        with database.read() as session:
            assert [stored.record.slug for stored in repository.review_queue(session)] == [SLUG]
        assert head(database).status is Status.SUBMITTED
        assert pending_count(database) == 0
        assert catalog.publish(EDITOR, SLUG, 1).is_public

    def test_a_changed_draft_is_revised_and_still_waits(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog, publish=False)
        catalog.start_review(EDITOR, SLUG)

        outcome = ingest(catalog, make_record(title="Better"), publish=False)

        assert (outcome.result, outcome.revision) == ("revised", 2)
        assert head(database).status is Status.SUBMITTED, "the editor read another text"

    def test_a_later_run_publishes_what_waits(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog, publish=False)

        assert ingest(catalog).result == "revised"
        assert (head(database).status, head(database).revision) == (Status.PUBLISHED, 1)

    def test_a_draft_run_over_a_published_record_opens_an_amendment(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)

        assert ingest(catalog, make_record(title="Better"), publish=False).result == "amendment"
        assert public(database).record.title == "Harbour meals"
        assert head(database).status is Status.SUBMITTED

    def test_what_an_editor_declined_comes_back_for_review_only_when_the_file_changed(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog, publish=False)
        catalog.decline(EDITOR, SLUG, "Not a practice.")

        assert ingest(catalog).result == "unchanged"
        assert head(database).status is Status.DECLINED
        assert ingest(catalog, make_record(title="Better")).result == "amendment"
        assert head(database).status is Status.SUBMITTED


class TestEditedByHand:
    def test_a_new_file_opens_an_amendment_and_the_public_text_stays(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        edit_by_hand(catalog, summary="As the editor put it.")

        outcome = ingest(catalog, make_record(title="From the new file"))

        assert (outcome.result, outcome.revision) == ("amendment", 3)
        assert (public(database).record.summary, public(database).revision) == ("As the editor put it.", 2)
        assert (head(database).status, head(database).record.title) == (Status.SUBMITTED, "From the new file")
        assert pending_count(database) == 2, "the amendment is not indexed"

    def test_the_unchanged_file_opens_nothing(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog)
        edit_by_hand(catalog, summary="As the editor put it.")

        assert ingest(catalog).result == "unchanged"
        assert ingest(catalog, sha256="other bytes").result == "unchanged"
        assert head(database).revision == 2

    def test_the_unchanged_file_opens_nothing_after_a_decision_either(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        edit_by_hand(catalog, summary="As the editor put it.")
        catalog.decide_tag(EDITOR, SLUG, "themes", "housing", "accepted")

        assert ingest(catalog).result == "unchanged"
        assert head(database).revision == 3

    def test_a_declined_amendment_is_not_opened_again_by_the_same_file(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        edit_by_hand(catalog, summary="As the editor put it.")
        changed = make_record(title="From the new file")
        ingest(catalog, changed)
        catalog.decline(EDITOR, SLUG, "The edit is right.")

        assert ingest(catalog, changed).result == "unchanged"
        assert (head(database).revision, head(database).status) == (2, Status.PUBLISHED)
        assert ingest(catalog, make_record(title="A third text")).result == "amendment"

    def test_after_the_amendment_is_published_the_file_leads_again(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        edit_by_hand(catalog, summary="As the editor put it.")
        ingest(catalog, make_record(title="From the new file"))
        catalog.publish(EDITOR, SLUG, 3)

        assert ingest(catalog, make_record(title="Newer still")).result == "revised"
        assert public(database).record.title == "Newer still"

    def test_a_waiting_amendment_is_replaced_by_a_newer_file_and_still_waits(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        edit_by_hand(catalog, summary="As the editor put it.")
        ingest(catalog, make_record(title="From the new file"))

        assert ingest(catalog, make_record(title="Newer still")).result == "amendment"
        assert public(database).revision == 2
        assert head(database).revision == 4

    def test_a_draft_under_way_stays_in_the_history(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog)
        catalog.save(EDITOR, SLUG, make_record(title="Half written"), 1)

        assert ingest(catalog, make_record(title="From the new file")).result == "amendment"
        with database.read() as session:
            assert repository.get_revision(session, SLUG, 2).record.title == "Half written"
        assert public(database).record.title == "Harbour meals"

    def test_a_record_from_the_web_is_not_overwritten_by_a_file(
        self, catalog: Catalog, database: Database
    ) -> None:
        catalog.create(OFFICER, make_record())
        catalog.submit(OFFICER, SLUG, 1)
        catalog.publish(EDITOR, SLUG, 1)

        assert ingest(catalog, make_record(title="From a file")).result == "amendment"
        assert public(database).record.title == "Harbour meals"
        assert head(database).owner == OFFICER.login


class TestTagDecisions:
    def test_a_decision_beats_the_file_and_outlives_every_ingest(
        self, catalog: Catalog, database: Database
    ) -> None:
        suggestion = make_suggestion("housing")
        ingest(catalog, assignments=(suggestion,))
        catalog.decide_tag(OPERATOR, SLUG, "themes", "housing", "accepted")
        catalog.decide_tag(OPERATOR, SLUG, "target_groups", "children", "rejected")
        assert public(database).record.themes == ("basic-services-food", "housing")
        assert public(database).record.target_groups == ()

        outcome = ingest(catalog, make_record(title="Newer"), assignments=(suggestion,))

        assert outcome.result == "revised", "a decision is no edit"
        record = public(database).record
        assert (record.title, record.themes, record.target_groups) == (
            "Newer",
            ("basic-services-food", "housing"),
            (),
        )
        decided = {tag.concept: tag for tag in public(database).assignments if tag.decision}
        assert (decided["housing"].decision, decided["housing"].decided_by) == ("accepted", OPERATOR.login)
        assert decided["housing"].sentence == suggestion.sentence
        assert (decided["children"].decision, decided["children"].method) == ("rejected", "human")

    def test_the_same_file_after_a_decision_changes_nothing(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        catalog.decide_tag(OPERATOR, SLUG, "themes", "housing", "accepted")
        written = pending_count(database)

        assert ingest(catalog).result == "unchanged"
        assert pending_count(database) == written
        assert head(database).revision == 2

    def test_a_decision_writes_a_revision_once(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog)
        first = catalog.decide_tag(EDITOR, SLUG, "themes", "basic-services-food", "accepted")
        second = catalog.decide_tag(EDITOR, SLUG, "themes", "basic-services-food", "accepted")

        assert (first.revision, second.revision) == (2, 2)
        with database.read() as session:
            newest = repository.list_revisions(session, SLUG)[0]
        assert (newest.origin, newest.author) == ("tag-decision", EDITOR.login)
        assert (public(database).revision, pending_count(database)) == (2, 2)

    def test_a_decision_can_be_taken_back_by_the_opposite_one(self, catalog: Catalog) -> None:
        ingest(catalog)
        catalog.decide_tag(EDITOR, SLUG, "themes", "housing", "accepted")

        stored = catalog.decide_tag(EDITOR, SLUG, "themes", "housing", "rejected")

        assert stored.record.themes == ("basic-services-food",)

    @pytest.mark.parametrize(
        ("field", "concept", "decision"),
        [
            ("themes", "no-such-theme", "accepted"),
            ("cities", "seoul", "rejected"),
            ("cities", "atlantis", "accepted"),
        ],
    )
    def test_a_decision_that_breaks_a_rule_is_refused(
        self, catalog: Catalog, database: Database, field: Any, concept: str, decision: Any
    ) -> None:
        ingest(catalog)

        with pytest.raises(InvalidRecord) as refusal:
            catalog.decide_tag(EDITOR, SLUG, field, concept, decision)

        assert [problem.field for problem in refusal.value.problems] == [field]
        assert head(database).revision == 1

    def test_only_tagged_fields_can_be_decided(self, catalog: Catalog) -> None:
        ingest(catalog)
        wrong: Any = "keywords"

        with pytest.raises(NotFound, match="themes"):
            catalog.decide_tag(EDITOR, SLUG, wrong, "meals", "accepted")

    def test_a_decision_on_an_amendment_waits_with_it(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog)
        catalog.save(EDITOR, SLUG, make_record(title="Under way"), 1)

        catalog.decide_tag(EDITOR, SLUG, "themes", "housing", "accepted")

        assert public(database).record.themes == ("basic-services-food",)
        assert "housing" not in {tag.concept for tag in public(database).assignments}
        catalog.submit(EDITOR, SLUG, 3)
        catalog.decline(EDITOR, SLUG, "No.")
        outcome = ingest(catalog, make_record(title="Newer"))
        assert outcome.result == "revised", "the refused edit and its decision are not in force"
        assert public(database).record.themes == ("basic-services-food",)

    def test_an_author_who_takes_a_tag_out_overrules_the_decision(self, catalog: Catalog) -> None:
        catalog.create(OFFICER, make_record(), [make_suggestion("housing")])
        catalog.decide_tag(OFFICER, SLUG, "themes", "housing", "accepted")

        saved = catalog.save(OFFICER, SLUG, make_record(title="Without housing"), 2)

        (housing,) = [tag for tag in saved.assignments if tag.concept == "housing"]
        assert (housing.decision, housing.method) == (None, "cue-words")

    def test_better_suggestions_for_the_same_text_are_noted_without_a_revision(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog, assignments=(make_suggestion("housing", score=0.4),))
        catalog.decide_tag(OPERATOR, SLUG, "themes", "housing", "rejected")
        written = pending_count(database)

        outcome = ingest(catalog, assignments=(make_suggestion("housing", score=0.9),))

        assert (outcome.result, outcome.revision) == ("retagged", 2)
        (housing,) = [tag for tag in head(database).assignments if tag.concept == "housing"]
        assert (housing.score, housing.decision) == (0.9, "rejected")
        assert pending_count(database) == written

    def test_of_two_suggestions_for_one_concept_the_stronger_stays(
        self, catalog: Catalog, database: Database
    ) -> None:
        weak, strong = make_suggestion(score=0.3), make_suggestion(score=0.8, sentence="Homes first.")
        ingest(catalog, assignments=(weak, strong))

        assert head(database).assignments == (strong,)


class TestTranslations:
    def test_a_translation_notes_the_revision_it_was_made_from(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)

        outcome = translate(catalog, make_translation(summary="Un plato caliente."))

        assert (outcome.result, outcome.revision) == ("created", 2)
        text = public(database).record.in_language("es")
        assert text is not None
        assert (text.title, text.summary, text.of_revision) == ("Comidas del puerto", "Un plato caliente.", 1)
        assert public(database).record.languages == ("en", "es")

    def test_another_text_of_a_known_translation_revises_it(self, catalog: Catalog) -> None:
        ingest(catalog)
        translate(catalog, make_translation())

        assert translate(catalog, make_translation(summary="Un plato caliente.")).result == "revised"

    def test_keywords_alone_do_not_make_an_old_translation_a_new_one(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        translate(catalog, make_translation())
        ingest(catalog, make_record(summary="Written anew."))
        for texts, of_revision in (({"keywords": ["mercado"]}, 1), ({"summary": "Un plato."}, 4)):
            assert translate(catalog, make_translation(**texts)).result == "revised"
            text = public(database).record.in_language("es")
            assert text is not None
            assert text.of_revision == of_revision

    def test_the_same_translation_twice_changes_nothing(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog)
        translate(catalog, make_translation())

        assert translate(catalog, make_translation()).result == "unchanged"
        assert pending_count(database) == 2

    def test_a_new_original_keeps_its_translations(self, catalog: Catalog, database: Database) -> None:
        ingest(catalog)
        translate(catalog, make_translation())

        assert ingest(catalog).result == "unchanged"
        assert ingest(catalog, make_record(title="Newer")).result == "revised"

        text = public(database).record.in_language("es")
        assert text is not None
        assert text.of_revision == 1, "made from the older text"
        translate(catalog, make_translation(title="Nuevas comidas"), sha256="e6")
        text = public(database).record.in_language("es")
        assert text is not None
        assert (text.title, text.of_revision) == ("Nuevas comidas", 3)

    def test_translations_that_come_with_the_original(self, catalog: Catalog, database: Database) -> None:
        record = make_record(translations=[make_translation().model_dump(mode="json")])
        ingest(catalog, record)

        assert ingest(catalog, record).result == "unchanged"
        text = head(database).record.in_language("es")
        assert text is not None
        assert text.of_revision == 1

    def test_a_translation_of_an_edited_record_waits_and_keeps_the_edit(
        self, catalog: Catalog, database: Database
    ) -> None:
        ingest(catalog)
        edit_by_hand(catalog, summary="As the editor put it.")

        assert translate(catalog, make_translation()).result == "amendment"
        assert head(database).record.summary == "As the editor put it."
        catalog.publish(EDITOR, SLUG, 3)
        assert ingest(catalog, make_record(title="From the file")).result == "amendment", (
            "the edit is still in the public text"
        )

    def test_a_translation_needs_its_original_and_another_language(self, catalog: Catalog) -> None:
        with pytest.raises(NotFound):
            translate(catalog, make_translation())
        ingest(catalog)
        with pytest.raises(InvalidRecord, match="another language"):
            translate(catalog, make_translation("en"))


class TestPruning:
    def test_only_records_whose_file_lay_under_the_folder_are_withdrawn(
        self, catalog: Catalog, database: Database
    ) -> None:
        paths = {"kept": "corpus/a/kept.md", "gone": "corpus/a/gone.md", "other": "corpus/ab/other.md"}
        for slug, path in paths.items():
            ingest(catalog, make_record(slug=slug), path=path)
        catalog.create(OFFICER, make_record(slug="from-the-web"))

        assert catalog.prune(OPERATOR, "corpus/a", {"corpus/a/kept.md"}) == ("gone",)

        assert public(database, "gone").status is Status.WITHDRAWN
        stone = public(database, "gone").tombstone
        assert stone is not None
        assert stone.reason == "The file was removed from the collection."
        assert public(database, "kept").is_public
        assert public(database, "other").is_public
        assert catalog.prune(OPERATOR, "corpus/a/", {"corpus/a/kept.md"}) == ()

    def test_a_pruned_file_that_comes_back_is_told_why_it_is_refused(self, catalog: Catalog) -> None:
        ingest(catalog)
        catalog.prune(OPERATOR, "corpus", set())

        with pytest.raises(InvalidRecord, match="was withdrawn, and a slug is never used again"):
            ingest(catalog)

    def test_the_file_of_a_record_an_editor_withdrew_may_stay(self, catalog: Catalog) -> None:
        ingest(catalog)
        catalog.withdraw(EDITOR, SLUG, "The city asked for it.")

        assert ingest(catalog).result == "unchanged"
        with pytest.raises(InvalidRecord, match="withdrawn"):
            ingest(catalog, make_record(title="Again"))
        with pytest.raises(InvalidTransition):
            catalog.withdraw(EDITOR, SLUG, "Twice.")

    def test_only_an_operator_prunes(self, catalog: Catalog) -> None:
        with pytest.raises(NotAllowed):
            catalog.prune(EDITOR, "corpus", set())

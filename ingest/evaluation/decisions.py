"""The tagger as it is now against the tags that people accepted or rejected in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.evaluation.label_measures import LabelMeasures, Labels, measure
from ingest.tagging import suggest, texts_of
from kb.db import repository
from kb.db.session import Database
from kb.records import StoredRecord
from kb.records.workflow import TAGGED_FIELDS, TaggedField
from kb.vocab import Vocabulary


def score_decisions(database: Database, vocabulary: Vocabulary) -> dict[str, LabelMeasures]:
    """By field with decisions: expected is what was accepted, given what the tagger suggests of all that was decided.

    What nobody decided on is not counted.
    """
    decided = list(_decided(database))
    found = {field: measure(_labels(decided, field, vocabulary)) for field in TAGGED_FIELDS}
    return {field: measures for field, measures in found.items() if measures.cases}


def _decided(database: Database) -> Iterator[StoredRecord]:
    with database.read() as session:
        for slug in repository.slugs_present(session):
            stored = repository.get_head(session, slug)
            if any(tag.decision for tag in stored.assignments):
                yield stored


def _labels(decided: Sequence[StoredRecord], field: TaggedField, vocabulary: Vocabulary) -> Iterator[Labels]:
    for stored in decided:
        tags = [tag for tag in stored.assignments if tag.field == field and tag.decision]
        if not tags:
            continue
        found = suggest(texts_of(stored.record), stored.record.language, vocabulary)
        suggested = {tag.concept for tag in found if tag.field == field}
        yield Labels(
            frozenset(tag.concept for tag in tags if tag.decision == "accepted"),
            frozenset(tag.concept for tag in tags if tag.concept in suggested),
        )

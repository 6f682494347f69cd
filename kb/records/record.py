"""The record: one documented practice (case study) or one event, as its revisions hold it.

A `Record` is content only. Where it stands in the workflow is `kb.records.workflow.StoredRecord`.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from kb.records.described import Described, with_ids
from kb.records.partial_date import PartialDate
from kb.records.parts import (
    Alias,
    Attachment,
    Award,
    ConceptId,
    Conflict,
    Contact,
    Cost,
    Evidence,
    Language,
    Organisation,
    Partner,
    Practice,
    PracticeTransfer,
    Provenance,
    ReportedResult,
    Sections,
    Slug,
    Source,
    TimelineEntry,
    Translation,
    Words,
    without_repeats,
)

SCHEMA_VERSION = 1
DEFAULT_LICENSE = "CC-BY-4.0"

ConceptIds = Annotated[tuple[ConceptId, ...], AfterValidator(without_repeats)]
RecordKind = Literal["case-study", "event"]
Stage = Literal["proposed", "pilot", "running", "scaled", "ended", "unknown"]


class Record(Described):
    """One practice or event. Concept ids are those of `kb.vocab`; `kb.records.rules` checks them.

    Raises pydantic.ValidationError when built from values that do not fit; `kb.records.rules.problems_of` turns
    that into `Problem`s.
    """

    slug: Slug
    kind: RecordKind
    language: Language
    title: str = Field(min_length=1)
    summary: str | None = None
    aliases: Annotated[tuple[Alias, ...], AfterValidator(with_ids)] = ()
    cities: ConceptIds = ()
    jurisdiction: ConceptId | None = None
    scale: ConceptId | None = None
    lead_organisation: Organisation | None = None
    partners: Annotated[tuple[Partner, ...], AfterValidator(with_ids)] = ()
    themes: ConceptIds = ()
    instruments: ConceptIds = ()
    target_groups: ConceptIds = ()
    reached_groups: ConceptIds = ()
    sdg_targets: Words = ()
    keywords: Words = ()
    stage: Stage | None = None
    stage_note: str | None = None
    started: PartialDate | None = None
    ended: PartialDate | None = None
    sections: Sections = Sections()
    reported_results: Annotated[tuple[ReportedResult, ...], AfterValidator(with_ids)] = ()
    costs: Annotated[tuple[Cost, ...], AfterValidator(with_ids)] = ()
    timeline: Annotated[tuple[TimelineEntry, ...], AfterValidator(with_ids)] = ()
    conflicts: Annotated[tuple[Conflict, ...], AfterValidator(with_ids)] = ()
    practice_transfers: Annotated[tuple[PracticeTransfer, ...], AfterValidator(with_ids)] = ()
    evidence: Evidence | None = None
    sources: tuple[Source, ...] = ()
    practices: Annotated[tuple[Practice, ...], AfterValidator(with_ids)] = ()
    awards: Annotated[tuple[Award, ...], AfterValidator(with_ids)] = ()
    attachments: Annotated[tuple[Attachment, ...], AfterValidator(with_ids)] = ()
    contact: Contact | None = None
    license: str
    provenance: Provenance | None = None
    confirmed_on: date | None = None
    review_by: date | None = None
    translations: tuple[Translation, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _state_the_usual(cls, value: object) -> object:
        """Kind and licence have a usual value that is written down, so that every document says both."""
        return (
            {"kind": "case-study", "license": DEFAULT_LICENSE} | value if isinstance(value, dict) else value
        )

    @model_validator(mode="after")
    def _numbers_and_languages_are_unique(self) -> Record:
        numbers = [source.n for source in self.sources]
        if len(numbers) != len(set(numbers)):
            raise ValueError("two sources have the same number; give each source its own `n`")
        if len(self.languages) != len(set(self.languages)):
            raise ValueError(
                "two texts are in the same language; keep the original and one translation for each other"
            )
        return self

    @property
    def city(self) -> str | None:
        """The lead city."""
        return self.cities[0] if self.cities else None

    @property
    def primary_theme(self) -> str | None:
        return self.themes[0] if self.themes else None

    @property
    def year(self) -> int | None:
        """The year of `started`, by which searches filter."""
        return self.started.year if self.started else None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the record's texts, the original first; of some there may be no more than title and summary."""
        return (self.language, *(translation.language for translation in self.translations))

    @property
    def full_text_languages(self) -> tuple[str, ...]:
        """The languages the sections can be read in, the original first."""
        return (self.language, *(text.language for text in self.translations if text.is_full_text))

    @property
    def figures(self) -> tuple[ReportedResult, ...]:
        """The results that say a number, the best first: those of a kind before those that are context, then by evidence
        level, then impact before outcome before output."""
        return tuple(sorted((result for result in self.reported_results if result.is_figure), key=_standing))

    def source(self, number: int) -> Source | None:
        return next((source for source in self.sources if source.n == number), None)

    def in_language(self, language: str) -> Translation | None:
        return next((text for text in self.translations if text.language == language), None)


def _standing(result: ReportedResult) -> tuple[bool, int, int]:
    order = {"impact": 0, "outcome": 1, "output": 2, None: 3}
    return result.kind is None, -(result.evidence_level or 0), order[result.kind]


def canonical_document(record: Record) -> dict[str, Any]:
    """The record as plain JSON values with its schema version: what a revision stores."""
    return {"schema_version": SCHEMA_VERSION} | record.model_dump(mode="json")


def canonical_json(record: Record) -> str:
    """One spelling for one content: sorted keys, no spaces, no ASCII escapes."""
    return json.dumps(canonical_document(record), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(record: Record) -> str:
    """SHA-256 of the canonical JSON, in hex: equal for equal content whatever file form it came in."""
    return hashlib.sha256(canonical_json(record).encode()).hexdigest()


def from_document(document: dict[str, Any]) -> Record:
    """The record of a stored canonical document."""
    return Record.model_validate(
        {name: value for name, value in document.items() if name != "schema_version"}
    )


def public_document(record: Record) -> dict[str, Any]:
    """The full JSON that may leave: the record with its lead city and without the contact."""
    document = record.model_dump(mode="json")
    document.pop("contact", None)
    return document | {"city": record.city}

"""Records for tests with only what matters spelled out. Nothing in them is a fact about a city.

`make_record` passes the import rules and, in every field that a test does not change, the publish rules too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from kb.permissions import Actor, Role
from kb.records import (
    SECTION_NAMES,
    Assignment,
    Record,
    ReportedResult,
    Source,
    Status,
    StoredRecord,
    Translation,
)

OFFICER = Actor("officer@city.example", Role.CONTRIBUTOR, "City officer")
OTHER_OFFICER = Actor("other@city.example", Role.CONTRIBUTOR, "Another officer")
EDITOR = Actor("editor@citykb.example", Role.EDITOR, "Editor")
WRITTEN_AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def make_record(**changes: Any) -> Record:
    """A complete case study; `changes` replace fields by raw or typed values (None says "not reported")."""
    return Record.model_validate(_fields() | changes)


def make_event(**changes: Any) -> Record:
    """An event that shows one practice of the knowledge base and one that is a gap."""
    event = {
        "slug": "harbour-forum",
        "kind": "event",
        "title": "Harbour forum",
        "practices": [
            {"record": "harbour-meals", "role": "keynote"},
            {"title": "Night buses", "role": "forum"},
        ],
    }
    return make_record(**(event | changes))


def make_stored(
    record: Record | None = None,
    *,
    record_id: int = 1,
    status: Status = Status.PUBLISHED,
    revision: int = 1,
    published_revision: int | None = 1,
    issued: date | None = date(2026, 3, 1),
    modified: datetime = WRITTEN_AT,
    owner: str | None = None,
    assignments: tuple[Assignment, ...] = (),
    **changes: Any,
) -> StoredRecord:
    """A published record in its place in the catalogue; `changes` go to `make_record` when no record is given."""
    return StoredRecord(
        id=record_id,
        record=record or make_record(**changes),
        status=status,
        revision=revision,
        head_revision=revision,
        published_revision=published_revision,
        issued=issued,
        modified=modified,
        owner=owner,
        assignments=assignments,
    )


def make_result(metric: str = "Meals served", value: str = "120", **changes: Any) -> ReportedResult:
    return ReportedResult.model_validate({"metric": metric, "value": value, "sources": [1]} | changes)


def make_source(n: int = 1, title: str = "Annual report", **changes: Any) -> Source:
    return Source.model_validate({"n": n, "title": title, "url": f"https://example.org/{n}"} | changes)


def make_translation(language: str = "es", title: str = "Comidas del puerto", **changes: Any) -> Translation:
    return Translation.model_validate({"language": language, "title": title, "by": "human"} | changes)


def make_suggestion(concept: str = "housing", field: Any = "themes", **changes: Any) -> Assignment:
    """What the tagger says about one concept, with the sentence that triggered it."""
    values = {
        "field": field,
        "concept": concept,
        "method": "cue-words",
        "score": 0.7,
        "sentence": "Families get a warm meal near their homes.",
        "cue": "homes",
        "section": "problem",
        "language": "en",
    }
    return Assignment(**(values | changes))


def _fields() -> dict[str, Any]:
    return {
        "slug": "harbour-meals",
        "language": "en",
        "title": "Harbour meals",
        "summary": "Invented for tests: a warm meal on school days in two districts.",
        "cities": ["seoul"],
        "jurisdiction": "local",
        "scale": "city",
        "lead_organisation": {"name": "Example Education Office", "type": "government"},
        "themes": ["basic-services-food"],
        "instruments": ["in-kind-service"],
        "target_groups": ["children"],
        "stage": "running",
        "started": "2021-09",
        "sections": {name: f"Text about {name.replace('_', ' ')} [1]." for name in SECTION_NAMES},
        "reported_results": [{"metric": "Meals served", "value": "120", "number": 120, "sources": [1]}],
        "costs": [{"amount": "EUR 2 million", "number": 2000000, "currency": "EUR", "sources": [1]}],
        "evidence": {"level": 1, "reason": "Counted by the office itself [1]."},
        "sources": [{"n": 1, "title": "Annual report", "url": "https://example.org/1"}],
        "contact": {"email": "desk@city.example"},
    }

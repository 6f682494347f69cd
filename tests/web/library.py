"""A small library of invented records in a real database and index, for tests that only read."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from kb.catalog import ImportRequest
from kb.config import Settings
from kb.db import migrate
from kb.permissions import OPERATOR
from kb.records import Assignment, Record, canonical_json
from kb.wiring import Application, build
from tests.factories import make_event, make_record, make_suggestion
from tests.web.page import CheckingClient
from webui.app import create_app

SMALL_RECORDS = 24


class Library:
    """The application with its records published, read through clients that check every page."""

    def __init__(self, app: Flask, application: Application) -> None:
        self.app, self.application = app, application

    @property
    def client(self) -> CheckingClient:
        """A new visitor."""
        client = self.app.test_client()
        assert isinstance(client, CheckingClient)
        return client


@contextlib.contextmanager
def open_library(data: Path, **settings: Any) -> Iterator[Library]:
    """A migrated, empty database in `data` and the site over it."""
    values: dict[str, Any] = {
        "secret_key": "key of a test",
        "password_cost": 1,
        "text_limit": "1000 per minute",
    } | settings
    application = build(Settings(data=data, **values))
    data.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(application.database)
    try:
        app = create_app(application.settings, application)
        app.test_client_class = CheckingClient
        yield Library(app, application)
    finally:
        application.database.dispose()


def publish(application: Application, record: Record, *assignments: Assignment) -> None:
    """Take the record in as an operator does with a file."""
    sha256 = hashlib.sha256(canonical_json(record).encode()).hexdigest()
    request = ImportRequest(record, assignments, f"{record.slug}.md", sha256)
    application.catalog.import_record(OPERATOR, request)


def fill(application: Application) -> None:
    """Records that show every part of a page, and enough small ones for two pages of results."""
    publish(application, make_record(summary="An earlier text."))
    publish(application, _harbour_meals(), *_suggestions())
    publish(application, _night_buses())
    publish(application, _silent())
    publish(application, _korean())
    publish(application, make_event(timeline=[{"date": "2025-09-29", "event": "Opening", "sources": [1]}]))
    publish(application, make_record(slug="old-scheme", title="Old scheme"))
    application.catalog.withdraw(OPERATOR, "old-scheme", "Its only source was taken back.")
    for number in range(SMALL_RECORDS):
        publish(application, _small(number))
    application.indexer.drain()


def _harbour_meals() -> Record:
    sources = [{"n": n, "title": f"Report {n}", "url": f"https://example.org/{n}"} for n in (1, 2, 3)]
    sources[2]["note"] = "read in a copy"
    sections = make_record().sections.model_dump() | {
        "problem": "Meals were *cold* [1,2]. See [the plan](https://example.org/plan) and [99].\n\n- first [3]\n- second",
        "legal_basis": None,
        "results": "Figures <script>alert(1)</script> below [2].",
    }
    return make_record(
        aliases=[
            {"text": "항구 급식", "language": "ko", "kind": "native"},
            {"text": "Comidas del puerto", "language": "es", "kind": "translated"},
        ],
        sections=sections,
        sources=sources,
        reported_results=_results(),
        conflicts=[{"statement": "Report 1 counts 120 meals, report 2 counts 90 [1,2].", "sources": [1, 2, 3]}],
        timeline=[{"date": "2021-09", "event": "First meals", "sources": [3]}],
        practice_transfers=[{"kind": "adapted-from", "city": "paris", "note": "a visit", "sources": [1]}],
        awards=[{"name": "Warm plate", "year": 2023}],
        translations=[
            {"language": "es", "title": "Comidas del puerto", "summary": "Inventado para pruebas.", "by": "human",
             "sections": {"problem": "Las comidas estaban frías [1]."}},
            {"language": "fr", "title": "Repas du port", "summary": "Inventé pour des essais.", "by": "machine"},
        ],
    )  # fmt: skip


def _results() -> list[dict[str, Any]]:
    base = {"sources": [1], "design": "survey", "reporter": "city", "period": "2022"}
    return [
        base | {"metric": "Mood in class", "value": "calmer", "kind": "impact", "evidence_level": 4},
        base | {"metric": "Pupils in the country", "value": "900", "unit": "thousand", "evidence_level": 4},
        base | {"metric": "Meals served", "value": "120", "unit": "meals", "kind": "output"},
        base
        | {"metric": "Pupils at school", "value": "+8", "unit": "%", "kind": "impact", "evidence_level": 3},
        base
        | {"metric": "Pupils who stay", "value": "+5", "unit": "%", "kind": "impact", "evidence_level": 3},
        base
        | {
            "metric": "Parents in work",
            "value": "-2",
            "unit": "points",
            "kind": "impact",
            "evidence_level": 3,
        },
        base
        | {"metric": "Waste", "value": "12 of 40", "unit": "kilos", "kind": "outcome", "evidence_level": 2},
        base | {"metric": "Cooks", "value": "9", "unit": "cooks", "kind": "output", "evidence_level": 1},
        base | {"metric": "Costs saved", "value": None},
    ]


def _suggestions() -> tuple[Assignment, ...]:
    return (
        make_suggestion("basic-services-food", sentence="A warm meal near homes.", cue="meal", score=0.8),
        make_suggestion(
            "seoul", field="cities", method="authority-file", sentence="Seoul pays.", cue="Seoul"
        ),
        make_suggestion("housing"),
    )


def _night_buses() -> Record:
    return make_record(
        slug="night-buses", title="Night buses", cities=["bogota"], themes=["mobility-access", "gender-care"],
        translations=[{"language": "es", "title": "Buses de noche", "summary": "Inventado.", "by": "machine"}],
        summary="Invented for tests in two districts: buses at night. They stop on request.", stage="pilot", started="2019",
        target_groups=["women-girls"], evidence={"level": 3, "reason": "Two districts were compared [1]."},
    )  # fmt: skip


def _silent() -> Record:
    """Almost everything was looked for and not found, or never asked."""
    return Record.model_validate(
        {"slug": "silent-record", "language": "en", "title": "Silent record", "cities": ["paris"], "themes": ["housing"],
         "sections": {"problem": "Not reported", "approach": "Something was done."}, "stage": "unknown",
         "reported_results": None, "costs": None, "started": None, "lead_organisation": None, "timeline": None}
    )  # fmt: skip


def _korean() -> Record:
    return make_record(
        slug="korean-record", language="ko", title="야간 버스 안내", summary="시험을 위해 지어낸 글.",
        translations=[{"language": "es", "title": "Guía de noche", "summary": "Inventado.", "by": "machine"}],
    )  # fmt: skip


def _small(number: int) -> Record:
    return make_record(
        slug=f"small-{number:02}", title=f"Small record {number}", cities=["dakar"], started=str(2000 + number % 12),
        themes=["education-learning"],
    )  # fmt: skip

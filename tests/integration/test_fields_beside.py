"""Fields of a document that has no room for them, in a YAML file beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import IngestOptions, ingest_paths
from ingest.report import FileReport
from kb.config import Settings
from kb.db import repository
from kb.wiring import Application, build
from tests.documents import LINE, pdf_file

PAGES = [[("Night buses", 24), (LINE, 11), (f"Of {LINE}", 11)]]


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    application = build(Settings(data=tmp_path / "data", database_url=sqlite_url))
    yield application
    application.database.dispose()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A paper that names no city."""
    file = tmp_path / "papers" / "night-buses.pdf"
    file.parent.mkdir()
    file.write_bytes(pdf_file(PAGES))
    return file


def ingest(application: Application, file: Path) -> FileReport:
    (taken,) = ingest_paths(application, [file.parent], IngestOptions()).files
    return taken


def test_a_document_without_city_is_told_where_to_write_it(application: Application, report: Path) -> None:
    taken = ingest(application, report)
    assert taken.result == "rejected"
    assert "takes them from the file 'night-buses.pdf.yaml' next to it" in str(taken.problems[0])


def test_fields_beside_a_document_are_its_own_and_a_change_of_them_revises_it(
    application: Application, report: Path
) -> None:
    beside = report.with_name("night-buses.pdf.yaml")
    beside.write_text("cities: [seoul]\ntitle: Owl buses\n", "utf-8")
    taken = ingest(application, report)
    assert (taken.result, taken.slug) == ("created", "night-buses")
    assert taken.extractor.startswith("pypdfium2")
    assert ingest(application, report).result == "unchanged"
    beside.write_text("cities: [busan]\ntitle: Owl buses\n", "utf-8")
    assert ingest(application, report).result == "revised"
    with application.database.read() as session:
        record = repository.get_head(session, "night-buses").record
    assert (record.title, record.city, record.language) == ("Owl buses", "busan", "en")


def test_a_broken_file_beside_is_named_with_its_line(application: Application, report: Path) -> None:
    report.with_name("night-buses.pdf.yaml").write_text("cities: [seoul]\ntitle: a: b\n", "utf-8")
    told = str(ingest(application, report).problems[0])
    assert "In the file beside ('night-buses.pdf.yaml'): " in told
    assert "(line 2)" in told
    report.with_name("night-buses.pdf.yaml").write_text("cities: [atlantis]\n", "utf-8")
    assert "'atlantis' is not in the city authority file" in str(ingest(application, report).problems[0])
    assert "(line 1)" in str(ingest(application, report).problems[0])

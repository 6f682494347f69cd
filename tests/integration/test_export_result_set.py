"""Whole result sets: complete, in the order of the search, loud when something is missing, and streamed."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from kb.db.tables import RecordRow, RevisionRow
from kb.errors import InvalidQuery
from kb.export import FORMATS, ExportIncomplete, export_result_set
from kb.indexer import Indexer
from kb.records import StoredRecord
from kb.search.memory_backend import MemoryBackend
from kb.search.request import SearchRequest
from kb.wiring import Application
from tests.factories import EDITOR
from tests.installations import open_application, publish

MANY = 2000


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    with open_application(tmp_path) as application:
        yield application


@pytest.fixture
def filled(application: Application) -> Application:
    """Forty-five records: more than two pages, in two cities, some with a title that fits better."""
    for number in range(45):
        publish(
            application,
            f"practice-{number:02}",
            title="Warm meals" if number % 7 == 0 else f"Practice {number:02}",
            cities=["seoul" if number % 3 else "paris"],
            evidence={"level": number % 4, "reason": "Counted."},
        )
    application.indexer.drain()
    return application


def exported(application: Application, request: SearchRequest, name: str = "jsonl") -> bytes:
    return b"".join(export_result_set(application.database, application.backend, request, FORMATS[name]))


def exported_slugs(application: Application, request: SearchRequest) -> list[str]:
    return [json.loads(line)["slug"] for line in exported(application, request).splitlines()]


def searched_slugs(application: Application, request: SearchRequest) -> list[str]:
    slugs: list[str] = []
    while page := application.backend.search(request).hits:
        slugs += [hit.display.slug for hit in page]
        request = request.on_page(request.page + 1)
    return slugs


@pytest.mark.parametrize(
    "wanted",
    [
        SearchRequest(),
        SearchRequest(query="meals"),
        SearchRequest(query="practice", sort="evidence"),
        SearchRequest(sort="city"),
        SearchRequest(sort="newest", filters={"city": ("paris",), "evidence": ("1", "2")}),
        SearchRequest(query="meals", page=2),
    ],
    ids=repr,
)
def test_an_export_is_the_whole_search_in_its_order_whatever_the_page(
    wanted: SearchRequest, filled: Application
) -> None:
    expected = searched_slugs(filled, wanted.on_page(1))

    assert exported_slugs(filled, wanted) == expected
    assert len(expected) == filled.backend.search(wanted).total > 0


def test_each_format_holds_the_same_records(filled: Application) -> None:
    request = SearchRequest(filters={"city": ("paris",)})
    wide = list(csv.DictReader(io.StringIO(exported(filled, request, "csv").decode(), newline="")))
    figures = list(csv.DictReader(io.StringIO(exported(filled, request, "csv-results").decode(), newline="")))

    slugs = exported_slugs(filled, request)
    assert [row["slug"] for row in wide] == slugs == [row["slug"] for row in figures]
    assert len(slugs) == 15


def test_what_is_exported_is_what_the_database_holds_now(filled: Application) -> None:
    publish(filled, "practice-01", title="Changed since it was indexed")

    lines = [json.loads(line) for line in exported(filled, SearchRequest()).splitlines()]

    changed = next(line for line in lines if line["slug"] == "practice-01")
    assert (changed["title"], changed["revision"]) == ("Changed since it was indexed", 2)


def test_a_record_that_vanished_breaks_the_export_at_its_end(filled: Application) -> None:
    filled.catalog.withdraw(EDITOR, "practice-03", "Out of date.")
    chunks = export_result_set(filled.database, filled.backend, SearchRequest(), FORMATS["jsonl"])

    assert len(list(itertools.islice(chunks, 44))) == 44
    with pytest.raises(ExportIncomplete, match="found 45 records and 44 of them could be written"):
        next(chunks)


def test_a_search_that_cannot_be_answered_fails_before_the_first_byte(filled: Application) -> None:
    with pytest.raises(InvalidQuery):
        export_result_set(
            filled.database, filled.backend, SearchRequest(filters={"colour": ("blue",)}), FORMATS["csv"]
        )


def test_nothing_found_is_a_header_and_no_error(filled: Application) -> None:
    request = SearchRequest(query="nosuchword")

    assert exported(filled, request) == b""
    assert exported(filled, request, "csv").count(b"\r\n") == 1


@pytest.fixture
def many(application: Application) -> tuple[Application, MemoryBackend]:
    """Two thousand published records of some length, in the database and in an index: one, and copies of its rows."""
    publish(application, "practice-0001", sections={"problem": "Too few meals. " * 100})
    with application.database.write() as session:
        for table, changes in (
            (RecordRow.__table__, lambda number: {"id": number}),
            (RevisionRow.__table__, lambda number: {"id": number, "record_id": number}),
        ):
            first = dict(session.execute(select(table)).mappings().one())
            session.execute(
                insert(table), [_copy(first, number) | changes(number) for number in range(2, MANY + 1)]
            )
    backend = MemoryBackend(application.vocabulary)
    Indexer(application.database, backend, application.vocabulary).rebuild()
    return application, backend


def _copy(row: dict[str, Any], number: int) -> dict[str, Any]:
    slug = f"practice-{number:04}"
    return {
        name: value.replace("practice-0001", slug) if isinstance(value, str) else value
        for name, value in row.items()
    }


def test_two_thousand_records_are_streamed(many: tuple[Application, MemoryBackend]) -> None:
    application, backend = many
    read = 0

    def counted(records: Iterable[StoredRecord]) -> Iterator[StoredRecord]:
        nonlocal read
        for stored in records:
            read += 1
            yield stored

    form = dataclasses.replace(
        FORMATS["jsonl"], write=lambda records: FORMATS["jsonl"].write(counted(records))
    )
    chunks = export_result_set(application.database, backend, SearchRequest(), form)
    next(chunks)
    assert read == 1

    tracemalloc.start()
    peaks = []
    total = 1
    for total, _ in enumerate(chunks, start=2):
        if total % 500 == 0:
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
    tracemalloc.stop()

    assert total == read == MANY
    assert max(peaks[1:]) < 1.3 * peaks[0], "memory grows with the number of records"


def test_a_stream_that_nobody_reads_to_the_end_lets_go_of_the_database(filled: Application) -> None:
    chunks = export_result_set(filled.database, filled.backend, SearchRequest(), FORMATS["jsonl"])
    next(chunks)
    chunks.close()  # type: ignore[attr-defined]

    publish(filled, "practice-00", title="Written afterwards")

    assert exported_slugs(filled, SearchRequest())

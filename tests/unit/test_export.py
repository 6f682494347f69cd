"""The export files: cells and their escaping, silence told apart, both CSV shapes, and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.export import FORMATS
from kb.export.cells import harmless, json_cell, list_cell, text_cell
from kb.export.columns import COLUMNS
from kb.export.tables import RESULT_COLUMNS
from kb.records import Record, StoredRecord
from tests.factories import make_event, make_record, make_result, make_source, make_stored, make_translation


def rows_of(name: str, *records: StoredRecord) -> list[dict[str, str]]:
    text = b"".join(FORMATS[name].write(records)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def row_of(**changes: Any) -> dict[str, str]:
    (row,) = rows_of("csv", make_stored(**changes))
    return row


@pytest.mark.parametrize(
    "text",
    ["=1+1", "@SUM(A1)", "+1+1", "-2+3", "+5 / +3", "-cmd|' /C calc'!A0", "\t=1", "\r=1", "\n=1", "＝1"],
)
def test_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["-10.4", "+250,000", "+3 %", "-1 200,5", "-", "462 of 626", "about 14", "", "a=b", "1+1"]
)
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text


def test_a_long_run_of_digits_is_judged_at_once() -> None:
    assert harmless("-" + "1" * 200_000 + "x").startswith("'-")


def test_cells_of_single_values() -> None:
    assert text_cell(None) == ""
    assert text_cell(0) == "0"
    assert text_cell(-10.4) == "-10.4"
    assert text_cell(44_456_000_000) == "44456000000"
    assert text_cell(date(2026, 3, 1)) == "2026-03-01"
    assert text_cell(datetime(2026, 3, 1, 9, tzinfo=UTC)) == "2026-03-01T09:00:00+00:00"


def test_separator_and_escape_inside_a_value_are_escaped() -> None:
    assert list_cell(["a|b", "c\\d", "e"]) == r"a\|b|c\\d|e"
    assert list_cell([]) == ""


def split_list(cell: str) -> Iterator[str]:
    """Read a list cell back as docs/data-dictionary.md tells a reader to."""
    value, escaped = "", False
    for character in cell:
        if escaped:
            value, escaped = value + character, False
        elif character == "\\":
            escaped = True
        elif character == "|":
            yield value
            value = ""
        else:
            value += character
    yield value


@given(st.lists(st.text(alphabet="a|\\ é=", min_size=1), min_size=1, max_size=5))
def test_a_list_cell_reads_back(values: list[str]) -> None:
    cell = list_cell(values)

    assert list(split_list(cell.removeprefix("'"))) == values


def test_a_json_cell_is_empty_without_rows() -> None:
    assert json_cell([]) == ""
    assert json.loads(json_cell([{"text": "서울", "language": None}])) == [{"text": "서울", "language": None}]


def test_the_csv_is_rfc_4180_in_utf_8_without_a_mark() -> None:
    written = b"".join(
        FORMATS["csv"].write([make_stored(title='A "quoted", title\nof two lines', summary="서울 é")])
    )

    assert not written.startswith(b"\xef\xbb\xbf")
    assert written.endswith(b"\r\n")
    assert b'"A ""quoted"", title\nof two lines"' in written
    assert "서울 é" in written.decode("utf-8")
    assert written.count(b"\r\n") == 2


def test_the_header_names_every_column_and_every_row_fills_it() -> None:
    row = row_of()

    assert list(row) == [column.name for column in COLUMNS]
    assert None not in row.values()


def test_the_fields_of_a_record_stand_under_their_names() -> None:
    row = row_of(
        cities=["seoul", "paris"],
        themes=["housing", "mobility-access"],
        started="2021-H1",
        lead_organisation={"name": "=HYPERLINK()", "type": "government"},
        evidence={"level": 0, "reason": "Nothing stated."},
        sections={"problem": "Too few meals [1]."},
    )

    assert (row["slug"], row["kind"], row["city"], row["cities"]) == (
        "harbour-meals",
        "case-study",
        "seoul",
        "seoul|paris",
    )
    assert row["themes"] == "housing|mobility-access"
    assert row["started"] == "2021-H1"
    assert (row["lead_organisation.name"], row["lead_organisation.type"]) == ("'=HYPERLINK()", "government")
    assert (row["evidence.level"], row["evidence.reason"]) == ("0", "Nothing stated.")
    assert (row["sections.problem"], row["sections.funding"]) == ("Too few meals [1].", "")
    assert (row["status"], row["revision"], row["issued"], row["modified"]) == (
        "published", "1", "2026-03-01", "2026-03-01T09:00:00+00:00",
    )  # fmt: skip


def test_not_reported_and_never_asked_are_told_apart_in_every_kind_of_cell() -> None:
    silent = row_of(
        scale=None,
        themes=None,
        costs=None,
        evidence=None,
        sections={"funding": None},
        lead_organisation={"name": "A", "type": None},
    )
    never = rows_of(
        "csv",
        make_stored(
            Record.model_validate({"slug": "a", "language": "en", "title": "A", "cities": ["seoul"]})
        ),
    )[0]

    for name in (
        "scale",
        "themes",
        "costs",
        "evidence.level",
        "evidence.reason",
        "sections.funding",
        "lead_organisation.type",
    ):
        assert silent[name] == "not reported", name
        assert never[name] == "", name
    assert row_of(sections=None)["sections.problem"] == "not reported"


def test_dates_inside_rows_are_as_reported() -> None:
    row = row_of(
        timeline=[{"date": "c. 2020", "event": "Begins", "sources": [1]}],
        sources=[make_source(issued="2021-05").model_dump(mode="json")],
    )

    assert json.loads(row["timeline"])[0]["date"] == "c. 2020"
    assert json.loads(row["sources"])[0]["issued"] == "2021-05"


def test_translations_and_practices_of_events_are_rows() -> None:
    row = row_of(translations=[make_translation()])
    (event,) = rows_of("csv", make_stored(make_event()))

    assert json.loads(row["translations"])[0]["title"] == "Comidas del puerto"
    assert [practice.get("record") for practice in json.loads(event["practices"])] == ["harbour-meals", None]


def test_the_contact_leaves_in_no_format() -> None:
    stored = make_stored(
        contact={"name": "Secret Name", "unit": "Secret unit", "email": "secret@city.example"}
    )

    for export_format in FORMATS.values():
        written = b"".join(export_format.write([stored])).decode("utf-8")
        assert "ecret" not in written, export_format.name
        assert "contact" not in written, export_format.name


def test_the_results_file_has_one_row_per_figure() -> None:
    first = make_stored(
        reported_results=[
            make_result("Work", "-10.4", number=-10.4, unit=None, sources=[2, 1], kind="impact"),
            make_result("Riders", "462 of 626", number=462, denominator=626, sources=[]),
        ],
        sources=[make_source(1), {"n": 2, "title": "Paper, no address"}],
    )
    rows = rows_of(
        "csv-results",
        first,
        make_stored(reported_results=None),
        make_stored(reported_results=[make_result()]),
    )

    assert [(row["slug"], row["metric"], row["value"]) for row in rows] == [
        ("harbour-meals", "Work", "-10.4"), ("harbour-meals", "Riders", "462 of 626"), ("harbour-meals", "Meals served", "120"),
    ]  # fmt: skip
    assert list(rows[0]) == [column.name for column in RESULT_COLUMNS]
    assert (rows[0]["number"], rows[0]["unit"], rows[0]["kind"], rows[0]["design"]) == (
        "-10.4",
        "not reported",
        "impact",
        "",
    )
    assert (rows[0]["sources"], rows[0]["source_urls"]) == ("2|1", "https://example.org/1")
    assert (rows[1]["number"], rows[1]["denominator"], rows[1]["sources"], rows[1]["source_urls"]) == (
        "462",
        "626",
        "",
        "",
    )
    assert rows[0]["id"] == first.record.reported_results[0].id


def test_sources_said_to_be_not_reported_are_not_an_empty_cell() -> None:
    (row,) = rows_of("csv-results", make_stored(reported_results=[make_result(sources=None)]))

    assert row["sources"] == "not reported"


def test_json_lines_hold_the_full_record_one_a_line() -> None:
    stored = make_stored(make_record(title="서울\n숲", started="2021-H1", scale=None))
    lines = b"".join(FORMATS["jsonl"].write([stored, stored])).split(b"\n")

    assert len(lines) == 3
    assert lines[2] == b""
    document = json.loads(lines[0])
    assert document["title"] == "서울\n숲"
    assert document["started"] == {
        "raw": "2021-H1", "earliest": "2021-01-01", "latest": "2021-06-30", "precision": "half-year",
    }  # fmt: skip
    assert (document["scale"], document["city"], "stage_note" in document) == (None, "seoul", False)
    assert [document[name] for name in ("status", "revision", "issued", "modified")] == [
        "published", 1, "2026-03-01", "2026-03-01T09:00:00+00:00",
    ]  # fmt: skip


def test_json_lines_read_back_as_the_record() -> None:
    stored = make_stored(contact=None)
    document = json.loads(next(iter(FORMATS["jsonl"].write([stored]))))
    for name in ("city", "status", "revision", "issued", "modified"):
        del document[name]

    assert Record.model_validate(document | {"contact": None}) == stored.record


@pytest.mark.parametrize("name", ["csv", "csv-results", "jsonl"])
def test_writers_take_one_record_at_a_time(name: str) -> None:
    taken = 0

    def records() -> Iterator[StoredRecord]:
        nonlocal taken
        for number in range(1, 1000):
            taken = number
            yield make_stored()

    written = FORMATS[name].write(records())
    for _ in range(3):
        next(written)

    assert taken <= 3


def test_an_empty_result_set_still_has_a_header() -> None:
    assert rows_of("csv") == []
    assert b"".join(FORMATS["csv"].write([])).startswith(b"slug,kind,language,title")
    assert b"".join(FORMATS["csv-results"].write([])).startswith(b"slug,title,city,id,metric")
    assert b"".join(FORMATS["jsonl"].write([])) == b""

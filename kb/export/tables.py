"""The two CSV files: `csv` with one row per record, `csv-results` with one row per reported figure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from kb.export.cells import NOT_REPORTED, list_cell, text_cell
from kb.export.columns import COLUMNS, Column, cell
from kb.records import ReportedResult, StoredRecord

BOM = "\ufeff".encode()

RESULT_COLUMNS = (
    Column("slug", "text", "Identifier of the record"),
    Column("title", "text", "Title of the record"),
    Column("city", "text", "Lead city of the record"),
    Column("id", "text", "Stable id of the row inside the record"),
    *(
        Column(name, "list" if name == "sources" else "text", note)
        for name, note in (
            ("metric", "What was measured"),
            ("family", "Name under which like metrics of different records are aligned"),
            ("value", "The figure exactly as reported"),
            ("number", "The figure as a number, where it can be read without guessing"),
            ("low", "Lower end of a range"),
            ("high", "Upper end of a range"),
            ("qualifier", "Words such as about, more than"),
            ("denominator", "What the number is a part of"),
            ("unit", "Unit of the figure"),
            ("baseline", "The value before"),
            ("comparator", "What it is compared with"),
            ("period", "When it holds"),
            ("population", "For whom or what it holds"),
            ("kind", "output, outcome or impact"),
            ("design", "How it was found"),
            ("reporter", "Who reports it: city, partner, independent, unknown"),
            ("evidence_level", "Evidence level of this figure, 0 to 5"),
            ("note", "Warning or remark"),
            ("sources", "Numbers of the record's sources"),
        )
    ),
    Column("source_urls", "list", "Addresses of those sources"),
)


def records_csv(records: Iterable[StoredRecord]) -> Iterator[bytes]:
    """One row per record; RFC 4180, UTF-8 without a byte-order mark."""
    yield _line(column.name for column in COLUMNS)
    for stored in records:
        yield _line(cell(stored, column) for column in COLUMNS)


def results_csv(records: Iterable[StoredRecord]) -> Iterator[bytes]:
    """One row per reported result; a record without results has none."""
    yield _line(column.name for column in RESULT_COLUMNS)
    for stored in records:
        for result in stored.record.reported_results:
            yield _line(_result_row(stored, result))


def _result_row(stored: StoredRecord, result: ReportedResult) -> Iterator[str]:
    record = stored.record
    yield from (text_cell(record.slug), text_cell(record.title), text_cell(record.city), text_cell(result.id))
    for column in RESULT_COLUMNS[4:-1]:
        value = getattr(result, column.name)
        if column.name in result.not_reported:
            yield NOT_REPORTED
        else:
            yield list_cell(value) if column.kind == "list" else text_cell(value)
    addresses = (source.url for number in result.sources if (source := record.source(number)))
    yield list_cell(address for address in addresses if address)


def _line(cells: Iterable[str]) -> bytes:
    row = io.StringIO()
    csv.writer(row).writerow(cells)
    return row.getvalue().encode()

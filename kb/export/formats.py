"""The registry of export formats; the command line, the web and the docs read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kb.export.lines import json_lines
from kb.export.tables import records_csv, results_csv
from kb.records import StoredRecord


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One format: its name on the command line and in the address, media type, file extension and writer."""

    name: str
    media_type: str
    extension: str
    help: str
    write: Callable[[Iterable[StoredRecord]], Iterator[bytes]]


FORMATS = {
    export_format.name: export_format
    for export_format in (
        ExportFormat("csv", "text/csv; charset=utf-8", "csv", "One row per record", records_csv),
        ExportFormat(
            "csv-results", "text/csv; charset=utf-8", "csv", "One row per reported figure", results_csv
        ),
        ExportFormat(
            "jsonl", "application/x-ndjson", "jsonl", "One full record per line, JSON Lines", json_lines
        ),
    )
}

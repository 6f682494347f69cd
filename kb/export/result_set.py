"""A whole result set in one format: every record of the search, in its order, or a loud error."""

from __future__ import annotations

from collections.abc import Iterator

from kb.db import repository
from kb.db.session import Database
from kb.errors import CityKBError
from kb.export.formats import ExportFormat
from kb.records import StoredRecord
from kb.search.backend import SearchBackend
from kb.search.request import SearchRequest


class ExportIncomplete(CityKBError):
    """A record of the result set could not be read any more; what was written so far is not the whole."""


def export_result_set(
    database: Database, backend: SearchBackend, request: SearchRequest, export_format: ExportFormat
) -> Iterator[bytes]:
    """Stream the result set of `request`; beside the ids found, memory does not grow with it.

    The search is answered at once, so SearchUnavailable and InvalidQuery come before the first byte. Raises
    ExportIncomplete at the end when fewer records came than the search promised (one was withdrawn meanwhile): the
    reader sees a broken transfer instead of a short file.
    """
    return export_records(database, tuple(backend.scan(request)), export_format)


def export_records(database: Database, ids: tuple[int, ...], export_format: ExportFormat) -> Iterator[bytes]:
    """Stream these records, for a caller that says how many there are before it sends the first. Raises as above."""
    return export_format.write(_all_of(database, ids))


def _all_of(database: Database, ids: tuple[int, ...]) -> Iterator[StoredRecord]:
    written = 0
    with database.read() as session:
        for stored in repository.stream_published(session, ids):
            yield stored
            written += 1
    if written != len(ids):
        raise ExportIncomplete(
            f"The search found {len(ids)} records and {written} of them could be written: some were withdrawn "
            "meanwhile, or the index is behind (`citykb index check`). What was written is not complete; export again."
        )

"""Taking out: the whole result set of a search, and a comparison, as files. Complete, or broken loudly."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from kb.catalog.slugs import kebab_case
from kb.compare import WRITERS, matrix
from kb.db import repository
from kb.errors import InvalidQuery
from kb.export import FORMATS, ExportFormat, export_records
from kb.export.tables import BOM
from webui.asked import fully_understood_search, parameters
from webui.compare import LEAST, MOST
from webui.context import application, interface_language
from webui.search import refuse_missing_index

blueprint = Blueprint("exports", __name__)

COMPARISON_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
}
_NAME_LENGTH = 80


@blueprint.get("/export.csv")
def records_csv() -> Response:
    """One row per record."""
    return _result_set(FORMATS["csv"], "records")


@blueprint.get("/export-results.csv")
def results_csv() -> Response:
    """One row per reported figure."""
    return _result_set(FORMATS["csv-results"], "results")


@blueprint.get("/export.jsonl")
def json_lines() -> Response:
    """One full record per line."""
    return _result_set(FORMATS["jsonl"], "records")


@blueprint.get("/compare.<any(csv,json,md):extension>")
def comparison(extension: str) -> Response:
    """The table of the comparison page, in the order of the address."""
    slugs = tuple(dict.fromkeys(slug.strip() for slug in parameters().get("id", [])))
    if not LEAST <= len(slugs) <= MOST:
        raise InvalidQuery(_("A comparison takes %(least)s to %(most)s records.", least=LEAST, most=MOST))
    with application().database.read() as session:
        columns = repository.get_many_published(session, slugs)
    text = WRITERS[extension](matrix(columns, application().vocabulary, interface_language()))
    chunks = _with_bom([text.encode()]) if extension == "csv" else [text.encode()]
    return _download(chunks, COMPARISON_TYPES[extension], f"{_file_stem(['compare', *slugs])}.{extension}")


def _result_set(export_format: ExportFormat, content: str) -> Response:
    """Stream it. X-Total-Count is the number of records, counted before the first byte is sent.

    Raises InvalidQuery when any part of the search was not understood: a page can say what it left out, a file cannot.
    """
    search = fully_understood_search("bom")
    ids = tuple(application().backend.scan(search))
    if not ids:
        refuse_missing_index()
    stream = export_records(application().database, ids, export_format)
    chunks = _with_bom(stream) if export_format.extension == "csv" else stream
    words = [value for name, value in search.to_params() if name not in ("sort", "page")]
    name = f"{_file_stem([*words, content, datetime.now(UTC).date().isoformat()])}.{export_format.extension}"
    answer = _download(chunks, export_format.media_type, name)
    answer.headers["X-Total-Count"] = str(len(ids))
    return answer


def _with_bom(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The byte-order mark by which Excel knows UTF-8, when `?bom=1` asks for it."""
    return itertools.chain([BOM] if request.args.get("bom") == "1" else [], chunks)


def _download(chunks: Iterable[bytes], media_type: str, name: str) -> Response:
    answer = Response(chunks, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _file_stem(words: Iterable[str]) -> str:
    """A file name that says what is inside; words in other scripts fall away, a long middle is cut."""
    *middle, last = [word for word in map(kebab_case, words) if word]
    return f"citykb-{'-'.join(middle)[:_NAME_LENGTH].strip('-')}-{last}"

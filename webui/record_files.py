"""A record for other programs: the full JSON of the data dictionary, and what reference managers read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from kb.export.lines import stored_document
from kb.records import StoredRecord
from webui import citing, links
from webui.case_study import public_revision, published

blueprint = Blueprint("record_files", __name__)


def _full_json(stored: StoredRecord) -> str:
    return json.dumps(stored_document(stored), ensure_ascii=False)


WRITERS: Mapping[str, tuple[str, Callable[[StoredRecord], str]]] = {
    "json": ("application/json", _full_json),
    "bib": ("application/x-bibtex; charset=utf-8", citing.bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", citing.ris),
}


@blueprint.get("/<any('case-studies',events):folder>/<slug:slug>.<any(json,bib,ris):extension>")
def current(folder: str, slug: str, extension: str) -> ResponseReturnValue:
    """The published text."""
    stored = published(slug)
    if (stored.record.kind == "event") != (folder == "events"):
        return redirect(links.file_url(stored, extension), code=301)
    return _file(stored, extension)


@blueprint.get(
    "/case-studies/<slug:slug>/revisions/<int(min=1, max=999999):number>.<any(json,bib,ris):extension>"
)
def revision(slug: str, number: int, extension: str) -> Response:
    """An earlier (or the present) public text."""
    return _file(public_revision(published(slug), number), extension)


def _file(stored: StoredRecord, extension: str) -> Response:
    media_type, write = WRITERS[extension]
    answer = Response(write(stored), content_type=media_type)
    if extension != "json":
        name = f"citykb-{stored.record.slug}-{stored.revision}.{extension}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer

"""Citing a search: a page that says what is stored, the stored search at its address, and what has changed since.

A search is stored by a form of its own page, so that a page of results needs no cookie for the form's signature.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from kb import cited_searches
from kb.cited_searches import MAX_KEPT, Kept, Replay, request_of
from kb.db import repository
from kb.db.repository import CitedSearch, Standing
from kb.errors import SearchUnavailable
from kb.search.fields import FILTERS
from kb.search.request import SearchRequest
from webui import citing, labels, links
from webui.asked import fully_understood_search
from webui.context import application
from webui.search import refuse_missing_index
from webui.search_titles import search_title

blueprint = Blueprint("searches", __name__, url_prefix="/searches")
SHOWN = 100  # records of one list; the file has all


@blueprint.get("/new")
def new() -> str:
    """What citing means, and the button."""
    search = _understood()
    page = application().backend.search(search)
    return render_template(
        "searches/new.html", search=search, title=search_title(search), page=page, most=MAX_KEPT
    )


@blueprint.post("")
def cite() -> ResponseReturnValue:
    """Store the search of this address and lead to it."""
    search = _understood()
    refuse_missing_index()
    cited = cited_searches.cite(application().database, application().backend, search, datetime.now(UTC))
    return redirect(url_for("searches.show", identifier=cited.identifier), code=303)


@blueprint.get("/<slug:identifier>")
def show(identifier: str) -> str:
    """The stored answer beside that of today. Raises NotFound."""
    search = cited_searches.get(application().database, identifier)
    kept = cited_searches.kept_records(application().database, search)
    replay = _replay(search, kept)
    shown = [one.now for one in kept[:SHOWN] if one.now] + (list(replay.came[:SHOWN]) if replay else [])
    shown += [one.now for one in (*replay.gone[:SHOWN], *replay.revised[:SHOWN]) if one.now] if replay else []
    with application().database.read() as session:
        titles = repository.public_titles(session, {standing.id for standing in shown})
    return render_template(
        "searches/show.html",
        search=search,
        request_now=request_of(search),
        title=search_title(request_of(search)),
        kept=kept,
        replay=replay,
        changes=_changes(replay) if replay else "",
        titles=titles,
        most=SHOWN,
        sort_label=_(labels.SORT_LABELS[request_of(search).order]),
        citation=citing.search_citation(search),
        bibtex=citing.search_bibtex(search),
        revision_address=_revision_address,
    )


@blueprint.get("/<slug:identifier>.json")
def as_json(identifier: str) -> Response:
    """Everything that is stored, and all that changed since (null while search is down). Raises NotFound."""
    search = cited_searches.get(application().database, identifier)
    kept = cited_searches.kept_records(application().database, search)
    replay = _replay(search, kept)
    return jsonify(_document(search) | {"since": _since(replay) if replay else None})


def _understood() -> SearchRequest:
    """The search of this address. Raises InvalidQuery: what was not understood is not to be cited."""
    return fully_understood_search().literal()


def _replay(search: CitedSearch, kept: tuple[Kept, ...]) -> Replay | None:
    """None while search is down: the stored answer is shown all the same."""
    try:
        return cited_searches.replay(application().database, application().backend, search, kept)
    except SearchUnavailable:
        return None


def _changes(replay: Replay) -> str:
    """ "2 records came, 1 record went, 3 records were revised." """
    if replay.is_unchanged:
        return str(_("The same search finds the same records today, in the same revisions."))
    counts = [
        ngettext("%(num)s record came", "%(num)s records came", len(replay.came)) if replay.came else "",
        ngettext("%(num)s record went", "%(num)s records went", len(replay.gone)) if replay.gone else "",
        ngettext("%(num)s record was revised", "%(num)s records were revised", len(replay.revised))
        if replay.revised
        else "",
    ]
    return ", ".join(filter(None, counts)) or str(_("The number of records is another one today."))


def _revision_address(kept: Kept) -> str:
    """Exactly the revision that was found; what was withdrawn keeps its notice at the record's address."""
    if kept.now is None or not kept.now.is_public or kept.now.kind == "event":
        return links.record_url(kept.now.kind if kept.now else "case-study", kept.slug)
    return url_for("case_study.revision", slug=kept.slug, number=kept.revision)


def _document(search: CitedSearch) -> dict[str, Any]:
    return {
        "identifier": search.identifier,
        "address": citing.address_of_search(search),
        "query": search.query,
        "filters": {name: list(search.filters[name]) for name in FILTERS if name in search.filters},
        "sort": search.sort,
        "words_only": search.words_only,
        "asked_at": search.created_at.isoformat(timespec="seconds"),
        "index": {"generation": search.generation, "fingerprint": search.fingerprint},
        "total": search.total,
        "records": [{"slug": slug, "revision": revision} for slug, revision in search.found],
        "complete": not search.was_cut,
    }


def _since(replay: Replay) -> dict[str, Any]:
    return {
        "total": replay.total,
        "came": None if replay.search.was_cut else list(map(_standing, replay.came)),
        "went": [{"slug": one.slug, "withdrawn": not (one.now and one.now.is_public)} for one in replay.gone],
        "revised": [_standing(one.now) for one in replay.revised if one.now],
    }


def _standing(now: Standing) -> dict[str, Any]:
    return {"slug": now.slug, "revision": now.revision}

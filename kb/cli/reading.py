"""`citykb search` and `citykb show`."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import click

from kb.cli.asking import search_request
from kb.cli.session import with_application
from kb.compare.matrix import SECTION_LABELS
from kb.db import repository
from kb.errors import NotFound
from kb.export.lines import stored_document
from kb.records import Record, Revision, Tombstone, public_document
from kb.search.fields import SORTS
from kb.search.results import Correction, FacetValue, Hit, SearchPage, Understood
from kb.wiring import Application


@click.command()
@click.argument("query", default="")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Narrow down; the same field twice means either.",
)
@click.option(
    "--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="Order of the hits."
)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="How many hits to print."
)
@click.option("--as-typed", is_flag=True, help="Never correct the spelling.")
@click.option(
    "--words-only", is_flag=True, help="Find no record by its meaning (where semantic_search is on)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON with facets.")
@with_application
def search(
    application: Application,
    query: str,
    filters: tuple[str, ...],
    sort: str,
    limit: int,
    as_typed: bool,
    words_only: bool,
    as_json: bool,
) -> None:
    """Search the knowledge base.

    When no record fits, the spelling may be corrected; a note then says so.

    \b
    Example: citykb search '"basic income" OR stipend' --filter city=Seoul --limit 5
    """
    request = dataclasses.replace(
        search_request(query, filters, sort, application.vocabulary, words_only=words_only),
        per_page=limit,
        as_typed=as_typed,
    )
    page = application.speller.search(request)
    if page.correction:
        click.echo(f"note: {_said(page.correction)}", err=True)
    for problem in (*page.request.problems, *page.understood.problems):
        click.echo(f"note: {problem}", err=True)
    if as_json:
        click.echo(json.dumps(page_document(page), ensure_ascii=False))
    else:
        _print_page(page, application)


def _said(correction: Correction) -> str:
    if correction.is_applied:
        return (
            f"no record fits '{correction.typed}'; shown are the records for '{correction.query}' "
            "(--as-typed searches only what was typed)"
        )
    return f"did you mean '{correction.query}' ({correction.total} found)?"


def page_document(page: SearchPage) -> dict[str, Any]:
    """The search result as documented in docs/data-dictionary.md."""
    return {
        "total": page.total,
        "by_meaning": page.by_meaning,
        "query": page.request.query,
        "correction": _correction_document(page.correction) if page.correction else None,
        "took_ms": round(page.took_ms, 2),
        "understood": _understood_document(page.understood),
        "hits": [_hit_document(hit) for hit in page.hits],
        "facets": {
            name: [_facet_document(value) for value in values] for name, values in page.facets.items()
        },
    }


def _correction_document(correction: Correction) -> dict[str, Any]:
    return {
        "typed": correction.typed,
        "query": correction.query,
        "words": [{"typed": typed, "read": read} for typed, read in correction.words],
        "total": correction.total,
        "applied": correction.is_applied,
    }


def _hit_document(hit: Hit) -> dict[str, Any]:
    shown = hit.display
    return {
        "slug": shown.slug, "kind": shown.kind, "title": shown.title, "city": shown.city, "cities": list(shown.cities),
        "themes": list(shown.themes), "stage": shown.stage, "started": shown.started,
        "evidence_level": shown.evidence_level, "summary": shown.summary, "score": round(hit.score, 4),
        "snippet": str(hit.snippet) if hit.snippet else None,
        "matched_alias": hit.matched_alias[0] if hit.matched_alias else None,
        "matched_keyword": str(hit.matched_keyword) if hit.matched_keyword else None,
        "translation": dataclasses.asdict(hit.translation) if hit.translation else None,
        "by_meaning": hit.by_meaning,
    }  # fmt: skip


def _understood_document(understood: Understood) -> dict[str, Any]:
    return {
        "words": list(understood.words),
        "phrases": list(understood.phrases),
        "also": [
            {
                "typed": list(part.typed),
                "words": [{"text": text, "language": language} for text, language in part.words],
                "filed_under": [{"field": field, "value": value} for field, value in part.filed_under],
            }
            for part in understood.also
        ],
        "any_is_enough": understood.any_is_enough,
        "fell_back": understood.fell_back,
    }


def _facet_document(value: FacetValue) -> dict[str, Any]:
    return {"value": value.value, "label": value.label, "count": value.count, "selected": value.selected}


def _print_page(page: SearchPage, application: Application) -> None:
    for hit in page.hits:
        cities = ", ".join(application.vocabulary.cities.label(city) for city in hit.display.cities)
        by_meaning = ", found by meaning" if hit.by_meaning else ""
        title = (hit.translation or hit.display.heading).title
        click.echo(f"{hit.display.slug}\n    {title} ({cities}){by_meaning}")
    for part in page.understood.also:
        words = ", ".join(text for text, _ in part.words)
        click.echo(f"Also searched for {' '.join(part.typed)}: {words}")
    of_these = f" ({page.by_meaning} by meaning)" if page.by_meaning else ""
    click.echo(f"{page.total} found{of_these}, {len(page.hits)} shown, {page.took_ms:.1f} ms")


@click.command()
@click.argument("slug")
@click.option("--revision", type=int, help="Any revision, also of a draft, instead of the published one.")
@click.option("--json", "as_json", is_flag=True, help="Print the full record as JSON.")
@with_application
def show(application: Application, slug: str, revision: int | None, as_json: bool) -> None:
    """Print one record.

    Of a withdrawn record it prints the notice that stands in its place, with exit code 1.

    \b
    Example: citykb show seoul-didimdol-income --json
    """
    with application.database.read() as session:
        if revision is None:
            stored = repository.get_published(session, slug)
            _refuse_withdrawn(stored.tombstone)
            record, place = stored.record, f"revision {stored.revision}, {stored.status}"
            document = stored_document(stored)
        else:
            found = repository.get_revision(session, slug, revision)
            record, place = (
                found.record,
                f"revision {found.number} by {found.author}, {found.created_at:%Y-%m-%d}",
            )
            document = _revision_document(found)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _print_record(record, place, application)


def _refuse_withdrawn(tombstone: Tombstone | None) -> None:
    if tombstone:
        raise NotFound(f"'{tombstone.title}' was withdrawn on {tombstone.withdrawn_on}: {tombstone.reason}")


def _revision_document(revision: Revision) -> dict[str, Any]:
    """One revision, which may never have been public: the record and who wrote it when."""
    return public_document(revision.record) | {
        "revision": revision.number,
        "author": revision.author,
        "created_at": revision.created_at.isoformat(),
        "comment": revision.comment,
    }


def _print_record(record: Record, place: str, application: Application) -> None:
    vocabulary = application.vocabulary
    click.echo(f"{record.title}\n{'=' * len(record.title)}\n{record.slug}, {place}")
    click.echo(f"City: {', '.join(vocabulary.cities.label(city) for city in record.cities)}")
    click.echo(f"Themes: {', '.join(vocabulary.scheme('themes').label(theme) for theme in record.themes)}")
    if record.evidence:
        click.echo(f"Evidence level {record.evidence.level}: {record.evidence.reason}")
    click.echo(f"\n{record.summary or 'Summary not reported.'}")
    for name, text in record.sections.texts().items():
        click.echo(f"\n{SECTION_LABELS[name]}\n\n{text}")
    if record.reported_results:
        click.echo("\nReported results")
    for result in record.reported_results:
        figure = " ".join(part for part in (result.value or "not reported", result.unit) if part)
        period = f" ({result.period})" if result.period else ""
        click.echo(f"- {result.metric}: {figure}{period} {list(result.sources)}")
    if record.sources:
        click.echo("\nSources")
    for source in record.sources:
        parts = (source.title, source.publisher, source.issued, source.url)
        click.echo(f"[{source.n}] {'. '.join(str(part) for part in parts if part)}")

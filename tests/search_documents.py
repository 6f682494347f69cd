"""Index documents for tests of search, with only what matters spelled out. Nothing in them is a fact about a city."""

from __future__ import annotations

from collections.abc import Sequence

from kb.search.document import IndexDocument, TextFields
from kb.search.results import Display, Heading


def make_document(
    record: int = 1,
    slug: str = "",
    title: str = "",
    *,
    aliases: Sequence[tuple[str, str]] = (),
    summary: str = "",
    body: str | Sequence[str] = (),
    keywords: Sequence[str] = (),
    language: str = "en",
    translations: Sequence[TextFields] = (),
    themes: Sequence[str] = (),
    cities: Sequence[str] = (),
    year: int | None = None,
    stage: str | None = None,
    evidence: int | None = None,
    issued: str = "2026-01-01",
    revision: int = 1,
) -> IndexDocument:
    """A document; slug and title follow from the record id when they do not matter."""
    slug, title = slug or f"record-{record:03}", title or f"Untitled {record}"
    passages = (body,) if isinstance(body, str) else tuple(body)
    original = TextFields(
        language, title, tuple(text for text, _ in aliases), summary, passages, tuple(keywords)
    )
    return IndexDocument(
        id=record,
        slug=slug,
        revision=revision,
        texts=(original, *translations),
        filters={
            "theme": tuple(themes),
            "city": tuple(cities),
            "region": (),
            "target_group": (),
            "instrument": (),
            "stage": (stage,) if stage else (),
            "evidence": (str(evidence),) if evidence is not None else (),
            "year": (str(year),) if year else (),
            "language": (language, *(text.language for text in translations)),
        },
        newest_key=issued if year is None else f"{issued} {year}-01-01",
        city_key=cities[0] if cities else "",
        evidence=-1 if evidence is None else evidence,
        display=Display(
            slug=slug,
            kind="case-study",
            language=language,
            title=title,
            translations=tuple(Heading(text.language, text.title, text.summary) for text in translations),
            cities=tuple(cities),
            themes=tuple(themes),
            stage=stage,
            started=str(year) if year else None,
            ended=None,
            evidence_level=evidence,
            summary=summary,
            aliases=tuple(aliases),
            issued=issued,
        ),
    )

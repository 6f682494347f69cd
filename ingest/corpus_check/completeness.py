"""Nothing is left open and nothing runs too long: publish rules, sections, words, citations that lead somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingest.corpus_check.passages import ROW_PARTS
from ingest.corpus_check.report import Finding
from ingest.corpus_check.sheet import Sheet
from ingest.normalise import cited_numbers, plain_text
from ingest.statements import without_citations
from kb.records import SECTION_NAMES, Record, Translation, publish_problems
from kb.records.rules import length_problems
from kb.vocab import Vocabulary

WORD_LIMIT = 900


def completeness_findings(record: Record, sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Finding]:
    """What keeps an original from being complete."""
    for problem in publish_problems(record, vocabulary):
        if problem.field.startswith("sections."):
            continue
        yield Finding("publish", problem.field, problem.message % dict(problem.params))
    yield from _open_sections(record)
    words = word_count(record)
    if words > WORD_LIMIT:
        yield Finding("length", "sections", f"{words} words of prose; shorten them to {WORD_LIMIT}.")
    yield from _rows_without_source(record, sheet)


def word_count(text: Record | Translation) -> int:
    """Words of all sections, citations not counted."""
    return sum(
        len(without_citations(plain_text(section)).split()) for section in text.sections.texts().values()
    )


def translation_findings(translation: Translation) -> Iterator[Finding]:
    """Length limits of a translation; its prose follows the original and has no limit of its own."""
    for problem in length_problems(translation):
        yield Finding("length", problem.field, problem.message % dict(problem.params))


def citation_findings(text: Record | Translation, record: Record) -> Iterator[Finding]:
    """Citations in prose, and in the words of rows, that no source answers. (Those of rows the import rules check.)"""
    known = {source.n for source in record.sources}
    for field, said in _cited_texts(text):
        for number in cited_numbers(said):
            if number not in known:
                message = f"[{number}] leads to no source. Correct the number, or list the source."
                yield Finding("citation", field, message)


def _cited_texts(text: Record | Translation) -> Iterator[tuple[str, str]]:
    yield "summary", text.summary or ""
    yield "stage_note", text.stage_note or ""
    yield from ((f"sections.{name}", section) for name, section in text.sections.texts().items())
    if isinstance(text, Record):
        yield "evidence.reason", (text.evidence.reason if text.evidence else None) or ""
        for part in ROW_PARTS:
            for row in getattr(text, part):
                words = " ".join(str(said) for said in row.model_dump().values() if isinstance(said, str))
                yield f"{part}.{row.id}", words


def _open_sections(record: Record) -> Iterator[Finding]:
    """`other` is for what fits nowhere else; every other section is answered."""
    for name in SECTION_NAMES:
        if name != "other" and not record.sections.was_asked(name):
            yield Finding(
                "section-empty",
                f"sections.{name}",
                "The section is empty. Write it, or write 'Not reported'.",
            )


def _rows_without_source(record: Record, sheet: Sheet) -> Iterator[Finding]:
    """Every row cites a source, except as many conflicts and timeline entries as the sheet itself gives without one."""
    allowed = Counter(
        conflicts=sum(not cited_numbers(conflict) for conflict in sheet.conflicts),
        timeline=sum(not event.sources for event in sheet.timeline),
    )
    for part in ROW_PARTS:
        bare = [row for row in getattr(record, part) if not row.sources]
        for row in bare[allowed[part] :]:
            yield Finding(
                "citation",
                f"{part}.{row.id}",
                "The row cites no source. Add the number of the sheet's source.",
            )

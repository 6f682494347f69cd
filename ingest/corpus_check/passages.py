"""The places of a record or translation that state something: sentence by sentence in prose, row by row in tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ingest.normalise import cited_numbers
from ingest.statements import Statement, sentences_of, without_citations
from kb.records import Record, Translation

# "sentence": cites a source itself. "row": its row does. "repeated": what it says is said again, cited. "uncited": neither.
Citing = Literal["sentence", "row", "repeated", "uncited"]

_ROW_TEXTS = {
    "reported_results": (
        "metric",
        "value",
        "qualifier",
        "unit",
        "baseline",
        "comparator",
        "period",
        "population",
        "note",
    ),
    "costs": ("amount", "period", "scope", "note"),
    "timeline": ("date", "event"),
    "conflicts": ("statement",),
    "practice_transfers": ("place", "note"),
    "practices": ("title", "note"),
    "awards": ("name", "year", "result"),
}
_ROW_NUMBERS = {"reported_results": ("number", "low", "high", "denominator"), "costs": ("number",)}
ROW_PARTS = tuple(_ROW_TEXTS)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text at a field, its language, the sources beside it, and how they stand beside it."""

    field: str
    statement: Statement
    language: str
    citing: Citing

    @property
    def text(self) -> str:
        return self.statement.text

    @property
    def sources(self) -> frozenset[int]:
        return self.statement.sources


def prose_passages(text: Record | Translation) -> Iterator[Passage]:
    """Title, summary, stage note and sections, each in sentences."""
    language = text.language
    yield from _sentences("title", text.title, language, "uncited")
    yield from _sentences("summary", text.summary, language, "repeated")
    yield from _sentences("stage_note", text.stage_note, language, "sentence")
    for name, markdown in text.sections.texts().items():
        yield from _sentences(f"sections.{name}", markdown, language, "sentence")


def record_passages(record: Record) -> Iterator[Passage]:
    """What a record says outside its sections: the start, the end, the evidence, names, rows and notes on sources."""
    for name, date in (("started", record.started), ("ended", record.ended)):
        yield from _sentences(name, date.raw if date else None, "en", "uncited")
    yield from _sentences(
        "evidence.reason", record.evidence.reason if record.evidence else None, record.language, "uncited"
    )
    for alias in record.aliases:
        said = f"{alias.text}; {alias.note or ''}"
        yield from _sentences(f"aliases.{alias.id}", said, record.language, "uncited")
    for source in record.sources:
        yield from _sentences(f"sources.{source.n}.note", source.note, record.language, "uncited")
    for part in ROW_PARTS:
        yield from _rows(record, part)


def _sentences(field: str, text: str | None, language: str, citing: Citing) -> Iterator[Passage]:
    for sentence in sentences_of(text or ""):
        yield Passage(field, sentence, language, citing)


def _rows(record: Record, part: str) -> Iterator[Passage]:
    for row in getattr(record, part):
        document = row.model_dump(mode="json")
        for name in (*_ROW_TEXTS[part], *_ROW_NUMBERS.get(part, ())):
            said = document.get(name)
            said = said["raw"] if isinstance(said, dict) else said
            if said is None:
                continue
            text = str(said)
            sources = frozenset((*row.sources, *cited_numbers(text)))
            language = "en" if name in _ROW_NUMBERS.get(part, ()) or name == "date" else record.language
            field = f"{part}.{row.id}.{name}"
            yield Passage(field, Statement(without_citations(text), sources), language, "row")

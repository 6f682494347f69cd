"""What the sheet holds is in the record: every result, timeline entry, conflict and source, each with one of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.corpus_check.pairing import unpaired
from ingest.corpus_check.report import Finding
from ingest.corpus_check.sheet import Sheet, SheetEvent, SheetResult
from ingest.figures.reading import figures_of
from ingest.figures.readings import Figure, Quantity, Reading
from ingest.normalise import cited_numbers
from ingest.statements import without_citations
from kb.records import Record, ReportedResult
from kb.records.parts import Conflict, TimelineEntry

# Where a row may hold a figure of the sheet's value, by how much it weighs there.
_HEADLINE, _FURTHER, _REMARK = range(3)
_TEXTS = {
    _HEADLINE: ("value", "baseline", "comparator"),
    _FURTHER: ("metric", "unit", "population", "period", "qualifier"),
    _REMARK: ("note",),
}
_LONGEST_FIGURE = (
    8  # words; "more than 18 million trips in the first year" is a figure, a longer text a sentence
)
_BRACKETS = re.compile(r"\([^()]*\)")


def coverage_findings(record: Record, sheet: Sheet) -> Iterator[Finding]:
    """What is missing."""
    yield from _missing_results(record, sheet)
    yield from _missing_events(record, sheet)
    yield from _missing_conflicts(record, sheet)
    yield from _missing_sources(record, sheet)


@dataclass(frozen=True, slots=True)
class _Reported:
    """One figure of a result ("12 of 108" has two), or a result in words, which has none.

    One that comes first is the headline: a row has it as its value, or as what the value is compared with. A further one may
    stand elsewhere in a row, one in brackets in its note as well.
    """

    result: SheetResult
    readings: frozenset[Reading]
    text: str = ""
    weight: int = _HEADLINE


@dataclass(frozen=True, slots=True)
class _Row:
    """One figure of a row of the record, or a row whose value is words."""

    sources: frozenset[int]
    reading: Reading | None
    weight: int = _HEADLINE


def _missing_results(record: Record, sheet: Sheet) -> Iterator[Finding]:
    reported = [part for result in sheet.results for part in _reported(result)]
    rows = [row for result in record.reported_results for row in _rows(result, record.language)]
    rows += [_Row(frozenset(award.sources), None) for award in record.awards]
    rows += [
        row
        for award in record.awards
        for row in _row(award.sources, f"{award.name} {award.year}", record.language)
    ]
    for missing in unpaired(reported, rows, _reports):
        result = missing.result
        figure = f"'{missing.text}' of " if missing.text else ""
        message = (
            f"The result {figure}“{result.metric}: {result.value} {result.unit}” with {sorted(result.source)} has no "
            "row of its own. Add a row with this figure and one of these sources."
        )
        yield Finding("result-missing", "reported_results", message)


def _reported(result: SheetResult) -> Iterator[_Reported]:
    """Each different figure of a value once."""
    brackets = [match.span() for match in _BRACKETS.finditer(result.value)]
    seen: set[Reading] = set()
    for figure in result.figures():
        plain = frozenset(map(_plain, figure.readings))
        if not seen & plain:
            seen |= plain
            is_remark = any(start < figure.start < end for start, end in brackets)
            is_headline = seen == plain and _is_figure_first(result.value, figure)
            yield _Reported(
                result, plain, figure.text, _REMARK if is_remark else _HEADLINE if is_headline else _FURTHER
            )
    if not seen:
        yield _Reported(result, frozenset())


def _is_figure_first(value: str, figure: Figure) -> bool:
    """False for a sentence that mentions a figure ("a study of 2019 is cited as finding that ...")."""
    return not any(map(str.isalpha, value[: figure.start])) or len(value.split()) <= _LONGEST_FIGURE


def _rows(result: ReportedResult, language: str) -> Iterator[_Row]:
    for weight, names in _TEXTS.items():
        text = "; ".join(getattr(result, name) or "" for name in names)
        yield from (replace(row, weight=weight) for row in _row(result.sources, text, language))
    if not figures_of(result.value or "", language):
        yield _Row(frozenset(result.sources), None)


def _row(sources: Sequence[int], text: str, language: str) -> Iterator[_Row]:
    """One row for each meaning of each figure."""
    readings = {_plain(reading) for figure in figures_of(text, language) for reading in figure.readings}
    yield from (_Row(frozenset(sources), reading) for reading in readings)


def _plain(reading: Reading) -> Reading:
    """A percent sign may stand in the unit, and a date's year alone in the value."""
    return Quantity(reading.value) if isinstance(reading, Quantity) else reading


def _reports(reported: _Reported, row: _Row) -> bool:
    if not row.sources & set(reported.result.source):
        return False
    if not reported.readings:
        return row.reading is None
    return row.reading in reported.readings and row.weight <= reported.weight


def _missing_events(record: Record, sheet: Sheet) -> Iterator[Finding]:
    def is_told(event: SheetEvent, entry: TimelineEntry) -> bool:
        same_sources = not event.sources or bool(event.sources & set(entry.sources))
        return same_sources and _dates(event.date) == _dates(entry.date.raw)

    for event in unpaired(sheet.timeline, record.timeline, is_told):
        message = f"“{event.date}: {event.event}” has no counterpart of this date that cites one of its sources. Add it."
        yield Finding("timeline-missing", "timeline", message)


def _dates(text: str) -> frozenset[Reading]:
    return frozenset(figure.readings[0] for figure in figures_of(text, "en"))


def _missing_conflicts(record: Record, sheet: Sheet) -> Iterator[Finding]:
    def is_told(conflict: str, row: Conflict) -> bool:
        given = set(cited_numbers(conflict))
        return not given or bool(given & {*row.sources, *cited_numbers(row.statement)})

    for conflict in unpaired(sheet.conflicts, record.conflicts, is_told):
        message = f"The conflict “{without_citations(conflict)}” has no counterpart that cites one of its sources. Add it."
        yield Finding("conflict-missing", "conflicts", message)


def _missing_sources(record: Record, sheet: Sheet) -> Iterator[Finding]:
    """A source that nothing cites is further reading: standing in the list is enough."""
    given = {source.n: source for source in sheet.sources}
    for number, expected in given.items():
        found = record.source(number)
        if found is None:
            message = f"Source {number} of the fact sheet, “{expected.title}”, is not listed. List it, cited or not."
            yield Finding("source-missing", "sources", message)
        elif found.url != expected.url:
            message = f"The address is not that of the fact sheet, {expected.url}. Copy it from there."
            yield Finding("source-address", f"sources.{number}", message)
    for source in record.sources:
        if source.n not in given:
            message = f"Source {source.n} is not in the fact sheet. Take it out, or add it to the sheet."
            yield Finding("source-unknown", f"sources.{source.n}", message)

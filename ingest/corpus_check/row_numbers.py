"""The numbers of a row are those of its own words: nothing is computed or carried over from another row."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ingest.corpus_check.report import Finding
from ingest.figures.reading import figures_of
from ingest.figures.readings import Quantity
from kb.records import Record
from kb.records.parts import Cost, ReportedResult

_NUMBERS = ("number", "low", "high", "denominator")
_MAIN_TEXTS = ("value", "amount", "unit")
_OTHER_TEXTS = ("metric", "baseline", "comparator", "population", "qualifier", "note")


def number_findings(record: Record) -> Iterator[Finding]:
    """`number` must be readable in the value (or amount), the other numbers anywhere in the row."""
    for part, rows in (("reported_results", record.reported_results), ("costs", record.costs)):
        for row in rows:
            value = _values(row, _MAIN_TEXTS, record.language)
            everything = value | _values(row, _OTHER_TEXTS, record.language)
            for name in _NUMBERS:
                number = getattr(row, name, None)
                readable = value if name == "number" else everything
                if number is not None and abs(Decimal(str(number))) not in readable:
                    message = f"{number} cannot be read in the row itself. Write the number that its text gives, or none."
                    yield Finding("number", f"{part}.{row.id}.{name}", message)


def _values(row: ReportedResult | Cost, names: tuple[str, ...], language: str) -> set[Decimal]:
    """Every quantity that the texts say, in ones and in the scale that the unit names ("160", "million trips")."""
    text = "; ".join(getattr(row, name, None) or "" for name in names)
    words = (getattr(row, "unit", None) or "").split()
    scales = {figure.factor for word in words for figure in figures_of(f"1 {word}", language)} | {Decimal(1)}
    return {
        said
        for figure in figures_of(text, language)
        for reading in figure.readings
        if isinstance(reading, Quantity)
        for scale in scales
        for said in (reading.value * scale, reading.value / scale)
    }

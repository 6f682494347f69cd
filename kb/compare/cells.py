"""One cell of a comparison: what a record says about a field, with its sources and its weakest evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from kb.records import PartialDate, Record, ReportedResult
from kb.records.citations import cited_numbers
from kb.records.figures import gap_before
from kb.records.parts import Cost
from kb.vocab import Vocabulary

CellState = Literal["reported", "not-reported", "not-asked"]
STATE_TEXTS = {"not-reported": "not reported", "not-asked": "not asked"}


@dataclass(frozen=True, slots=True)
class CellPart:
    """One statement inside a cell: a value, or a reported figure with the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()
    evidence_level: int | None = None

    @property
    def cited_text(self) -> str:
        """The statement with the numbers of its sources after it, but for those that it cites itself."""
        named = cited_numbers(self.text)
        left = [str(number) for number in self.sources if number not in named]
        return f"{self.text} [{','.join(left)}]" if left else self.text


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says in one row. `is_prose` marks Markdown."""

    state: CellState
    parts: tuple[CellPart, ...] = ()
    is_prose: bool = False

    @property
    def text(self) -> str:
        """The cell in one string, for telling whether two cells differ."""
        return STATE_TEXTS.get(self.state) or "; ".join(part.text for part in self.parts)

    @property
    def cited_text(self) -> str:
        """The same with the sources of each statement, for files that have no other place for them."""
        return STATE_TEXTS.get(self.state) or "; ".join(part.cited_text for part in self.parts)

    @property
    def sources(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(number for part in self.parts for number in part.sources))

    @property
    def weakest_evidence(self) -> int | None:
        """The lowest evidence level among the figures of the cell, shown beside them."""
        return min(
            (part.evidence_level for part in self.parts if part.evidence_level is not None), default=None
        )


CellOf = Callable[[Record], Cell]


def parts_cell(record: Record, field: str, parts: Iterable[CellPart]) -> Cell:
    """The cell of a field of the record: its parts, or which kind of silence it is."""
    found = tuple(parts)
    if found:
        return Cell("reported", found)
    return Cell("not-reported" if field in record.not_reported else "not-asked")


def value_cell(field: str) -> CellOf:
    """A field with one plain value or a partial date."""

    def cell(record: Record) -> Cell:
        value = getattr(record, field)
        said = value.raw if isinstance(value, PartialDate) else value
        return parts_cell(record, field, [CellPart(str(said))] if said is not None else [])

    return cell


def concept_cell(field: str, scheme: str, vocabulary: Vocabulary, language: str) -> CellOf:
    """A field with concept ids, shown by their labels."""

    def cell(record: Record) -> Cell:
        value = getattr(record, field)
        concepts = (value,) if isinstance(value, str) else value or ()
        return parts_cell(
            record, field, (CellPart(vocabulary.scheme(scheme).label(id_, language)) for id_ in concepts)
        )

    return cell


def section_cell(name: str) -> CellOf:
    """A section of prose."""

    def cell(record: Record) -> Cell:
        text = getattr(record.sections, name)
        if text:
            return Cell("reported", (CellPart(text),), is_prose=True)
        is_silent = name in record.sections.not_reported or "sections" in record.not_reported
        return Cell("not-reported" if is_silent else "not-asked")

    return cell


def results_cell(is_wanted: Callable[[ReportedResult], bool]) -> CellOf:
    """The reported results that belong to a row. A record with other results but none of these is not asked here."""

    def cell(record: Record) -> Cell:
        wanted = sorted(
            filter(is_wanted, record.reported_results), key=lambda result: (result.unit or "", result.metric)
        )
        said = (_result_part(result, record.language) for result in wanted)
        return parts_cell(record, "reported_results", said)

    return cell


def _result_part(result: ReportedResult, language: str) -> CellPart:
    if result.value:
        value = " ".join(filter(None, (result.leading_qualifier, result.value)))
        figure = f"{value}{gap_before(result.trailing_unit, language)}{result.trailing_unit}"
    else:
        figure = STATE_TEXTS["not-reported"]
    period = f" ({result.period})" if result.period else ""
    return CellPart(f"{result.metric}: {figure}{period}", result.sources, result.evidence_level)


def costs_cell(kind: str | None) -> CellOf:
    """The costs of one kind (None: those whose kind is not stated), the practice's own before figures from elsewhere."""

    def cell(record: Record) -> Cell:
        wanted = [cost for cost in record.costs if cost.kind == kind]
        return parts_cell(
            record, "costs", map(_cost_part, sorted(wanted, key=lambda cost: cost.scope == "elsewhere"))
        )

    return cell


def _cost_part(cost: Cost) -> CellPart:
    remarks = [cost.period, "not this practice's own" if cost.scope == "elsewhere" else None]
    shown = ", ".join(remark for remark in remarks if remark)
    return CellPart(f"{cost.amount_said} ({shown})" if shown else cost.amount_said, cost.sources)

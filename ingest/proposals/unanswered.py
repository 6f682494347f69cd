"""Which proposals are worth a person's time: those that the record does not say already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ingest.figures.reading import figures_of
from ingest.figures.readings import Quantity
from ingest.proposals.proposal import Proposal
from kb.records import Record
from kb.records.parts import Cost, ReportedResult


def unanswered(proposals: Iterable[Proposal], record: Record) -> tuple[Proposal, ...]:
    """Without figures that a row of the record holds, dates it has, and a start or end that it gives."""
    known = {
        "reported_results": _numbers(record.reported_results, record.language),
        "costs": _numbers(record.costs, record.language),
    }
    return tuple(proposal for proposal in proposals if not _is_answered(proposal, record, known))


def _is_answered(proposal: Proposal, record: Record, known: dict[str, set[Decimal]]) -> bool:
    if proposal.field in known:
        return bool(_said(proposal.value, record.language) & known[proposal.field])
    if proposal.field == "timeline":
        date = str(proposal.parsed["date"])
        return any(entry.date.raw.startswith(date) for entry in record.timeline)
    return record.was_asked(proposal.field)


def _numbers(rows: Sequence[ReportedResult | Cost], language: str) -> set[Decimal]:
    """Every number of the rows, also those they compare with."""
    cells = ("value", "amount", "baseline", "number", "low", "high", "denominator")
    texts = [str(text) for row in rows for cell in cells if (text := getattr(row, cell, None)) is not None]
    return {number for text in texts for number in _said(text, language)}


def _said(text: str, language: str) -> set[Decimal]:
    """The numbers of a text, in the way of its language; a plain number of the record reads alike in all."""
    primary = language.partition("-")[0]
    figures = (*figures_of(text, primary), *figures_of(text, "en"))
    return {
        reading.value for figure in figures for reading in figure.readings if isinstance(reading, Quantity)
    }

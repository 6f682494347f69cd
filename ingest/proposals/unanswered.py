"""Which proposals are worth a person's time: those that the record, or the draft of one, does not say already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ingest.figures.reading import figures_of
from ingest.figures.readings import Quantity
from ingest.proposals.proposal import Proposal

_CELLS = ("value", "amount", "baseline", "number", "low", "high", "denominator")


def unanswered(proposals: Iterable[Proposal], document: Mapping[str, Any]) -> tuple[Proposal, ...]:
    """Without figures that a row of the record's document holds, dates of its timeline, and fields that it answers."""
    language = str(document.get("language") or "en")
    known = {name: _numbers(_rows(document, name), language) for name in ("reported_results", "costs")}
    dates = [_date(row.get("date")) for row in _rows(document, "timeline")]
    return tuple(
        proposal for proposal in proposals if not _is_answered(proposal, document, known, dates, language)
    )


def _is_answered(
    proposal: Proposal,
    document: Mapping[str, Any],
    known: Mapping[str, set[Decimal]],
    dates: list[str],
    language: str,
) -> bool:
    if proposal.field in known:
        return bool(_said(proposal.value, language) & known[proposal.field])
    if proposal.field == "timeline":
        return any(date.startswith(str(proposal.parsed["date"])) for date in dates)
    return proposal.field in document


def _rows(document: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [row for row in document.get(name) or [] if isinstance(row, Mapping)]


def _date(date: object) -> str:
    """As it was written, also where the document is a stored one."""
    return str(date["raw"]) if isinstance(date, Mapping) else str(date)


def _numbers(rows: Iterable[Mapping[str, Any]], language: str) -> set[Decimal]:
    """Every number of the rows, also those they compare with."""
    texts = [str(row[cell]) for row in rows for cell in _CELLS if row.get(cell) is not None]
    return {number for text in texts for number in _said(text, language)}


def _said(text: str, language: str) -> set[Decimal]:
    """The numbers of a text, in the way of its language; a plain number of the record reads alike in all."""
    primary = language.partition("-")[0]
    figures = (*figures_of(text, primary), *figures_of(text, "en"))
    return {
        reading.value for figure in figures for reading in figure.readings if isinstance(reading, Quantity)
    }

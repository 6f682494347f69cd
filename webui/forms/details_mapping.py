"""From the form of what publishing needs to a record and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from ingest.normalise import is_plain_number, one_line, source_numbers
from kb.errors import InvalidRecord, Problem
from kb.records import SECTION_NAMES, Record
from kb.records.parts import Cost, ReportedResult, TimelineEntry
from webui.forms.details import LISTS, NOT_REPORTED, SINGLES
from webui.forms.document_changes import Document, Values, date_answer, put, reordered, to_record, typed
from webui.forms.repeated_rows import too_many_rows

ListedRow = ReportedResult | Cost | TimelineEntry

FIELD_NAMES = {
    "evidence": "evidence_level",
    "evidence.level": "evidence_level",
    "evidence.reason": "evidence_reason",
}
_ROW_CELLS = {
    "reported_results": ("metric", "value", "unit", "period", "kind", "reporter"),
    "costs": ("amount", "currency", "period", "kind"),
    "timeline": ("date", "event"),
}
# When the figure's text changes, what was read from the old text no longer holds.
_READ_FROM = {
    "reported_results": ("value", ("number", "low", "high", "qualifier", "denominator")),
    "costs": ("amount", ("number",)),
}
_TICKED = (*LISTS, "started", *_ROW_CELLS)


def details_values(record: Record) -> Values:
    """What the form shows of a record."""
    evidence = record.evidence
    return {
        "evidence_level": str(evidence.level) if evidence else "",
        "evidence_reason": (evidence and evidence.reason) or "",
        "license": record.license,
        **{
            name: NOT_REPORTED if name in record.not_reported else getattr(record, name) or ""
            for name in SINGLES
        },
        **{name: list(getattr(record, name)) for name in LISTS},
        "keywords": "\n".join(record.keywords),
        "started": str(record.started or ""),
        **{name: [_row_values(name, row) for row in getattr(record, name)] for name in _ROW_CELLS},
        **{f"{name}_silent": name in record.not_reported for name in _TICKED},
        "sections": {name: getattr(record.sections, name) or "" for name in SECTION_NAMES},
        "sections_silent": {name: name in record.sections.not_reported for name in SECTION_NAMES},
    }


def with_details(answers: Mapping[str, Any], before: Record) -> Record:
    """The record after the form: `before` with the answers that differ from what was shown of it.

    Raises InvalidRecord with every problem at once.
    """
    values, shown = _typed(answers), _typed(details_values(before))
    document: Document = before.model_dump(mode="json")
    changed = {name for name, old in shown.items() if values[name] != old}
    problems = [*_contradictions(values), *_unreadable_citations(values), *_too_many_rows(values, before)]
    _put_single_values(document, values, changed, before)
    _put_lists(document, values, changed, before)
    _put_sections(document, values)
    if changed & {"evidence_level", "evidence_reason"}:
        problems += _put_evidence(document, values)
    if problems:
        raise InvalidRecord(problems)
    record = to_record(document)
    return _in_order_of_time(record) if "timeline" in changed else record


def _in_order_of_time(record: Record) -> Record:
    """A timeline that was changed runs from the earliest date to the latest, wherever its rows were added."""
    entries = sorted(record.timeline, key=lambda entry: entry.date.earliest or entry.date.latest or date.max)
    return record.model_copy(update={"timeline": tuple(entries)})


def _typed(answers: Mapping[str, Any]) -> Values:
    values = typed(answers, ("keywords",))
    values["sections"] = typed(answers["sections"], SECTION_NAMES)
    for name, cells in _ROW_CELLS.items():
        values[name] = [row for row in values[name] if any(row[cell] for cell in (*cells, "sources"))]
    return values


def _put_single_values(document: Document, values: Values, changed: set[str], before: Record) -> None:
    for name in changed & {"license", *SINGLES}:
        put(document, name, values[name])
        if values[name] == NOT_REPORTED:
            document[name] = None
    if "keywords" in changed:
        put(document, "keywords", list(_keywords(values["keywords"], before)))
    if changed & {"started", "started_silent"}:
        _put_or_silence(document, "started", date_answer(values["started"]), values)


def _keywords(text: str, before: Record) -> Iterator[str]:
    """One keyword per line; a comma parts them too, but for the one that had a comma before."""
    for line in map(one_line, text.splitlines()):
        yield from [line] if line in before.keywords else map(str.strip, line.split(","))


def _put_lists(document: Document, values: Values, changed: set[str], before: Record) -> None:
    for name in LISTS:
        if changed & {name, f"{name}_silent"}:
            _put_or_silence(document, name, reordered(getattr(before, name), values[name]), values)
    for name in _ROW_CELLS:
        if changed & {name, f"{name}_silent"}:
            _put_or_silence(document, name, _rows(name, values[name], getattr(before, name)), values)


def _put_or_silence(document: Document, name: str, value: object, values: Values) -> None:
    put(document, name, value)
    if values[f"{name}_silent"]:
        document[name] = None


def _put_sections(document: Document, values: Values) -> None:
    before = document.get("sections") or {}
    sections = dict(before)
    for name in SECTION_NAMES:
        text, silent = values["sections"][name], values["sections_silent"][name]
        if text != (before.get(name) or "") or silent != (name in before and before[name] is None):
            put(sections, name, text)
            if silent:
                sections[name] = None
    if sections != before:
        put(document, "sections", sections)


def _put_evidence(document: Document, values: Values) -> list[Problem]:
    level, reason = values["evidence_level"], values["evidence_reason"]
    if reason and not level:
        return [Problem("evidence.level", "Choose the level that this reason is for.")]
    if not level:
        put(document, "evidence", None)
        return []
    evidence = dict(document.get("evidence") or {}) | {"level": level}
    put(evidence, "reason", reason)
    document["evidence"] = evidence
    return []


def _contradictions(values: Values) -> list[Problem]:
    said = {f"{name}_silent": (values[name], values[f"{name}_silent"]) for name in _TICKED}
    said |= {
        f"sections.{name}": (values["sections"][name], values["sections_silent"][name])
        for name in SECTION_NAMES
    }
    message = "There is an answer and a tick for not reported. Take one of them away."
    return [Problem(name, message) for name, (answer, silent) in said.items() if answer and silent]


def _row_values(name: str, row: ListedRow) -> Values:
    cells = {cell: str(getattr(row, cell) or "") for cell in _ROW_CELLS[name]}
    return {"id": row.id, **cells, "sources": ", ".join(str(number) for number in row.sources)}


def _rows(name: str, rows: Sequence[Values], before: Sequence[ListedRow]) -> list[Document]:
    known = {row.id: row for row in before}
    return [_row(name, row, known.get(row["id"])) for row in rows]


def _row(name: str, row: Values, before: ListedRow | None) -> Document:
    document: Document = before.model_dump(mode="json") if before else {}
    shown = _row_values(name, before) if before else dict.fromkeys((*_ROW_CELLS[name], "sources"), "")
    changed = [cell for cell in (*_ROW_CELLS[name], "sources") if row[cell] != shown[cell]]
    for cell in changed:
        put(document, cell, _cell_answer(cell, row[cell]))
    figure, readings = _READ_FROM.get(name, ("", ()))
    if figure in changed:
        for reading in readings:
            document.pop(reading, None)
        if is_plain_number(row[figure]):
            document["number"] = row[figure]
    document |= row.get("read", {})
    return document


def _cell_answer(cell: str, text: str) -> object:
    if cell == "sources":
        return list(source_numbers(text) or ())
    return date_answer(text) if cell == "date" else text


def _unreadable_citations(values: Values) -> list[Problem]:
    message = "Write the numbers of the sources, such as 1, 3."
    return [
        Problem(f"{name}.{index}.sources", message)
        for name in _ROW_CELLS
        for index, row in enumerate(values[name])
        if source_numbers(row["sources"]) is None
    ]


def _too_many_rows(values: Values, before: Record) -> Iterator[Problem]:
    for name in _ROW_CELLS:
        yield from too_many_rows(name, values[name], getattr(before, name))

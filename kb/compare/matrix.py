"""The comparison matrix: rows are fields in groups, columns are records, silence is shown and differences are marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.compare.cells import (
    Cell,
    CellOf,
    CellPart,
    concept_cell,
    costs_cell,
    parts_cell,
    results_cell,
    section_cell,
    value_cell,
)
from kb.records import SECTION_NAMES, Record, StoredRecord
from kb.vocab import Vocabulary

RESULT_KINDS = {"impact": "Impacts", "outcome": "Outcomes", "output": "Outputs", None: "Other figures"}
COST_KINDS = {
    "total": "Total cost", "capital": "Capital cost", "yearly": "Cost per year", "per-unit": "Cost per unit",
    "planned": "Planned cost", None: "Cost, kind not stated",
}  # fmt: skip
SECTION_LABELS = {
    "problem": "The problem", "objectives": "Objectives", "approach": "Approach", "mechanism": "How it works",
    "participation": "Participation", "legal_basis": "Legal basis", "funding": "Funding", "results": "Results",
    "critique": "What did not work and who objects", "equity": "Who is left out", "conditions": "Conditions",
    "sustainability": "Sustainability over time", "transferability": "Transferability", "lessons": "Lessons", "other": "Other",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One field across all records. `differs` is true when not all cells say the same; all silence is the same."""

    name: str
    label: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        said = {cell.text.casefold() if cell.state == "reported" else None for cell in self.cells}
        return len(said) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together and fold together."""

    name: str
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The whole table: `columns` are the records in the order asked for."""

    columns: tuple[StoredRecord, ...]
    groups: tuple[Group, ...]

    def rows(self) -> Iterator[Row]:
        for group in self.groups:
            yield from group.rows


def matrix(columns: Sequence[StoredRecord], vocabulary: Vocabulary, language: str = "en") -> Comparison:
    """Align records field by field. A row that no record was ever asked about is left out."""
    records = [stored.record for stored in columns]
    groups = (
        Group("practice", "Practice", _rows(records, _practice(vocabulary, language))),
        Group("evidence", "Evidence", _rows(records, _evidence(vocabulary, language))),
        Group("results", "Reported results", _rows(records, _results(records))),
        Group("costs", "Costs", _rows(records, _costs(records))),
        Group("text", "Description", _rows(records, _sections())),
        Group("transfer", "Transfers", _rows(records, _transfers(vocabulary, language))),
    )
    return Comparison(tuple(columns), tuple(group for group in groups if group.rows))


Field = tuple[str, str, CellOf]


def _rows(records: Sequence[Record], fields: Iterator[Field]) -> tuple[Row, ...]:
    rows = (Row(name, label, tuple(cell_of(record) for record in records)) for name, label, cell_of in fields)
    return tuple(row for row in rows if any(cell.state != "not-asked" for cell in row.cells))


def _practice(vocabulary: Vocabulary, language: str) -> Iterator[Field]:
    def concept(name: str, label: str, scheme: str) -> Field:
        return name, label, concept_cell(name, scheme, vocabulary, language)

    yield from _places(vocabulary, language)
    yield concept("stage", "Stage", "stages")
    yield "started", "Started", value_cell("started")
    yield "ended", "Ended", value_cell("ended")
    yield "lead_organisation", "Lead organisation", _lead
    yield concept("jurisdiction", "Level of government", "government-levels")
    yield concept("scale", "Scale", "scales")
    yield concept("themes", "Themes", "themes")
    yield concept("instruments", "Instruments", "instruments")
    yield concept("target_groups", "Target groups", "target-groups")
    yield concept("reached_groups", "Groups reached", "target-groups")
    yield "partners", "Partners", _partners


def _places(vocabulary: Vocabulary, language: str) -> Iterator[Field]:
    known = vocabulary.cities

    def cities(record: Record) -> Cell:
        return parts_cell(record, "cities", (CellPart(known.label(city, language)) for city in record.cities))

    def countries(record: Record) -> Cell:
        names = dict.fromkeys(known.country_label(city, language) for city in record.cities)
        return parts_cell(record, "cities", map(CellPart, names))

    yield "cities", "City", cities
    yield "country", "Country", countries


def _lead(record: Record) -> Cell:
    lead = record.lead_organisation
    return parts_cell(record, "lead_organisation", [CellPart(lead.name)] if lead else [])


def _partners(record: Record) -> Cell:
    return parts_cell(record, "partners", (CellPart(partner.name) for partner in record.partners))


def _evidence(vocabulary: Vocabulary, language: str) -> Iterator[Field]:
    levels = vocabulary.scheme("evidence-levels")

    def level(record: Record) -> Cell:
        known = record.evidence
        parts = (
            [CellPart(f"{known.level}: {levels.label(str(known.level), language)}", (), known.level)]
            if known
            else []
        )
        return parts_cell(record, "evidence", parts)

    def reason(record: Record) -> Cell:
        known = record.evidence
        if known and "reason" in known.not_reported:
            return Cell("not-reported")
        return parts_cell(record, "evidence", [CellPart(known.reason)] if known and known.reason else [])

    yield "evidence.level", "Evidence level", level
    yield "evidence.reason", "Reason for the level", reason
    yield (
        "conflicts",
        "Where sources disagree",
        lambda record: parts_cell(
            record,
            "conflicts",
            (CellPart(conflict.statement, conflict.sources) for conflict in record.conflicts),
        ),
    )
    yield (
        "sources",
        "Number of sources",
        lambda record: parts_cell(
            record, "sources", [CellPart(str(len(record.sources)))] if record.sources else []
        ),
    )


def _results(records: Sequence[Record]) -> Iterator[Field]:
    """First a row for each family of figures that two records share, then what is left by kind.

    Where no record has a figure, one row says so.
    """
    shared = _shared_families(records)
    for family in shared:
        yield f"family.{family}", family, results_cell(lambda result, family=family: result.family == family)  # type: ignore[misc]
    left = [result for record in records for result in record.reported_results if result.family not in shared]
    for kind, label in RESULT_KINDS.items():
        if any(result.kind == kind for result in left):
            yield (
                f"results.{kind or 'other'}",
                label,
                results_cell(
                    lambda result, kind=kind: result.kind == kind and result.family not in shared  # type: ignore[misc]
                ),
            )
    if not any(record.reported_results for record in records):
        yield "results", "Reported results", lambda record: parts_cell(record, "reported_results", ())


def _shared_families(records: Sequence[Record]) -> tuple[str, ...]:
    held = Counter(
        family
        for record in records
        for family in {result.family for result in record.reported_results}
        if family
    )
    return tuple(sorted(family for family, count in held.items() if count > 1))


def _costs(records: Sequence[Record]) -> Iterator[Field]:
    """A row for each kind of cost that a record has; where none has any, one row says so."""
    present = {cost.kind for record in records for cost in record.costs}
    for kind, label in COST_KINDS.items():
        if kind in present:
            yield f"costs.{kind or 'other'}", label, costs_cell(kind)
    if not present:
        yield "costs", "Costs", lambda record: parts_cell(record, "costs", ())


def _sections() -> Iterator[Field]:
    for name in SECTION_NAMES:
        yield f"sections.{name}", SECTION_LABELS[name], section_cell(name)


def _transfers(vocabulary: Vocabulary, language: str) -> Iterator[Field]:
    kinds = vocabulary.scheme("transfer-kinds")

    def transfers(record: Record) -> Cell:
        parts = []
        for transfer in record.practice_transfers:
            place = (
                transfer.record
                or (transfer.city and vocabulary.cities.label(transfer.city, language))
                or transfer.place
            )
            said = f"{kinds.label(transfer.kind, language)}: {place or transfer.note or ''}"
            parts.append(CellPart(said, transfer.sources))
        return parts_cell(record, "practice_transfers", parts)

    yield "practice_transfers", "Transfers", transfers

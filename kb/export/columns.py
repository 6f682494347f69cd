"""The columns of the wide CSV, in order: the record's fields under their own names, objects as dotted columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from kb.export.cells import NOT_REPORTED, json_cell, list_cell, text_cell
from kb.records import SECTION_NAMES, PartialDate, StoredRecord
from kb.records.described import Described

ColumnKind = Literal["text", "list", "rows"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `kind` is text (one value), list (joined with "|") or rows (a JSON list of objects)."""

    name: str
    kind: ColumnKind
    help: str


_SECTION_COLUMNS = tuple(
    Column(
        f"sections.{name}", "text", f"Section '{name.replace('_', ' ')}', Markdown with citations such as [8]"
    )
    for name in SECTION_NAMES
)

RECORD_COLUMNS = (
    Column("slug", "text", "Stable identifier, part of the address"),
    Column("kind", "text", "case-study or event"),
    Column("language", "text", "Language of the original text, BCP 47"),
    Column("title", "text", "Title"),
    Column("summary", "text", "Summary"),
    Column("aliases", "rows", "Other names: text, language, kind, note"),
    Column("city", "text", "Lead city, id of the city authority file"),
    Column("cities", "list", "All cities, lead city first"),
    Column("jurisdiction", "text", "Level of government of the lead"),
    Column("scale", "text", "Area covered"),
    Column("lead_organisation.name", "text", "Who leads"),
    Column("lead_organisation.type", "text", "Type of the lead organisation"),
    Column("partners", "rows", "Partners: name, type, role"),
    Column("themes", "list", "Theme ids, primary theme first"),
    Column("instruments", "list", "Instrument ids"),
    Column("target_groups", "list", "Groups the practice is meant for"),
    Column("reached_groups", "list", "Groups it is known to have reached"),
    Column("sdg_targets", "list", "Targets of the Sustainable Development Goals"),
    Column(
        "keywords",
        "list",
        "Words under which people may look for it, in the language of the record; those of its translations stand in "
        "`translations`",
    ),
    Column("stage", "text", "Where the practice stands"),
    Column("stage_note", "text", "What is known about the stage, cited"),
    Column("started", "text", "When it began, as reported"),
    Column("ended", "text", "When it ended, as reported"),
    *_SECTION_COLUMNS,
    Column("reported_results", "rows", "Every reported figure; one row each in the csv-results format"),
    Column("costs", "rows", "Amounts of money: amount, number, currency, period, kind, scope, note, sources"),
    Column("timeline", "rows", "Dated events: date, event, sources"),
    Column("conflicts", "rows", "Where sources disagree: statement, sources"),
    Column(
        "practice_transfers",
        "rows",
        "Transfers from or to elsewhere: kind, record or city or place, note, sources",
    ),
    Column("evidence.level", "text", "Evidence level of the best-supported outcome, 0 to 5"),
    Column("evidence.reason", "text", "Why this level"),
    Column("sources", "rows", "Sources: n, title, url, publisher, issued, language, note"),
    Column("practices", "rows", "Events only: practices shown there"),
    Column("awards", "rows", "Prizes: name, year, result, sources"),
    Column("attachments", "rows", "Files: file, title, creator, license, alt_text"),
    Column("license", "text", "Licence of the text, SPDX id"),
    Column("provenance.derived_from", "text", "Address the record's text was derived from"),
    Column("provenance.attributed_to", "text", "Who wrote that text"),
    Column("provenance.note", "text", "Note on the provenance"),
    Column("confirmed_on", "text", "Day on which the city last confirmed the record"),
    Column("review_by", "text", "Day by which it should be looked at again"),
    Column(
        "translations",
        "rows",
        "The text in other languages: language, title, summary, stage_note, keywords, sections (empty: title and summary alone), "
        "by (human or machine), of_revision",
    ),
)
CATALOG_COLUMNS = (
    Column("status", "text", "Place in the workflow; exports hold published records only"),
    Column("revision", "text", "Number of the published revision"),
    Column("issued", "text", "Day of first publication"),
    Column("modified", "text", "Time of the newest published revision, ISO 8601"),
)
COLUMNS = RECORD_COLUMNS + CATALOG_COLUMNS


def cell(stored: StoredRecord, column: Column) -> str:
    """The text of one cell: empty for what was never asked, "not reported" for what was looked for and not found."""
    if column in CATALOG_COLUMNS:
        return text_cell(getattr(stored, column.name))
    value: Any = stored.record
    for step in column.name.split("."):
        if step in value.not_reported:
            return NOT_REPORTED
        value = getattr(value, step)
        if value is None:
            return ""
    return _written(value, column.kind)


def _written(value: Any, kind: ColumnKind) -> str:
    if kind == "list":
        return list_cell(value)
    if kind == "rows":
        return json_cell(map(_row, value))
    return text_cell(value.raw if isinstance(value, PartialDate) else value)


def _row(part: Described) -> dict[str, Any]:
    """A part as JSON, with dates as they were reported."""
    dates = {
        name: value
        for name in type(part).model_fields
        if isinstance(value := getattr(part, name), PartialDate)
    }
    return part.model_dump(mode="json") | {name: value.raw for name, value in dates.items()}

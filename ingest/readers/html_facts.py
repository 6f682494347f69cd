"""Labelled facts of a page: a `<dl>`, or a table of two columns, with the field's name in plain words on the left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from ingest.labels import fact_field
from ingest.normalise import split_entries
from ingest.readers.html_prose import Prose
from ingest.readers.html_tables import address_in
from ingest.sections import section_of
from kb.records import SECTION_NAMES, says_not_reported

# Facts that are lists of rows: from one label only the field that names the row can be read.
_ROW_FIELD = {"aliases": "text", "costs": "amount", "awards": "name", "attachments": "file"}
_NEVER_IN_A_ROW = ("reported_results", "timeline", "conflicts", "practice_transfers", "practices")
_ADDRESSES = ("provenance.derived_from", "contact.email")


@dataclass(slots=True)
class Facts:
    """What a page's labelled rows say. `unknown` holds Markdown lines of rows whose label is no field."""

    fields: dict[str, object] = field(default_factory=dict)
    sections: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def labelled_rows(node: Tag, prose: Prose) -> list[tuple[str, list[Tag]]]:
    """Label and cells of each row of a `<dl>` or of a two-column table; [] for any other table."""
    return list(_definition_rows(node, prose)) if node.name == "dl" else _table_rows(node, prose)


def are_facts(rows: list[tuple[str, list[Tag]]]) -> bool:
    """Whether at least half of the labels are known, and one of them is a field's."""
    known = sum(fact_field(label) is not None or section_of(label) in SECTION_NAMES for label, _ in rows)
    return any(fact_field(label) for label, _ in rows) and known * 2 >= len(rows)


def read_facts(rows: list[tuple[str, list[Tag]]], prose: Prose) -> Facts:
    """The rows as fields, sections and the rest."""
    facts = Facts()
    for label, cells in rows:
        texts = [text for cell in cells if (text := prose.plain(cell))]
        name = fact_field(label)
        if not texts:
            continue
        if name and (value := _value(name, cells, texts)) is not _UNREADABLE:
            facts.fields[name] = value
        elif (section := section_of(label)) in SECTION_NAMES and name is None:
            facts.sections.append((str(section), "\n\n".join(prose.content(cell) for cell in cells)))
        else:
            facts.unknown.append(f"**{label}:** {'; '.join(prose.inline(cell) for cell in cells)}")
    return facts


_UNREADABLE = object()


def _value(name: str, cells: list[Tag], texts: list[str]) -> object:
    """None for "not reported"; text, a list of entries, or rows; _UNREADABLE where a single label cannot say it."""
    if all(says_not_reported(text) for text in texts):
        return None
    if name in _NEVER_IN_A_ROW:
        return _UNREADABLE
    if name in _ROW_FIELD:
        return [{_ROW_FIELD[name]: entry} for entry in _entries(texts)]
    if name == "partners":
        return _entries(texts)
    if name in _ADDRESSES:
        return address_in(cells[0]).removeprefix("mailto:") or texts[0]
    return "; ".join(texts)


def _entries(texts: list[str]) -> list[str]:
    """One entry for each cell, or those of a single cell parted by semicolons."""
    return texts if len(texts) > 1 else list(split_entries(texts[0]))


def _definition_rows(node: Tag, prose: Prose) -> Iterator[tuple[str, list[Tag]]]:
    label, cells = "", list[Tag]()
    for term in node.find_all(("dt", "dd")):
        if term.name == "dd":
            cells.append(term)
            continue
        if label and cells:
            yield label, cells
        label, cells = prose.plain(term), []
    if label and cells:
        yield label, cells


def _table_rows(table: Tag, prose: Prose) -> list[tuple[str, list[Tag]]]:
    rows = [
        row.find_all(("th", "td"), recursive=False)
        for row in table.find_all("tr")
        if row.find_parent("table") is table
    ]
    if not rows or any(len(cells) != 2 for cells in rows):
        return []
    return [(prose.plain(label), [value]) for label, value in rows]

"""The comparison as a file: every format holds the same cells as the page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

from kb.compare.matrix import Comparison, Row
from kb.export.cells import harmless


def to_csv(comparison: Comparison) -> str:
    """One line per row of the table: group, field, label, differs, then one column per record. RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["group", "field", "label", "differs", *(stored.record.slug for stored in comparison.columns)]
    )
    for group in comparison.groups:
        for row in group.rows:
            cells = (harmless(cell.cited_text) for cell in row.cells)
            differs = "yes" if row.differs else "no"
            writer.writerow([group.name, row.name, harmless(row.label), differs, *cells])
    return text.getvalue()


def to_markdown(comparison: Comparison) -> str:
    """A table per group; a mark before the label says that the records differ."""
    titles = [_table_text(stored.record.title) for stored in comparison.columns]
    blocks = []
    for group in comparison.groups:
        head = f"| {group.label} | {' | '.join(titles)} |\n|{' --- |' * (len(titles) + 1)}"
        blocks.append("\n".join([f"## {group.label}", "", head, *(_markdown_row(row) for row in group.rows)]))
    return "\n\n".join(blocks) + "\n"


def _markdown_row(row: Row) -> str:
    cells = " | ".join(_table_text(cell.cited_text) for cell in row.cells)
    return f"| {'≠ ' if row.differs else ''}{_table_text(row.label)} | {cells} |"


def _table_text(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")


def to_json(comparison: Comparison) -> str:
    """Columns, then groups of rows; each cell with its state, parts, sources and weakest evidence level."""
    document = {
        "columns": [
            {"slug": stored.record.slug, "title": stored.record.title} for stored in comparison.columns
        ],
        "groups": [
            {"name": group.name, "label": group.label, "rows": [_row_document(row) for row in group.rows]}
            for group in comparison.groups
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _row_document(row: Row) -> dict[str, object]:
    cells = [
        {
            "state": cell.state,
            "text": cell.text,
            "parts": [part.text for part in cell.parts],
            "sources": list(cell.sources),
            "evidence_level": cell.weakest_evidence,
        }
        for cell in row.cells
    ]
    return {"field": row.name, "label": row.label, "differs": row.differs, "cells": cells}


WRITERS: dict[str, Callable[[Comparison], str]] = {"md": to_markdown, "csv": to_csv, "json": to_json}

"""HTML tables to rows of a record: results, costs, timeline and the rest are known by their header cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from ingest.labels import column_of, part_of_columns
from ingest.normalise import source_numbers, whole_number
from ingest.readers.html_prose import Prose
from kb.records import says_not_reported

MAX_SPAN = 100
MAX_COLUMNS = (
    200  # of a row; what a wider one holds beyond is passed over, since no row of a record is so wide
)
_ADDRESSES = ("url", "archived_url", "file")
# Where a column goes that the part has no field for, so that nothing on the page is lost.
_REST = {
    "timeline": "event",
    "conflicts": "statement",
    "awards": "result",
    "attachments": "title",
    "partners": "name",
}
_EXPECTED = {"results": "reported_results", "funding": "costs"}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its spans resolved: header texts and, below them, rows of cells (the same cell may stand twice)."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Tag, ...], ...]


def read_grid(table: Tag, prose: Prose) -> Grid:
    """The table's first row as headers, the others as rows."""
    rows = tuple(_spanned(table))
    if not rows:
        return Grid((), ())
    return Grid(tuple(prose.plain(cell) for cell in rows[0]), rows[1:])


def part_of_table(grid: Grid, section: str) -> str | None:
    """The part whose rows the table holds; `section` is the heading it stands under."""
    return part_of_columns(grid.headers, _EXPECTED.get(section, section)) if grid.headers else None


def rows_of_part(grid: Grid, part: str, prose: Prose) -> list[dict[str, object]]:
    """The table's rows as mappings of field to text. An empty cell is left out, "Not reported" is None."""
    columns = [column_of(part, header) for header in grid.headers]
    rows = (_row(part, columns, grid.headers, cells, prose) for cells in grid.rows)
    return [row for row in rows if row]


def _row(
    part: str, columns: list[str | None], headers: tuple[str, ...], cells: tuple[Tag, ...], prose: Prose
) -> dict[str, object]:
    row: dict[str, object] = {}
    rest: list[str] = []
    for column, header, cell in zip(columns, headers, cells, strict=False):
        text = prose.plain(cell)
        if not text:
            continue
        value = _value(column, cell, text)
        if column is None or column in row or (column == "sources" and value is None):
            if not says_not_reported(text):
                rest.append(f"{header}: {text}")
        else:
            row[column] = value
    if rest and row:
        home = _REST.get(part, "note")
        row[home] = "; ".join([*([str(row[home])] if row.get(home) else []), *rest])
    return row


def _value(column: str | None, cell: Tag, text: str) -> object:
    """None for a silent cell, and for a cell of sources that does not hold numbers."""
    if says_not_reported(text):
        return None
    if column == "sources":
        numbers = source_numbers(text)
        return list(numbers) if numbers is not None else None
    if column in _ADDRESSES:
        return address_in(cell) or text
    return text


def address_in(node: Tag) -> str:
    """The address of the first link inside, "" when there is none."""
    link = node.find("a", href=True)
    return str(link["href"]).strip() if isinstance(link, Tag) else ""


def _spanned(table: Tag) -> Iterator[tuple[Tag, ...]]:
    """The rows with every cell repeated over the columns and rows it spans."""
    hanging: dict[int, tuple[Tag, int]] = {}
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        cells = _hung(row.find_all(("th", "td"), recursive=False), hanging)
        if cells:
            yield tuple(cells)


def _hung(own: list[Tag], hanging: dict[int, tuple[Tag, int]]) -> list[Tag]:
    cells: list[Tag] = []
    waiting = list(own)
    while len(cells) < MAX_COLUMNS and (waiting or len(cells) in hanging):
        at = len(cells)
        if at in hanging:
            cell, left = hanging.pop(at)
            cells.append(cell)
            if left > 1:
                hanging[at] = (cell, left - 1)
            continue
        cell = waiting.pop(0)
        below = _span(cell, "rowspan") - 1
        for column in range(at, min(at + _span(cell, "colspan"), MAX_COLUMNS)):
            cells.append(cell)
            if below:
                hanging[column] = (cell, below)
                # The cell itself fills this row; it hangs into the rows below.
    return cells


def _span(cell: Tag, name: str) -> int:
    return min(max(whole_number(str(cell.get(name, "1"))) or 1, 1), MAX_SPAN)

"""The text of a section cut into what proposals are read from: sentences of the prose, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.normalise import plain_text
from ingest.proposals.wording import says
from ingest.statements import Statement, sentences_of, without_citations

_NUMBER = re.compile(r"\d[\d.,]*")
_HEADING = re.compile(r"^\s*(#{1,6})\s+(?:[\dIVX]+\.\s*)?(.*)")
_RULE_ROW = re.compile(r"^[\s|:-]+$")
_CELL_END = re.compile(r"(?<!\\)\|")
MAX_TEXT = 200_000  # characters of a section that are read
MAX_NUMBERS = 30  # in a sentence; more are a table that lost its form
MAX_SENTENCE = 1_000  # what is longer has no full stops: a list, or a page read badly


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of a text: its header cells and its rows, all of the same width, without marks of Markdown."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sentences(markdown: str) -> Iterator[Statement]:
    """The sentences with a digit outside headings and tables, each with the sources cited for it."""
    lines = _without_references(markdown)
    prose = "\n".join(line for line in lines if not (_is_row(line) or _HEADING.match(line)))
    return (said for said in sentences_of(prose) if _is_readable(said.text))


def tables(markdown: str) -> Iterator[TextTable]:
    """The tables of a section: lines that begin with a bar, the first of them the header."""
    block: list[str] = []
    for line in [*_without_references(markdown), ""]:
        if _is_row(line):
            block.append(line)
        elif block:
            yield from _table(block)
            block = []


def _without_references(markdown: str) -> Iterator[str]:
    """The lines outside lists of references: their dates and numbers are those of books and pages."""
    listed_at = 0  # the level of the heading above such a list
    for line in markdown[:MAX_TEXT].split("\n"):
        if heading := _HEADING.match(line):
            level = len(heading[1])
            if says("references", heading[2]):
                listed_at = listed_at or level
            elif level <= listed_at:
                listed_at = 0
        if not listed_at:
            yield line


def _is_readable(text: str) -> bool:
    return len(text) <= MAX_SENTENCE and 0 < len(_NUMBER.findall(text)) <= MAX_NUMBERS


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|")


def _table(lines: list[str]) -> Iterator[TextTable]:
    rows = [_cells(line) for line in lines if not _RULE_ROW.match(line)]
    if len(rows) > 1:
        header, *body = rows
        yield TextTable(header, tuple(row for row in body if len(row) == len(header)))


def _cells(line: str) -> tuple[str, ...]:
    cells = _CELL_END.split(line.strip().strip("|"))
    return tuple(plain_text(without_citations(cell)).strip() for cell in cells)

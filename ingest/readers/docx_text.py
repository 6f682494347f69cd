"""The text of a Word document: headings, paragraphs, lists, tables, links and notes, as blocks of Markdown.

Runs in the confined process. Only the text parts are read: macros stay bytes, nothing outside the file is looked up.
Deleted text of tracked changes is left out, inserted text is taken.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ingest.readers.docx_package import check_package
from ingest.readers.markdown_text import escaped, escaped_start, link, table
from ingest.readers.parsed import Parsed, ParsedBlock, Refused

MAX_CELLS = 50_000
_HEADING = re.compile(r"^heading ([1-9])$", re.IGNORECASE)
_LONGEST_BOLD_HEADING = 100
_SKIPPED = frozenset(
    map(qn, ("w:del", "w:moveFrom", "w:instrText", "w:pPr", "w:rPr", "w:txbxContent", "w:delText"))
) | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_AS_TEXT = {
    qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "\u2011", qn("w:softHyphen"): "",
}  # fmt: skip


def parse(content: bytes) -> Parsed:
    """Raises Refused when it is no Word document, is damaged or goes beyond the bounds."""
    check_package(content)
    try:
        document = docx.Document(io.BytesIO(content))
    except (KeyError, ValueError, AttributeError, SyntaxError) as error:
        raise Refused(
            "The Word document is damaged. Open it in its own program, save it anew and load that."
        ) from error
    return _Reading(document).parsed()


class _Reading:
    """One pass over the body."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._levels = _heading_levels(document)
        self._cells = 0
        self._titles: list[str] = []
        self._first_headings: list[str] = []

    def parsed(self) -> Parsed:
        blocks = [block for block in self._blocks(self._document.element.body) if block.text.strip()]
        if sum(1 for block in blocks if block.level) <= 1:  # none, or the title alone
            blocks = [_promoted(block) for block in blocks]
        notes = list(self._notes())
        if notes:
            blocks += [ParsedBlock(2, "Notes"), ParsedBlock(0, "\n".join(notes))]
        return Parsed(tuple(map(_plain_again, blocks)), self._facts(), f"python-docx {docx.__version__}")

    def _facts(self) -> dict[str, str]:
        properties = self._document.core_properties
        return {
            "title": properties.title or "",
            "heading": self._heading(),
            "author": properties.author or "",
            "language": properties.language or "",
            "modified": properties.modified.isoformat() if properties.modified else "",
        }

    def _heading(self) -> str:
        """The paragraph that is styled as title, else the heading of the first level where there is but one."""
        found = self._titles[:1] or (self._first_headings if len(self._first_headings) == 1 else [])
        return next(iter(found), "")

    def _blocks(self, parent: Any) -> Iterator[ParsedBlock]:
        for child in parent:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
                yield from self._blocks(child)

    def _paragraph(self, paragraph: Any) -> Iterator[ParsedBlock]:
        text = _tidy(self._inline(paragraph))
        level = self._levels.get(paragraph.style or "", 0)
        if level and text:
            yield ParsedBlock(level, _one_line(text))
            if level == 1:
                is_title = self._style_name(paragraph) == "title"
                (self._titles if is_title else self._first_headings).append(_one_line(text))
        elif text:
            yield ParsedBlock(0, self._as_entry(paragraph, text) or _bold(paragraph, escaped_start(text)))
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(ancestor.tag in _SKIPPED for ancestor in box.iterancestors()):
                yield from self._blocks(box)

    def _as_entry(self, paragraph: Any, text: str) -> str:
        """The paragraph as an entry of a list, "" when it is none."""
        properties = paragraph.pPr
        numbering = properties.numPr if properties is not None else None
        style = self._style_name(paragraph)
        if numbering is None and not style.startswith("list "):
            return ""
        if numbering is not None and numbering.numId is not None and numbering.numId.val == 0:
            return ""
        depth = min(numbering.ilvl.val, 8) if numbering is not None and numbering.ilvl is not None else 0
        marker = "1." if "number" in style else "-"
        return f"{'  ' * depth}{marker} {_one_line(text)}"

    def _style_name(self, paragraph: Any) -> str:
        style = paragraph.style
        names = (entry.name for entry in self._document.styles if entry.style_id == style)
        return str(next(names, "") or "").lower() if style else ""

    def _table(self, element: Any) -> Iterator[ParsedBlock]:
        rows = [row for row in element.iter(qn("w:tr")) if row.getparent() is element]
        cells = [[cell for cell in row if cell.tag == qn("w:tc")] for row in rows]
        self._cells += sum(map(len, cells))
        if self._cells > MAX_CELLS:
            raise Refused(
                "The tables hold more than %(limit)s cells. Load the text without them.", limit=MAX_CELLS
            )
        if all(len(row) <= 1 for row in cells):
            for cell in (cell for row in cells for cell in row):
                yield from self._blocks(cell)
            return
        while cells and len(cells[0]) == 1:
            yield ParsedBlock(0, f"**{' '.join(self._cell(cells.pop(0)[0]).split())}**")
        yield ParsedBlock(0, table([[self._cell(cell) for cell in row] for row in cells]))

    def _cell(self, cell: Any) -> str:
        texts = (_one_line(_tidy(self._inline(paragraph))) for paragraph in cell.iter(qn("w:p")))
        return " ".join(text for text in texts if text)

    def _inline(self, element: Any) -> str:
        return "".join(self._inline_parts(element))

    def _inline_parts(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED:
                continue
            if child.tag == qn("w:t"):
                yield escaped(child.text or "")
            elif child.tag in _AS_TEXT:
                yield _AS_TEXT[child.tag]
            elif child.tag == qn("w:footnoteReference"):
                yield f"[^{child.get(qn('w:id'))}]"
            elif child.tag == qn("w:hyperlink"):
                yield link(_one_line(self._inline(child)), self._address(child))
            else:
                yield from self._inline_parts(child)

    def _address(self, hyperlink: Any) -> str:
        relation = self._document.part.rels.get(hyperlink.get(qn("r:id")) or "")
        return str(relation.target_ref) if relation is not None and relation.is_external else ""

    def _notes(self) -> Iterator[str]:
        """The footnotes, with the marks by which the text refers to them."""
        for relation in self._document.part.rels.values():
            if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES and not relation.is_external:
                for note in parse_xml(relation.target_part.blob):
                    text = _one_line(_tidy(self._inline(note)))
                    if text and not note.get(qn("w:type")):
                        yield f"- [^{note.get(qn('w:id'))}] {text}"


def _heading_levels(document: Document) -> dict[str, int]:
    """Levels by the id of a style: of the built-in headings, of styles with an outline level, and of those based on them."""
    levels: dict[str, int] = {}
    styles = [style for style in document.styles if style.element.tag == qn("w:style")]
    for _ in range(3):
        for style in styles:
            match = _HEADING.match(style.name or "")
            outline = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            based_on = style.element.find(qn("w:basedOn"))
            inherited = levels.get(based_on.get(qn("w:val")), 0) if based_on is not None else 0
            if (style.name or "").lower() == "title":
                levels[style.style_id] = 1
            elif match:
                levels[style.style_id] = min(int(match[1]), 6)
            elif outline is not None and (outline.get(qn("w:val")) or "9") in "012345":
                levels[style.style_id] = int(outline.get(qn("w:val"))) + 1
            elif inherited:
                levels[style.style_id] = inherited
    return levels


def _bold(paragraph: Any, text: str) -> str:
    """A short paragraph that is bold throughout stays so: where no styles say it, it is a heading."""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(run.itertext()).strip()]
    marks = (run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs)
    is_bold = runs and all(mark is not None and mark.get(qn("w:val")) not in ("0", "false") for mark in marks)
    is_short = len(text) <= _LONGEST_BOLD_HEADING and "\n" not in text
    return f"**{text}**" if is_bold and is_short else text


def _promoted(block: ParsedBlock) -> ParsedBlock:
    is_heading = block.text.startswith("**") and block.text.endswith("**") and block.text[-3] not in ".,;"
    return ParsedBlock(2, block.text.strip("*")) if is_heading else block


def _plain_again(block: ParsedBlock) -> ParsedBlock:
    """Headings are plain text, not Markdown."""
    return (
        ParsedBlock(block.level, re.sub(r"\\([\\`*<_\[#>+.)-])", r"\1", block.text)) if block.level else block
    )


def _tidy(text: str) -> str:
    """A line break stays one; other white space is a single space."""
    return "\\\n".join(filter(None, (_one_line(line) for line in text.split("\n"))))


def _one_line(text: str) -> str:
    return " ".join(text.replace("\\\n", " ").split())

"""HTML as a city publishes it: what a person reads on the page is what is parsed.

In our form, headings in any order open sections; facts stand in definition lists or two-column tables; results, costs and
other rows in tables known by their header cells; sources in a numbered list, or, where the page has none, in its links.
Any other page gives its main text and what it says of itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from bs4 import Tag

from ingest.normalise import one_line
from ingest.readers.decoding import decode
from ingest.readers.extractors import Extractor, best_extractor
from ingest.readers.found import found_write_up
from ingest.readers.html_blocks import HEADINGS, plain_text_of
from ingest.readers.html_facts import are_facts, labelled_rows, read_facts
from ingest.readers.html_head import description_of, facts_of
from ingest.readers.html_lists import is_source_list, numbered_entries, rows_of_list
from ingest.readers.html_page import Page, is_own_form, own_page, parse_soup
from ingest.readers.html_prose import Citations, Prose
from ingest.readers.html_tables import part_of_table, read_grid, rows_of_part
from ingest.readers.outline import LEAD, Block, Outline
from ingest.readers.write_up import WriteUp
from ingest.sections import FACTS, PARTS, section_of

MEDIA_TYPE = "text/html"
_META_FIELDS = {
    "slug": "slug",
    "themes": "themes",
    "evidence-level": "evidence.level",
    "evidence-reason": "evidence.reason",
}
_SUMMARY_CLASSES = {"summary", "lead", "lede", "abstract", "intro"}


def read_html(content: bytes, charset: str = "", extractor: Extractor | None = None) -> WriteUp:
    """A write-up in our form by its labels; a page of any other site by its main text, which the extractor finds.

    Raises Unreadable when the text is no HTML, exceeds the bounds of a page, or holds no text.
    """
    decoded = decode(content, charset)
    soup = parse_soup(decoded.text)
    if is_own_form(soup):
        return dataclasses.replace(_read_own(own_page(soup)), warnings=decoded.warnings)
    facts, description = facts_of(soup), description_of(soup)
    main = (extractor or best_extractor())(soup, decoded.text)
    blocks = _markdown_blocks(main.blocks)
    return found_write_up(
        MEDIA_TYPE, blocks, facts, main.extractor, summary=description, warnings=decoded.warnings
    )


def _read_own(page: Page) -> WriteUp:
    reading = _Reading(page)
    for block in page.blocks:
        reading.take(block)
    return reading.write_up()


def _markdown_blocks(blocks: Iterable[Tag]) -> Iterator[Block]:
    prose = Prose(Citations())
    for block in blocks:
        if block.name in HEADINGS:
            yield Block(int(block.name[1]), plain_text_of(block))
        elif text := prose.block(block):
            yield Block(0, "", text)


class _Reading:
    """One pass over the blocks of a page; fields and sections grow as it goes."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._source_list = _find_source_list(page)
        self._prose = Prose(_citations(page, self._source_list))
        self._outline = Outline()
        self._fields: dict[str, object] = {}

    def take(self, block: Tag) -> None:
        """File one block where it belongs."""
        if block.name in HEADINGS:
            self._outline.open(int(block.name[1]), one_line(block.get_text(" ")))
        elif block.name == "summary":
            self._outline.open(6, one_line(block.get_text(" ")))
        elif block is self._source_list:
            self._add_rows("sources", rows_of_list(block, "sources", self._prose) or [])
        elif not (self._is_summary(block) or self._took_rows(block) or self._took_facts(block)):
            self._outline.write(self._prose.block(block))

    def write_up(self) -> WriteUp:
        """The whole page."""
        fields = {name: value for name, value in self._header_fields().items() if value} | self._fields
        sections = self._outline.file_into(fields)
        collected = self._prose.citations.collected
        if collected:
            fields["sources"] = [{"n": n, "title": text, "url": url} for url, (n, text) in collected.items()]
        return WriteUp(MEDIA_TYPE, fields, sections)

    def _header_fields(self) -> dict[str, object]:
        meta = {field: self._page.meta.get(name) for name, field in _META_FIELDS.items()}
        return {"title": self._page.title, "language": self._page.language, **meta}

    def _is_summary(self, block: Tag) -> bool:
        """Takes the paragraph that the page marks as its summary."""
        if block.name != "p" or not _SUMMARY_CLASSES & set(block.get_attribute_list("class")):
            return False
        text = self._prose.plain(block)
        return bool(text) and self._fields.setdefault("summary", text) is text

    def _took_rows(self, block: Tag) -> bool:
        """Takes a table or list that holds rows of a part."""
        if block.name == "table":
            grid = read_grid(block, self._prose)
            part = part_of_table(grid, self._outline.section)
            rows = rows_of_part(grid, part, self._prose) if part else None
        else:
            part = self._outline.section if block.name in ("ul", "ol") else None
            rows = rows_of_list(block, part, self._prose) if part in PARTS else None
        if not part or rows is None:
            return False
        self._add_rows(part, rows)
        return True

    def _took_facts(self, block: Tag) -> bool:
        """Takes a list or table of labelled facts; rows with unknown labels stay visible in `other`."""
        rows = labelled_rows(block, self._prose) if block.name in ("dl", "table") else []
        if not rows or not (are_facts(rows) or self._outline.section == FACTS):
            return False
        facts = read_facts(rows, self._prose)
        for name, value in facts.fields.items():
            self._fields.setdefault(name, value)
        for section, text in facts.sections:
            self._outline.write_to(section, text)
        self._outline.write_to("other", "\n\n".join(facts.unknown))
        return True

    def _add_rows(self, part: str, rows: list[dict[str, object]]) -> None:
        present = self._fields.get(part)
        self._fields[part] = [*(present if isinstance(present, list) else []), *rows]


def _find_source_list(page: Page) -> Tag | None:
    """The list of sources: marked by the ids of its entries, else the first under a heading that says so."""
    lists = [block for block in page.blocks if block.name in ("ol", "ul")]
    if marked := next((block for block in lists if is_source_list(block)), None):
        return marked
    section: str | None = None
    for block in page.blocks:
        if block.name in HEADINGS:
            section = section_of(one_line(block.get_text(" ")))
        elif section == "sources" and block.name in ("ol", "ul"):
            return block
    return None


def _citations(page: Page, source_list: Tag | None) -> Citations:
    if source_list is None:
        return Citations(collects=not _has_source_table(page))
    entries = numbered_entries(source_list)
    return Citations({f"#{entry['id']}": number for number, entry in entries if entry.get("id")})


def _has_source_table(page: Page) -> bool:
    prose = Prose(Citations())
    tables = (block for block in page.blocks if block.name == "table")
    return any(part_of_table(read_grid(table, prose), LEAD) == "sources" for table in tables)

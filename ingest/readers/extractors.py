"""Who finds the main text of a foreign web page: our own weighing of blocks, and trafilatura where that is installed."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from ingest.readers.html_blocks import HEADINGS, blocks_of, plain_text_of
from ingest.readers.main_text import NAME, find_main_text
from ingest.readers.outline import OTHER
from ingest.sections import exact_section_of
from kb.records import SECTION_NAMES

_ENOUGH = 0.5
_ALIKE = 0.1
_SHORT_PAGE = 250


@dataclass(frozen=True, slots=True)
class MainText:
    """The blocks of a page's main text in reading order, and the name of what found them."""

    blocks: tuple[Tag, ...]
    extractor: str


Extractor = Callable[[BeautifulSoup, str], MainText]


def own_extractor(soup: BeautifulSoup, text: str) -> MainText:
    """By `main_text`; the page's source is not needed. Takes out of the soup what never is text."""
    return MainText(find_main_text(soup), NAME)


def trafilatura_extractor(soup: BeautifulSoup, text: str) -> MainText:
    """By trafilatura, from the page's source, where it and our own disagree; our own where they agree on the amount.

    Ours keeps the page's headings, tables and lists as they are. It also answers for a short page, where trafilatura finds
    less than half as much, and where it loses a section: of some short pages it keeps the plain paragraphs alone.
    """
    import trafilatura

    name = f"trafilatura {importlib.metadata.version('trafilatura')}"
    own = own_extractor(soup, text)
    length = _length(own.blocks)
    if length < _SHORT_PAGE:
        return own
    markup = trafilatura.extract(
        text,
        output_format="html",
        include_comments=False,
        include_tables=True,
        include_links=True,
        include_formatting=True,
    )
    blocks = _blocks_in(markup or "")
    found = _length(blocks)
    if found < _ENOUGH * length or _sections(own.blocks) - _sections(blocks):
        return own
    if abs(length - found) <= _ALIKE * found:
        return MainText(own.blocks, f"{own.extractor}, agreeing with {name}")
    return MainText(blocks, name)


def best_extractor() -> Extractor:
    """trafilatura when the extra `ingest` is installed, else our own."""
    return trafilatura_extractor if importlib.util.find_spec("trafilatura") else own_extractor


def _blocks_in(markup: str) -> tuple[Tag, ...]:
    soup = BeautifulSoup(markup, "lxml")
    return tuple(blocks_of(soup, soup.body)) if soup.body else ()


def _sections(blocks: tuple[Tag, ...]) -> set[str]:
    """The sections of a record that headings among the blocks name outright."""
    named = {exact_section_of(plain_text_of(block)) for block in blocks if block.name in HEADINGS}
    return {name for name in SECTION_NAMES if name in named and name != OTHER}


def _length(blocks: tuple[Tag, ...]) -> int:
    return sum(len(plain_text_of(block)) for block in blocks)

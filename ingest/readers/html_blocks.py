"""The blocks of an HTML page in reading order: paragraphs, lists, tables, headings, and bare text made into paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from ingest.normalise import one_line

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CONTAINERS = ("html", "body", "main", "article", "section", "div", "header", "hgroup", "details", "center", "fieldset", "form",
               "address", "aside", "footer", "nav")  # fmt: skip
_BLOCKS = ("p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "hr", "summary", *HEADINGS)


def blocks_of(soup: BeautifulSoup, container: Tag) -> Iterator[Tag]:
    """The blocks inside a container. Bare text between them is wrapped into a paragraph where it stands."""
    loose: list[PageElement] = []
    for child in list(container.children):
        if _is_inline(child):
            loose.append(child)
            continue
        yield from _wrapped(soup, loose)
        loose = []
        assert isinstance(child, Tag)
        if child.name in _BLOCKS:
            yield child
        else:
            yield from blocks_of(soup, child)
    yield from _wrapped(soup, loose)


def plain_text_of(block: Tag) -> str:
    """The words of a block on one line, "" when it has none."""
    return one_line(block.get_text(" "))


def _is_inline(element: PageElement) -> bool:
    if not isinstance(element, Tag):
        return True
    return element.name not in (*_BLOCKS, *_CONTAINERS) and element.find(_BLOCKS) is None


def _wrapped(soup: BeautifulSoup, loose: list[PageElement]) -> Iterator[Tag]:
    if not any(
        one_line(element.get_text()) for element in loose if isinstance(element, Tag | NavigableString)
    ):
        return
    paragraph = soup.new_tag("p")
    loose[0].insert_before(paragraph)
    for element in loose:
        paragraph.append(element.extract())
    yield paragraph

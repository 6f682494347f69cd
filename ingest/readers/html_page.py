"""An HTML page, parsed and bounded; and, of a page in our own form, title, language, `<meta>` values and its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment

from ingest.normalise import one_line
from ingest.readers.html_blocks import HEADINGS, blocks_of, plain_text_of
from ingest.readers.html_facts import are_facts, labelled_rows
from ingest.readers.html_head import language_of, title_of
from ingest.readers.html_prose import Citations, Prose
from ingest.readers.html_tables import part_of_table, read_grid
from ingest.readers.main_text import find_main_text, stands_in_a_site
from ingest.readers.outline import LEAD
from ingest.readers.write_up import Unreadable
from ingest.sections import exact_section_of, section_of
from kb.errors import Problem

MAX_TAGS = 100_000
MAX_NESTING = 120
_BOILERPLATE = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "button", "input",
                "select", "textarea", "dialog", "nav", "footer", "aside", "audio", "video", "link", "meta")  # fmt: skip
_BOILERPLATE_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog")
_MARGINS = ("nav", "header", "footer", "aside")
_SECTIONING = ("main", "article", "section", "header", "footer", "nav", "aside", "figure", "details")
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_TAG_START = re.compile(r"<[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Page:
    """A page in our form. `meta` holds the `citykb.…` values by what follows the dot; `blocks` the main text in reading order."""

    title: str
    language: str
    meta: Mapping[str, str]
    blocks: tuple[Tag, ...]


def parse_soup(text: str) -> BeautifulSoup:
    """The page as it stands, without comments. Raises Unreadable when the text is no HTML or exceeds the bounds."""
    tag_count = sum(1 for _ in _TAG_START.finditer(text))
    if not tag_count:
        raise Unreadable([Problem("", "There is no HTML in this file. Save plain text as Markdown (.md).")])
    if tag_count > MAX_TAGS:
        message = "The page has more than %(limit)s elements. Load a smaller part of it."
        raise Unreadable([Problem("", message, {"limit": MAX_TAGS})])
    soup = BeautifulSoup(_XML_DECLARATION.sub("", text), "lxml")
    _check_nesting(soup)
    _move_text_to_body(soup)
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    return soup


def is_own_form(soup: BeautifulSoup) -> bool:
    """Whether a page is a write-up in our form: it has `citykb.` values, labelled facts or a table of results, or
    announces known sections with no site around it.

    Known sections: at least half of the headings are known, and one of them word for word.
    """
    if _meta(soup):
        return True
    prose = Prose(Citations())
    marked = (block for block in soup.find_all(("dl", "table")) if block.find("table") is None)
    if any(_is_labelled(block, prose) for block in marked):
        return True
    headings = [plain_text_of(tag) for tag in soup.find_all(HEADINGS[1:]) if not tag.find_parent(_MARGINS)]
    known = [heading for heading in headings if section_of(heading)]
    is_known = any(map(exact_section_of, known)) and 2 * len(known) >= len(headings)
    return is_known and not stands_in_a_site(soup)


def _is_labelled(block: Tag, prose: Prose) -> bool:
    """Whether a list or table holds labelled facts, or, by its header cells, results."""
    rows = labelled_rows(block, prose)
    if rows and are_facts(rows):
        return True
    return block.name == "table" and part_of_table(read_grid(block, prose), LEAD) == "reported_results"


def own_page(soup: BeautifulSoup) -> Page:
    """A write-up in our form, also where a site stands around it. Takes out of the soup what never is text."""
    meta = _meta(soup)
    if not meta and stands_in_a_site(soup):
        title, language = title_of(soup, ""), language_of(soup)
        blocks = (block for block in find_main_text(soup) if plain_text_of(block) != title)
        return Page(title, language, meta, tuple(blocks))
    _drop_boilerplate(soup)
    root = (
        soup.find("main")
        or soup.find(True, attrs={"role": "main"})
        or soup.find("article")
        or soup.body
        or soup
    )
    assert isinstance(root, Tag)
    return Page(_title(soup, root), language_of(soup), meta, tuple(_blocks(soup, root)))


def _check_nesting(soup: BeautifulSoup) -> None:
    """Walks without recursion, so that a page built to exhaust the stack is refused and not crashed on."""
    depths: dict[int, int] = {id(soup): 0}
    for tag in soup.find_all(True):
        depth = depths.get(id(tag.parent), 0) + 1
        if depth > MAX_NESTING:
            raise Unreadable(
                [Problem("", "The page is nested more than %(limit)s elements deep.", {"limit": MAX_NESTING})]
            )
        depths[id(tag)] = depth


def _move_text_to_body(soup: BeautifulSoup) -> None:
    """Where a page leaves out the tags of head and body, as it may, the parser leaves `main` and its like in the head."""
    head = soup.head
    if head is None or not (misplaced := head.find_all(_SECTIONING, recursive=False)):
        return
    body = soup.body or soup.new_tag("body")
    if body.parent is None:
        head.insert_after(body)
    for tag in reversed(misplaced):
        body.insert(0, tag.extract())


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    return {
        str(tag["name"]).lower().removeprefix("citykb."): one_line(str(tag.get("content", "")))
        for tag in soup.find_all("meta", attrs={"name": re.compile(r"^citykb\.", re.IGNORECASE)})
    }


def _drop_boilerplate(soup: BeautifulSoup) -> None:
    for tag in soup.find_all(_is_boilerplate):
        tag.extract()


def _is_boilerplate(tag: Tag) -> bool:
    if tag.name in ("html", "head", "body", "main"):
        return False
    if tag.name in ("header", "form"):
        return tag.find(("h1", "article", "main")) is None
    return (
        tag.name in _BOILERPLATE
        or tag.get("role") in _BOILERPLATE_ROLES
        or tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
    )


def _title(soup: BeautifulSoup, root: Tag) -> str:
    heading = root.find("h1") or soup.find("h1") or soup.find("title")
    return one_line(heading.get_text(" ")) if isinstance(heading, Tag) else ""


def _blocks(soup: BeautifulSoup, root: Tag) -> Iterator[Tag]:
    """Blocks in reading order. The title's heading is left out."""
    title = root.find("h1")
    for block in blocks_of(soup, root):
        if block is not title:
            yield block

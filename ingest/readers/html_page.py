"""An HTML page, parsed and bounded: its title, language, `<meta>` values and the part that a person came to read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement

from ingest.normalise import one_line
from ingest.readers.write_up import Unreadable
from kb.errors import Problem

MAX_TAGS = 100_000
MAX_NESTING = 120
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BOILERPLATE = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "button", "input",
                "select", "textarea", "dialog", "nav", "footer", "aside", "audio", "video", "link", "meta")  # fmt: skip
_BOILERPLATE_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog")
_CONTAINERS = ("html", "body", "main", "article", "section", "div", "header", "hgroup", "details", "center", "fieldset", "form",
               "address")  # fmt: skip
_BLOCKS = ("p", "ul", "ol", "dl", "table", "blockquote", "pre", "figure", "hr", "summary", *HEADINGS)  # fmt: skip
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_TAG_START = re.compile(r"<[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. `meta` holds the `citykb.…` values by what follows the dot; `blocks` the main text in reading order."""

    title: str
    language: str
    meta: Mapping[str, str]
    blocks: tuple[Tag, ...]


def parse_page(text: str) -> Page:
    """Raises Unreadable when the text is no HTML or exceeds the bounds."""
    tag_count = sum(1 for _ in _TAG_START.finditer(text))
    if not tag_count:
        raise Unreadable([Problem("", "There is no HTML in this file. Save plain text as Markdown (.md).")])
    if tag_count > MAX_TAGS:
        raise Unreadable(
            [
                Problem(
                    "",
                    "The page has more than %(limit)s elements. Load a smaller part of it.",
                    {"limit": MAX_TAGS},
                )
            ]
        )
    soup = BeautifulSoup(_XML_DECLARATION.sub("", text), "lxml")
    _check_nesting(soup)
    meta = _meta(soup)
    language = _language(soup)
    _drop_boilerplate(soup)
    root = (
        soup.find("main")
        or soup.find(True, attrs={"role": "main"})
        or soup.find("article")
        or soup.body
        or soup
    )
    assert isinstance(root, Tag)
    return Page(_title(soup, root), language, meta, tuple(_blocks(soup, root)))


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


def _meta(soup: BeautifulSoup) -> dict[str, str]:
    return {
        str(tag["name"]).lower().removeprefix("citykb."): one_line(str(tag.get("content", "")))
        for tag in soup.find_all("meta", attrs={"name": re.compile(r"^citykb\.", re.IGNORECASE)})
    }


def _language(soup: BeautifulSoup) -> str:
    html = soup.find("html")
    tag = html if isinstance(html, Tag) else soup
    language = str(tag.get("lang") or tag.get("xml:lang") or "").strip().replace("_", "-")
    primary, _, rest = language.partition("-")
    return f"{primary.lower()}-{rest}" if rest else primary.lower()


def _drop_boilerplate(soup: BeautifulSoup) -> None:
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    for tag in soup.find_all(_is_boilerplate):
        if not tag.decomposed:
            tag.decompose()


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
    """Blocks in reading order; bare text between them is wrapped into a paragraph. The title's heading is left out."""
    title = root.find("h1")
    for block in _flattened(soup, root):
        if block is not title:
            yield block


def _flattened(soup: BeautifulSoup, container: Tag) -> Iterator[Tag]:
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
            yield from _flattened(soup, child)
    yield from _wrapped(soup, loose)


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
    for element in loose:
        paragraph.append(element.extract())
    yield paragraph

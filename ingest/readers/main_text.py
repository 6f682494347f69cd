"""The main text of a page of any site, found by weighing its blocks; each step can be shown to whoever asks why.

A block weighs the length of its text, less what is link text and less a fixed cost, so that a paragraph speaks for the
elements around it and a menu entry against them. Elements that their tag, class or id calls something else (shares,
comments, related links) are set aside unless they hold a good part of the weight. The element with the greatest sum
is the root; of nearly equal ones the innermost. Inside it, blocks that are mere links are dropped.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from ingest.readers.html_blocks import HEADINGS, blocks_of, plain_text_of
from ingest.sections import section_of
from ingest.word_lists import read_word_list
from kb.vocab.labels import name_key

NAME = "citykb"
_COST_OF_A_BLOCK = 40
_COST_OF_LINK_TEXT = 1.5
_LINKED = 0.8
# Shares of the page's weight up to which an element that is called something else is set aside.
_SHARES = {"certain": 0.7, "likely": 0.4, "furniture": 0.08}
_SHARE_OF_TEASER, _SHARE_OF_ASIDE = 0.25, 0.2
_NEARLY = 0.03
_SHORT = 150
_NOTICE = 1500
_TOO_LITTLE = 200
_NEVER_TEXT = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "button",
               "input", "select", "textarea", "dialog", "nav", "audio", "video", "link", "meta", "head", "map", "label",
               "footer")  # fmt: skip
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alert", "alertdialog", "menu", "menubar",
          "toolbar")  # fmt: skip
_ROOTS = ("html", "body", "main", "article")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_COOKIE = re.compile(r"\bcookies?\b|쿠키", re.IGNORECASE)
_WORD_IN_NAME = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"([a-z])([A-Z])")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block with its weight in characters; `links` is the share of its text that is linked, `around` its ancestors."""

    block: Tag
    text: str
    links: float
    around: tuple[Tag, ...]
    is_notice: bool
    weight: float

    @property
    def is_heading(self) -> bool:
        return self.block.name in HEADINGS

    @property
    def is_mere_links(self) -> bool:
        if self.is_heading:
            return self.links > _LINKED
        is_sentence = self.block.name == "p" and len(self.text) >= 60
        return self.links > (0.9 if is_sentence else 0.6)


def find_main_text(soup: BeautifulSoup) -> tuple[Tag, ...]:
    """The blocks of the main text in reading order. Takes out of the soup what never is text.

    A page with hardly any text (paragraphs that weigh less than 200 characters) is not narrowed down to a root.
    """
    body = soup.body or soup
    _drop_never_text(body)
    _open_layout(body)
    pieces = [piece for block in blocks_of(soup, body) if (piece := _piece(block)).text]
    total = sum(max(piece.weight, 0) for piece in pieces)
    kept = _without_set_aside(pieces, total)
    if total < _TOO_LITTLE:
        return tuple(_text_in(kept))
    root = _root_of(kept)
    return tuple(_text_in(piece for piece in kept if any(element is root for element in piece.around)))


def stands_in_a_site(soup: BeautifulSoup) -> bool:
    """Whether elements of the page are called menu, footer, comments and so on, as in the template of a site."""
    certain = _part_names()["certain"]
    return any(_called(tag) & certain for tag in soup.find_all(True) if tag.name != "body")


def _text_in(pieces: Iterable[_Piece]) -> Iterator[Tag]:
    """The blocks without notices and pictures; mere links stay where they are the document's sources."""
    section: str | None = None
    for piece in pieces:
        if piece.is_heading:
            section = section_of(piece.text)
        if piece.is_notice or piece.block.name == "figure":
            continue
        if not piece.is_mere_links or (section == "sources" and not piece.is_heading):
            yield piece.block


def _drop_never_text(body: Tag) -> None:
    """Taken out and not decomposed: to ask a tag whether it is searches all that it holds."""
    for tag in body.find_all(True):
        if tag.name not in _ROOTS and _is_never_text(tag):
            tag.extract()


def _is_never_text(tag: Tag) -> bool:
    return (
        tag.name in _NEVER_TEXT
        or tag.get("role") in _ROLES
        or tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or _HIDDEN.search(str(tag.get("style") or "")) is not None
    )


def _open_layout(body: Tag) -> None:
    """Tables that only place things, and lists of cards, become plain containers of what they hold."""
    for table in body.find_all("table"):
        if _only_places(table):
            parts = table.find_all(("tr", "td", "th", "tbody", "thead", "tfoot", "caption"))
            _rename([part for part in parts if part.find_parent("table") is table])
            _rename([table])
    for listing in body.find_all(("ul", "ol")):
        if listing.find((*HEADINGS, "figure", "article", "section")):
            _rename(listing.find_all("li", recursive=False))
            _rename([listing])


def _only_places(table: Tag) -> bool:
    if table.get("role") == "presentation" or table.find(("table", "h1", "h2", "article", "section")):
        return True
    rows = (row for row in table.find_all("tr") if row.find_parent("table") is table)
    return all(len(row.find_all(("td", "th"), recursive=False)) < 2 for row in rows)


def _rename(tags: Iterable[Tag]) -> None:
    for tag in tags:
        tag.name = "div"


def _piece(block: Tag) -> _Piece:
    text = plain_text_of(block)
    linked = len(text) if block.find_parent("a") else sum(len(plain_text_of(a)) for a in block.find_all("a"))
    links = linked / len(text) if text else 0.0
    is_notice = _is_notice(text)
    return _Piece(
        block, text, links, tuple(block.parents)[:-1], is_notice, _weight(block, text, links, is_notice)
    )


def _weight(block: Tag, text: str, links: float, is_notice: bool) -> float:
    if block.name in HEADINGS:
        return -30.0 if links > 0.5 else 0.0
    if is_notice:
        return -float(_COST_OF_A_BLOCK)
    return len(text) * (1 - _COST_OF_LINK_TEXT * links) - _COST_OF_A_BLOCK


def _is_notice(text: str) -> bool:
    """A cookie notice, or a short block that opens as a call to the reader or a list of other pages does."""
    if len(text) < _NOTICE and _COOKIE.search(text) and _consent().search(name_key(text)):
        return True
    return len(text) < _SHORT and _openings().match(name_key(text)) is not None


def _without_set_aside(pieces: Sequence[_Piece], total: float) -> list[_Piece]:
    """The pieces outside elements that are called, or look like, something else; all of them when none is left."""
    held, elements = _sums((piece.around, max(piece.weight, 0)) for piece in pieces)
    aside = {key for key, element in elements.items() if held[key] <= total * _share_to_be_set_aside(element)}
    aside -= {key for key in aside if elements[key].name == "aside" and _holds_headings_only(key, pieces)}
    aside |= {
        id(piece.around[0])
        for piece in pieces
        if piece.is_heading and piece.links > _LINKED and held[id(piece.around[0])] < total * _SHARE_OF_TEASER
    }
    return [piece for piece in pieces if not _stands_in(piece, aside)] or list(pieces)


def _stands_in(piece: _Piece, aside: set[int]) -> bool:
    if any(id(element) in aside for element in piece.around):
        return True
    words = _words_in(" ".join(str(name) for name in piece.block.get_attribute_list("class") if name))
    return not piece.is_heading and any(words & names for names in _part_names().values())


def _share_to_be_set_aside(element: Tag) -> float:
    """Up to which share of the page's weight the element is no part of the text; below 0: never."""
    if element.name in _ROOTS:
        return -1.0
    words = _called(element)
    shares = [_SHARES[kind] for kind, names in _part_names().items() if words & names]
    return max(shares, default=_SHARE_OF_ASIDE if element.name in ("aside", "header") else -1.0)


def _holds_headings_only(key: int, pieces: Sequence[_Piece]) -> bool:
    """Some pages put the headings of their sections into the margin."""
    inside = (piece for piece in pieces if any(id(element) == key for element in piece.around))
    return all(piece.is_heading and not piece.links for piece in inside)


def _root_of(pieces: Sequence[_Piece]) -> Tag:
    sums, elements = _sums((piece.around, piece.weight) for piece in pieces)
    best = max(sums.values())
    near = (elements[key] for key, weight in sums.items() if weight >= best - _NEARLY * abs(best))
    return max(near, key=lambda element: len(list(element.parents)))


def _sums(weights: Iterable[tuple[Sequence[Tag], float]]) -> tuple[dict[int, float], dict[int, Tag]]:
    """The weight inside each element, and the elements, both by identity."""
    sums: dict[int, float] = {}
    elements: dict[int, Tag] = {}
    for around, weight in weights:
        for element in around:
            sums[id(element)] = sums.get(id(element), 0.0) + weight
            elements[id(element)] = element
    return sums, elements


def _called(element: Tag) -> frozenset[str]:
    """The words of the element's class and id names."""
    given = [*element.get_attribute_list("class"), element.get("id")]
    return _words_in(" ".join(str(name) for name in given if name))


@functools.lru_cache(maxsize=4096)
def _words_in(names: str) -> frozenset[str]:
    return frozenset(_WORD_IN_NAME.findall(_CAMEL.sub(r"\1 \2", names).lower()))


@functools.cache
def _part_names() -> Mapping[str, frozenset[str]]:
    listed: Mapping[str, list[str]] = read_word_list("page-parts.yaml")["names"]
    return {kind: frozenset(names) for kind, names in listed.items()}


@functools.cache
def _openings() -> re.Pattern[str]:
    return re.compile("|".join(read_word_list("page-parts.yaml")["openings"]))


@functools.cache
def _consent() -> re.Pattern[str]:
    return re.compile("|".join(read_word_list("page-parts.yaml")["consent"]))

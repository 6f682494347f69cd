"""HTML prose to Markdown: paragraphs, nested lists, quotations, tables, links and emphasis; citations as [8].

Text that would mean something else in Markdown is escaped. Images are left out, their captions stay: nothing remote is
ever referred to but by a link.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from bs4 import Tag
from bs4.element import Comment, NavigableString, PageElement

from ingest.normalise import join_citations, one_line, whole_number
from ingest.readers.html_blocks import HEADINGS
from ingest.readers.markdown_text import escaped, escaped_start, link, table

_FRAGMENT = re.compile(
    r"^#(?:(?:source|src|ref|reference|fn|footnote|note|cite|cite_note|fuente|nota)[-_:.]*)?(\d{1,4})$",
    re.IGNORECASE,
)
_DOUBLED = re.compile(r"\\?\[(\[[\d, ]+\])\]")
_WEB = ("http://", "https://")
_BLOCK_TAGS = (
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "pre",
    "figure",
    "div",
    "section",
    "article",
    "hr",
    *HEADINGS,
)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_NUMBER = re.compile(r"\d{1,3}")
_EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}


@dataclass(slots=True)
class Citations:
    """How links become citations. `anchors` maps a fragment of the page to a source number.

    `collected` is filled (address to number and link text) when the page has no list of sources: then each link to
    the web is a source.
    """

    anchors: dict[str, int] = field(default_factory=dict)
    collects: bool = False
    collected: dict[str, tuple[int, str]] = field(default_factory=dict)

    def number_of(self, href: str) -> int | None:
        """The source a link within the page points at."""
        if href in self.anchors:
            return self.anchors[href]
        match = _FRAGMENT.match(href)
        return int(match[1]) if match else None

    def collect(self, href: str, text: str) -> int:
        """The number of the source at a web address, new or known."""
        number, _ = self.collected.setdefault(href, (len(self.collected) + 1, text or href))
        return number


class Prose:
    """Renders parts of one page; all of them share its citations."""

    def __init__(self, citations: Citations) -> None:
        self.citations = citations

    def plain(self, node: Tag) -> str:
        """The text of a cell or label on one line, with citations and without Markdown."""
        return _tidy("".join(self._plain_parts(node)))

    def inline(self, node: Tag) -> str:
        """The text of a paragraph as Markdown."""
        return escaped_start(_tidy("".join(self._inline(child) for child in node.children)))

    def block(self, node: Tag) -> str:
        """A block as Markdown; "" when it holds no text."""
        if node.name in HEADINGS:
            return f"### {self.inline(node)}"
        return self._RENDERERS.get(node.name, Prose.content)(self, node)

    def content(self, node: Tag) -> str:
        """Everything inside a node: paragraphs and blocks, parted by empty lines."""
        return "\n\n".join(filter(None, self._content_parts(node)))

    def _content_parts(self, node: Tag) -> Iterator[str]:
        loose: list[str] = []
        for child in node.children:
            if isinstance(child, Tag) and child.name in _BLOCK_TAGS:
                yield _paragraph(loose)
                loose = []
                yield self.block(child)
            else:
                loose.append(self._inline(child))
        yield _paragraph(loose)

    def _plain_parts(self, node: Tag) -> Iterator[str]:
        for child in node.children:
            if isinstance(child, NavigableString):
                yield "" if isinstance(child, Comment) else str(child)
            elif isinstance(child, Tag):
                yield self._citation(child) or (
                    " " if child.name == "br" else "".join(self._plain_parts(child)) + _gap_after(child)
                )

    def _inline(self, node: PageElement) -> str:
        if not isinstance(node, Tag):
            return "" if isinstance(node, Comment) else escaped(str(node))
        if node.name == "br":
            return "\\\n"
        if node.name in ("img", "picture"):
            return ""
        if citation := self._citation(node):
            return citation
        return self._tagged(node, "".join(self._inline(child) for child in node.children))

    def _tagged(self, node: Tag, inner: str) -> str:
        """What a tag inside a paragraph makes of the Markdown in it."""
        if _is_raised(node, inner):
            return inner.strip().translate(_RAISED)
        if node.name == "a":
            return self._link(node, inner)
        return _emphasised(inner, _EMPHASIS.get(node.name, "")) + _gap_after(node)

    def _citation(self, node: Tag) -> str:
        """The citation a link stands for: a link to a source, or, where links are the sources, text and number."""
        href = str(node.get("href", "")) if node.name == "a" else ""
        if href.startswith("#") and (number := self.citations.number_of(href)) is not None:
            return f"[{number}]"
        if self.citations.collects and href.startswith(_WEB):
            text = one_line(node.get_text(" "))
            return f"{escaped(text)} [{self.citations.collect(href, text)}]"
        return ""

    def _link(self, node: Tag, inner: str) -> str:
        href = str(node.get("href", ""))
        text = one_line(inner)
        linked = link(text, href)
        return inner if linked == text else linked

    def _list(self, node: Tag, depth: int = 0) -> Iterator[str]:
        number = _start(node)
        for entry in node.find_all("li", recursive=False):
            marker = f"{number}. " if node.name == "ol" else "- "
            nested = [child for child in entry.find_all(("ul", "ol")) if child.find_parent("li") is entry]
            yield "  " * depth + marker + self._entry_text(entry)
            for inner in nested:
                yield from self._list(inner, depth + (2 if node.name == "ol" else 1))
            number += 1

    def _entry_text(self, entry: Tag) -> str:
        parts = [
            self.inline(child)
            if isinstance(child, Tag) and child.name in _BLOCK_TAGS
            else self._inline(child)
            for child in entry.children
            if not (isinstance(child, Tag) and child.name in ("ul", "ol"))
        ]
        return _tidy(" ".join(parts) if any(part.startswith("\n") for part in parts) else "".join(parts))

    def _definitions(self, node: Tag) -> Iterator[str]:
        for term in node.find_all(("dt", "dd")):
            text = self.inline(term)
            yield f"- **{text}**" if term.name == "dt" else f"  - {text}"

    def _quotation(self, node: Tag) -> str:
        return "\n".join(f"> {line}".rstrip() for line in self.content(node).split("\n"))

    def _preformatted(self, node: Tag) -> str:
        return "```\n" + node.get_text().strip("\n") + "\n```"

    def _table(self, node: Tag) -> str:
        caption = node.find("caption")
        rows = [row.find_all(("th", "td")) for row in node.find_all("tr") if row.find_parent("table") is node]
        written = table([[self.inline(cell) for cell in row] for row in rows if row])
        return f"{self.inline(caption)}\n\n{written}" if isinstance(caption, Tag) else written

    _RENDERERS: ClassVar[Mapping[str, Callable[[Prose, Tag], str]]] = {
        "ul": lambda self, node: "\n".join(self._list(node)),
        "ol": lambda self, node: "\n".join(self._list(node)),
        "dl": lambda self, node: "\n".join(self._definitions(node)),
        "table": _table,
        "blockquote": _quotation,
        "pre": _preformatted,
    }


def _start(node: Tag) -> int:
    start = whole_number(str(node.get("start", "1")))
    return 1 if start is None else start


def _is_raised(node: Tag, text: str) -> bool:
    """Whether a tag holds the number of a note, or a power, which shall not run into the word before it."""
    is_note = node.name == "sup" or (node.name == "a" and not str(node.get("href", "")).startswith(_WEB))
    return is_note and _NOTE_NUMBER.fullmatch(text.strip()) is not None


def _gap_after(node: Tag) -> str:
    """Words in neighbouring blocks and cells do not run together."""
    return " " if node.name in (*_BLOCK_TAGS, "li", "td", "th", "dd", "dt") else ""


def _paragraph(parts: list[str]) -> str:
    return escaped_start(_tidy("".join(parts)))


def _tidy(text: str) -> str:
    """Spaces as a browser shows them, hard line breaks kept, neighbouring citations joined."""
    lines = [one_line(line) for line in text.split("\\\n")]
    joined = "\\\n".join(lines).removesuffix("\\\n").strip()
    return join_citations(_DOUBLED.sub(r"\1", joined))


def _emphasised(text: str, mark: str) -> str:
    bare = text.strip()
    if not mark or not bare:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{bare}{mark}{after}"

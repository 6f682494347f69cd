"""Markdown prose as a reader sees it: without citations, link addresses and signs of layout."""

from __future__ import annotations

import re
import unicodedata

# A reader may post any text, so each rule takes time in proportion to its length: a run of blanks is entered at its beginning
# only, and none is tried in more than one way.
_RULES = tuple(
    (re.compile(pattern, re.MULTILINE), replacement)
    for pattern, replacement in (
        (r"(?<![ \t])[ \t]*\[\d+(?:\s*[,–-]\s*\d+)*\]", ""),  # citations: [8] or [8,11]
        (r"!?\[([^\[\]]*)\]\([^()\s]*(?:\s+\"[^\"]*\")?\)", r"\1"),  # links and images keep their text
        (r"<(https?://[^<>\s]+)>", r"\1"),
        (r"</?[A-Za-z][^<>]*>", ""),
        (r"^\s{0,3}(?:#{1,6}|>|[-*+]|\d{1,3}[.)])\s+", ""),  # headings, quotations, lists
        (r"^(?=[ \t|:-]*---)[ \t|:-]+$", ""),  # rules and the line under a table's head
        (r"^[ \t]*\||(?<![ \t])[ \t]*\|\s*\Z", ""),
        (r"(?<![ \t])[ \t]*\|(?:[ \t]*\|)*", ";"),  # between the cells of a table
        (r"`+|\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)", ""),  # code and emphasis
    )
)


def plain_text(markdown: str) -> str:
    """The words of a Markdown text in one line, in Unicode form NFC."""
    text = unicodedata.normalize("NFC", markdown)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return " ".join(text.split())

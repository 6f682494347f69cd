"""HTML that site generators take between Markdown, as Markdown: links and headings; of other tags what they hold.

Each step takes time in proportion to the text: an element that is never closed is looked for to the end once, and not from
each of its openings.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from ingest.normalise import one_line

# Attributes longer than this are no address; without a bound a tag full of them is read anew from each.
_ATTRIBUTES = r"[^<>]{0,2000}"
_ANCHOR = re.compile(
    rf"<(?P<name>a)\s{_ATTRIBUTES}?href=[\"'](?P<address>[^\"'<>]{{0,2000}})[\"']{_ATTRIBUTES}>",
    re.IGNORECASE,
)
_HEADING = re.compile(r"<(?P<name>h[1-6])\b[^<>]*>", re.IGNORECASE)
_FRAME = re.compile(r"<(?P<name>iframe|script|style|svg)\b[^<>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"<(?P<name>!--)")
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|figure|section|center)>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|br|center|details|div|em|figcaption|figure|font|i|img|md-content|p|section|small|span|strong|sub|summary|sup|u)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def without_tags(body: str) -> str:
    """Markdown without HTML; comments, frames, scripts and drawings go with what they hold."""
    body = _replaced(body, _COMMENT, lambda _opening, _held: "")
    body = _replaced(body, _ANCHOR, lambda opening, held: f"[{held}]({opening['address']})")
    body = _replaced(body, _FRAME, lambda _opening, _held: "")
    return _TAG.sub("", _BREAK.sub("\n", _replaced(body, _HEADING, _heading)))


def _heading(opening: re.Match[str], held: str) -> str:
    return f"\n\n{'#' * int(opening['name'][1])} {one_line(_TAG.sub('', held))}\n\n"


def _replaced(text: str, opening: re.Pattern[str], written: Callable[[re.Match[str], str], str]) -> str:
    """The text with each element, up to the first tag that closes it, as `written` has it; others stay as they are."""
    parts: list[str] = []
    at = 0
    never_closed: set[str] = set()
    for match in opening.finditer(text):
        name = match["name"].lower()
        if match.start() < at or name in never_closed:
            continue
        closing = _closing(name).search(text, match.end())
        if closing is None:
            never_closed.add(name)
            continue
        parts += (text[at : match.start()], written(match, text[match.end() : closing.start()]))
        at = closing.end()
    return "".join((*parts, text[at:]))


@functools.cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile("-->" if name == "!--" else f"</{name}>", re.IGNORECASE)

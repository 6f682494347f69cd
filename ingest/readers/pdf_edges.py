"""Running heads, running feet and page numbers of a PDF: what stands at the edges of its pages and is no text.

Footnotes stand there too, and the same one may come on many pages: of lines that open with a number only those are alike
whose number grows with the pages. Runs in the confined process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.readers.pdf_lines import Line

_EDGE = 3  # lines at either end of a page
_REPEATED_ON, _FEWEST = 0.4, 3
_SAME_PLACE = 4.0  # points
_LONGEST = 120
_DIGITS = re.compile(r"\d+")
_FIRST_NUMBER, _LAST_NUMBER = re.compile(r"^(\d{1,4})(?!\d)"), re.compile(r"(?<![\d.,/-])(\d{1,4})$")
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:(?:page|página|pagina|pág\.?|p\.?|seite|쪽)\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|de|sur|von)\s*\d{1,4})?[\W_]*$",
    re.IGNORECASE,
)

Page = Sequence[Line]
Key = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class _Numbering:
    """Where the pages print their number in a line with other words: `offset` is to be added to a page's place."""

    offset: int
    is_top: bool


def without_edges(pages: Sequence[Page]) -> list[list[Line]]:
    """The pages without what repeats at their head or foot, without the line that carries the page's number at the top
    or bottom of all, and without the number itself."""
    repeated, numbering = _repeated(pages), _numbering(pages)
    return [_without(page, place, repeated, numbering) for place, page in enumerate(pages)]


def _without(page: Page, place: int, repeated: set[Key], numbering: _Numbering | None) -> list[Line]:
    number = place + numbering.offset if numbering else None
    numbered = _outermost(page, is_top=numbering.is_top) if numbering and page else None

    def is_edge(line: Line) -> bool:
        if _PAGE_NUMBER.match(line.text) or (line is numbered and number in _outer_numbers(line.text)):
            return True
        return _edge_key(line.text, place) in repeated

    start, end = 0, len(page)
    while start < min(_EDGE, end) and is_edge(page[start]):
        start += 1
    while end > max(start, len(page) - _EDGE) and is_edge(page[end - 1]):
        end -= 1
    return list(page[start:end])


def _repeated(pages: Sequence[Page]) -> set[Key]:
    """Head and foot lines, page numbers set aside, of at least 40 % of the pages; of three pages where they stand at one
    height in the upper half, as the head of a chapter does."""
    counted: Counter[Key] = Counter()
    at_top: Counter[tuple[Key, int]] = Counter()
    for place, page in enumerate(pages):
        keyed = [(key, line.y) for line in _edges(page) if (key := _edge_key(line.text, place))[0]]
        counted.update({key for key, _ in keyed})
        middle = sum(line.y for line in page) / len(page) if page else 0.0
        at_top.update({(key, round(y / _SAME_PLACE)) for key, y in keyed if y > middle})
    least = max(_FEWEST, _REPEATED_ON * len(pages))
    often = {key for key, count in counted.items() if count >= least}
    return often | {key for (key, _), count in at_top.items() if count >= _FEWEST}


def _numbering(pages: Sequence[Page]) -> _Numbering | None:
    """The numbering that most pages bear out; None where too few do."""
    counted = Counter(
        _Numbering(number - place, is_top)
        for place, page in enumerate(pages)
        if page
        for is_top in (True, False)
        for number in _outer_numbers(_outermost(page, is_top=is_top).text)
    )
    numbering, count = counted.most_common(1)[0] if counted else (None, 0)
    return numbering if count >= max(_FEWEST, _REPEATED_ON * len(pages)) else None


def _outermost(page: Page, *, is_top: bool) -> Line:
    return (max if is_top else min)(page, key=lambda line: line.y)


def _edges(page: Page) -> Iterator[Line]:
    yield from page if len(page) <= 2 * _EDGE else (*page[:_EDGE], *page[-_EDGE:])


def _outer_numbers(text: str) -> set[int]:
    """The numbers with which a line of few words begins or ends."""
    found = (_FIRST_NUMBER.match(text), _LAST_NUMBER.search(text)) if len(text) <= _LONGEST else ()
    return {int(match[1]) for match in found if match}


def _edge_key(text: str, place: int) -> Key:
    """The line with every number alike, and by how much a number that opens it is beyond the page's place; a number at
    the end is set aside."""
    opening = _FIRST_NUMBER.match(text)
    key = _DIGITS.sub("#", " ".join(text.split())).lower()
    return key.strip("# |·•-–—"), int(opening[1]) - place if opening else None

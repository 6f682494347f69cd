"""The pages before the text of a PDF: a cover with series, title, place and date, an imprint. They hold no sections.

Runs in the confined process.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.readers.pdf_levels import ALIKE, LARGER, SMALLER
from ingest.readers.pdf_lines import Line
from kb.vocab.labels import name_key

_MOST_PAGES = 3
_FULL_LINES, _MOST_LETTERS = 4, 800
_LONG_LINE = 0.6  # of a full line
_LONGEST_TITLE = 200
_FEWEST_LETTERS = 4
# What a document is, printed large above its title.
_KIND_OF_DOCUMENT = re.compile(
    r"(?:(?:policy|issue|research|project) )?(?:briefs?|briefing|papers?|reports?|note)|(?:working|discussion|white) papers?"
    r"|case stud(?:y|ies)|good practices?|fact ?sheet|newsletter|informe|documento de trabajo|estudios? de casos?"
    r"|buenas? practicas?|nota(?: de (?:prensa|posicion))?|rapport|etude de cas|fiche|bonnes? pratiques?|note de synthese"
    r"|보고서|사례 ?연구|정책 ?브리프",
)


@dataclass(frozen=True, slots=True)
class Opening:
    """`title` is what is printed largest, "" where that is no title; `cover` the lines of the pages before the text, the
    title's aside and each once; `text` the pages with text, without headings that repeat the cover. `plain` are the
    lines of the first of them that are no headings, as they stand above the title: a series, a number, a date."""

    title: str
    has_cover: bool
    cover: tuple[Line, ...]
    text: tuple[Sequence[Line], ...]
    plain: tuple[Line, ...] = ()


def opening_of(pages: Sequence[Sequence[Line]], body: float, width: float) -> Opening:
    """Parts the cover from the text. `body` is the size of the text in points, `width` a full line in characters.

    A document without running text on its first pages, such as a set of slides, has no cover.
    """
    filled = [page for page in pages if page]
    if not filled:
        return Opening("", False, (), ())
    first = next((place for place, page in enumerate(filled) if _has_text(page, body, width)), 0)
    titled = _title_lines(filled[0])
    title = _joined(titled)
    if not 0 < first <= _MOST_PAGES:
        return Opening(title, False, (), tuple(filled), _above(filled[0], titled) if title else ())
    cover = {_key(line): line for page in filled[:first] for line in page}
    said = {*cover, name_key(title)}
    others = [line for key, line in cover.items() if key not in {_key(line) for line in titled}]
    text = [
        [line for line in page if line.size < body * LARGER or _key(line) not in said]
        for page in filled[first:]
    ]
    return Opening(title, True, tuple(others if title else cover.values()), tuple(text))


def _above(page: Sequence[Line], titled: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in page if line.y > titled[0].y and line not in titled)


def _has_text(page: Sequence[Line], body: float, width: float) -> bool:
    full = [
        line
        for line in page
        if body * SMALLER <= line.size < body * LARGER and len(line.text) >= _LONG_LINE * width
    ]
    return len(full) >= _FULL_LINES or sum(len(line.text) for line in page) > _MOST_LETTERS


def _title_lines(page: Sequence[Line]) -> list[Line]:
    """The largest lines as far as they stand together, save what only says what kind of document it is."""
    for size in sorted({line.size for line in page}, reverse=True):
        for alike, group in itertools.groupby(
            page, key=lambda line: size * ALIKE <= line.size <= size / ALIKE
        ):
            lines = list(group)
            if alike and _is_title(" ".join(line.text for line in lines)):
                return lines
    return []


def _is_title(text: str) -> bool:
    kind = re.sub(r"[\W\d]+$", "", name_key(text))
    return sum(map(str.isalpha, text)) >= _FEWEST_LETTERS and not _KIND_OF_DOCUMENT.fullmatch(kind)


def _joined(lines: Iterable[Line]) -> str:
    text = " ".join(" ".join(line.text for line in lines).split())
    title = re.sub(r"(?<=\w)[-\u00ad] (?=[a-zà-ÿ])", "", text)
    return title if len(title) <= _LONGEST_TITLE else ""


def _key(line: Line) -> str:
    return name_key(line.text)

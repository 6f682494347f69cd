"""From the lines of a PDF to headings and paragraphs: edges and cover set aside, hyphens taken back.

Runs in the confined process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.readers.markdown_text import escaped, escaped_start
from ingest.readers.parsed import Parsed, ParsedBlock, Refused
from ingest.readers.pdf_cover import opening_of
from ingest.readers.pdf_edges import without_edges
from ingest.readers.pdf_levels import SMALLER, body_size, levels_of
from ingest.readers.pdf_lines import Line, read_lines
from kb.vocab.labels import name_key

_LETTERS_PER_PAGE = 20
_LONGEST_HEADING = 200
_GAP = 1.7
_SHORT_LINE = 0.75
_BULLET = re.compile(r"^[•●▪■◦○‣–·\uf0b7\uf0a7]\s*")
_NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_ENDS_SENTENCE = re.compile(r"[.!?:;。]['\"”’»)\]]*(?:\d{1,3})?$")
_HYPHENS = ("-", "\u00ad", "\u2010", "\x02")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def parse(content: bytes) -> Parsed:
    """Raises Refused for a PDF that is damaged, protected, too long or has no text.

    The lines of a cover that are not its title stand at the end, as do notes: they open no section of the text.
    """
    read = read_lines(content)
    letters = sum(character.isalpha() for page in read.pages for line in page for character in line.text)
    if letters < _LETTERS_PER_PAGE * min(len(read.pages), 3):
        raise Refused(
            "This PDF holds pictures of pages and no text. Run it through text recognition (OCR), for example with "
            "ocrmypdf, and load what comes out."
        )
    pages = without_edges(read.pages)
    lines = [line for page in pages for line in page]
    body, width = body_size(lines), _usual_width(lines)
    opening = opening_of(pages, body, width)
    text, notes = _without_notes(opening.text, body)
    blocks = [ParsedBlock(1, opening.title)] if opening.has_cover and opening.title else []
    said = name_key(opening.title) if opening.has_cover else None
    in_text = _blocks(text, _levels(text, body, opening.plain))
    blocks += [block for block in in_text if not (block.level and name_key(block.text) == said)]
    if notes:
        blocks += [ParsedBlock(1, "Notes"), *_blocks(notes, [0] * len(notes))]
    if opening.cover:
        blocks += [ParsedBlock(1, "Cover"), *(ParsedBlock(0, _as_text(line.text)) for line in opening.cover)]
    return Parsed(tuple(blocks), read.facts | {"heading": opening.title}, read.extractor)


def _without_notes(pages: Iterable[Sequence[Line]], body: float) -> tuple[list[Line], list[Line]]:
    """The lines of the text, and those of the small print at the foot of the pages: last in order, or below all else."""
    text: list[Line] = []
    notes: list[Line] = []
    for page in pages:
        end = len(page)
        while end and page[end - 1].size < body * SMALLER:
            end -= 1
        foot = min((line.y for line in page if line.size >= body * SMALLER), default=0.0)
        for place, line in enumerate(page):
            is_note = place >= end or (line.size < body * SMALLER and line.y < foot)
            (notes if is_note else text).append(line)
    return text, notes


def _levels(lines: Sequence[Line], body: float, plain: Iterable[Line]) -> list[int]:
    """The level of each line; of the `plain` ones, which are no headings and no part of the text, -1."""
    apart = {id(line) for line in plain}
    return [
        -1 if id(line) in apart else level for line, level in zip(lines, levels_of(lines, body), strict=True)
    ]


def _blocks(lines: Sequence[Line], levels: Sequence[int]) -> Iterator[ParsedBlock]:
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    for level, group in _groups(lines, levels, _usual_width(lines)):
        text = _joined([line.text for line in group], words)
        if level > 0 and _can_be_heading(text):
            yield ParsedBlock(level, text)
        elif bullet := _BULLET.match(text):
            yield ParsedBlock(0, f"- {escaped(text[bullet.end() :])}")
        else:
            yield ParsedBlock(0, _as_text(text))


def _as_text(text: str) -> str:
    return escaped_start(escaped(text))


def _can_be_heading(text: str) -> bool:
    """What is printed large but runs on or ends a sentence is a quotation."""
    return (
        len(text) <= _LONGEST_HEADING
        and any(map(str.isalpha, text))
        and not text.endswith((".", ",", ";", "”"))
    )


def _usual_width(lines: Sequence[Line]) -> float:
    """Characters in a full line: the length that a tenth of the lines reach."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(len(lengths) * 0.9)] if lengths else 0.0


def _groups(lines: Sequence[Line], levels: Sequence[int], width: float) -> Iterator[tuple[int, list[Line]]]:
    """Lines that make up one heading, paragraph or entry of a list, with their level."""
    group: list[Line] = []
    current = 0
    for line, level in zip(lines, levels, strict=True):
        if group and (level != current or _begins(line, group[-1], width, is_heading=level > 0)):
            yield current, group
            group = []
        group.append(line)
        current = level
    if group:
        yield current, group


def _begins(line: Line, before: Line, width: float, *, is_heading: bool) -> bool:
    """Whether a line begins something new after the one before it, which is of the same level."""
    if _BULLET.match(line.text):
        return True
    ended = _ENDS_SENTENCE.search(before.text) is not None
    is_short = len(before.text) < _SHORT_LINE * width
    if before.y < line.y:
        return is_heading or ended or (is_short and line.text[:1].isupper())
    if before.y - line.y > _GAP * max(line.size, 1):
        return True
    if is_heading:
        return _NUMBERED.match(line.text) is not None
    if _NUMBERED.match(line.text) and (ended or is_short):
        return True
    return ended and is_short and not line.text[:1].islower()


def _joined(texts: Sequence[str], words: Counter[str]) -> str:
    whole = " ".join(texts[0].split())
    for text in texts[1:]:
        following = " ".join(text.split())
        if whole.endswith(_HYPHENS) and following[:1].islower():
            whole = _rejoined(whole, following, words)
        else:
            whole = f"{whole} {following}"
    return whole.replace("\u00ad", "").replace("\x02", "-")


def _rejoined(before: str, after: str, words: Counter[str]) -> str:
    """Without the hyphen of a broken line, unless the document writes the word with one elsewhere."""
    first = before[:-1].rpartition(" ")[2].lower()
    second = (_WORD.match(after) or [""])[0].lower()
    is_compound = words[f"{first}-{second}"] > words[f"{first}{second}"]
    return f"{before[:-1]}-{after}" if is_compound else f"{before[:-1]}{after}"

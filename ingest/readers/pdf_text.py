"""From the lines of a PDF to headings and paragraphs: running heads dropped, hyphens taken back, sizes read as levels.

Runs in the confined process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ingest.readers.markdown_text import escaped, escaped_start
from ingest.readers.parsed import Parsed, ParsedBlock, Refused
from ingest.readers.pdf_lines import Line, read_lines

_LETTERS_PER_PAGE = 20
_LARGER, _SMALLER = 1.15, 0.93
_LEVELS = 4
_LONGEST_HEADING = 200
_EDGE = 3
_REPEATED_ON = 0.4
_GAP = 1.7
_SHORT_LINE = 0.75
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^[\W_]*(?:(?:page|página|pagina|pág\.?|p\.?|seite|쪽)\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:/|of|de|sur|von)\s*\d{1,4})?[\W_]*$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[•●▪■◦○‣–·\uf0b7\uf0a7]\s*")
_NUMBERED = re.compile(r"^(?:\(?\d{1,2}[.)]|\(?[a-z]\))\s")
_ENDS_SENTENCE = re.compile(r"[.!?:;。]['\"”’»)\]]*(?:\d{1,3})?$")
_HYPHENS = ("-", "\u00ad", "\u2010", "\x02")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def parse(content: bytes) -> Parsed:
    """Raises Refused for a PDF that is damaged, protected, too long or has no text."""
    read = read_lines(content)
    letters = sum(character.isalpha() for page in read.pages for line in page for character in line.text)
    if letters < _LETTERS_PER_PAGE * min(len(read.pages), 3):
        raise Refused(
            "This PDF holds pictures of pages and no text. Run it through text recognition (OCR), for example with "
            "ocrmypdf, and load what comes out."
        )
    repeated = _repeated(read.pages)
    pages = [_without_edges(page, repeated) for page in read.pages]
    body = _body_size(line for page in pages for line in page)
    text, notes = _without_notes(pages, body)
    blocks = [*_blocks(text, body)]
    if notes:
        blocks += [ParsedBlock(2, "Notes"), *_blocks(notes, body)]
    return Parsed(tuple(blocks), read.facts | {"heading": _largest_heading(pages)}, read.extractor)


def _without_edges(page: Sequence[Line], repeated: set[str]) -> list[Line]:
    """The page without what stands at the head or foot of many pages, and without its number."""
    start, end = 0, len(page)
    while start < min(_EDGE, end) and _is_edge(page[start], repeated):
        start += 1
    while end > max(start, len(page) - _EDGE) and _is_edge(page[end - 1], repeated):
        end -= 1
    return list(page[start:end])


def _is_edge(line: Line, repeated: set[str]) -> bool:
    return _edge_key(line.text) in repeated or _PAGE_NUMBER.match(line.text) is not None


def _repeated(pages: Sequence[Sequence[Line]]) -> set[str]:
    """Head and foot lines, digits set aside, of at least 40 % of the pages and no fewer than three."""
    counted = Counter(
        key for page in pages for key in {_edge_key(line.text) for line in (*page[:_EDGE], *page[-_EDGE:])}
    )
    least = max(3, _REPEATED_ON * len(pages))
    return {key for key, count in counted.items() if count >= least}


def _edge_key(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split())).lower()


def _without_notes(pages: Iterable[list[Line]], body: float) -> tuple[list[Line], list[Line]]:
    """The lines of the text, and those of the small print at the foot of the pages."""
    text: list[Line] = []
    notes: list[Line] = []
    for page in pages:
        end = len(page)
        while end and _size(page[end - 1]) < body * _SMALLER:
            end -= 1
        text += page[:end]
        notes += page[end:]
    return text, notes


def _blocks(lines: Sequence[Line], body: float) -> Iterator[ParsedBlock]:
    levels = _levels(lines, body)
    words = Counter(word.lower() for line in lines for word in _WORD.findall(line.text))
    width = _usual_width(lines)
    for group in _groups(lines, levels, width):
        text = _joined([line.text for line in group], words)
        level = levels.get(_size(group[0]), 0)
        if level and _can_be_heading(text):
            yield ParsedBlock(level, text)
        elif bullet := _BULLET.match(text):
            yield ParsedBlock(0, f"- {escaped(text[bullet.end() :])}")
        else:
            yield ParsedBlock(0, escaped_start(escaped(text)))


def _can_be_heading(text: str) -> bool:
    """What is printed large but runs on or ends a sentence is a quotation."""
    return (
        len(text) <= _LONGEST_HEADING
        and any(map(str.isalpha, text))
        and not text.endswith((".", ",", ";", "”"))
    )


def _body_size(lines: Iterable[Line]) -> float:
    """The size that most letters have."""
    counted: Counter[float] = Counter()
    for line in lines:
        counted[_size(line)] += len(line.text)
    return counted.most_common(1)[0][0] if counted else 0.0


def _levels(lines: Iterable[Line], body: float) -> dict[float, int]:
    """Heading levels by size: the largest first, everything from the fourth larger size on alike."""
    larger = sorted({size for line in lines if (size := _size(line)) >= body * _LARGER}, reverse=True)
    return {size: min(rank, _LEVELS) for rank, size in enumerate(larger, start=1)}


def _size(line: Line) -> float:
    return round(line.size * 2) / 2


def _usual_width(lines: Sequence[Line]) -> float:
    """Characters in a full line: the length that a tenth of the lines reach."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(len(lengths) * 0.9)] if lengths else 0.0


def _groups(lines: Sequence[Line], levels: dict[float, int], width: float) -> Iterator[list[Line]]:
    """Lines that make up one heading, paragraph or entry of a list."""
    group: list[Line] = []
    for line in lines:
        if group and _begins(line, group[-1], levels, width):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(line: Line, before: Line, levels: dict[float, int], width: float) -> bool:
    """Whether a line begins something new after the one before it."""
    if levels.get(_size(line), 0) != levels.get(_size(before), 0) or _BULLET.match(line.text):
        return True
    ended = _ENDS_SENTENCE.search(before.text) is not None
    if before.y < line.y:
        return ended
    if before.y - line.y > _GAP * max(line.size, 1):
        return True
    if _NUMBERED.match(line.text) and (ended or len(before.text) < _SHORT_LINE * width):
        return True
    return ended and len(before.text) < _SHORT_LINE * width


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


def _largest_heading(pages: Sequence[Sequence[Line]]) -> str:
    """The lines of the largest size on the first page that has text, as far as they stand together."""
    page = next((page for page in pages if page), [])
    largest = max((_size(line) for line in page if sum(map(str.isalpha, line.text)) > 3), default=0.0)
    found: list[str] = []
    for line in page:
        if _size(line) == largest:
            found.append(line.text)
        elif found:
            break
    title = " ".join(" ".join(found).split())
    return title if len(title) <= _LONGEST_HEADING else ""

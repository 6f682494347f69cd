"""Plain text: paragraphs parted by empty lines, lists by their marks, headings where they are plain to see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.normalise import clean_text, one_line
from ingest.readers.decoding import decode
from ingest.readers.found import found_write_up
from ingest.readers.markdown_text import escaped, escaped_start
from ingest.readers.outline import Block
from ingest.readers.write_up import DocumentFacts, WriteUp
from ingest.sections import exact_section_of, section_of

MEDIA_TYPE = "text/plain"
NAME = "plain text"
_LONGEST_HEADING = 90
_MOST_WORDS = 6  # of a line that announces a section in words of its own
_UNDERLINE = re.compile(r"^\s*([=\-_~*])\1{2,}\s*$")
_ENTRY = re.compile(r"^(\s*)(?:[-*•‣–▪●]\s+|(\d{1,3})[.)]\s+)")
_ENDS = (".", ",", ";", ":", "!", "…", "。")


def read_plain(content: bytes, charset: str = "") -> WriteUp:
    """Raises Unreadable when the file is empty, binary or in a character set that cannot be told."""
    decoded = decode(content, charset)
    blocks = list(_blocks(clean_text(decoded.text.expandtabs(4))))
    title = blocks[0].heading if blocks and blocks[0].level == 1 else ""
    return found_write_up(MEDIA_TYPE, blocks, DocumentFacts(title=title), NAME, warnings=decoded.warnings)


def _blocks(text: str) -> Iterator[Block]:
    """The first line is the title when it stands alone and reads like one."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text)):
        lines = [line.rstrip() for line in paragraph.split("\n") if line.strip()]
        while lines and _heads(lines, is_first=number == 0):
            heading = one_line(lines.pop(0)).strip("#* ")
            yield Block(1 if number == 0 and not exact_section_of(heading) else 2, heading)
            while lines and _UNDERLINE.match(lines[0]):
                lines.pop(0)
        if lines:
            yield Block(0, "", _markdown(lines))


def _heads(lines: Sequence[str], *, is_first: bool) -> bool:
    """Whether a paragraph opens with a heading: a known one, also with a number and right above its text; underlined; or
    alone and a title, in capitals or a few words that announce a section."""
    line = one_line(lines[0])
    entry = _ENTRY.match(lines[0])
    if len(line) > _LONGEST_HEADING or not any(map(str.isalpha, line)) or (entry and not entry[2]):
        return False
    if exact_section_of(line.rstrip(":")) or (entry and _announces(line)):
        return not (entry and any(map(_goes_on_a_list, lines[1:])))
    if len(lines) > 1:
        return not entry and _UNDERLINE.match(lines[1]) is not None
    return _announces(line) or (not entry and not line.endswith(_ENDS) and (is_first or line.isupper()))


def _announces(line: str) -> bool:
    """Whether a few words that are no sentence name a section in their own way."""
    return not line.endswith(_ENDS) and len(line.split()) <= _MOST_WORDS and section_of(line) is not None


def _goes_on_a_list(line: str) -> bool:
    return line[0].isspace() or _ENTRY.match(line) is not None


def _markdown(lines: Sequence[str]) -> str:
    """Lines of a paragraph run on; an entry of a list begins a line of its own."""
    written: list[list[str]] = []
    for line in lines:
        if match := _ENTRY.match(line):
            marker = f"{match[2]}." if match[2] else "-"
            entry = f"{'  ' * (len(match[1]) // 2)}{marker} {escaped(one_line(line[match.end() :]))}"
            written.append([entry])
        elif written:
            written[-1].append(escaped(one_line(line)))
        else:
            written.append([escaped_start(escaped(one_line(line)))])
    return "\n".join(map(" ".join, written))

"""Markdown with YAML front matter: fields from the front matter, sections from the headings, prose as it stands."""

from __future__ import annotations

from markdown_it import MarkdownIt

from ingest.normalise import one_line, prose
from ingest.readers.decoding import decode
from ingest.readers.front_matter import read_front_matter, split_front_matter
from ingest.readers.outline import Block, Outline
from ingest.readers.write_up import WriteUp
from kb.vocab.labels import name_key

MEDIA_TYPE = "text/markdown"


def read_markdown(content: bytes, charset: str = "") -> WriteUp:
    """Raises Unreadable when the front matter is broken. A file without front matter gives its text alone."""
    text = decode(content, charset).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front_matter, body, _ = split_front_matter(text)
    fields, lines = read_front_matter(front_matter)
    outline = Outline()
    for block in _blocks(body):
        if _is_title(block, outline, fields):
            fields.setdefault("title", one_line(block.heading))
            outline.write(block.text)
        else:
            outline.add(block)
    sections = outline.file_into(fields)
    return WriteUp(MEDIA_TYPE, fields, sections, lines)


def _is_title(block: Block, outline: Outline, fields: dict[str, object]) -> bool:
    """A first heading of level 1 is the title, unless the front matter names another."""
    if block.level != 1 or outline.has_heading:
        return False
    return "title" not in fields or name_key(str(fields["title"])) == name_key(block.heading)


def _blocks(body: str) -> list[Block]:
    """The body cut at its headings; each block is a heading (level 0: none) with the text below it."""
    lines = body.split("\n")
    headings = _headings(body)
    starts = [start for start, _, _, _ in headings] + [len(lines)]
    blocks = [Block(0, "", prose("\n".join(lines[: starts[0]])))]
    for (_, end, level, heading), following in zip(headings, starts[1:], strict=True):
        blocks.append(Block(level, heading, prose("\n".join(lines[end:following]))))
    return [block for block in blocks if block.level or block.text]


def _headings(body: str) -> list[tuple[int, int, int, str]]:
    """(first line, line after, level, text) of each heading that stands outside lists, quotes and code."""
    tokens = MarkdownIt("commonmark").parse(body)
    return [
        (token.map[0], token.map[1], int(token.tag[1]), tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]

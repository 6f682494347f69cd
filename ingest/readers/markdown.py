"""Markdown: fields from our front matter, sections from the headings, prose as it stands; and Markdown of other sites."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt

from ingest.normalise import one_line, prose
from ingest.readers.decoding import decode
from ingest.readers.foreign_fields import ForeignFields, are_foreign, read_foreign
from ingest.readers.found import found_write_up
from ingest.readers.front_matter import read_front_matter, split_front_matter
from ingest.readers.html_between import without_tags
from ingest.readers.outline import Block, Outline
from ingest.readers.write_up import WriteUp
from kb.errors import Problem
from kb.vocab.labels import name_key

MEDIA_TYPE = "text/markdown"
NAME = "Markdown"
# An address holds no bracket, so that one which is never closed is not read anew from each that follows.
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^)\s\[]*(?:\s+\"[^\"]*\")?\)")
_LOCAL_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\((?!https?://|mailto:)[^)\s\[]*\)")


def read_markdown(content: bytes, charset: str = "") -> WriteUp:
    """Raises Unreadable when the front matter is broken.

    A file without front matter, or with that of another site, is read as any found document.
    """
    decoded = decode(content, charset)
    text = decoded.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front_matter, body, start = split_front_matter(text)
    fields, lines = read_front_matter(front_matter)
    if start == 1 or (are_foreign(fields) and (body.strip() or len(fields) > 1)):
        return _read_found(read_foreign(fields), body, decoded.warnings)
    outline = Outline()
    for block in _blocks(body):
        if _is_title(block, outline, fields):
            fields.setdefault("title", one_line(block.heading))
            outline.write(block.text)
        else:
            outline.add(block)
    sections = outline.file_into(fields)
    return WriteUp(MEDIA_TYPE, fields, sections, lines, warnings=decoded.warnings)


def _read_found(front: ForeignFields, body: str, warnings: Sequence[Problem]) -> WriteUp:
    blocks = _blocks(_without_references(body))
    opening = blocks[0].heading if blocks and blocks[0].level == 1 else ""
    facts = dataclasses.replace(front.facts, title=front.facts.title or one_line(opening))
    parts = (
        part for block in blocks for part in (Block(block.level, block.heading), Block(0, "", block.text))
    )
    kept = [*front.texts, *(part for part in parts if part.level or part.text)]
    return found_write_up(
        MEDIA_TYPE, kept, facts, NAME, summary=front.summary, warnings=(*warnings, *front.warnings)
    )


def _without_references(body: str) -> str:
    """Without pictures and tags, and links within the site that the text comes from as their text."""
    return _LOCAL_LINK.sub(r"\1", _PICTURE.sub("", without_tags(body)))


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
    tokens = (
        MarkdownIt("commonmark").disable("inline").parse(body)
    )  # what stands inside lines is not asked for
    return [
        (token.map[0], token.map[1], int(token.tag[1]), tokens[number + 1].content)
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    ]

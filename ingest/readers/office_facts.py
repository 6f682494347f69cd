"""What an office file says of itself, taken with the caution that its properties deserve: many are left over from a template."""

from __future__ import annotations

import re

from ingest.normalise import clean_text, one_line
from ingest.readers.document_dates import day_of
from ingest.readers.html_head import language_tag
from ingest.readers.outline import Block
from ingest.readers.parsed import Parsed
from ingest.readers.write_up import DocumentFacts
from ingest.sections import exact_section_of
from kb.vocab.labels import name_key

_LEFT_OVER = re.compile(
    r"^(?:microsoft (?:word|powerpoint)\b.*|untitled.*|sin titulo.*|sans titre.*"
    r"|(?:documento?|layout|presentacion|presentation|book|title) ?\d*|.* (?:docx?|pdf|indd|pptx?|odt|qxd|ai|cdr))$"
)
_FILE_NAME = re.compile(r"\w_\w|^(?:copy of|copia de|copie de)\b", re.IGNORECASE)
_NO_AUTHOR = frozenset(
    ("user", "usuario", "admin", "administrator", "owner", "utilisateur", "author", "python docx", "unknown")
)
_OPENING_BLOCKS = 40
_ENTRY = re.compile(r"\s*(?:-|\d+\.) ")


def blocks_from(parsed: Parsed) -> list[Block]:
    """The blocks of a parsed file for the outline; entries of one list stand together."""
    blocks: list[Block] = []
    entries: list[str] = []
    for block in parsed.blocks:
        text = clean_text(block.text)
        is_entry = not block.level and _ENTRY.match(text) is not None
        if entries and not is_entry and (block.level or text):
            blocks.append(Block(0, "", "\n".join(entries)))
            entries = []
        if block.level:
            blocks.append(Block(block.level, one_line(text)))
        elif is_entry:
            entries.append(text)
        elif text:
            blocks.append(Block(0, "", text))
    return [*blocks, Block(0, "", "\n".join(entries))] if entries else blocks


def facts_from(parsed: Parsed) -> DocumentFacts:
    """The facts of a parsed file. A title property counts when the text opens with it, or has no heading to offer."""
    facts = parsed.facts
    opening = name_key(" ".join(block.text for block in parsed.blocks[:_OPENING_BLOCKS]))
    stated, heading = one_line(facts.get("title", "")), one_line(facts.get("heading", ""))
    heading = "" if exact_section_of(heading) else heading
    key = name_key(stated)
    is_usable = len(key) >= 5 and not (_LEFT_OVER.match(key) or _FILE_NAME.search(stated))
    title = stated if is_usable and (key in opening or not heading) else heading
    author = one_line(facts.get("author", ""))
    return DocumentFacts(
        title=title,
        language=language_tag(facts.get("language", "")),
        published=day_of(facts.get("published", "")),
        modified=day_of(facts.get("modified", "")),
        author="" if name_key(author) in _NO_AUTHOR else author,
        publisher=one_line(facts.get("publisher", "")),
    )

"""A document that is in no form of ours, such as a city's web page or a paper, as a write-up: its text by section.

Headings that are known open sections, everything else stays visible in `other`. No rows are read out of tables or
lists: nobody laid them out for that, and a wrong guess would look like a fact.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.language import detect_language
from ingest.normalise import one_line, plain_text
from ingest.readers.outline import NOT_A_PARAGRAPH, SUMMARY, Block, Outline
from ingest.readers.write_up import DocumentFacts, Unreadable, WriteUp
from ingest.sections import section_of
from kb.errors import Problem
from kb.records.rules import SUMMARY_LIMIT, TITLE_LIMIT
from kb.vocab.labels import name_key

_LONGEST_TITLE = 200
_LITTLE_TEXT = 200
_A_SENTENCE = 80
_SENTENCE_END = re.compile(r"[.!?。](?=[\s”\"»)]|$)")


def found_write_up(
    media_type: str,
    blocks: Iterable[Block],
    facts: DocumentFacts,
    extractor: str,
    *,
    summary: str = "",
    warnings: Sequence[Problem] = (),
) -> WriteUp:
    """The write-up of a found document. `summary` is how it describes itself; without one the opening
    sentences are taken, unless a heading announces a summary. They stay in the text too.

    Raises Unreadable when there is no text.
    """
    blocks = list(blocks)
    kept = [block for block in blocks if not _repeats_title(block, facts.title)]
    text = "\n".join(filter(None, (f"{block.heading}\n{plain_text(block.text)}".strip() for block in kept)))
    if not (blocks or summary):
        message = (
            "No text was found in this document. If its text is in pictures or made by a script, paste it into a "
            "text file."
        )
        raise Unreadable([Problem("", message)])
    found = [*warnings, *_little(text)]
    title = facts.title or _opening_lines(kept, found)
    language = facts.language or _detected(f"{facts.title}\n{summary}\n{text}", found)
    _compare_languages(facts.language, text, found)
    named = {"title": title, "language": language, "summary": _shortened(summary) or _opening(kept)}
    fields: dict[str, object] = {name: value for name, value in named.items() if value}
    return WriteUp(media_type, fields, _sections(kept, fields), {}, facts, extractor, tuple(found))


def _little(text: str) -> Iterator[Problem]:
    if len(text) < _LITTLE_TEXT:
        message = "Only %(count)s characters of text were found. Is this the whole document?"
        yield Problem("", message, {"count": len(text)})


def _sections(blocks: Iterable[Block], fields: dict[str, object]) -> dict[str, str]:
    outline = Outline()
    for block in blocks:
        outline.add(block)
    return outline.file_into(fields)


def _opening(blocks: Sequence[Block]) -> str:
    """The first sentences of the text, where the outline would not come to as good a summary by itself, or would lose
    a link by taking the paragraph out of the text."""
    if any(section_of(block.heading) == SUMMARY for block in blocks if block.level):
        return ""
    paragraphs = [block for block in blocks if block.text and not NOT_A_PARAGRAPH.match(block.text)]
    first = next((block for block in paragraphs if _is_sentence(block)), None)
    if first is None or (first is blocks[0] and len(first.text) <= SUMMARY_LIMIT and "](" not in first.text):
        return ""
    return _shortened(one_line(plain_text(first.text)))


def _is_sentence(block: Block) -> bool:
    return len(block.text) >= _A_SENTENCE and _SENTENCE_END.search(block.text) is not None


def _shortened(text: str) -> str:
    """Whole sentences within the limit of a summary, else words."""
    if len(text) <= SUMMARY_LIMIT:
        return text
    cut = text[:SUMMARY_LIMIT]
    ends = [match.end() for match in _SENTENCE_END.finditer(cut)]
    return cut[: ends[-1]].strip() if ends else f"{cut[:-2].rpartition(' ')[0]} …"


def _repeats_title(block: Block, title: str) -> bool:
    return bool(block.level and title) and not block.text and name_key(block.heading) == name_key(title)


def _opening_lines(blocks: Sequence[Block], warnings: list[Problem]) -> str:
    """A title from the headings that open the document, else from its first line; "" without either."""
    if not blocks:
        return ""
    headings = list(itertools.takewhile(lambda block: block.level and not block.text, blocks))
    lines = [block.heading for block in headings] or [plain_text(blocks[0].text).split("\n")[0]]
    title = one_line(lines[0])
    for line in lines[1:]:
        if len(title) + len(line) < TITLE_LIMIT:
            title = f"{title} – {one_line(line)}"
    warnings.append(Problem("title", "The document names no title. Its first lines were taken: check it."))
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rpartition(' ')[0]} …"


def _detected(text: str, warnings: list[Problem]) -> str:
    language = detect_language(text)
    if language:
        message = "The document does not name its language. By its words it is '%(language)s': check it."
        warnings.append(Problem("language", message, {"language": language}))
    return language


def _compare_languages(stated: str, text: str, warnings: list[Problem]) -> None:
    detected = detect_language(text) if stated else ""
    if detected and detected != stated.partition("-")[0]:
        message = "The document says that its language is '%(stated)s', its words look like '%(detected)s': check it."
        warnings.append(Problem("language", message, {"stated": stated, "detected": detected}))

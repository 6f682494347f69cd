"""A document that is in no form of ours, such as a city's web page or a paper, as a write-up: its text by section.

Headings that are known open sections, everything else stays visible in `other`. No rows are read out of tables or
lists: nobody laid them out for that, and a wrong guess would look like a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.language import detect_language
from ingest.normalise import one_line, plain_text
from ingest.readers.outline import Block, Outline
from ingest.readers.write_up import DocumentFacts, Unreadable, WriteUp
from kb.errors import Problem
from kb.vocab.labels import name_key

_LONGEST_TITLE = 200
_LITTLE_TEXT = 200


def found_write_up(
    media_type: str,
    blocks: Iterable[Block],
    facts: DocumentFacts,
    extractor: str,
    *,
    fields: dict[str, object] | None = None,
    warnings: Sequence[Problem] = (),
) -> WriteUp:
    """The write-up of a found document. `fields` are further fields that it names, such as a summary.

    Raises Unreadable when there is no text.
    """
    kept = [block for block in blocks if not _repeats_title(block, facts.title)]
    text = "\n".join(filter(None, (f"{block.heading}\n{plain_text(block.text)}".strip() for block in kept)))
    if not text.strip():
        message = "No text was found in this document. If its text is in pictures or made by a script, paste it into a text file."
        raise Unreadable([Problem("", message)])
    found = list(warnings)
    title = facts.title or _first_line(text, found)
    language = facts.language or _detected(text, found)
    if len(text) < _LITTLE_TEXT:
        found.append(
            Problem(
                "",
                "Only %(count)s characters of text were found. Is this the whole document?",
                {"count": len(text)},
            )
        )
    _compare_languages(facts.language, text, found)
    named = {"title": title, "language": language}
    all_fields: dict[str, object] = {name: value for name, value in named.items() if value}
    all_fields |= fields or {}
    return WriteUp(media_type, all_fields, _sections(kept, all_fields), {}, facts, extractor, tuple(found))


def _sections(blocks: Iterable[Block], fields: dict[str, object]) -> dict[str, str]:
    outline = Outline()
    for block in blocks:
        outline.add(block)
    return outline.file_into(fields)


def _repeats_title(block: Block, title: str) -> bool:
    return bool(block.level and title) and not block.text and name_key(block.heading) == name_key(title)


def _first_line(text: str, warnings: list[Problem]) -> str:
    line = one_line(next(line for line in text.split("\n") if line.strip()))
    title = line if len(line) <= _LONGEST_TITLE else f"{line[:_LONGEST_TITLE].rpartition(' ')[0]} …"
    warnings.append(Problem("title", "The document names no title. Its first line was taken: check it."))
    return title


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

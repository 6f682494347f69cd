"""Text and the source numbers beside it: a fact sheet's entries cut at their citations, a record's prose cut into
sentences.

In a sheet a citation covers what stands since the citation before it; text after the last one, and what opens the entry
up to a colon ("2024 edition: ..."), belong to all of its citations. In a record a citation covers its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.normalise import cited_numbers, plain_text

_CITATION = r"\[\d{1,4}(?:\s*[,;]\s*\d{1,4})*\]"
_GROUP = re.compile(rf"{_CITATION}(?:[\s,]*{_CITATION})*")
# A run of blanks is entered at its beginning only.
_GROUP_AND_SPACE = re.compile(r"(?<!\s)\s*" + _GROUP.pattern)
_SPACE_BEFORE_SIGN = re.compile(r"(?<!\s)\s+([.,;:])")
_SENTENCE_END = re.compile(
    r"(?:(?<!\b[A-Za-z])(?<!\b(?:St|Dr|Mr|Ms|No|Nr|Sr|Jr|Av|Mt|Ft|pp|vs|ca|cf|al|ed))[.!?]|[。？！])[\"'”’»)]*\s+(?=[\"'“‘«(¿¡]*[A-ZÀ-Þ\d가-힣])"
)
_OPENING = re.compile(r"([^\[:]{1,80}):\s")
_LIST_ENTRY = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Statement:
    """Words without citations, and the numbers cited for them. None cited is an empty set.

    `year` is that of the dates in it that name none, where something else says it.
    """

    text: str
    sources: frozenset[int]
    year: int | None = None


def statements_of(entry: str) -> Iterator[Statement]:
    """The parts of a fact sheet's entry, each with the citation that follows it."""
    groups = list(_GROUP.finditer(entry))
    everything = frozenset(cited_numbers(entry))
    start = 0
    if opening := _OPENING.match(entry):
        yield Statement(opening[1], everything)
    for group in groups:
        yield Statement(entry[start : group.start()], frozenset(cited_numbers(group[0])))
        start = group.end()
    if entry[start:].strip(" .;,"):
        yield Statement(entry[start:], everything)


def sentences_of(markdown: str) -> Iterator[Statement]:
    """The sentences of a section. A list and the words that introduce it (they end with a colon) are one: where one of
    the two cites nothing, it has the citations of the other."""
    introduction: tuple[int, ...] = ()
    blocks = [block for block in re.split(r"\n+", markdown) if block.strip()]
    for number, block in enumerate(blocks):
        is_entry = _LIST_ENTRY.match(block) is not None
        listed = () if is_entry else cited_numbers(_list_after(blocks, number))
        introduction = introduction if is_entry else ()
        for sentence in _SENTENCE_END.split(block):
            introduces = not is_entry and sentence.rstrip().endswith(":")
            sources = cited_numbers(sentence) or (listed if introduces else introduction)
            introduction = sources if introduces else introduction
            yield Statement(plain_text(without_citations(sentence)).strip(), frozenset(sources))


def without_citations(text: str) -> str:
    """The text without its source numbers."""
    return _SPACE_BEFORE_SIGN.sub(r"\1", _GROUP_AND_SPACE.sub("", text)).strip()


def _list_after(blocks: list[str], number: int) -> str:
    entries = []
    for block in blocks[number + 1 :]:
        if not _LIST_ENTRY.match(block):
            break
        entries.append(block)
    return "\n".join(entries)

"""The wordings that tell what a figure or a date is about, from `ingest/data/proposal-cues.yaml`."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Literal

from ingest.word_lists import read_word_list

Kind = Literal[
    "change",
    "result",
    "cost",
    "spent",
    "spent_after",
    "planned",
    "absent",
    "yearly",
    "per_unit",
    "total",
    "capital",
    "start",
    "end",
    "practice",
    "lead",
    "references",
    "citation",
    "address",
]
_REACH = 40  # characters
_PART_END = re.compile(r"[;.]\s")
_CLAUSE_END = re.compile(
    r"[;.]\s|[;:()–—]|,\s|\s(?:and|but|while|whereas|y|pero|mientras|et|mais|tandis que)\s(?!\d)"
)


def says(kind: Kind, text: str) -> bool:
    """Whether the text has a wording of the kind, in any of the languages."""
    return _wording(kind).search(bare(text)) is not None


@functools.lru_cache(maxsize=256)
def bare(text: str) -> str:
    """Small letters without accents, punctuation kept, as long as the text itself wherever it holds no Hangul jamo."""
    return "".join(map(_bare_character, unicodedata.normalize("NFC", text)))


def before(text: str, position: int) -> str:
    """What stands right before a place, as far back as any wording reaches."""
    return text[max(position - _REACH, 0) : position]


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the clause begins and ends that holds these characters; commas inside numbers do not part clauses."""
    return _between(_CLAUSE_END, text, start, end)


def part_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The same for the part of a sentence between semicolons and full stops."""
    return _between(_PART_END, text, start, end)


def _between(ends: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    found = [match.span() for match in ends.finditer(text)]
    begin = max((after for _, after in found if after <= start), default=0)
    return begin, min((before for before, _ in found if before >= end), default=len(text))


@functools.cache
def qualifier_before() -> re.Pattern[str]:
    """A qualifier ("about", "más de", "약") at the end of a text."""
    words = sorted(read_word_list("proposal-cues.yaml")["qualifiers"], key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})\s*$", re.IGNORECASE)


@functools.cache
def _wording(kind: Kind) -> re.Pattern[str]:
    return re.compile("|".join(read_word_list("proposal-cues.yaml")[kind]))


@functools.lru_cache(maxsize=4096)
def _bare_character(character: str) -> str:
    if "가" <= character <= "힣":
        return character
    decomposed = unicodedata.normalize("NFKD", character)[0]
    return decomposed.casefold()[0] if decomposed.casefold() else character

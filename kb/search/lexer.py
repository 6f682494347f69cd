"""Query text to lexical units: words, quoted phrases, operators, parentheses and field names.

Nothing is looked up here and nothing fails but an open quotation mark; `kb.search.parser` gives the units a meaning.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

UnitKind = Literal["word", "phrase", "field", "and", "or", "not", "open", "close"]

_OPERATORS: dict[str, UnitKind] = {"AND": "and", "OR": "or", "NOT": "not"}
_UNIT = re.compile(
    r"""
      (?P<open>\() | (?P<close>\))
    | (?P<minus>(?<![^\s(])-(?=[^\s\-]))
    | (?P<field>[A-Za-z_]+):(?=[^\s:/()])
    | ["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]
    | (?P<quote>["“”„«»])
    | (?P<word>[^\s()"“”„«»]+)
    """,
    re.VERBOSE,
)
_EDGES = re.compile(r"^\W+|\W+$")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class OpenQuotation(ValueError):
    """A quotation mark is never closed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of a query; `text` is what stands in it, without quotation marks or colon."""

    kind: UnitKind
    text: str


def clean(text: str) -> str:
    """Without control and direction characters and half surrogates, in NFC."""
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text)).strip()


def plain_words(text: str) -> list[tuple[int, str]]:
    """Where the words of a cleaned text stand that are no operators, not quoted, not excluded, no values of fields, and have
    neither star nor tilde; none when a quotation mark is open."""
    found = []
    is_free = True
    for match in _UNIT.finditer(text):
        kind, word = match.lastgroup, match[0]
        if kind == "quote":
            return []
        is_word = kind == "word" and word not in _OPERATORS
        if is_word and is_free and "*" not in word and "~" not in word:
            found.append((match.start(), word))
        is_free = kind not in ("field", "minus") and word != "NOT"
    return found


def units(text: str) -> Iterator[Unit]:
    """The units of a cleaned query text. Raises OpenQuotation."""
    for match in _UNIT.finditer(text):
        kind, found = match.lastgroup, match[match.lastgroup or 0]
        match kind:
            case "quote":
                raise OpenQuotation
            case "minus":
                yield Unit("not", found)
            case "word":
                yield Unit(_OPERATORS.get(found, "word"), found)
            case "open" | "close" | "field" | "phrase":
                yield Unit(kind, found)


def bare(word: str) -> str:
    """A word without the signs around it."""
    return _EDGES.sub("", word)


def quoted(text: str, words: Collection[str]) -> str:
    """A cleaned query text with these bare words in quotation marks; an open quotation mark leaves.

    What stands behind a field name or an exclusion is left as it is.
    """
    parts: list[str] = []
    at, before = 0, ""
    for match in _UNIT.finditer(text):
        kind, found, word = match.lastgroup or "", match[0], bare(match[0])
        if kind == "quote":
            found = " "
        elif kind == "word" and before not in ("field", "minus") and word in words:
            found = found.replace(word, f'"{word}"')
        parts += (text[at : match.start()], found)
        at, before = match.end(), kind
    return "".join((*parts, text[at:])).strip()

"""What an engine keeps of a record for its results: what a hit shows, and the texts its passages are cut from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kb.search.document import IndexDocument
from kb.search.results import Display

PASSAGE_BREAK = "\n"  # joins passages, which hold none themselves


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a record in one language, joined by PASSAGE_BREAK."""

    language: str
    text: str

    @classmethod
    def of(cls, language: str, passages: Iterable[str]) -> Passages:
        return cls(language, PASSAGE_BREAK.join(passage.replace(PASSAGE_BREAK, " ") for passage in passages))


class Shown(NamedTuple):
    """A record as results show it: its body in every language, the original's first, and its keywords in those that have
    some."""

    display: Display
    bodies: tuple[Passages, ...]
    keywords: tuple[Passages, ...] = ()

    @classmethod
    def of(cls, document: IndexDocument) -> Shown:
        texts = document.texts
        return cls(
            document.display,
            tuple(Passages.of(text.language, text.body) for text in texts),
            tuple(Passages.of(text.language, text.keywords) for text in texts if text.keywords),
        )

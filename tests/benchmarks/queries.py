"""The query mix of the search benchmark, drawn from the words of the generated records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kb.search.document import IndexDocument
from kb.search.request import SearchRequest

YEARS = (2010, 2018)
RARE, COMMON, USUAL, VERY_COMMON = (0.001, 0.005), (0.1, 0.2), (0.001, 0.2), (0.2, 1.0)
Kind = Literal["all", "any", "phrase", "prefix", "fuzzy"]


@dataclass(frozen=True, slots=True)
class Query:
    """One query, for every engine to say in its own language."""

    kind: Kind
    words: tuple[str, ...]
    theme: str = ""
    years: tuple[int, int] | None = None
    newest: bool = False

    @property
    def text(self) -> str:
        """In the notation that CityKB, FTS5 and tantivy share."""
        match self.kind:
            case "phrase":
                return '"' + " ".join(self.words) + '"'
            case "prefix":
                return self.words[0] + "*"
            case "fuzzy":
                return self.words[0] + "~"
            case _:
                return (" OR " if self.kind == "any" else " AND ").join(self.words)

    @property
    def request(self) -> SearchRequest:
        filters = {"theme": (self.theme,)} if self.theme else {}
        if self.years:
            filters["year"] = (f"{self.years[0]}..{self.years[1]}",)
        return SearchRequest(self.text, filters, sort="newest" if self.newest else "relevance")


class Words:
    """Words of a sample of the records, drawn by the share of records that hold them."""

    def __init__(self, sample: Sequence[IndexDocument], seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self._bodies = [" ".join(document.texts[0].body).split() for document in sample]
        counts = Counter(word for body in self._bodies for word in set(body))
        self._shares = {word: count / len(sample) for word, count in sorted(counts.items()) if len(word) > 3}
        self._pools: dict[tuple[float, float], list[str]] = {}

    def draw(self, share: tuple[float, float]) -> str:
        """A word that so many of the records hold; each word as likely as the next."""
        if share not in self._pools:
            self._pools[share] = [word for word, held in self._shares.items() if share[0] <= held <= share[1]]
        pool = self._pools[share]
        return pool[int(self._random.integers(len(pool)))]

    def draw_used(self) -> str:
        """A usual word, the likelier the commoner it is, as readers choose them."""
        while True:
            body = self._bodies[int(self._random.integers(len(self._bodies)))]
            word = body[int(self._random.integers(len(body)))]
            if USUAL[0] <= self._shares.get(word, 1.0) <= USUAL[1]:
                return word

    def side_by_side(self) -> tuple[str, ...]:
        """Two usual words that stand side by side somewhere."""
        while True:
            body = self._bodies[int(self._random.integers(len(self._bodies)))]
            at = int(self._random.integers(len(body) - 1))
            if all(self._shares.get(word, 1.0) <= USUAL[1] for word in body[at : at + 2]):
                return tuple(body[at : at + 2])


def query_mix(words: Words, theme: str) -> Mapping[str, Callable[[], Query]]:
    """Per row of the table, how one query of it is made. Rows named "very common" are outside the usual share."""

    def used(count: int) -> tuple[str, ...]:
        return tuple(words.draw_used() for _ in range(count))

    return {
        "rare word": lambda: Query("all", (words.draw(RARE),)),
        "common word": lambda: Query("all", (words.draw(COMMON),)),
        "2 words, every field": lambda: Query("all", used(2)),
        "3 words AND": lambda: Query("all", used(3)),
        "3 words OR": lambda: Query("any", used(3)),
        "phrase": lambda: Query("phrase", words.side_by_side()),
        "prefix": lambda: Query("prefix", (words.draw_used()[:4],)),
        "fuzzy": lambda: Query("fuzzy", used(1)),
        "word, theme and years": lambda: Query("all", used(1), theme, YEARS),
        "word, newest first": lambda: Query("all", used(1), newest=True),
        "very common word": lambda: Query("all", (words.draw(VERY_COMMON),)),
        "2 very common words OR": lambda: Query("any", (words.draw(VERY_COMMON), words.draw(VERY_COMMON))),
    }

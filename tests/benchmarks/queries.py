"""The query mix of the search benchmark, drawn from the words of the generated records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from kb.search.document import IndexDocument

YEARS = (2010, 2018)
USUAL, VERY_COMMON = (0.001, 0.2), (0.2, 1.0)


@dataclass(frozen=True, slots=True)
class Query:
    """One query in the languages of both engines."""

    text: str
    match: str
    theme: str = ""
    years: tuple[int, int] | None = None


class Words:
    """Words of the generated records, drawn by the share of records that hold them."""

    def __init__(self, documents: list[IndexDocument], seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self._bodies = [" ".join(document.texts[0].body).split() for document in documents]
        counts = Counter(word for body in self._bodies for word in set(body))
        self._shares = {
            word: count / len(documents) for word, count in sorted(counts.items()) if len(word) > 3
        }
        self._pools: dict[tuple[float, float], list[str]] = {}

    def draw(self, share: tuple[float, float] = USUAL) -> str:
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

    def side_by_side(self) -> str:
        """Two usual words that stand side by side somewhere."""
        while True:
            body = self._bodies[int(self._random.integers(len(self._bodies)))]
            at = int(self._random.integers(len(body) - 1))
            if all(self._shares.get(word, 1.0) <= USUAL[1] for word in body[at : at + 2]):
                return " ".join(body[at : at + 2])


def query_mix(words: Words, theme: str) -> Mapping[str, Callable[[], Query]]:
    """Per row of the table, how one query of it is made."""

    def together(count: int, operator: str) -> Query:
        text = f" {operator} ".join(words.draw_used() for _ in range(count))
        return Query(text, text)

    def one(word: str) -> Query:
        return Query(word, word)

    def filtered() -> Query:
        word = words.draw_used()
        return Query(word, word, theme, YEARS)

    def phrase() -> Query:
        quoted = f'"{words.side_by_side()}"'
        return Query(quoted, quoted)

    def prefix() -> Query:
        begun = words.draw_used()[:4] + "*"
        return Query(begun, begun)

    return {
        "rare word": lambda: one(words.draw((0.001, 0.005))),
        "common word": lambda: one(words.draw((0.1, 0.2))),
        "very common word": lambda: one(words.draw(VERY_COMMON)),
        "2 words AND": lambda: together(2, "AND"),
        "3 words AND": lambda: together(3, "AND"),
        "2 words OR": lambda: together(2, "OR"),
        "3 words OR": lambda: together(3, "OR"),
        "phrase": phrase,
        "prefix": prefix,
        "word, theme and year": filtered,
    }

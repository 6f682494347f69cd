"""Generated records for benchmarks: seeded, words by Zipf's law, real theme and city ids, nothing that means anything."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from kb.search.document import IndexDocument, TextFields
from kb.search.results import Display
from kb.vocab import Vocabulary

VOCABULARY_SIZE = 30_000
_ONSETS = [*"bcdfghjklmnprstvw", "br", "ch", "dr", "fl", "gr", "pl", "pr", "qu", "sh", "st", "tr"]
_VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "io", "ou"]
_CODAS = ["", "", "l", "m", "n", "r", "s", "t", "nd", "st"]
_ENDINGS = ["", "", "", "", "s", "ed", "ing", "er", "ment"]


class Generator:
    """Makes the same records for the same seed. `words` is ordered by how common a word is."""

    def __init__(self, vocabulary: Vocabulary, seed: int = 20) -> None:
        self._random = np.random.default_rng(seed)
        self._vocabulary = vocabulary
        self.words = self._make_words()
        ranks = np.arange(1, VOCABULARY_SIZE + 1)
        weights = 1.0 / (ranks + 2.7) ** 1.05
        self._cumulative = np.cumsum(weights / weights.sum())
        self._ids = {
            "theme": [concept.id for concept in vocabulary.scheme("themes")],
            "city": [city.id for city in vocabulary.cities.kept],
            "target_group": [concept.id for concept in vocabulary.scheme("target-groups")],
            "instrument": [concept.id for concept in vocabulary.scheme("instruments")],
            "stage": [concept.id for concept in vocabulary.scheme("stages")],
        }

    def _make_words(self) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < VOCABULARY_SIZE:
            syllables = self._random.integers(1, 4)
            stem = "".join(
                self._pick(_ONSETS) + self._pick(_VOWELS) + self._pick(_CODAS) for _ in range(syllables)
            )
            words[stem + self._pick(_ENDINGS)] = None
        return list(words)

    def _pick(self, choices: list[str]) -> str:
        return choices[int(self._random.integers(len(choices)))]

    def _text(self, length: int) -> str:
        drawn = np.searchsorted(self._cumulative, self._random.random(length))
        return " ".join(self.words[min(rank, VOCABULARY_SIZE - 1)] for rank in drawn.tolist())

    def documents(self, count: int) -> Iterator[IndexDocument]:
        """A stream of records of 300 to 800 words, each with a title, ten keywords, sometimes an alias, and a value in every
        filter field."""
        for record in range(1, count + 1):
            yield self._document(record)

    def _document(self, record: int) -> IndexDocument:
        sections = [self._text(int(length)) for length in self._random.integers(40, 105, size=7)]
        title, summary = self._text(int(self._random.integers(3, 8))), self._text(30)
        aliases = (self._text(2),) if self._random.random() < 0.3 else ()
        keywords = tuple(self._text(2) for _ in range(10))
        city, themes = self._pick(self._ids["city"]), self._distinct("theme")
        year, level = int(self._random.integers(1995, 2026)), int(self._random.integers(0, 6))
        issued = f"{int(self._random.integers(2015, 2026))}-{int(self._random.integers(1, 13)):02}-15"
        stage = self._pick(self._ids["stage"])
        return IndexDocument(
            id=record,
            slug=f"record-{record:06}",
            revision=1,
            texts=(TextFields("en", title, aliases, summary, tuple(sections), keywords),),
            filters={
                "theme": themes,
                "city": (city,),
                "region": (self._vocabulary.cities[city].region,),
                "target_group": self._distinct("target_group"),
                "instrument": self._distinct("instrument"),
                "stage": (stage,),
                "evidence": (str(level),),
                "year": (str(year),),
                "language": ("en",),
            },
            newest_key=issued,
            city_key=city,
            evidence=level,
            display=Display(
                slug=f"record-{record:06}",
                kind="case-study",
                language="en",
                title=title,
                cities=(city,),
                themes=themes,
                stage=stage,
                started=str(year),
                ended=None,
                evidence_level=level,
                summary=summary,
                aliases=tuple((alias, "en") for alias in aliases),
                issued=issued,
            ),
        )

    def _distinct(self, field: str) -> tuple[str, ...]:
        ids = self._ids[field]
        wanted = self._random.choice(len(ids), size=int(self._random.integers(1, 4)), replace=False)
        return tuple(ids[number] for number in wanted.tolist())

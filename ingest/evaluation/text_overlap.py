"""How much of an expected text was found, and how much beside it: overlap of runs of four words.

As in the article extraction benchmark of Scrapinghub (Zyte), so that its published figures can be compared: per page
the shares of shingles that are right, too many and missing; precision and recall are the means over pages, F1 is
of those means.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_RUN = 4


@dataclass(frozen=True, slots=True)
class Overlap:
    """Counts of shingles of one text: in both, only in what was found, only in what was expected."""

    both: int
    extra: int
    missing: int

    @property
    def precision(self) -> float:
        return self.both / (self.both + self.extra) if self.both + self.extra else float(not self.missing)

    @property
    def recall(self) -> float:
        return self.both / (self.both + self.missing) if self.both + self.missing else float(not self.extra)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Means over texts, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def overlap(expected: str, found: str) -> Overlap:
    """Shingles count as often as they occur."""
    wanted, given = _shingles(expected), _shingles(found)
    return Overlap((wanted & given).total(), (given - wanted).total(), (wanted - given).total())


def agreement(overlaps: Sequence[Overlap]) -> Agreement:
    """Texts without anything found do not count for precision, nor empty expected ones for recall."""
    found = [one.precision for one in overlaps if one.both + one.extra]
    wanted = [one.recall for one in overlaps if one.both + one.missing]
    return Agreement(statistics.fmean(found or [0.0]), statistics.fmean(wanted or [0.0]))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1)))

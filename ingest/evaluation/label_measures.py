"""Measures of labels against decisions: precision, recall, micro F1, abstention, and how far a score can be trusted.

Micro means that the labels of all cases are counted together (Manning, Raghavan and Schütze 2008, section 13.6).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

BIN_EDGES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Labels(NamedTuple):
    """What one case should have, and what it was given."""

    expected: frozenset[str]
    given: frozenset[str]


class Scored(NamedTuple):
    """One suggestion: its score, 0 to 1, and whether the decision agrees with it."""

    score: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class LabelMeasures:
    """Counts over some cases. A measure without anything to count is None, never 0."""

    cases: int
    expected: int
    given: int
    right: int
    abstained: int

    @property
    def precision(self) -> float | None:
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        return self.right / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall, 2·right / (expected + given)."""
        return 2 * self.right / (self.expected + self.given) if self.expected + self.given else None


class Bin(NamedTuple):
    """Suggestions with a score from `low` up to `high`; `mean_score` near `hit_rate` means a calibrated score."""

    low: float
    high: float
    suggestions: int
    mean_score: float
    hit_rate: float


def measure(cases: Iterable[Labels]) -> LabelMeasures:
    """A case abstains when it is given nothing although something is expected."""
    seen = list(cases)
    return LabelMeasures(
        cases=len(seen),
        expected=sum(len(case.expected) for case in seen),
        given=sum(len(case.given) for case in seen),
        right=sum(len(case.expected & case.given) for case in seen),
        abstained=sum(bool(case.expected and not case.given) for case in seen),
    )


def calibration(suggestions: Sequence[Scored]) -> list[Bin]:
    """Suggestions by score, in bins; a bin without any is left out."""
    bins = []
    for low, high in pairwise(BIN_EDGES):
        inside = [found for found in suggestions if low <= found.score < high or found.score == high == 1.0]
        if inside:
            mean_score = sum(found.score for found in inside) / len(inside)
            hit_rate = sum(found.is_right for found in inside) / len(inside)
            bins.append(Bin(low, high, len(inside), mean_score, hit_rate))
    return bins

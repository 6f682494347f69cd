"""Scores: BM25 per field with the boosts of the field table, the same formula and constants in every engine.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in the variant of Whoosh:
idf = ln(N / (df + 1)) + 1, and field lengths as one byte keeps them. A record's score is the sum over the matching
terms and fields of boost x idf x saturated frequency.

For a term that only texts of one language can hold, N counts the records that have that field in that language: in a
collection with few Spanish texts every Spanish word is rare, and would else weigh more than any word of the others. Other names
of records are of all languages, so among them N counts all records.
"""

from __future__ import annotations

import bisect
import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

K1 = 1.2
B = 0.75
SCORE_DIGITS = 6  # scores are rounded, so that what differs only by the order of additions is a tie

Numbers = TypeVar("Numbers", float, NDArray[np.float64])

# The lengths one byte can stand for: nearly exact for short fields, 3.3 % apart for long ones (Whoosh's scale).
LENGTH_SCALE = tuple(round((1.033**byte - 1) * 27) for byte in range(256))


def kept_length(length: int) -> int:
    """The field length as the index keeps it: the next value of the scale."""
    return LENGTH_SCALE[min(bisect.bisect_left(LENGTH_SCALE, length), 255)]


def inverse_document_frequency(documents: int, containing: int) -> float:
    """How telling a term is that `containing` of `documents` hold."""
    return math.log(documents / (containing + 1)) + 1


def length_norm(length: Numbers, average: float) -> Numbers:
    """How much a field of this length (in terms) dampens its frequencies."""
    return K1 * ((1 - B) + B * length / (average or 1))


def term_score(idf: float, frequency: Numbers, norm: Numbers) -> Numbers:
    """The score of one term in one field, before the boost."""
    return idf * (frequency * (K1 + 1)) / (frequency + norm)

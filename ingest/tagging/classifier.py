"""How likely each theme is by all words of a text: the log-odds of a linear classifier.

A cue is a word that somebody thought of. What write-ups of a theme have in common besides, and what speaks against it,
was learned from labelled write-ups (`python -m ingest.theme_classifier`): a coefficient per stem and theme. The log-odds
of a theme are its constant plus Σ coefficient · x over the stems of the text, where

    x = log2(1 + p) / length,    length = √(Σ log2(1 + p)²)

and p is the sum of the weights of the places where the stem stands (`passages.WEIGHTS`). Of a text shorter than those it
learned from, they are taken for length / FULL_LENGTH of that: a few words say little beside the cues among them.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from types import MappingProxyType

from ingest.tagging.passages import Sentence

LANGUAGE = "en"  # of the write-ups it learned from
FILE = "theme-classifier.tsv"
FULL_LENGTH = 20.0  # of a text of about 250 words
CONSTANT = ""  # the stem in whose row the constant of a theme stands

Coefficients = Mapping[str, Mapping[str, float]]


def theme_log_odds(sentences: Iterable[Sentence], language: str) -> Mapping[str, float]:
    """The log-odds of every theme, as natural logarithms; none for a text in another language than the classifier's."""
    parts = word_contributions(sentences, language)
    return {theme: sum(of_theme.values()) for theme, of_theme in parts.items()}


def word_contributions(sentences: Iterable[Sentence], language: str) -> Mapping[str, Mapping[str, float]]:
    """By theme, what its constant and each stem of the text add to its log-odds."""
    if language != LANGUAGE:
        return MappingProxyType({})
    coefficients, values = _coefficients(), _values(sentences)
    length = _length(values)
    part = min(1.0, length / FULL_LENGTH)
    found = {theme: {CONSTANT: part * constant} for theme, constant in coefficients.get(CONSTANT, {}).items()}
    for stem, value in values.items():
        for theme, coefficient in coefficients.get(stem, {}).items():
            found[theme][stem] = part * coefficient * value / length
    return found


def bag_of_words(sentences: Iterable[Sentence]) -> dict[str, float]:
    """x of every stem of a text."""
    values = _values(sentences)
    length = _length(values)
    return {stem: value / length for stem, value in values.items()}


def _values(sentences: Iterable[Sentence]) -> dict[str, float]:
    places: dict[str, float] = defaultdict(float)
    for sentence in sentences:
        for stem in sentence.stems:
            places[stem] += sentence.weight
    return {stem: math.log2(1 + place) for stem, place in places.items()}


def _length(values: Mapping[str, float]) -> float:
    return math.sqrt(sum(value * value for value in values.values()))


def write_coefficients(coefficients: Coefficients) -> str:
    """The content of FILE: a line per stem and theme."""
    lines = [
        f"{stem}\t{theme}\t{value:.2f}"
        for stem, of_stem in sorted(coefficients.items())
        for theme, value in sorted(of_stem.items())
    ]
    return "\n".join(("stem\ttheme\tcoefficient", *lines)) + "\n"


def read_coefficients(lines: Sequence[str]) -> Coefficients:
    """The coefficients by stem and theme, from the lines after the head."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for line in lines[1:]:
        stem, theme, value = line.split("\t")
        found[stem][theme] = float(value)
    return found


@functools.cache
def _coefficients() -> Coefficients:
    content = (resources.files("ingest") / "data" / FILE).read_text("utf-8")
    return read_coefficients(content.splitlines())

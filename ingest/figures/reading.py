"""Every figure of a text: digits in the formats of its language, number words to nineteen, dates and years.

No figure is passed over because of what it counts: "phase 1" and "Line 9" are figures that the sheet must have too.
Digits that belong to a name ("C40", "CO2") are none: up to three digits that touch a letter before them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.figures.dates import date_figures
from ingest.figures.number_formats import (
    CONTINENTAL,
    CONTINENTAL_LANGUAGES,
    ENGLISH,
    KOREAN_NUMBER,
    PERCENT,
    WORDS,
    factor_of,
    korean_value,
    scale_pattern,
    word_pattern,
)
from ingest.figures.readings import Figure, Quantity, Reading, blanked

_DIGITS = re.compile(r"(?<!\d)(?<!\d[.,])\d+(?:[.,’'\u00a0\u202f\u2009 ]\d+)*")
_WORDS = re.compile(r"[^ ]+")
_PARTS = re.compile(r"\d+")
_NAME_BEFORE = re.compile(r"[A-Za-zÀ-ɏ]$")
_LONGEST_IN_NAME = 3
_NAMES = re.compile(r"코로나\s?19|1인\s?가구")  # COVID-19, single-person household
# What may stand between figures that share a scale or a percent sign.
_JOINED = re.compile(
    r"^\s*(?:->|[-–→~/,]|to|and|or|y|o|a|et|ou|à|및|에서)?\s*(?:[A-Z]{3}\s|[€$₩£]\s?|about\s)?$",
    re.IGNORECASE,
)
_MILLIONS = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)\s?m\b")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"\b(?:{'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_SMALL = 1000


def figures_of(text: str, language: str) -> tuple[Figure, ...]:
    """The figures of a sentence in their order, read as its language writes numbers (English for all others)."""
    return _Reader((language if language in WORDS else "en",), is_lenient=False).figures(text)


def sheet_figures(text: str) -> tuple[Figure, ...]:
    """The figures of a fact sheet's entry with every meaning they can have: sheets quote all four languages, and leave
    a scale to another number of the same statement ("184 and 52 in the plan of 296 billion"), write "m" for million and
    count in ordinals ("fourth forum")."""
    figures = _Reader(("en", "ko", "es", "fr"), is_lenient=True).figures(text)
    scaled = [figure for figure in figures if figure.factor != 1]
    shared = [_sharing(figure, other) for figure in figures for other in scaled]
    return (*figures, *shared, *_ordinals(text), *_millions(text))


class _Reader:
    """Reads the figures of one text after another, in one or all languages."""

    def __init__(self, languages: tuple[str, ...], *, is_lenient: bool) -> None:
        self._languages, self._is_lenient = languages, is_lenient
        self._scale = scale_pattern(languages)

    def figures(self, text: str) -> tuple[Figure, ...]:
        found = [*_names(text), *date_figures(text)]
        for read in (self._korean_numbers, self._digits, self._words):
            found += read(blanked(text, found))
        said = [figure for figure in found if figure.readings]
        return tuple(self._sharing(sorted(said, key=lambda figure: figure.start), text))

    def _korean_numbers(self, text: str) -> list[Figure]:
        matches = KOREAN_NUMBER.finditer(text)
        return [self._figure(text, *match.span(), [korean_value(match[0])]) for match in matches]

    def _digits(self, text: str) -> list[Figure]:
        return [figure for match in _DIGITS.finditer(text) for figure in self._of_digits(text, *match.span())]

    def _of_digits(self, text: str, start: int, end: int) -> Iterator[Figure]:
        """The figure of a run of digits and separators; what no convention reads as one number is several: cut at its
        spaces first ("Line 3 5,500,000"), then at every separator."""
        run = text[start:end]
        whole = self._values(run)
        if whole and not self._belongs_to_name(text, start, run):
            yield self._figure(text, start, end, whole)
        if whole and not (self._is_lenient and " " in run):
            return
        for match in (_WORDS if " " in run else _PARTS).finditer(run):
            yield from self._of_digits(text, start + match.start(), start + match.end())

    def _belongs_to_name(self, text: str, start: int, run: str) -> bool:
        touches = _NAME_BEFORE.search(text[:start]) is not None
        return touches and run.isdigit() and len(run) <= _LONGEST_IN_NAME and not self._is_lenient

    def _values(self, run: str) -> list[Decimal]:
        """What a run of digits says in the convention of its language; in the other one where that cannot be. Spanish
        has both, as the Americas part thousands with a comma."""
        english = [Decimal(re.sub(r"[^\d.]", "", run))] if ENGLISH.match(run) else []
        continental = (
            [Decimal(re.sub(r"[^\d,]", "", run).replace(",", "."))] if CONTINENTAL.match(run) else []
        )
        if self._languages == ("es",) and "," in run:
            return list(dict.fromkeys(continental + english))
        if self._languages[0] in CONTINENTAL_LANGUAGES:
            return continental or english
        return english or (continental if self._is_lenient else [])

    def _words(self, text: str) -> list[Figure]:
        return [
            self._figure(text, *match.span(), [Decimal(WORDS[language][match[1].lower()])])
            for language in self._languages
            for match in word_pattern(language).finditer(text)
        ]

    def _figure(self, text: str, start: int, end: int, values: list[Decimal]) -> Figure:
        """With what follows the digits: a scale, then a percent sign."""
        factor = Decimal(1)
        scale = self._scale.match(text, end)
        if scale:
            factor, end = factor_of(next(filter(None, scale.groups())), self._languages), scale.end()
        percent = PERCENT.match(text, end)
        end = percent.end() if percent else end
        readings = tuple(Quantity(value * factor, percent is not None) for value in values)
        return Figure(text[start:end], start, end, readings, factor, percent is not None)

    def _sharing(self, figures: list[Figure], text: str) -> list[Figure]:
        """Figures that leave their scale or percent sign to a later one have the scaled meaning as well."""
        done: list[Figure] = []
        for figure in reversed(figures):
            later = done[-1] if done else None
            joined = later and _JOINED.match(text[figure.end : later.start])
            done.append(_sharing(figure, later) if later and joined else figure)
        return done[::-1]


def _sharing(figure: Figure, other: Figure) -> Figure:
    if not figure.is_bare or other.is_bare or not isinstance(other.readings[0], Quantity):
        return figure
    shared: list[Reading] = [
        Quantity(reading.value * other.factor, other.is_percent)
        for reading in figure.readings
        if isinstance(reading, Quantity) and reading.value < _SMALL
    ]
    if not shared:
        return figure
    return replace(
        figure, readings=(*figure.readings, *shared), factor=other.factor, is_percent=other.is_percent
    )


def _names(text: str) -> Iterator[Figure]:
    """Digits inside a name, without any reading."""
    return (Figure(match[0], *match.span(), ()) for match in _NAMES.finditer(text))


def _ordinals(text: str) -> Iterator[Figure]:
    for match in _ORDINAL.finditer(text):
        number = Decimal(_ORDINALS.index(match[0].lower()) + 1)
        yield Figure(match[0], *match.span(), (Quantity(number),))


def _millions(text: str) -> Iterator[Figure]:
    for match in _MILLIONS.finditer(text):
        yield Figure(match[0], *match.span(), (Quantity(Decimal(match[1]) * 10**6),))

"""Figures as a reader writes them: long numbers in groups of three, by the custom of the text's language."""

from __future__ import annotations

import re

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

_LONG_NUMBER = re.compile(r"(?<![\w.,])\d{5,15}(?![\w,]|\.\d)")


def grouped(text: str, language: str | None) -> str:
    """The text with "103538" as "103,538"; numbers of four digits may be years and stay, as does what is grouped already.

    `language` is that of the text, since "103,538" is a fraction in Spanish.
    """
    locale = _locale(language)
    return _LONG_NUMBER.sub(lambda found: str(format_decimal(int(found[0]), locale=locale)), text)


def _locale(language: str | None) -> Locale:
    try:
        return Locale.parse(language or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")

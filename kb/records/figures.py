"""Figures as a reader writes them: long numbers in groups of three by the custom of the text's language, and beside the value
what it does not say itself."""

from __future__ import annotations

import re
import unicodedata

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

_PERCENT = "%"
_PERCENT_IS_CLOSE = frozenset({"en", "ja", "ko", "zh"})  # languages that write "28%"; others write "28 %"
_LONG_NUMBER = re.compile(r"(?<![\w.,])\d{5,15}(?![\w,]|\.\d)")
_MINUS = re.compile(r"(?<![\w.,)])-(?=\d)")
# A value that is a figure and no year: "over 1200", "7312 of 7893", "+1309".
_IS_FIGURE = re.compile(r"(?:[^\W\d]+ ){0,3}[+\-]?(?:\d{4})(?: of \d{4,})?")
_FOUR_DIGITS = re.compile(r"\d{4,}")
_LEAVE_FOUR = frozenset({"bg", "ca", "es", "it", "pl", "pt"})  # languages that group from five digits on
# Currencies as texts name them; one that is missing here has its code said beside it, which is no error.
_MONEY_WORDS = ("원", "달러", "euro", "dollar", "dólar", "peso", "pound", "livre", "franc", "yen", "rupee")
_UNITS_OF_YEARS = frozenset({"year", "año", "année", "년"})


def unit_beside(value: str, unit: str) -> str:
    """The unit without what the value as reported says already: "28%" of "% of flats" leaves "of flats".

    Words that end the value and begin the unit are said once, whatever their case; so is a unit with which the value
    begins ("grade 1"), and the sign of per cent, wherever in the value it stands.
    """
    words, said = unit.split(), value.casefold().split()
    if words and said[: len(words)] == [word.casefold() for word in words]:
        return ""
    if words[:1] == [_PERCENT] and _PERCENT in value:
        return " ".join(words[1:])
    for count in range(min(len(words), len(said)), 0, -1):
        if said[-count:] == [word.casefold() for word in words[:count]]:
            return " ".join(words[count:])
    return " ".join(words)


def amount_with_currency(amount: str, currency: str | None) -> str:
    """The amount as reported, after its currency where it does not name one: "2.5 million" of GBP is "GBP 2.5 million"."""
    said = amount.casefold()
    names_one = any(unicodedata.category(sign) == "Sc" for sign in amount) or any(
        word in said for word in _MONEY_WORDS
    )
    return (
        f"{currency} {amount}" if currency and currency.casefold() not in said and not names_one else amount
    )


def gap_before(unit: str, language: str | None) -> str:
    """What stands between a value and its unit in a text of that language; nothing where there is no unit."""
    is_close = unit.startswith(_PERCENT) and (language or "en").partition("-")[0] in _PERCENT_IS_CLOSE
    return " " if unit and not is_close else ""


def grouped(text: str, language: str | None) -> str:
    """The text with "103538" as "103,538"; numbers of four digits may be years and stay, as does what is grouped already.

    `language` is that of the text, since "103,538" is a fraction in Spanish. A hyphen before a number is a minus sign,
    which is read out as one.
    """
    locale = locale_of(language)
    signed = _MINUS.sub("\N{MINUS SIGN}", text)
    return _LONG_NUMBER.sub(lambda found: str(format_decimal(int(found[0]), locale=locale)), signed)


def figure_text(value: str, unit: str, language: str | None) -> str:
    """A reported value as `grouped` has it; with a unit "5287" is no year and reads "5,287"."""
    locale = locale_of(language)
    is_grouped = unit and unit.casefold() not in _UNITS_OF_YEARS and locale.language not in _LEAVE_FOUR
    if is_grouped and _IS_FIGURE.fullmatch(value):
        value = _FOUR_DIGITS.sub(lambda found: str(format_decimal(int(found[0]), locale=locale)), value)
    return grouped(value, language)


def locale_of(language: str | None) -> Locale:
    """The customs of a language for numbers and dates; those of English where none are known for it."""
    try:
        return Locale.parse(language or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")

"""Passages of results as a reader of their language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale
from babel.dates import format_date, format_skeleton
from pydantic import ValidationError

from kb.records import PartialDate
from kb.records.figures import locale_of
from kb.search.results import Fragment, Snippet

_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?=: )")  # with which an entry of the timeline begins
_ENGLISH = Locale("en", "GB")  # "14 February 2023", as elsewhere on the pages


def passage(snippet: Snippet) -> tuple[Fragment, ...]:
    """The fragments of a passage, the date of a timeline in words; it is marked where a part of it was matched.

    The index keeps the date as it was reported, so that it is found as it is typed.
    """
    found = _DATE.match(str(snippet))
    if not found:
        return snippet.fragments
    try:
        date = PartialDate.model_validate(found[0])
    except ValidationError:
        return snippet.fragments
    rest, matched = _without_beginning(snippet.fragments, found.end())
    return (Fragment(_in_words(date, snippet.language), matched), *rest)


def _without_beginning(fragments: Sequence[Fragment], length: int) -> tuple[list[Fragment], bool]:
    """What follows the first characters, and whether any of these were matched."""
    rest: list[Fragment] = []
    matched, at = False, 0
    for fragment in fragments:
        matched |= fragment.matched and at < length
        if left := fragment.text[max(0, length - at) :]:
            rest.append(Fragment(left, fragment.matched))
        at += len(fragment.text)
    return rest, matched


def _in_words(date: PartialDate, language: str) -> str:
    locale = locale_of(language)
    locale = _ENGLISH if locale.language == _ENGLISH.language else locale
    if date.precision == "day":
        return str(format_date(date.earliest, "long", locale=locale))
    return str(format_skeleton("yMMMM", date.earliest, locale=locale))

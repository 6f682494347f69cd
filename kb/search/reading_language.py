"""The language a search is asked in, where it says so: by the filter `language`, by Hangul, or by function words."""

from __future__ import annotations

import re

from kb.search.analysis import base_language, fold
from kb.search.keystrokes import is_hangul
from kb.search.request import SearchRequest
from kb.search.stop_words import languages_told

ENOUGH_WORDS = 2  # one may be part of a name: Los Angeles, El Alto
_WORD = re.compile(r"\w+")


def reading_language(request: SearchRequest) -> str:
    """The base language, such as "es"; "" where nothing tells it, as with a name or a word without its sentence."""
    filtered = request.selected("language")
    if len(filtered) == 1:
        return base_language(filtered[0])
    words = _WORD.findall(fold(request.query))
    if any(is_hangul(word[0]) for word in words):
        return "ko"
    likely, count = languages_told(words)
    return likely[0] if len(likely) == 1 and count >= ENOUGH_WORDS else ""

"""The unit after a number: the words that say what is counted, up to the word that ends them."""

from __future__ import annotations

import functools
import re

from ingest.word_lists import read_word_list

_LONGEST = 4  # words
_LINK = re.compile(r"^\s+(?:de |d['’]|of )?", re.IGNORECASE)
_WORD = re.compile(r"\s?([^\W\d_][\w'’-]*(?:/[^\W\d_]+)?|[㎡㎥]|m²|km²|m2)")
_POINTS = re.compile(
    r"^\s*-?(points de pourcentage|(?:percentage[\s-])?points?|puntos(?: porcentuales)?|%p|%포인트|퍼센트포인트)",
    re.IGNORECASE,
)
_KOREAN = re.compile(
    r"\s?(여?\s?(?:명|개소|개|건|가구|세대|곳|호|대|회|차례|그루|마리|권|쌍|팀|학급|㎡|m²|km|톤|kg|시간|분|배|점|종|동|채|필지|킬로미터|미터))"
)
_SCALES_BEFORE_DE = re.compile(r"(?:mill(?:ón|ones|ions?|iards?)|billones|bill?ions?)$", re.IGNORECASE)


def unit_after(text: str, end: int, language: str) -> str:
    """The words of the unit as the text has them, "" where none follow."""
    following = text[end : end + 80]
    if match := _POINTS.match(following):
        return match[1]
    if language == "ko":
        korean = _KOREAN.match(following)
        return korean[1].strip() if korean else ""
    if following.startswith("-"):
        return ""
    if _SCALES_BEFORE_DE.search(text[:end]):
        following = " " + _LINK.sub("", following)
    return _words(following)


@functools.cache
def _end_words() -> frozenset[str]:
    return frozenset(read_word_list("proposal-cues.yaml")["after_units"].split())


def _words(following: str) -> str:
    """Up to four words on one line without punctuation between."""
    taken: list[str] = []
    position = 0
    while len(taken) < _LONGEST and (match := _WORD.match(following, position)):
        word = match[1]
        if word.casefold() in _end_words() or (position == 0 and not following[:1].isspace()):
            break
        taken.append(word)
        position = match.end()
    return " ".join(taken)

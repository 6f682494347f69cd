"""Which currency stands beside a number: a code, a sign or a word. A bare "$" or "pesos" is money of no known country."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ingest.proposals.wording import bare
from ingest.word_lists import read_word_list

_LONGEST = 24  # characters in which a currency stands before or after a number


@dataclass(frozen=True, slots=True)
class Currency:
    """`code` is ISO 4217, "" where several countries write their money so. `start` and `end` are places in the text."""

    code: str
    start: int
    end: int


def currency_beside(text: str, start: int, end: int) -> Currency | None:
    """The currency that touches the number at these places, before it or after it."""
    return _before(text, start) or _after(text, end)


def currency_named(label: str) -> Currency | None:
    """The currency that a label of a table names, such as "Budget (EUR)" or "€ per trip"."""
    match = _mark().search(label)
    return Currency(_codes()[match[1]], *match.span()) if match else None


def _before(text: str, start: int) -> Currency | None:
    offset = max(start - _LONGEST, 0)
    match = _prefix().search(text[offset:start])
    return Currency(_codes()[match[1]], offset + match.start(), start) if match else None


def _after(text: str, end: int) -> Currency | None:
    following = text[end : end + _LONGEST]
    if match := _suffix_mark().match(following):
        return Currency(_codes()[match[1]], end, end + match.end())
    if match := _suffix_word().match(bare(following)):
        return Currency(_words()[match[1]], end, end + match.end())
    return None


@functools.cache
def _codes() -> Mapping[str, str]:
    """Codes and signs, to be compared as they are written."""
    listed = read_word_list("currencies.yaml")
    codes = {code: code for code in listed["codes"]}
    return MappingProxyType(codes | listed["signs"] | dict.fromkeys(listed["of_several"]["signs"], ""))


@functools.cache
def _words() -> Mapping[str, str]:
    listed = read_word_list("currencies.yaml")
    return MappingProxyType(listed["words"] | dict.fromkeys(listed["of_several"]["words"], ""))


@functools.cache
def _prefix() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w$])({_any_of(_codes())})\s?$")


@functools.cache
def _mark() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)({_any_of(_codes())})(?!\w)")


@functools.cache
def _suffix_mark() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:of |de |d['’])?({_any_of(_codes())})(?!\w)")


@functools.cache
def _suffix_word() -> re.Pattern[str]:
    """Korean words take particles ("억원을"), the others end where the word ends."""
    return re.compile(rf"\s?(?:of |de |d['’])?({_any_of(_words())})(?![a-z])")


def _any_of(names: Mapping[str, str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=len, reverse=True)))

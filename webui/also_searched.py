"""The line of a result page that says which words were searched beside those typed, and the way to do without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kb.search import lexer
from kb.search.results import AlsoSearched, SearchPage
from webui import links
from webui.facets import value_label

MAX_FILED = 3  # places named of a country or region


@dataclass(frozen=True, slots=True)
class AlsoLine:
    """What was searched for a part of the query: the usual word of each language, and labels records are filed under."""

    typed: str
    words: tuple[tuple[str, str], ...]
    filed_under: tuple[str, ...]
    more: int


def also_lines(page: SearchPage) -> tuple[AlsoLine, ...]:
    return tuple(_line(part) for part in page.understood.also)


def exact_url(page: SearchPage) -> str:
    """The address of the same search with the words in quotation marks that stood for others.

    Of a text that did not parse these are the words it was read as, since its signs mean nothing.
    """
    understood, request = page.understood, page.request
    words = {word for part in understood.also for word in part.typed}
    text = " ".join(understood.words) if understood.fell_back else lexer.clean(request.query)
    return links.search_url(request.with_query(lexer.quoted(text, words)))


def _line(part: AlsoSearched) -> AlsoLine:
    words = tuple({language: (text, language) for text, language in reversed(part.words)}.values())[::-1]
    labels = tuple(_labels(part))
    more = len(part.words) - len(words) + max(0, len(labels) - MAX_FILED)
    return AlsoLine(" ".join(part.typed), words, labels[:MAX_FILED], more)


def _labels(part: AlsoSearched) -> Iterator[str]:
    return (value_label(field, value) for field, value in part.filed_under)

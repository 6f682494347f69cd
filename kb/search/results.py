"""What comes back from a search: plain frozen values; nothing of an engine leaves its backend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec import Struct

from kb.errors import Problem
from kb.search.request import SearchRequest
from kb.vocab import Vocabulary


class Fragment(NamedTuple):
    """A run of text that either matched or did not."""

    text: str
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """The best passage of a record's text for the query, cut into runs; `language` is that of the text."""

    fragments: tuple[Fragment, ...]
    language: str = "en"

    def __str__(self) -> str:
        return "".join(fragment.text for fragment in self.fragments)


@dataclass(frozen=True, slots=True)
class HeadlineFigure:
    """The one reported figure shown in a result row, with the source number it comes from."""

    metric: str
    value: str
    unit: str
    source: int | None


@dataclass(frozen=True, slots=True)
class Heading:
    """Title and summary of a record in one language."""

    language: str
    title: str
    summary: str


@dataclass(frozen=True, slots=True)
class Display:
    """What a result row shows; stored with the index so that a search needs no database."""

    slug: str
    kind: str
    language: str
    title: str
    cities: tuple[str, ...]
    themes: tuple[str, ...]
    stage: str | None
    started: str | None
    ended: str | None
    evidence_level: int | None
    summary: str
    aliases: tuple[tuple[str, str], ...] = ()
    headline: HeadlineFigure | None = None
    issued: str = ""
    translations: tuple[Heading, ...] = ()

    @property
    def city(self) -> str | None:
        return self.cities[0] if self.cities else None

    @property
    def heading(self) -> Heading:
        """Title and summary of the original."""
        return Heading(self.language, self.title, self.summary)


@dataclass(frozen=True, slots=True)
class Hit:
    """One found record. `summary` is the summary with its matches; `matched_alias` is (text, language); `matched_keyword` is
    the one with words of the query that nothing else in the row shows. `translation` is the heading of a translation,
    where the query's words fit it better than the original or, fitting both alike, the search is one in its language;
    the summary is then its summary.

    `by_meaning` is true when the query's words alone would not have found it; nothing is marked as a match then.
    """

    display: Display
    score: float
    snippet: Snippet | None = None
    summary: Snippet | None = None
    matched_alias: tuple[str, str] | None = None
    matched_keyword: Snippet | None = None
    translation: Heading | None = None
    by_meaning: bool = False


class FacetValue(Struct, frozen=True):  # a page has two hundred; a frozen dataclass takes seven times as long
    """One value of a facet: the count is the total one gets when only this value is chosen in this facet."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class AlsoSearched:
    """What was searched beside a part of the query, since it means the same: words, each with its language ("" for
    names), and values of filter fields under which records are filed."""

    typed: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    filed_under: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """How the query text was read. `fell_back` is true when it did not parse and was searched as plain words,
    `any_is_enough` when it has many words, of which a record need not have all, `by_meaning` when meaning counted
    beside the words."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    fell_back: bool = False
    any_is_enough: bool = False
    also: tuple[AlsoSearched, ...] = ()
    by_meaning: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """Another spelling of a query, with the same filters: which words became which, and how many records it finds.

    When it `is_applied`, the page shows those records, else it is offered.
    """

    typed: str
    query: str
    words: tuple[tuple[str, str], ...]
    total: int
    is_applied: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of hits with the facets of the whole result. `took_ms` is the engine's time in milliseconds;
    `by_meaning` says how many of the `total` records are found by meaning and not by the query's words.

    `correction` comes from `kb.search.spelling`, never from an engine.
    """

    request: SearchRequest
    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[FacetValue, ...]]
    took_ms: float
    understood: Understood = field(default_factory=Understood)
    by_meaning: int = 0
    correction: Correction | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.request.per_page))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is being typed: kind is title, alias, city or theme; `value` is the slug or id it leads to."""

    text: str
    kind: str
    value: str
    language: str = "en"


@dataclass(frozen=True, slots=True)
class IndexState:
    """What `citykb index info` shows: engine, schema fingerprint, generation number, documents; whether the index has to
    be rebuilt, because it was written with another field table or analyser."""

    backend: str
    fingerprint: str
    generation: int
    count: int
    is_outdated: bool = False


def facet_values(
    field_name: str, counts: Mapping[str, int], selected: Iterable[str], vocabulary: Vocabulary
) -> tuple[FacetValue, ...]:
    """Counted values as shown: by count, then label; a chosen value with no record stays visible."""
    chosen = tuple(selected)
    present = {value: count for value, count in counts.items() if count} | {
        value: counts.get(value, 0) for value in chosen
    }
    ordered = sorted(
        (-count, vocabulary.filter_label(field_name, value), value) for value, count in present.items()
    )
    return tuple(FacetValue(value, label, -less, value in chosen) for less, label, value in ordered)

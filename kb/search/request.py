"""What was asked: parsed once, bounded, immutable, and able to print itself back.

Every link, form, feed and export of a results page comes from `to_params` of a changed copy, so the address always
holds the whole state.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kb.errors import Problem
from kb.search.fields import FILTERS, SORTS
from kb.vocab import Vocabulary

MAX_QUERY_LENGTH = 500
MAX_FILTER_VALUES = 50
MAX_PAGE = 1000
PER_PAGE = 20
MOST_NAMESAKES = 4
KINDS = {
    "theme": "a theme",
    "city": "a city",
    "region": "a region",
    "target_group": "a target group",
    "instrument": "an instrument",
    "stage": "a stage",
    "evidence": "an evidence level",
    "year": "a year",
    "language": "a language",
}  # of the filters
_YEARS = re.compile(r"([0-9]{4})?(\.\.)?([0-9]{4})?")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search. `filters` maps a filter field to its chosen ids, OR inside a field and AND between fields.

    Values of `year` are "2019" or a range "2015..2020" with either end open. `as_typed` asks for exactly this query even
    when it finds nothing and another spelling would. With `words_only`, no record is found or placed by its meaning.
    `problems` says what was ignored or cut.
    """

    query: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    page: int = 1
    per_page: int = PER_PAGE
    as_typed: bool = False
    words_only: bool = False
    problems: tuple[Problem, ...] = field(default=(), compare=False)

    @classmethod
    def from_params(cls, params: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> SearchRequest:
        """Read GET parameters (each name with all its values). Anything unusable is dropped and said in `problems`."""
        problems: list[Problem] = []
        return cls(
            query=_query(_first(params, "q"), problems),
            filters=_filters(params, vocabulary, problems),
            sort=_sort(_first(params, "sort"), problems),
            page=_page(_first(params, "page"), problems),
            as_typed=_spelling(_first(params, "spelling"), problems),
            words_only=_words_only(_first(params, "match"), problems),
            problems=tuple(problems),
        )

    @property
    def order(self) -> str:
        """The order in force: without a query no record is more relevant than another, and the newest come first."""
        return self.sort if self.query or self.sort != "relevance" else "newest"

    def selected(self, name: str) -> tuple[str, ...]:
        return self.filters.get(name, ())

    def with_filter(self, name: str, value: str) -> SearchRequest:
        """Also this value; back to the first page."""
        return self._with_values(
            name, (*self.selected(name), *(() if value in self.selected(name) else (value,)))
        )

    def without_filter(self, name: str, value: str | None = None) -> SearchRequest:
        """Without this value, or without the whole filter; back to the first page."""
        kept = tuple(chosen for chosen in self.selected(name) if value is not None and chosen != value)
        return self._with_values(name, kept)

    def on_page(self, page: int) -> SearchRequest:
        return replace(self, page=page)

    def sorted_by(self, sort: str) -> SearchRequest:
        return replace(self, sort=sort, page=1)

    def by_words_only(self) -> SearchRequest:
        return replace(self, words_only=True, page=1)

    def by_words_and_meaning(self) -> SearchRequest:
        return replace(self, words_only=False, page=1)

    def with_query(self, query: str) -> SearchRequest:
        """Another query, which may be read otherwise again; back to the first page."""
        return replace(self, query=query, page=1, as_typed=False)

    def spelt_as_typed(self) -> SearchRequest:
        return replace(self, page=1, as_typed=True)

    def literal(self) -> SearchRequest:
        """What feeds, files and citations ask for: they never read a query otherwise, so it need not be said."""
        return replace(self, page=1, as_typed=False)

    def _with_values(self, name: str, values: tuple[str, ...]) -> SearchRequest:
        others = {field_name: chosen for field_name, chosen in self.filters.items() if field_name != name}
        return replace(self, filters=others | ({name: values} if values else {}), page=1)

    def to_params(self) -> list[tuple[str, str]]:
        """GET parameters in a fixed order, without what is usual; `from_params` of them gives this request again."""
        params = [("q", self.query)] if self.query else []
        params += [(name, value) for name in FILTERS for value in self.selected(name)]
        params += [("sort", self.sort)] if self.sort != "relevance" else []
        params += [("spelling", "typed")] if self.as_typed else []
        params += [("match", "words")] if self.words_only else []
        params += [("page", str(self.page))] if self.page > 1 else []
        return params


def years_of(value: str) -> tuple[int, int]:
    """The inclusive bounds of "2019", "2015..2020", "2015.." or "..2020". Raises ValueError."""
    match = _YEARS.fullmatch(value)
    if not match or not (match[1] or match[3]) or (match[1] and match[3] and not match[2]):
        raise ValueError(value)
    first = int(match[1]) if match[1] else 0
    last = int(match[3]) if match[3] else (9999 if match[2] else first)
    return first, last


def filter_value(name: str, text: str, vocabulary: Vocabulary) -> str | None:
    """The id that a filter means by a text, or its years with the earlier one first; None for what it does not know."""
    if name != "year":
        return vocabulary.resolve_filter(name, text)
    try:
        first, last = years_of(text)
    except ValueError:
        return None
    return text if first <= last else f"{last}..{first}"


def namesakes(name: str, text: str, vocabulary: Vocabulary) -> str:
    """Which cities a text may mean where it names several; "" for another filter or a name that is not known."""
    cities = vocabulary.cities.candidates(text) if name == "city" else ()
    return "; ".join(vocabulary.cities.full_label(city) for city in cities[:MOST_NAMESAKES])


def _first(params: Mapping[str, Sequence[str]], name: str) -> str:
    values = params.get(name) or ("",)
    return values[0].strip()


def _query(text: str, problems: list[Problem]) -> str:
    text = " ".join(text.replace("\x00", " ").split())
    if len(text) > MAX_QUERY_LENGTH:
        problems.append(
            Problem("q", "The query was cut to %(limit)s characters.", {"limit": MAX_QUERY_LENGTH})
        )
    return text[:MAX_QUERY_LENGTH]


def _filters(
    params: Mapping[str, Sequence[str]], vocabulary: Vocabulary, problems: list[Problem]
) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, tuple[str, ...]] = {}
    for name in FILTERS:
        asked = list(dict.fromkeys(value.strip() for value in params.get(name, ()) if value.strip()))
        if len(asked) > MAX_FILTER_VALUES:
            problems.append(_too_many(name))
        values = [
            value
            for text in asked[:MAX_FILTER_VALUES]
            if (value := _filter_value(name, text, vocabulary, problems)) is not None
        ]
        if values:
            chosen[name] = tuple(dict.fromkeys(values))
    return chosen


def _filter_value(name: str, text: str, vocabulary: Vocabulary, problems: list[Problem]) -> str | None:
    value = filter_value(name, text, vocabulary)
    if value is None:
        problems.append(_unknown(name, text, namesakes(name, text, vocabulary)))
    return value


def _too_many(name: str) -> Problem:
    return Problem(
        name,
        "Only the first %(limit)s values were taken as %(field)s.",
        {"limit": MAX_FILTER_VALUES, "field": name.replace("_", " ")},
    )


def _unknown(name: str, text: str, names: str) -> Problem:
    if name == "year":
        return Problem(name, "'%(text)s' is not a year or a range such as 2015..2020.", {"text": text})
    if names:
        return Problem(
            name, "Several cities are called '%(text)s': %(names)s.", {"text": text, "names": names}
        )
    return Problem(name, "'%(text)s' is not known as %(kind)s.", {"text": text, "kind": KINDS[name]})


def _sort(text: str, problems: list[Problem]) -> str:
    if text in SORTS:
        return text
    if text:
        problems.append(Problem("sort", "'%(text)s' is not an order; sorted by relevance.", {"text": text}))
    return "relevance"


def _spelling(text: str, problems: list[Problem]) -> bool:
    if text not in ("", "typed"):
        problems.append(
            Problem(
                "spelling",
                "'%(text)s' is not a way to treat spelling; the one that can be chosen is typed.",
                {"text": text},
            )
        )
    return text == "typed"


def _words_only(text: str, problems: list[Problem]) -> bool:
    if text not in ("", "words"):
        problems.append(
            Problem(
                "match",
                "'%(text)s' is not a way to match; the one that can be chosen is words.",
                {"text": text[:20]},
            )
        )
    return text == "words"


def _page(text: str, problems: list[Problem]) -> int:
    if not text:
        return 1
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_PAGE))
    if not is_number or not 1 <= int(text) <= MAX_PAGE:
        problems.append(
            Problem("page", "There is no page '%(text)s'; this is the first.", {"text": text[:20]})
        )
        return 1
    return int(text)

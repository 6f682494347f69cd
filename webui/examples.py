"""Searches that explain the query language, each with its present number of records on this installation."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from kb.errors import SearchUnavailable
from kb.search.request import SearchRequest
from kb.search.spelling import Speller
from webui.labels import N_

KEPT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Example:
    """What to type, in several forms of which the first that finds something is shown, and what it means."""

    queries: tuple[str, ...]
    meaning: str


@dataclass(frozen=True, slots=True)
class Counted:
    """An example as shown; `total` is None while search is down."""

    query: str
    meaning: str
    total: int | None


EXAMPLES = (
    Example(
        ("school meals", "public transport"),
        N_("records with both words, in any inflection, with accents or without; up to three words are all required"),
    ),
    Example(
        ("how do cities pay for school meals", "how do cities pay for trees"),
        N_("four words and more, such as a question: records with all of them first, then those with some"),
    ),
    Example(('"participatory budget"', '"public space"'), N_("the words side by side, in this form and order")),
    Example(("bus OR metro", "homes OR housing"), N_("either word; operators are written in capitals")),
    Example(("housing NOT students", "housing NOT land"), N_("the first word without the second; the same as housing -students")),
    Example(("(bus OR metro) fares", "(homes OR housing) rent"), N_("parentheses keep alternatives together")),
    Example(("transfer*", "communit*"), N_("words that begin so; from three letters on")),
    Example(("superblok~", "transport~", "meals~"), N_(
            "the word and words that look like it: one letter more, less, exchanged or another, two letters from six on"
        )),
    Example(("title:housing", "title:city", "title:seoul"), N_("only in the title; also aliases:, summary: and body:")),
    Example(("theme:housing city:seoul", "theme:housing"), N_(
            "terms of the fixed lists, by name in any language or by id: theme, city, region, target_group, instrument, "
            "stage, evidence, language"
        )),
    Example(("year:2015..2020", "year:2010.."), N_("the year a practice started; one end may stay open")),
    Example(("디딤돌소득", "서울"), N_("a name or a word in another script; Korean, Chinese and Japanese need no spaces")),
    Example(("presupuesto participativo", "vivienda"),
            N_("words in the language of the record; names in other languages find it too")),
    Example(("ecole", "bogota", "sao paulo"), N_("accents may be left out")),
    Example(("particpatory budegt", "scool meals"),
            N_("a misspelt word; when no record has it, the nearest that records have is searched, and the page says so")),
)  # fmt: skip


class LiveExamples:
    """The examples with their counts, counted anew when they are older than KEPT_SECONDS. For any number of threads."""

    def __init__(self, speller: Speller, clock: Callable[[], float] = time.monotonic) -> None:
        self._speller, self._clock = speller, clock
        self._counting = threading.Lock()
        self._counted: tuple[Counted, ...] = ()
        self._until = clock()

    def counted(self) -> tuple[Counted, ...]:
        with self._counting:
            if self._clock() >= self._until:
                self._counted = tuple(map(self._count, EXAMPLES))
                is_up = all(example.total is not None for example in self._counted)
                self._until = self._clock() + (KEPT_SECONDS if is_up else 0.0)
            return self._counted

    def _count(self, example: Example) -> Counted:
        try:
            totals = {query: self._total(query) for query in example.queries}
        except SearchUnavailable:
            return Counted(example.queries[0], example.meaning, None)
        query = next((query for query, total in totals.items() if total), example.queries[0])
        return Counted(query, example.meaning, totals[query])

    def _total(self, query: str) -> int:
        return self._speller.search(SearchRequest(query, per_page=1)).total

"""The request of a search: read from an address, printed back to it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.fields import FILTERS, SORTS
from kb.search.request import MAX_FILTER_VALUES, MAX_QUERY_LENGTH, SearchRequest, years_of
from kb.vocab import Vocabulary


def read(params: Mapping[str, Sequence[str]], vocabulary: Vocabulary) -> SearchRequest:
    return SearchRequest.from_params(params, vocabulary)


def grouped(params: list[tuple[str, str]]) -> dict[str, list[str]]:
    names = dict.fromkeys(name for name, _ in params)
    return {name: [value for other, value in params if other == name] for name in names}


def test_ids_and_labels_are_read_alike_and_once(vocabulary: Vocabulary) -> None:
    request = read(
        {"q": [" rent  control "], "theme": ["housing", "Housing"], "city": ["서울"], "evidence": ["3"]},
        vocabulary,
    )
    assert request.query == "rent control"
    assert request.filters == {"theme": ("housing",), "city": ("seoul",), "evidence": ("3",)}
    assert request.problems == ()


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"theme": ["wizardry"]}, "not known as a theme"),
        ({"year": ["soon"]}, "not a year"),
        ({"year": ["2015...2020"]}, "not a year"),
        ({"sort": ["length"]}, "not an order"),
        ({"spelling": ["guess"]}, "not a way to treat spelling"),
        ({"page": ["0"]}, "no page"),
        ({"page": ["-1"]}, "no page"),
        ({"page": ["1e3"]}, "no page"),
        ({"page": ["٣"]}, "no page"),
        ({"page": ["9" * 5000]}, "no page"),
        ({"page": ["0000000010000"]}, "no page"),
        ({"q": ["a" * 5000]}, f"cut to {MAX_QUERY_LENGTH}"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_said(
    params: dict[str, list[str]], said: str, vocabulary: Vocabulary
) -> None:
    request = read(params, vocabulary)
    assert said in str(request.problems[0])
    assert (request.filters, request.sort, request.page) == ({}, "relevance", 1)
    assert len(request.query) <= MAX_QUERY_LENGTH


def test_the_number_of_values_is_bounded(vocabulary: Vocabulary) -> None:
    request = read({"year": [str(year) for year in range(1900, 2000)]}, vocabulary)
    assert len(request.selected("year")) == MAX_FILTER_VALUES
    assert str(request.problems[0]) == "year: Only the first 50 values were taken as year."
    twice = read({"year": [str(year) for year in range(1950, 2000)] * 2}, vocabulary)
    assert len(twice.selected("year")) == MAX_FILTER_VALUES
    assert not twice.problems


def test_changed_copies_go_back_to_the_first_page() -> None:
    request = SearchRequest("rent", {"theme": ("housing",)}, page=3)
    more = request.with_filter("city", "seoul").with_filter("city", "dakar")
    assert more.selected("city") == ("seoul", "dakar")
    assert more.page == 1
    assert more.with_filter("city", "dakar") == more
    assert more.without_filter("city", "seoul").selected("city") == ("dakar",)
    assert "city" not in more.without_filter("city").filters
    assert request.without_filter("theme", "housing").filters == {}
    assert request.sorted_by("newest") == SearchRequest("rent", {"theme": ("housing",)}, "newest")
    assert request.with_query("homes").on_page(2).to_params() == [
        ("q", "homes"),
        ("theme", "housing"),
        ("page", "2"),
    ]
    assert SearchRequest().to_params() == []
    typed = request.spelt_as_typed()
    assert typed.sorted_by("newest").on_page(2).as_typed
    assert not typed.with_query("homes").as_typed
    assert typed.literal() == request.on_page(1)


VALUES: dict[str, list[str]] = {
    "theme": ["housing", "public-space-nature"],
    "city": ["seoul", "dakar"],
    "year": ["2019", "2015..2020", "2015..", "..2020"],
    "language": ["en", "ko"],
}
CHOICES = {
    name: st.lists(st.sampled_from(values), min_size=1, unique=True) for name, values in VALUES.items()
}


@settings(deadline=None)
@given(
    query=st.text(max_size=100),
    filters=st.fixed_dictionaries({}, optional=CHOICES),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 1000),
    spelling=st.sampled_from(["", "typed"]),
)
def test_what_is_printed_reads_as_the_same_request(
    vocabulary: Vocabulary, query: str, filters: dict[str, list[str]], sort: str, page: int, spelling: str
) -> None:
    asked = {"q": [query], "sort": [sort], "page": [str(page)], "spelling": [spelling]}
    request = read(asked | filters, vocabulary)
    params = request.to_params()
    assert read(grouped(params), vocabulary) == request
    assert [name for name, _ in params if name in FILTERS] == sorted(
        (name for name, _ in params if name in FILTERS), key=FILTERS.index
    )


@pytest.mark.parametrize(
    ("text", "years"),
    [("2019", (2019, 2019)), ("2015..2020", (2015, 2020)), ("2015..", (2015, 9999)), ("..2020", (0, 2020))],
)
def test_years(text: str, years: tuple[int, int]) -> None:
    assert years_of(text) == years


def test_years_the_wrong_way_round_are_turned(vocabulary: Vocabulary) -> None:
    search = SearchRequest.from_params({"year": ["2020..2010", "2005"]}, vocabulary)
    assert (search.selected("year"), search.problems) == (("2010..2020", "2005"), ())


@pytest.mark.parametrize("text", ["", "..", "20152020", "15", "2015-2020", "2015..20", "２０１５", "2015\n"])
def test_no_years(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text) or None):
        years_of(text)


def test_words_only_is_part_of_the_address(vocabulary: Vocabulary) -> None:
    request = SearchRequest.from_params({"q": ["housing"], "match": ["words"], "page": ["2"]}, vocabulary)

    assert request.words_only
    assert request.to_params() == [("q", "housing"), ("match", "words"), ("page", "2")]
    assert request.by_words_and_meaning().to_params() == [("q", "housing")]
    assert request.by_words_and_meaning().by_words_only() == request.on_page(1)
    assert not SearchRequest.from_params({"match": ["magic"]}, vocabulary).words_only

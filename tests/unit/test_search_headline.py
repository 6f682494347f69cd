"""What a result row shows of the figures of a record, and by what the newest come first."""

from __future__ import annotations

import pytest

from kb.search.document import headline_figure, newest_key
from tests.factories import make_record, make_result


def test_a_figure_comes_before_words_of_better_evidence() -> None:
    words = make_result("Dropout", "lower dropout (no figures)", evidence_level=4, kind="impact")
    counted = make_result("Meals served", "120", evidence_level=2, kind="output", unit="meals")
    headline = headline_figure(make_record(reported_results=[words, counted]))
    assert headline is not None
    assert (headline.metric, headline.value, headline.unit, headline.source) == (
        "Meals served",
        "120",
        "meals",
        1,
    )


def test_of_figures_the_better_evidence_and_then_the_impact_counts() -> None:
    rows = [
        make_result("Meals", "120", evidence_level=2, kind="output"),
        make_result("Weight", "2 kg", evidence_level=3, kind="outcome"),
        make_result("Health", "9 %", evidence_level=3, kind="impact"),
    ]
    headline = headline_figure(make_record(reported_results=rows))
    assert headline is not None
    assert headline.metric == "Health"


@pytest.mark.parametrize(
    ("value", "read"), [("five", {"number": 5}), ("two to three", {"low": 2, "high": 3}), ("٣٠", {})]
)
def test_a_number_need_not_be_in_western_digits(value: str, read: dict[str, int]) -> None:
    headline = headline_figure(make_record(reported_results=[make_result("Sites", value, **read)]))
    assert headline is not None
    assert headline.value == value


def test_words_alone_are_no_figure() -> None:
    assert headline_figure(make_record(reported_results=[make_result("Venue", "the old market")])) is None
    assert headline_figure(make_record(reported_results=[])) is None


def test_a_sentence_with_a_year_in_it_is_no_figure() -> None:
    ruling = make_result("Precedent", "The court found the power under the by-law of 2014 unconstitutional")
    assert headline_figure(make_record(reported_results=[ruling])) is None


def test_what_qualifies_a_figure_is_said_and_nothing_twice() -> None:
    shown = headline_figure(
        make_record(
            reported_results=[
                {
                    "metric": "Tenants",
                    "value": "28%",
                    "qualifier": "about",
                    "unit": "% of flats",
                    "sources": [1],
                }
            ]
        )
    )
    assert shown is not None
    assert (shown.value, shown.unit) == ("about 28%", "of flats")


@pytest.mark.parametrize(
    ("started", "key"),
    [
        ("2022", "2026-03-01 2022-01-01"),
        ("2022-05", "2026-03-01 2022-05-01"),
        ("before 2008", "2026-03-01 2007-12-31"),
        (None, "2026-03-01"),
    ],
)
def test_newest_is_by_publication_and_then_by_the_start_of_the_practice(
    started: str | None, key: str
) -> None:
    assert newest_key(make_record(started=started), "2026-03-01") == key

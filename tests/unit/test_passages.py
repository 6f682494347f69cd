"""What a passage of a result shows: dates of a timeline in words, reported numbers as the page has them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kb.records import Status, StoredRecord
from kb.search.document import to_document
from kb.search.results import Fragment, Snippet
from kb.vocab import Vocabulary
from tests.factories import make_record, make_result
from webui.passages import passage


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("en", "2023-02-14: The council voted.", "14 February 2023: The council voted."),
        ("es", "2023-02-14: El concejo votó.", "14 de febrero de 2023: El concejo votó."),
        ("ko", "2023-02-14: 의결.", "2023년 2월 14일: 의결."),
        ("fr", "2023-02: Le vote.", "février 2023: Le vote."),
        ("xx", "2023-02-14: A vote.", "14 February 2023: A vote."),
        ("en", "2023-02-31: No such day.", "2023-02-31: No such day."),
        ("en", "2023: The council voted.", "2023: The council voted."),
        ("en", "On 2023-02-14: a vote.", "On 2023-02-14: a vote."),
    ],
)
def test_the_date_of_a_timeline_is_in_words(language: str, text: str, shown: str) -> None:
    fragments = passage(Snippet((Fragment(text),), language))
    assert "".join(fragment.text for fragment in fragments) == shown


def test_a_date_of_which_a_part_was_matched_is_marked() -> None:
    snippet = Snippet((Fragment("2023", matched=True), Fragment("-02-14: A "), Fragment("vote", True)), "en")
    assert passage(snippet) == (
        Fragment("14 February 2023", matched=True),
        Fragment(": A "),
        Fragment("vote", matched=True),
    )


@pytest.mark.parametrize(("language", "number"), [("en", "103,538"), ("es", "103.538")])
def test_the_index_has_reported_numbers_as_the_page_writes_them(
    vocabulary: Vocabulary, language: str, number: str
) -> None:
    homes = make_result("Homes", "103538", unit="houses", period="2003-2018")
    record = make_record(
        language=language,
        reported_results=[homes],
        costs=[{"amount": "COP 250000", "note": "Law 27972.", "sources": [1]}],
    )
    when = datetime(2026, 3, 1, tzinfo=UTC)
    stored = StoredRecord(1, record, Status.PUBLISHED, 1, 1, 1, date(2026, 3, 1), when)
    body = to_document(stored, vocabulary).texts[0].body
    assert f"Homes: {number} houses; 2003-2018" in body
    assert f"COP {number.replace('103', '250').replace('538', '000')}; Law 27972" in body

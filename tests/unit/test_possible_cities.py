"""What is said where a document's city cannot be told, or a name typed is no city's or that of several."""

from __future__ import annotations

import pytest

from ingest.possible_cities import asked_for, no_city, unknown_city
from kb.errors import Problem
from kb.vocab import Vocabulary

NONE_NAMED = Problem("cities", "No city is named.")


def test_a_missing_city_is_asked_for_with_those_it_may_be(vocabulary: Vocabulary) -> None:
    texts = {"summary": "Springfield opens a park. Springfield pays."}
    title = Problem("title", "There is no title.")
    said, other = asked_for([NONE_NAMED, title], texts, "en", vocabulary)
    assert other == title
    assert str(said).startswith(
        "cities: No city is named, and the text does not say for certain which one it is about; perhaps "
        "Springfield, Missouri, United States (springfield-missouri-us); "
    )
    assert str(said).endswith("Name the city, for example `cities: [springfield-missouri-us]`.")


def test_where_nothing_is_possible_the_problem_stays(vocabulary: Vocabulary) -> None:
    assert asked_for([NONE_NAMED], {"summary": "A fine day."}, "en", vocabulary) == [NONE_NAMED]


def test_a_city_named_wrongly_is_another_problem(vocabulary: Vocabulary) -> None:
    wrong = Problem("cities", "'%(text)s' is not known.", {"text": "Atlantis"})
    assert asked_for([wrong], {"summary": "Springfield pays twice."}, "en", vocabulary) == [wrong]


def test_a_person_who_hands_in_a_document_is_told_the_same(vocabulary: Vocabulary) -> None:
    unsure = no_city({"summary": "Reading opens a hub. Reading pays."}, "en", vocabulary)
    assert str(unsure) == (
        "cities: The document does not say for certain which city it is about; perhaps Reading. Name the city yourself."
    )
    nothing = no_city({"summary": "A fine day."}, "en", vocabulary)
    assert str(nothing) == "cities: No city was found in the document. Name the city yourself."


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "Birmingham",
            (
                "'Birmingham' is the name of several cities: Birmingham, United Kingdom (birmingham-gb); "
                "Birmingham, United States (birmingham-us). Write one of these ids."
            ),
        ),
        ("seol", "'seol' is not in the city authority file. Did you mean 'seoul'?"),
        ("Winipeg", "'Winipeg' is not in the city authority file. Did you mean 'winnipeg'?"),
        (
            "Xqzzy",
            "'Xqzzy' is not in the city authority file. Use an id or name from it, or ask for the city to be added.",
        ),
    ],
)
def test_a_name_that_is_no_citys_comes_back_with_what_would_do(
    name: str, message: str, vocabulary: Vocabulary
) -> None:
    assert str(unknown_city(name, vocabulary)) == message

"""Dates, citations and lists in the record's spelling."""

from __future__ import annotations

import unicodedata

import pytest

from ingest import normalise


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("15 May 2024", "2024-05-15"),
        ("May 15, 2024", "2024-05-15"),
        ("mayo de 2024", "2024-05"),
        ("5 de marzo de 2019", "2019-03-05"),
        ("1er juin 2023", "2023-06-01"),
        ("2024년 5월 3일", "2024-05-03"),
        ("2024년", "2024"),
        ("around 2010", "c. 2010"),
        ("약 2010년", "c. 2010"),
        ("2021-H1", "2021-H1"),
        ("before 2008", "before 2008"),
        ("n.d.", None),
        ("s. f.", None),
        ("Non renseigné", None),
        ("spring 2020", "spring 2020"),
    ],
)
def test_a_date_as_people_write_it(said: str, written: str | None) -> None:
    assert normalise.date_text(said) == written


def test_neighbouring_citations_become_one() -> None:
    assert normalise.join_citations("a [1] [2], b [3]. [4][5,6]") == "a [1,2], b [3]. [4,5,6]"


def test_citations_at_the_end_are_the_sources_of_a_statement() -> None:
    assert normalise.split_citations("One says 4 [1], one 5. [2, 3]") == ("One says 4 [1], one 5.", (2, 3))
    assert normalise.split_citations("One says 4 [1], one 5 [2] now.") == (
        "One says 4 [1], one 5 [2] now.",
        (1, 2),
    )


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [("3, 7", (3, 7)), ("[11,23]", (11, 23)), ("[3] and [7]", (3, 7)), ("City report", None)],
)
def test_a_cell_of_sources(cell: str, numbers: tuple[int, ...] | None) -> None:
    assert normalise.source_numbers(cell) == numbers


def test_several_values_are_parted_outside_brackets() -> None:
    assert normalise.split_values("Housing; Care (a; b)") == ("Housing", "Care (a; b)")
    assert normalise.split_values("housing, gender-care") == ("housing", "gender-care")
    assert normalise.split_entries("Ministry of Health, Labour and Welfare") == (
        "Ministry of Health, Labour and Welfare",
    )


def test_text_is_composed_and_rid_of_what_nobody_sees() -> None:
    decomposed = unicodedata.normalize("NFD", "Bogotá")
    assert normalise.one_line(f"  {decomposed}\u200b \n  city\x07 ") == "Bogotá city"


def test_a_slug_is_made_of_small_letters_digits_and_hyphens() -> None:
    assert normalise.slug_from("São Paulo: CEU 2003!") == "sao-paulo-ceu-2003"
    assert normalise.slug_from("서울") == ""


def test_a_number_with_commas_is_not_guessed() -> None:
    assert normalise.is_plain_number("-10.4")
    assert not normalise.is_plain_number("9,069")


def test_only_plain_digits_are_a_number() -> None:
    assert normalise.source_numbers("3, 7") == (3, 7)
    assert normalise.source_numbers("1²") is None
    assert normalise.source_numbers("3, " + "9" * 5000) is None
    assert normalise.whole_number("²") is None
    assert normalise.whole_number("٣") is None
    assert normalise.whole_number("9" * 5000) is None


def test_half_of_a_surrogate_pair_is_no_text() -> None:
    assert normalise.one_line("Night \ud83d buses") == "Night buses"

"""Long numbers as readers of a language write them."""

from __future__ import annotations

import pytest

from kb.records.figures import amount_with_currency, figure_text, gap_before, grouped


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("103538", "en", "103,538"),
        ("over 300000", "en", "over 300,000"),
        ("about 6000-90000", "en", "about 6000-90,000"),
        ("103538", "es", "103.538"),
        ("103538", "fr", "103\u202f538"),
        ("2억 5,017만", "ko", "2억 5,017만"),
        ("3263 of 7069 in 2019", "en", "3263 of 7069 in 2019"),
        ("1,853,529", "en", "1,853,529"),
        ("0.12345", "en", "0.12345"),
        ("12345.6", "en", "12345.6"),
        ("10000.", "en", "10,000."),
        ("A12345", "en", "A12345"),
        ("103538", "zh-Hant", "103,538"),
        ("103538", "xx", "103,538"),
        ("103538", None, "103,538"),
        ("-10.4", "en", "−10.4"),
        ("-17 to -27", "en", "−17 to −27"),
        ("Labour supply: -12.5 points (2016-2019)", "en", "Labour supply: −12.5 points (2016-2019)"),
        ("2020-05-04", "en", "2020-05-04"),
    ],
)
def test_long_numbers_are_grouped_and_nothing_else(text: str, language: str | None, shown: str) -> None:
    assert grouped(text, language) == shown


@pytest.mark.parametrize(
    ("value", "unit", "language", "shown"),
    [
        ("5287", "steps/day", "en", "5,287"),
        ("more than 3000", "people", "en", "more than 3,000"),
        ("7312 of 7893", "lanes", "en", "7,312 of 7,893"),
        ("+1309", "children", "en", "+1,309"),
        ("7312 of 78930", "lanes", "en", "7,312 of 78,930"),
        ("1450", "건", "ko", "1,450"),
        ("1450", "hogares", "es", "1450"),
        ("2014", "", "en", "2014"),
        ("2014", "year", "en", "2014"),
        ("500 by 2030", "homes", "en", "500 by 2030"),
        ("2016-2019", "surveys", "en", "2016-2019"),
        ("1,450", "homes", "en", "1,450"),
        ("0.1234", "share", "en", "0.1234"),
        ("103538", "homes", "en", "103,538"),
    ],
)
def test_four_digits_with_a_unit_are_no_year(value: str, unit: str, language: str, shown: str) -> None:
    assert figure_text(value, unit, language) == shown


@pytest.mark.parametrize(
    ("unit", "language", "gap"),
    [
        ("%", "en", ""),
        ("% of flats", "ko", ""),
        ("%", "es", " "),
        ("%", "fr", " "),
        ("homes", "en", " "),
        ("", "en", ""),
    ],
)
def test_per_cent_stands_as_the_language_writes_it(unit: str, language: str, gap: str) -> None:
    assert gap_before(unit, language) == gap


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        ("2.5 million", "GBP", "GBP 2.5 million"),
        ("EUR 2 million", "EUR", "EUR 2 million"),
        ("£2.5 million", "GBP", "£2.5 million"),
        ("3 millones de pesos", "COP", "3 millones de pesos"),
        ("109억 원", "KRW", "109억 원"),
        ("2.5 million", None, "2.5 million"),
    ],
)
def test_an_amount_is_said_with_its_currency_once(amount: str, currency: str | None, said: str) -> None:
    assert amount_with_currency(amount, currency) == said

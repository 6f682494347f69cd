"""Figures in running text: the formats of four languages, dates, and what is no figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ingest.figures.reading import figures_of, sheet_figures
from ingest.figures.readings import DateReading, Decade, Quantity, Reading, implied


def number(value: str) -> Quantity:
    return Quantity(Decimal(value))


def percent(value: str) -> Quantity:
    return Quantity(Decimal(value), is_percent=True)


def readings(text: str, language: str) -> list[Reading]:
    return [figure.readings[0] for figure in figures_of(text, language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "2,076 of 1,234,567 homes", [number("2076"), number("1234567")]),
        ("en", "5.95 million, 13 trillion, 2.4 bn, 2.5M and 3k", [number("5950000"), number("13000000000000"),
                                                                  number("2400000000"), number("2500000"), number("3000")]),
        ("en", "3 lakh, 2 crore, 1 lakh crore", [number("300000"), number("20000000"), number("1000000000000")]),
        ("en", "85%, 12.5 per cent, 10.4 percentage points", [percent("85"), percent("12.5"), number("10.4")]),
        ("en", "-12.5 / +3 or 67.6 to 1", [number("12.5"), number("3"), number("67.6"), number("1")]),
        ("en", "Line 3 5,500,000 boardings", [number("3"), number("5500000")]),
        ("en", "three-year, nineteen, Two million", [number("3"), number("19"), number("2000000")]),
        ("en", "18 m wide, the 14th, 24/7", [number("18"), number("14"), number("24"), number("7")]),
        ("en", "KRW947,090 and FY2023", [number("947090"), number("2023")]),
        ("en", "C40, CO2, m2, one of them, twenty-five, once", []),
        ("es", "1.234.567 o 3.000 o 44 456", [number("1234567"), number("3000"), number("44456")]),
        ("es", "12,5 % y 3,4 millones y 12 mil millones", [percent("12.5"), number("3400000"), number("12000000000")]),
        ("es", "diecinueve barrios, uno de ellos", [number("19")]),
        ("fr", "200 000 voyageurs, 18,3 km, 2 milliards", [number("200000"), number("18.3"), number("2000000000")]),
        ("fr", "12\u00a0% et 3\u202f000, dix-neuf, un bâtiment neuf", [percent("12"), number("3000"), number("19")]),
        ("ko", "444억 5,600만원", [number("44456000000")]),
        ("ko", "3만5천 명, 1만 2,345명, 2조", [number("35000"), number("12345"), number("2000000000000")]),
        ("ko", "열두 곳과 세 가지, 세금", [number("12"), number("3")]),
        ("ko", "12.5%와 3%포인트", [percent("12.5"), number("3")]),
        ("ko", "4만 5,000", [number("45000")]),
        ("ko", "코로나19 뒤 1인 가구 12곳", [number("12")]),
    ],
)  # fmt: skip
def test_numbers(language: str, text: str, expected: list[Reading]) -> None:
    assert readings(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "2022-07-04, 2022-07, 2022-H1, 2021-Q3", [DateReading(2022, "07", 4), DateReading(2022, "07"),
                                                         DateReading(2022, "H1"), DateReading(2021, "Q3")]),
        ("en", "26 April 2024, April 26, 2024, Sept 2025", [DateReading(2024, "04", 26), DateReading(2024, "04", 26),
                                                            DateReading(2025, "09")]),
        ("en", "28-31 May 2002", [DateReading(2002, "05", 28), DateReading(2002, "05", 31)]),
        ("en", "2017/2018, 2024-26, the 1920s", [number("2017"), number("2018"), number("2024"), number("2026"), Decade(1920)]),
        ("en", "the second half of 2011", [DateReading(2011, "H2")]),
        ("en", "they may march 5 times", [number("5")]),
        ("es", "28 de marzo de 2022, mayo de 2019", [DateReading(2022, "03", 28), DateReading(2019, "05")]),
        ("fr", "1er octobre 2025, août 2024, les années 1990", [DateReading(2025, "10", 1), DateReading(2024, "08"),
                                                                 Decade(1990)]),
        ("ko", "2025년 3월 28일, 2022년 7월, 1990년대", [DateReading(2025, "03", 28), DateReading(2022, "07"), Decade(1990)]),
        ("ko", "2025년 1월부터 7월까지", [DateReading(2025, "01"), DateReading(2025, "07")]),
        ("ko", "2025년 1~7월, 그리고 9월 3일", [DateReading(2025, "01"), DateReading(2025, "07"), DateReading(None, "09", 3)]),
        ("ko", "이듬해 3월까지 2,076가구", [number("2076")]),
    ],
)  # fmt: skip
def test_dates(language: str, text: str, expected: list[Reading]) -> None:
    assert readings(text, language) == expected


def test_a_date_without_year_has_that_of_the_next_as_well() -> None:
    first, last = figures_of("28 March-8 April 2022", "en")
    assert first.readings == (DateReading(None, "03", 28), DateReading(2022, "03", 28))
    assert last.readings == (DateReading(2022, "04", 8),)


def test_a_month_of_two_years_may_be_the_month_of_both() -> None:
    assert figures_of("May 2009 and 2011", "en")[1].readings == (DateReading(2011, "05"), number("2011"))


def test_a_year_and_month_may_be_a_span_of_years() -> None:
    assert figures_of("2010-12", "en")[0].readings == (DateReading(2010, "12"), number("2012"))
    assert figures_of("2012-10", "en")[0].readings == (DateReading(2012, "10"),)


def test_figures_in_a_row_share_the_scale_and_the_percent_sign_of_the_last() -> None:
    low, _ = figures_of("KRW 13 to 36.6 trillion", "en")
    assert low.readings == (number("13"), number("13000000000000"))
    assert [percent(value) in figure.readings for value, figure in
            zip(("10", "10.4", "14"), figures_of("10, 10.4 or 14 percent", "en"), strict=True)] == [True] * 3  # fmt: skip
    assert figures_of("462 of 626 (74%)", "en")[0].readings == (number("462"),)


def test_a_number_with_a_comma_has_two_readings_in_spanish_alone() -> None:
    assert figures_of("1,234 casas", "es")[0].readings == (number("1.234"), number("1234"))
    assert figures_of("1,234 maisons", "fr")[0].readings == (number("1.234"),)


def test_a_sheet_may_leave_a_scale_to_another_number_and_count_in_ordinals() -> None:
    said = {
        reading
        for figure in sheet_figures("184 and 52 in the fourth plan, 296 billion; 23.7 m")
        for reading in figure.readings
    }
    assert {number("184000000000"), number("52000000000"), number("4"), number("23700000")} <= said
    assert number("74") not in {reading for figure in sheet_figures("2,074") for reading in figure.readings}


def test_what_a_reading_says_as_well() -> None:
    assert set(implied(percent("12"))) == {percent("12"), number("12")}
    day = DateReading(2022, "07", 4)
    assert set(implied(day)) == {day, DateReading(2022, "07"), DateReading(None, "07", 4), number("2022")}
    assert set(implied(Decade(1920))) == {Decade(1920), number("1920"), number("1929")}

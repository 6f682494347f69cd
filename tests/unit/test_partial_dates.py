"""Partial dates: every accepted form with its bounds, what is refused, and what hypothesis finds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kb.records import PartialDate


@pytest.mark.parametrize(
    ("raw", "earliest", "latest", "precision"),
    [
        ("2022-07-04", date(2022, 7, 4), date(2022, 7, 4), "day"),
        ("2022-07", date(2022, 7, 1), date(2022, 7, 31), "month"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2022", date(2022, 1, 1), date(2022, 12, 31), "year"),
        ("2021-H1", date(2021, 1, 1), date(2021, 6, 30), "half-year"),
        ("2021-h2", date(2021, 7, 1), date(2021, 12, 31), "half-year"),
        ("2021Q1", date(2021, 1, 1), date(2021, 3, 31), "quarter"),
        ("2021-Q4", date(2021, 10, 1), date(2021, 12, 31), "quarter"),
        ("c. 2022", date(2022, 1, 1), date(2022, 12, 31), "approximate"),
        ("around 2010-05", date(2010, 5, 1), date(2010, 5, 31), "approximate"),
        ("2010~", date(2010, 1, 1), date(2010, 12, 31), "approximate"),
        ("before 2008", None, date(2007, 12, 31), "before"),
        ("by 2008", None, date(2008, 12, 31), "before"),
        ("after 2015", date(2016, 1, 1), None, "after"),
        ("Since 2015-03", date(2015, 3, 1), None, "after"),
        ("2020/2023", date(2020, 1, 1), date(2023, 12, 31), "range"),
        ("2020-03..2020-05", date(2020, 3, 1), date(2020, 5, 31), "range"),
        ("  2022 ", date(2022, 1, 1), date(2022, 12, 31), "year"),
    ],
)
def test_a_form_is_bounded_by_two_days(
    raw: str, earliest: date | None, latest: date | None, precision: str
) -> None:
    parsed = PartialDate.model_validate(raw)

    assert (parsed.earliest, parsed.latest, parsed.precision) == (earliest, latest, precision)
    assert parsed.raw == str(parsed) == raw.strip()


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        ("2019-05", 2019),
        ("2020/2023", 2020),
        ("before 2008", 2007),
        ("after 2015", 2016),
        ("since 2015", 2015),
    ],
)
def test_the_year_is_that_of_the_earliest_day_else_of_the_latest(raw: str, year: int) -> None:
    assert PartialDate.model_validate(raw).year == year


@pytest.mark.parametrize(
    "raw",
    ["", "soon", "2022-13", "2022-02-30", "2022-H3", "22", "0000", "before 0001", "after 9999", "before soon", "2020/", "/", "~"],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_the_forms_that_are(raw: str) -> None:
    with pytest.raises(ValidationError, match="write 2022, 2022-07"):
        PartialDate.model_validate(raw)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValidationError, match="'2023/2020' ends before it begins"):
        PartialDate.model_validate("2023/2020")


@given(first=st.dates(), second=st.dates())
def test_the_stored_form_reads_back_as_the_same_date(first: date, second: date) -> None:
    low, high = sorted((first, second))
    for raw in (
        f"{low:%Y-%m-%d}".rjust(10, "0"),
        f"{low.isoformat()}/{high.isoformat()}",
        f"since {low.isoformat()}",
    ):
        parsed = PartialDate.model_validate(raw)
        assert parsed.earliest == low
        assert PartialDate.model_validate(parsed.model_dump(mode="json")) == parsed


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_but_never_breaks(text: str) -> None:
    try:
        parsed = PartialDate.model_validate(text)
    except ValidationError:
        return
    assert parsed.earliest or parsed.latest

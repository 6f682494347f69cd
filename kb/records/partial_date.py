"""Partial dates: what a write-up says about time, kept as said and bounded by two days.

A policy starts "in 2022", "in the first half of 2021", "around 2010" or "before 2008". The raw text is never
thrown away; `earliest` and `latest` bound it so that it can be sorted, filtered and drawn on an axis.
The forms accepted are a subset of EDTF (ISO 8601-2) and its usual English spelling. "before 2008" ends with 2007 and
"after 2008" begins with 2009; "by 2008" and "since 2008" include the year.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, model_validator

Precision = Literal["day", "month", "quarter", "half-year", "year", "range", "approximate", "before", "after"]

_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_YEAR = re.compile(r"^(\d{4})$")
_HALF = re.compile(r"^(\d{4})-?[Hh]([12])$")
_QUARTER = re.compile(r"^(\d{4})-?[Qq]([1-4])$")
_CIRCA = re.compile(r"^(?:c\.?|ca\.?|circa|about|around)\s*(.+)$|^(.+)~$", re.IGNORECASE)
_OPEN = re.compile(r"^(before|by|after|since)\s+(.+)$", re.IGNORECASE)
_DAY_LENGTH = timedelta(days=1)


class PartialDate(BaseModel):
    """A date as reported. `earliest` and `latest` are inclusive; None is an open end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw: str
    earliest: date | None
    latest: date | None
    precision: Precision

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            return _parse(value.strip())
        return value

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.earliest and self.latest and self.latest < self.earliest:
            raise ValueError(f"'{self.raw}' ends before it begins")
        return self

    @property
    def year(self) -> int | None:
        """The year used by filters: that of the earliest day, or of the latest where the start is open."""
        bound = self.earliest or self.latest
        return bound.year if bound else None

    def __str__(self) -> str:
        return self.raw


def _parse(raw: str) -> dict[str, object]:
    try:
        earliest, latest, precision = _bounds(raw)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            f"'{raw}' is not a date CityKB can read; write 2022, 2022-07, 2022-07-04, 2022-H1, 2022-Q3, "
            "'c. 2022', 'before 2008', 'after 2015' or 2020/2023"
        ) from error
    return {"raw": raw, "earliest": earliest, "latest": latest, "precision": precision}


def _bounds(raw: str) -> tuple[date | None, date | None, Precision]:
    if match := _OPEN.match(raw):
        return _open_bounds(match[1].lower(), *_span(match[2])[:2])
    if match := _CIRCA.match(raw):
        return *_span(match[1] or match[2])[:2], "approximate"
    if "/" in raw or ".." in raw:
        start, _, end = raw.replace("..", "/").partition("/")
        return _span(start)[0], _span(end)[1], "range"
    return _span(raw)


def _open_bounds(word: str, first: date, last: date) -> tuple[date | None, date | None, Precision]:
    if word in ("before", "by"):
        return None, last if word == "by" else first - _DAY_LENGTH, "before"
    return first if word == "since" else last + _DAY_LENGTH, None, "after"


def _span(text: str) -> tuple[date, date, Precision]:
    """First and last day of a day, month, quarter, half-year or year. Raises ValueError."""
    text = text.strip()
    if match := _DAY.match(text):
        day = date(*(int(part) for part in match.groups()))
        return day, day, "day"
    if match := _MONTH.match(text):
        return *_months(int(match[1]), int(match[2]), 1), "month"
    if match := _YEAR.match(text):
        return *_months(int(match[1]), 1, 12), "year"
    if match := _HALF.match(text):
        return *_months(int(match[1]), 6 * int(match[2]) - 5, 6), "half-year"
    if match := _QUARTER.match(text):
        return *_months(int(match[1]), 3 * int(match[2]) - 2, 3), "quarter"
    raise ValueError(text)


def _months(year: int, first: int, count: int) -> tuple[date, date]:
    last = first + count - 1
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])

"""Dates as a reader of the interface's language writes them, no more exact than they are known."""

from __future__ import annotations

import re
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from kb.records import PartialDate

_YEAR = re.compile(r"\d{4}")


def day(value: date | datetime | None) -> str:
    """ "1 March 2026"; nothing for None."""
    return str(format_date(value, "d MMMM yyyy")) if value else ""


def partial_date(value: PartialDate) -> str:
    """A day or a month in words; every other precision as it was reported."""
    if value.precision == "day":
        return day(value.earliest)
    if value.precision == "month" and value.earliest:
        return str(format_date(value.earliest, "LLLL yyyy"))
    return value.raw


def years(started: str | None, ended: str | None, stage: str | None = None) -> str:
    """ "2022–2025", "since 2022", or the single year; nothing when neither is known."""
    first, last = _year(started), _year(ended)
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return first if stage in ("ended", "proposed") else str(_("since %(year)s", year=first))
    return str(_("until %(year)s", year=last)) if last else ""


def _year(raw: str | None) -> str:
    match = _YEAR.search(raw or "")
    return match[0] if match else ""

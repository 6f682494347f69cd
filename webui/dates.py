"""Dates as a reader of the interface's language writes them, no more exact than they are known."""

from __future__ import annotations

import re
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _
from pydantic import ValidationError

from kb.records import PartialDate
from webui.labels import N_

_YEAR = re.compile(r"\d{4}")
_PART = re.compile(r"(\d{4})-?([HQ]\d)")
_PARTS = {
    "H1": N_("first half of %(year)s"),
    "H2": N_("second half of %(year)s"),
    "Q1": N_("first quarter of %(year)s"),
    "Q2": N_("second quarter of %(year)s"),
    "Q3": N_("third quarter of %(year)s"),
    "Q4": N_("fourth quarter of %(year)s"),
}
_INTERVAL = re.compile(r"(\d{4}(?:-\d\d){0,2})/(\d{4}(?:-\d\d){0,2})")


def day(value: date | datetime | None) -> str:
    """ "1 March 2026"; nothing for None."""
    return str(format_date(value, "d MMMM yyyy")) if value else ""


def partial_date(value: PartialDate) -> str:
    """A day, a month or a part of a year in words; every other precision as it was reported."""
    if value.precision == "day":
        return day(value.earliest)
    if value.precision == "month" and value.earliest:
        return str(format_date(value.earliest, "LLLL yyyy"))
    part = _PART.fullmatch(value.raw.strip().upper())
    return str(_(_PARTS[part[2]], year=part[1])) if part else value.raw


def period(text: str) -> str:
    """An interval of ISO 8601 in words, "July 2022 – June 2025"; two years in a row may be one that is no calendar year
    and stay, as does every other text."""
    match = _INTERVAL.fullmatch(text)
    if not match:
        return text
    first, last = match.groups()
    try:
        if len(first) > len("2022") or len(last) > len("2025"):
            return " – ".join(partial_date(PartialDate.model_validate(bound)) for bound in (first, last))
    except ValidationError:
        return text
    return f"{first}–{last}" if int(last) - int(first) > 1 else text


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

"""Dates as documents carry them, to days or months in the spelling of the record."""

from __future__ import annotations

import re

from ingest.normalise import date_text
from kb.records import PartialDate

_ISO = re.compile(r"^(\d{4})(?:[-/.]?(\d{2})(?:[-/.]?(\d{2}))?)?(?!\d)")
_YEARS = range(1900, 2101)


def day_of(text: str) -> str:
    """ "2024-05-15T09:00Z", "20240515", "15 May 2024" or "2024-05" as the record writes it; "" for anything else."""
    text = text.strip()
    match = _ISO.match(text)
    spelled = "-".join(part for part in match.groups() if part) if match else date_text(text[:60]) or ""
    if not spelled[:4].isdigit() or int(spelled[:4]) not in _YEARS:
        return ""
    try:
        PartialDate.model_validate(spelled)
    except ValueError:
        return ""
    return spelled

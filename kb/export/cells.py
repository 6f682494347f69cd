"""How a value becomes the text of one CSV cell; docs/data-dictionary.md states the rules for those who read the files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

NOT_REPORTED = "not reported"
SEPARATOR = "|"
_SIGNED_NUMBER = re.compile(r"[+-][\d.,\s]*%?")
# What spreadsheets take for the beginning of a formula, also in full width as East Asian input methods write it.
_FORMULA_START = ("=", "@", "\t", "\r", "\n", "＝", "＠", "＋", "－")
_SIGNS = ("+", "-")


def text_cell(value: object) -> str:
    """One value: numbers and dates as they are, text made harmless for spreadsheets, None as empty."""
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return harmless(str(value))


def harmless(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe; signed numbers stay as they are."""
    if text.startswith(_FORMULA_START) or (text.startswith(_SIGNS) and not _SIGNED_NUMBER.fullmatch(text)):
        return f"'{text}"
    return text


def list_cell(values: Iterable[object]) -> str:
    r"""Several values joined with "|"; "|" and "\" inside a value are escaped with "\"."""
    return harmless(SEPARATOR.join(_escape(str(value)) for value in values))


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(SEPARATOR, f"\\{SEPARATOR}")


def json_cell(rows: Iterable[Mapping[str, Any]]) -> str:
    """A list of objects as JSON; empty when there are none."""
    written = list(rows)
    return json.dumps(written, ensure_ascii=False) if written else ""

"""Citations in prose: [8] or [8,11], numbers of the record's sources."""

from __future__ import annotations

import re

CITATION = re.compile(r"\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\](?!\()")


def cited_numbers(text: str) -> set[int]:
    """All source numbers a text cites."""
    return {int(number) for match in CITATION.finditer(text) for number in match[1].split(",")}

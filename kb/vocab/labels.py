"""Comparing names as people type them: case, accents, hyphens and spaces do not count."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

FALLBACK_LANGUAGE = "en"


def name_key(name: str) -> str:
    """A key under which spellings of one name meet: casefolded, without marks, words joined by single spaces."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(
        " " if not char.isalnum() else char for char in decomposed if not unicodedata.combining(char)
    )
    return unicodedata.normalize("NFC", " ".join(bare.split()))


def in_language(labels: Mapping[str, str], language: str) -> str:
    """The label in the language asked for, else in English, else in any."""
    return labels.get(language) or labels.get(FALLBACK_LANGUAGE) or next(iter(labels.values()))

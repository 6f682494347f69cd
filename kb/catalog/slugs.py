"""Slugs for records that come by the web. A file brings its own."""

from __future__ import annotations

import itertools
import re
import unicodedata

from sqlalchemy.orm import Session

from kb.catalog.romanising import romanised
from kb.db import repository

LENGTH_LIMIT = 70
_NO_NAME = "practice"


def free_slug(session: Session, title: str, city: str | None) -> str:
    """A slug that no record has, withdrawn ones included: the city id, the title in kebab-case, and a number where that is taken.

    Hangul is romanised; a title in another script than Latin gives the city and the word "practice".
    """
    name = kebab_case(title) or _NO_NAME
    if city and not f"{name}-".startswith(f"{city}-"):
        name = f"{city}-{name}"
    name = name[:LENGTH_LIMIT].rstrip("-")
    numbered = (name if number == 1 else f"{name}-{number}" for number in itertools.count(1))
    return next(slug for slug in numbered if not repository.slug_exists(session, slug))


def kebab_case(title: str) -> str:
    """ASCII letters and digits in lower case, joined by hyphens; accents fall away, Hangul is romanised."""
    latin = romanised(unicodedata.normalize("NFC", title.casefold()))
    bare = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")

"""The two halves of measured records: rules are set while looking at "dev" and reported on "test"."""

from __future__ import annotations

import hashlib
from typing import Literal

from kb.errors import InvalidRecord, Problem

Half = Literal["dev", "test"]


def half_of(name: str) -> Half:
    """The half of a lead city (or, without one, of a file): "dev" when the first hex digit of the SHA-256 of the id in
    UTF-8 is even. All records of a city fall into one half, so nothing learnt about a city helps with its records."""
    return "dev" if int(hashlib.sha256(name.encode()).hexdigest()[0], 16) % 2 == 0 else "test"


def stated_half(given: object) -> Half | None:
    """The half that a line of a folder states, None when it states none. Raises InvalidRecord for any other word."""
    if given is None:
        return None
    if given not in ("dev", "test"):
        raise InvalidRecord([Problem("half", "'%(given)s' is neither dev nor test.", {"given": given})])
    return "dev" if given == "dev" else "test"

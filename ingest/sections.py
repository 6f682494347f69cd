"""Headings of a write-up, in English, Spanish, French and Korean, to the sections and parts of a record.

The words are in `ingest/data/headings.yaml`: whole headings, and wordings for the freer ways in which a city puts them
("Results after the first year", "What it cost and who paid"). Both meet by name key, so case, accents and punctuation
do not count. What nothing recognises belongs to the section `other`, under its own heading.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from types import MappingProxyType

from ingest.word_lists import read_word_list
from kb.records import SECTION_NAMES
from kb.vocab.labels import name_key

FACTS = "facts"
PARTS = frozenset(
    (
        "aliases",
        "attachments",
        "awards",
        "conflicts",
        "partners",
        "practice_transfers",
        "practices",
        "sources",
        "timeline",
    )
)
_HANGUL = re.compile("[가-힣]")
_NUMBERING = re.compile(
    r"^\s*(?:\d+(?:\.\d+)*|[IVX]+|[\u2160-\u217f]+|[\u2460-\u2473]|[A-Z가나다라마바사아자차카타파하](?=[.)]))[.):\s-]+\s*"
)
_ARTICLE = re.compile(r"^(?:the|our|el|la|los|las|le|les|l|nos|notre|nuestr[ao]s?) ")


def section_of(heading: str) -> str | None:
    """The section, part, "summary" or "facts" that a heading announces; None when nothing recognises it."""
    key = name_key(_unnumbered(heading))
    return exact_section_of(heading) or next(
        (target for target, wording in _wordings() if wording.search(key)), None
    )


def exact_section_of(heading: str) -> str | None:
    """As `section_of`, for whole headings only: what a sub-heading must be to end the section it stands in."""
    key = _heading_key(_unnumbered(heading))
    return _headings().get(key) or _headings().get(_ARTICLE.sub("", key))


@functools.cache
def _headings() -> Mapping[str, str]:
    """Sections and parts by the name key of a heading; a section's own name is one."""
    listed = read_word_list("headings.yaml")["headings"]
    by_key = {_heading_key(heading): target for target, headings in listed.items() for heading in headings}
    return MappingProxyType(by_key | {name_key(name): name for name in SECTION_NAMES})


@functools.cache
def _wordings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Tried in order; the first that is found decides."""
    listed = read_word_list("headings.yaml")["wordings"]
    return tuple(
        (target, re.compile("|".join(patterns))) for entry in listed for target, patterns in entry.items()
    )


def _heading_key(heading: str) -> str:
    """The name key; Korean without spaces, which every writer sets differently ("추진 배경", "추진배경")."""
    key = name_key(heading)
    return key.replace(" ", "") if _HANGUL.search(key) else key


def _unnumbered(heading: str) -> str:
    """Without "3.", "2.1 -", "B)", "Ⅱ.", "②" or "나." in front."""
    return _NUMBERING.sub("", heading) or heading

"""When it started, when it ended, and what happened when: dates of the text with the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Literal

from ingest.proposals.periods import Dated, as_written, dates_in
from ingest.proposals.proposal import Proposal
from ingest.proposals.wording import clause_around, says
from ingest.statements import Statement

Bound = Literal["start", "end"]

# Sections whose dates are those of the practice; elsewhere they are of laws, sources and other places.
_SECTIONS = ("summary", "approach", "other")
_TIMELINE_SECTIONS = frozenset(
    (*_SECTIONS, "mechanism", "participation", "legal_basis", "funding", "sustainability", "objectives")
)
_BOUNDS: Mapping[str, Bound] = {"started": "start", "ended": "end"}
_NEAR = 45  # characters between the wording and its date
_OPENING = re.compile(r"^(?:in|on|from|since|by|en|el|a|desde|depuis|le|dès|du|au)?\s*$", re.IGNORECASE)
_NOTE_NUMBER = re.compile(r"^\d{1,3}\.?\s+[^\W\d_a-z]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 2  # beside the date, to tell what happened
_DAY_OR_MONTH = re.compile(r"^\d{4}-\d\d")


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence and the section it stands in."""

    said: Statement
    section: str


def time_proposals(sentences: Iterable[Placed], figures: Set[str]) -> Iterator[Proposal]:
    """At most one start and one end (the first that the summary, else the text, names), and the dated sentences; of those
    in `figures`, which are proposed as results or costs, only what names a month."""
    placed = list(sentences)
    for field, kind in _BOUNDS.items():
        if found := next(_points(placed, field, kind), None):
            yield found
    for one in placed:
        yield from _events(one, figures)


def _points(sentences: list[Placed], field: str, kind: Bound) -> Iterator[Proposal]:
    for section in _SECTIONS:
        for one in sentences:
            if one.section == section:
                yield from _points_of(one, field, kind)


def _points_of(one: Placed, field: str, kind: Bound) -> Iterator[Proposal]:
    text = one.said.text
    for dated in dates_in(text):
        begin, end = clause_around(text, dated.start, dated.end)
        near = text[max(begin, dated.start - _NEAR) : min(end, dated.end + _NEAR)]
        is_its_own = kind == "start" or says("practice", near)
        if is_its_own and says(kind, near) and not says("planned", near):
            yield _proposal(field, text, dated, one, f"{kind}-wording", {"date": _bound(field, dated.date)})


def _bound(field: str, date: str) -> str:
    """Of a span, its beginning is the start and its end the end."""
    first, _, last = date.partition("/")
    return first if field == "started" else last or first


def _events(one: Placed, figures: Set[str]) -> Iterator[Proposal]:
    """Sentences that open with a date, or hold exactly one that names a month."""
    text = one.said.text
    dates = dates_in(text)
    if one.section not in _TIMELINE_SECTIONS or len(dates) != 1:
        return
    (dated,) = dates
    if _is_citation(text, dated):
        return
    opens = text not in figures and _OPENING.match(text[: dated.start]) is not None
    if opens or _DAY_OR_MONTH.match(dated.date):
        yield _proposal(
            "timeline", text, dated, one, "dated-sentence", {"date": dated.date, "event": _event(text, dated)}
        )


def _is_citation(text: str, dated: Dated) -> bool:
    """Whether the date is that of a source: beside its address, behind its number, or at the end after a comma."""
    before, after = text[: dated.start], text[dated.end :]
    ends_it = before.rstrip().endswith(",") and not after.strip(' .)”"')
    words = len(_WORD.findall(before)) + len(_WORD.findall(after))
    tells_nothing = words < _FEWEST_WORDS or says("address", text) or says("citation", text)
    return ends_it or tells_nothing or bool(_NOTE_NUMBER.match(before))


def _event(text: str, dated: Dated) -> str:
    """The sentence; of an entry such as "2021: First recruitment opens" what follows the date."""
    if not text[: dated.start].strip() and (entry := re.match(r"\s*[:–—-]\s*(.+)", text[dated.end :])):
        return entry[1]
    return text


def _proposal(
    field: str, text: str, dated: Dated, one: Placed, rule: str, parsed: dict[str, object]
) -> Proposal:
    sources = tuple(sorted(one.said.sources))
    return Proposal(field, as_written(text, dated), rule, text, one.section, parsed, sources)

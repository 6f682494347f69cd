"""Dates in a sentence in the spelling of the record, and the one that belongs to a figure."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.figures.dates import date_figures
from ingest.figures.readings import DateReading, Figure, Quantity
from ingest.proposals.wording import before, clause_around, part_around

_YEAR = re.compile(
    r"(?<![\d.,'’/-])(?<![$€£₩])((?:19|20)\d\d)(?!\d|[.,]\d|\s?%|-\d|\s?(?:만|억|천))(?:\s?년)?"
)
_OPEN = re.compile(
    r"(?<!\w)(since|from|until|up to|by|to|before|after|desde|hasta|antes de|depuis|jusqu['’](?:à|en)|avant|après)"
    r"(?:\s+(?:the\s+)?(?:end|start|beginning)\s+of|\s+(?:fin|finales) de|\s+(?:early|late|mid))?\s+$",
    re.IGNORECASE,
)
_SPAN_OPENING = re.compile(
    r"(?<!\w)(?:from|between|de|del|du|entre|desde|depuis)(?: l[ae]s?| el)?\s+$", re.IGNORECASE
)
_SPAN_MIDDLE = re.compile(r"^\s*(?:to|until|and|a|al|hasta|y|à|au|jusqu['’](?:à|en)|et)\s+$", re.IGNORECASE)
_SPAN_ALONE = re.compile(r"^\s?(?:부터|에서|[~–-])\s?$")
_KOREAN_OPEN = re.compile(r"^\s?(?:까지|부터|이후|이전|말)")
_ABOUT = re.compile(
    r"(?<!\w)(?:about|around|circa|c\.|ca\.|hacia|alrededor de|vers|environ|약)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of a text: where it stands, and as the record spells it ("2021-05", "2020/2023", "c. 2010")."""

    start: int
    end: int
    date: str


@functools.lru_cache(maxsize=256)
def dates_in(text: str) -> tuple[Dated, ...]:
    """Every date that names its year, in order."""
    figures = date_figures(text)
    found = [
        dated
        for _, group in itertools.groupby(figures, key=lambda figure: (figure.start, figure.end))
        if (dated := _dated(list(group)))
    ]
    taken = [(figure.start, figure.end) for figure in figures]
    found += [
        Dated(*match.span(), match[1])
        for match in _YEAR.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    ]
    return _with_spans(text, [_about(text, dated) for dated in sorted(found, key=lambda dated: dated.start)])


def period_of(text: str, start: int, end: int, dates: Sequence[Dated]) -> str:
    """When a figure holds, in the words of the text: the one date of its clause, else the one date of the sentence up to
    a semicolon; "" where there are several or none."""
    for begin, finish in (clause_around(text, start, end), part_around(text, start, end)):
        inside = [dated for dated in dates if begin <= dated.start and dated.end <= finish]
        if inside:
            return as_written(text, inside[0]) if len(inside) == 1 else ""
    return ""


def as_written(text: str, dated: Dated) -> str:
    """The date with what opens or closes it: "since 2021", "2021년까지"."""
    opening = (_SPAN_OPENING if "/" in dated.date else _OPEN).search(before(text, dated.start))
    closing = _KOREAN_OPEN.match(text[dated.end :])
    first = dated.start - (len(opening[0]) if opening else 0)
    return text[first : dated.end + (closing.end() if closing else 0)].strip(" ,")


def _dated(group: list[Figure]) -> Dated | None:
    """Figures that stand at one place: a date, two days, or the two ends of a span."""
    spelled = [text for figure in group if figure.readings and (text := _spelled(figure))]
    if not spelled:
        return None
    date = spelled[0] if len(spelled) == 1 else f"{spelled[0]}/{spelled[-1]}"
    return Dated(group[0].start, group[0].end, date)


def _spelled(figure: Figure) -> str:
    """ "" for a decade and for a date without a year."""
    for reading in reversed(figure.readings):
        if isinstance(reading, Quantity):
            return str(reading.value)
        if isinstance(reading, DateReading) and reading.year is not None:
            day = f"-{reading.day:02}" if reading.day is not None else ""
            return f"{reading.year}-{reading.part}{day}"
    return ""


def _with_spans(text: str, dates: Sequence[Dated]) -> tuple[Dated, ...]:
    """ "from 2020 to 2023" is one date, from the first to the last; "in 2020 and 2023" are two."""
    found: list[Dated] = []
    for dated in dates:
        before = found[-1] if found else None
        if before and _is_span(text, before, dated):
            found[-1] = Dated(before.start, dated.end, f"{before.date}/{dated.date}")
        else:
            found.append(dated)
    return tuple(found)


def _is_span(text: str, first: Dated, last: Dated) -> bool:
    between = text[first.end : last.start]
    if any(mark in date for date in (first.date, last.date) for mark in "/c") or last.date <= first.date:
        return False
    opened = _SPAN_OPENING.search(before(text, first.start)) and _SPAN_MIDDLE.match(between)
    return bool(opened or _SPAN_ALONE.match(between))


def _about(text: str, dated: Dated) -> Dated:
    if "/" in dated.date or not _ABOUT.search(before(text, dated.start)):
        return dated
    return Dated(dated.start, dated.end, f"c. {dated.date}")

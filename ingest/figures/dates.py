"""Dates in running text, in the four languages and in ISO form, with days and months that share a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.figures.readings import DateReading, Decade, Figure, Quantity, Reading, blanked
from ingest.normalise import MONTHS
from kb.vocab.labels import name_key

_YEAR = r"(?:1[5-9]|20)\d\d"
_Y = rf"{_YEAR}(?!\d)"
_D = r"\d{1,2}(?:st|nd|rd|th|er|º)?(?![\d.,]*\d)"
_TO = r"\s*(?:-|–|/|to|and|al|a|y|au|et|or|,)\s*"
_ACCENTED = ("février", "août", "décembre", "févr", "déc")
_M = rf"(?:{'|'.join(sorted((*MONTHS, *_ACCENTED), key=len, reverse=True))})\b\.?"
_OF = r"(?:de\s+|del\s+|of\s+)?"
_NAMED = re.compile(
    rf"(?<![\w.,])(?P<days>{_D}(?:{_TO}{_D})*)\s*{_OF}(?P<name>{_M})(?:,?\s*{_OF}(?P<year>{_Y}))?"
    rf"|(?<!\w)(?P<name2>{_M})\s+(?P<days2>{_D}(?:\s*(?:-|–|and)\s*{_D})*)(?!\s*%)(?:,?\s+(?P<year2>{_Y}))?"
    rf"|(?<!\w)(?P<name3>{_M}),?\s*{_OF}(?P<year3>{_Y})"
    rf"|(?<!\w)(?P<name4>{_M})(?={_TO}(?:{_D}\s*)?(?:{_M})(?:\s*\d))",
    re.IGNORECASE,
)
_MORE_YEARS = re.compile(rf"(?:\s*(?:and|or|y|et|,)\s*({_Y}))+(?!-)")
_KOREAN = re.compile(
    rf"(?<!\d)(?:(?P<year>{_Y})\s?년\s?)?(?:(?P<from>\d{{1,2}})\s?[~-]\s?)?(?P<month>\d{{1,2}})월(?:\s?(?P<day>\d{{1,2}})일)?"
    rf"|(?<!\d)(?P<year2>{_Y})\.\s?(?P<month2>\d{{1,2}})\.(?:\s?(?P<day2>\d{{1,2}})\b)?"
)
# Korean says the year first: "2025년 1월부터 7월까지".
_KOREAN_JOINED = re.compile(r"^\s?(?:부터|에서|[~\-–,·/]|과|와|및|에)?\s?$")
_ISO = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})-(?P<month>0\d|1[0-2])(?:-(?P<day>\d\d))?(?:/(?P<month2>0\d|1[0-2]))?(?![\d-])"
)
_PART_OF_YEAR = re.compile(
    rf"(?<!\d)(?P<year>{_YEAR})-?(?P<part>[HQ][1-4])\b|\b(?P<part2>[HQ][1-4])\s?(?:of\s)?(?P<year2>{_Y})"
    rf"|\b(?P<nth>first|second|third|fourth|primer|segundo|premier|deuxième)\s"
    rf"(?P<span>half|quarter|semestre|trimestre)\s(?:of\s|de\s|del\s)?(?P<year3>{_Y})"
    rf"|(?<!\d)(?P<year4>{_Y})\s?년?\s?(?P<half>상반기|하반기|\(second half\)|\(first half\))",
    re.IGNORECASE,
)
_YEARS = re.compile(rf"(?<!\d)(?P<first>{_YEAR})\s?[-–/]\s?(?P<last>\d{{4}}|\d{{2}})(?![\d-])")
_DECADE = re.compile(
    r"(?<!\d)(?P<en>(?:1[5-9]|20)\d0)s\b|\b(?:años|années)\s(?P<eu>(?:1[5-9]|20)\d0)\b|(?P<ko>(?:1[5-9]|20)\d0)년대"
)
_NTH = {
    "first": 1, "primer": 1, "premier": 1, "second": 2, "segundo": 2, "deuxième": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_SMALL_LETTER_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre "
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
)
_NEAR = 6


def date_figures(text: str) -> list[Figure]:
    """Every date finer than a year, decade and span of years, in order; none overlaps another. A month named without
    day and year is there with no reading, so that nobody else reads its digits."""
    found: list[Figure] = []
    for read in (_decades, _parts_of_years, _iso_dates, _spans_of_years, _korean_dates, _named_dates):
        found += list(read(blanked(text, found)))
    dates = _with_shared_years(sorted(found, key=lambda figure: figure.start))
    return [figure if not _is_month_alone(figure) else replace(figure, readings=()) for figure in dates]


def _is_month_alone(figure: Figure) -> bool:
    """ "이듬해 3월", like "the following March", says no figure."""
    return all(
        isinstance(reading, DateReading) and reading.year is None and reading.day is None
        for reading in figure.readings
    )


def _decades(text: str) -> Iterator[Figure]:
    for match in _DECADE.finditer(text):
        year = int(match["en"] or match["eu"] or match["ko"])
        yield Figure(match[0], *match.span(), (Decade(year),))


def _parts_of_years(text: str) -> Iterator[Figure]:
    for match in _PART_OF_YEAR.finditer(text):
        year = int(match["year"] or match["year2"] or match["year3"] or match["year4"])
        yield Figure(match[0], *match.span(), (DateReading(year, _part(match)),))


def _part(match: re.Match[str]) -> str:
    if written := match["part"] or match["part2"]:
        return written.upper()
    if half := match["half"]:
        return "H1" if half in ("상반기", "(first half)") else "H2"
    letter = "H" if match["span"].lower() in ("half", "semestre") else "Q"
    return f"{letter}{_NTH[match['nth'].lower()]}"


def _iso_dates(text: str) -> Iterator[Figure]:
    for match in _ISO.finditer(text):
        year, month, day = int(match["year"]), match["month"], match["day"]
        found: Reading = DateReading(year, month, int(day) if day else None)
        last_year = year // 100 * 100 + int(month)
        # "2010-12" may be a month or three years.
        years = (Quantity(Decimal(last_year)),) if not day and last_year > year else ()
        yield Figure(match[0], *match.span(), (found, *years))
        if match["month2"]:
            yield Figure(match[0], *match.span(), (DateReading(year, match["month2"]),))


def _spans_of_years(text: str) -> Iterator[Figure]:
    for match in _YEARS.finditer(text):
        first, last = int(match["first"]), match["last"]
        end = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
        if end > first:
            yield Figure(match["first"], *match.span(), (Quantity(Decimal(first)),))
            yield Figure(match[0], *match.span(), (Quantity(Decimal(end)),))


def _korean_dates(text: str) -> Iterator[Figure]:
    year, end = None, 0
    for match in _KOREAN.finditer(text):
        said, month, day = (match[name] or match[f"{name}2"] for name in ("year", "month", "day"))
        if not 1 <= int(month) <= 12:
            continue
        is_joined = _KOREAN_JOINED.match(text[end : match.start()])
        year, end = int(said) if said else year if is_joined else None, match.end()
        for one in filter(None, (match["from"], month)):
            reading = DateReading(year, f"{int(one):02}", int(day) if day else None)
            yield Figure(match[0], *match.span(), (reading,))


def _named_dates(text: str) -> Iterator[Figure]:
    for match in _NAMED.finditer(text):
        name = match["name"] or match["name2"] or match["name3"] or match["name4"]
        key = name_key(name)
        if name[0].islower() and key not in _SMALL_LETTER_MONTHS.split():
            continue
        month = f"{MONTHS[key]:02}"
        year_text = match["year"] or match["year2"] or match["year3"]
        year = int(year_text) if year_text else None
        days = [int(day) for day in re.findall(r"\d+", match["days"] or match["days2"] or "")]
        for day in days or (None,):
            yield Figure(match[0], *match.span(), (DateReading(year, month, day),))
        if match["year3"]:
            yield from _same_month_of_other_years(text, match.end(), month)


def _same_month_of_other_years(text: str, start: int, month: str) -> Iterator[Figure]:
    """ "May 2009 and 2011" means May in both years, or a month and a year."""
    more = _MORE_YEARS.match(text, start)
    for year in re.finditer(_Y, text[start : more.end()]) if more else ():
        readings = (DateReading(int(year[0]), month), Quantity(Decimal(year[0])))
        yield Figure(year[0], start + year.start(), start + year.end(), readings)


def _with_shared_years(figures: list[Figure]) -> list[Figure]:
    """A date that leaves its year to the next one ("28 March-8 April 2022") has that year too, as a second reading."""
    completed: list[Figure] = []
    for figure in reversed(figures):
        following = next((later for later in reversed(completed) if later.start > figure.start), None)
        completed.append(_with_year_of(figure, following))
    return completed[::-1]


def _with_year_of(figure: Figure, following: Figure | None) -> Figure:
    own = figure.readings[0]
    if following is None or not isinstance(own, DateReading) or own.year is not None:
        return figure
    other = following.readings[-1]
    if not isinstance(other, DateReading) or other.year is None or following.start - figure.end > _NEAR:
        return figure
    return replace(figure, readings=(own, replace(own, year=other.year)))

"""A fact sheet: what it states, result by result, and the names and sources it gives. The line `checked` is no evidence:
it repeats what a second reader rejected as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.figures.dates import date_figures
from ingest.figures.reading import figures_of
from ingest.figures.readings import DateReading, Figure
from ingest.normalise import cited_numbers, one_line
from ingest.readers import read_bytes
from ingest.readers.decoding import decode
from ingest.readers.front_matter import read_front_matter
from ingest.statements import Statement, statements_of
from kb.errors import InvalidRecord
from kb.records import problems_of

Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else one_line(str(value)))]
Lines = tuple[Text, ...]
_MARKS = re.compile(r"%|\b(?:thousand|million|billion|trillion)\b")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


class SheetPart(BaseModel):
    """Anything in a sheet; keys that the checker has no use for are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class SheetResult(SheetPart):
    """A measured result with the numbers of its sources."""

    metric: Text
    value: Text
    unit: Text = ""
    period: Text = ""
    note: Text = ""
    source: tuple[int, ...] = ()

    def figures(self) -> tuple[Figure, ...]:
        """The figures of the value, each with the meanings that the unit gives it as well ("160" of "million trips")."""
        marks = _MARKS.findall(self.unit)
        return tuple(_marked(figure, marks) for figure in figures_of(self.value, "en"))

    def statements(self) -> Iterator[Statement]:
        """The row, and each figure of the value with the percent sign or scale that the unit names for all of them."""
        sources = frozenset(self.source)
        for text in (self.metric, self.value, self.unit, self.period):
            yield Statement(text, sources)
        for said in statements_of(self.note):
            yield Statement(said.text, said.sources | sources)
        for mark in _MARKS.findall(self.unit):
            for digits in _DIGITS.findall(f"{self.value} {self.unit}"):
                yield Statement(f"{digits} {mark}", sources)


class SheetEvent(SheetPart):
    """A line of the timeline; its sources are cited in the text of the event."""

    date: Text
    event: Text

    @property
    def sources(self) -> frozenset[int]:
        return frozenset(cited_numbers(self.event))

    def statements(self) -> Iterator[Statement]:
        """The event; a day or month in it ("27 Sept") is of the year of its date."""
        years = [reading.year for figure in date_figures(self.date) for reading in figure.readings
                 if isinstance(reading, DateReading)]  # fmt: skip
        yield Statement(self.date, self.sources)
        for said in statements_of(self.event):
            yield Statement(said.text, said.sources, years[0] if years else None)


class SheetSource(SheetPart):
    """A source; older sheets call the number `id` alone."""

    n: int = Field(validation_alias=AliasChoices("n", "id"))
    url: Text
    title: Text
    publisher: Text = ""
    date: Text = ""


class Sheet(SheetPart):
    """A whole sheet."""

    slug: Text
    title_en: Text
    title_local: Text = ""
    aka: Lines = ()
    city: Text
    started: Text = ""
    status: Text = ""
    metropolis_member: Text = ""
    lead_organisation: Text = ""
    partners: Lines = ()
    target_groups: Lines = ()
    problem: Lines = ()
    approach: Lines = ()
    how_it_works: Lines = ()
    budget_funding: Lines = ()
    challenges_criticism: Lines = ()
    transferability: Lines = ()
    conflicts: Lines = ()
    gaps: Lines = ()
    results: tuple[SheetResult, ...] = ()
    timeline: tuple[SheetEvent, ...] = ()
    sources: tuple[SheetSource, ...] = ()

    @property
    def names(self) -> Lines:
        """Every name of the practice, as written."""
        return tuple(name for name in (self.title_en, self.title_local, *self.aka) if name)

    def statements(self) -> Iterator[Statement]:
        """Everything the sheet states, each with the sources given beside it."""
        for line in self._lines():
            yield from statements_of(line)
        for result in self.results:
            yield from result.statements()
        for event in self.timeline:
            yield from event.statements()
        for source in self.sources:
            yield Statement(f"{source.title}; {source.publisher}; {source.date}", frozenset((source.n,)))

    def entries(self) -> Iterator[str]:
        """Every text of the sheet, sources with title and publisher."""
        yield from self._lines()
        for result in self.results:
            yield " ".join((result.metric, result.value, result.unit, result.period, result.note))
        yield from (event.event for event in self.timeline)
        yield from (f"{source.title} {source.publisher}" for source in self.sources)

    def _lines(self) -> Iterator[str]:
        yield from (*self.names, self.started, self.status, self.metropolis_member, self.lead_organisation)
        for lines in (self.partners, self.target_groups, self.problem, self.approach, self.how_it_works, self.budget_funding,
                      self.challenges_criticism, self.transferability, self.conflicts, self.gaps):  # fmt: skip
            yield from lines


def _marked(figure: Figure, marks: Sequence[str]) -> Figure:
    scaled = [other for mark in marks for other in figures_of(f"{figure.text} {mark}", "en")]
    return replace(
        figure, readings=(*figure.readings, *(reading for other in scaled for reading in other.readings))
    )


def read_sheet(path: Path) -> Sheet:
    """Raises InvalidRecord (or its kind Unreadable) when the file is missing or no fact sheet."""
    fields, _ = read_front_matter(decode(read_bytes(path)).text)
    try:
        return Sheet.model_validate(fields)
    except ValidationError as error:
        raise InvalidRecord(problems_of(error)) from error

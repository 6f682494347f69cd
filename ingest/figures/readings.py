"""What a figure in a text can mean: a quantity, a date, a decade. Equal meanings compare equal, however they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number without its sign; a year standing alone is one too. A percentage is told apart from a count."""

    value: Decimal
    is_percent: bool = False


@dataclass(frozen=True, slots=True)
class DateReading:
    """A date finer than a year. `part` is a month ("03"), half-year ("H1") or quarter ("Q3"); the year may be unsaid."""

    year: int | None
    part: str
    day: int | None = None


@dataclass(frozen=True, slots=True)
class Decade:
    """ "the 1920s" is 1920."""

    year: int


Reading = Quantity | DateReading | Decade


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as it stands in a text, with every meaning it can have there, the likeliest first.

    `start` and `end` are positions in the text. `factor` and `is_percent` say what stood beside the digits, so
    that figures before it that leave it out ("13 to 36.6 trillion") can share it.
    """

    text: str
    start: int
    end: int
    readings: tuple[Reading, ...]
    factor: Decimal = Decimal(1)
    is_percent: bool = False

    @property
    def is_bare(self) -> bool:
        return self.factor == 1 and not self.is_percent and isinstance(self.readings[0], Quantity)


def implied(reading: Reading) -> Iterator[Reading]:
    """The reading and all that it says as well: a day says its month and its year, a percentage its
    number, a decade its first and its last year."""
    yield reading
    if isinstance(reading, Quantity) and reading.is_percent:
        yield Quantity(reading.value)
    if isinstance(reading, Decade):
        yield from (Quantity(Decimal(reading.year)), Quantity(Decimal(reading.year + 9)))
    if isinstance(reading, DateReading):
        if reading.day is not None:
            yield DateReading(reading.year, reading.part)
            yield DateReading(None, reading.part, reading.day)
        if reading.year is not None:
            yield Quantity(Decimal(reading.year))


def blanked(text: str, figures: Iterable[Figure]) -> str:
    """The text of the same length with what is read already blanked out, so that no digit is read twice."""
    for figure in figures:
        text = text[: figure.start] + "\0" * (figure.end - figure.start) + text[figure.end :]
    return text

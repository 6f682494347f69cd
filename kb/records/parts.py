"""The parts a record is made of. Field names are those of the files, the exports and the JSON (docs/data-dictionary.md)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from kb.records.described import Described, IdentifiedPart
from kb.records.figures import amount_with_currency, unit_beside
from kb.records.partial_date import PartialDate

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
ConceptId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Slug = ConceptId
SourceNumber = Annotated[int, Field(ge=1, le=9999)]
SourceNumbers = tuple[SourceNumber, ...]
EvidenceLevel = Annotated[int, Field(ge=0, le=5)]


def without_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    """The values in order, each once."""
    return tuple(dict.fromkeys(values))


def _told(words: tuple[str, ...]) -> tuple[str, ...]:
    return without_repeats(tuple(filter(None, map(str.strip, words))))


Words = Annotated[tuple[str, ...], AfterValidator(_told)]


def _to_number(value: object) -> object:
    """Files bring numbers as text; a whole number stays an int so that it is written back as it came."""
    if not isinstance(value, str):
        return value
    for read in (int, float):
        try:
            return read(value)
        except ValueError:
            continue
    raise ValueError(f"'{value}' is not a number; write it like 1234.5, or leave it out where it is not one")


_LARGEST = 1e30  # beyond it a database cannot keep what an int of Python can
Number = Annotated[
    int | float, BeforeValidator(_to_number), Field(allow_inf_nan=False, ge=-_LARGEST, le=_LARGEST)
]


class Alias(IdentifiedPart):
    """Another name of the practice. kind: native, romanised, translated, former, acronym, other."""

    text: str = Field(min_length=1)
    language: Language | None = None
    kind: Literal["native", "romanised", "translated", "former", "acronym", "other"] = "other"
    note: str | None = None


class Organisation(Described):
    """Who leads. `type` is an id of the organisation-types scheme."""

    name: str = Field(min_length=1)
    type: ConceptId | None = None


class Partner(IdentifiedPart):
    """Who takes part. `role` is an id of the partner-roles scheme."""

    name: str = Field(min_length=1)
    type: ConceptId | None = None
    role: ConceptId | None = None


class Sections(Described):
    """The prose of a case study, Markdown with citations such as [8] or [8,11]."""

    problem: str | None = None
    objectives: str | None = None
    approach: str | None = None
    mechanism: str | None = None
    participation: str | None = None
    legal_basis: str | None = None
    funding: str | None = None
    results: str | None = None
    critique: str | None = None
    equity: str | None = None
    conditions: str | None = None
    sustainability: str | None = None
    transferability: str | None = None
    lessons: str | None = None
    other: str | None = None

    def texts(self) -> dict[str, str]:
        """The sections that have text, by name, in the order of the template."""
        return {name: text for name in SECTION_NAMES if (text := getattr(self, name))}


SECTION_NAMES = tuple(name for name in Sections.model_fields if name != "not_reported")


FIGURE_LENGTH = 40  # characters of a value; what is longer is read as a sentence


class ReportedResult(IdentifiedPart):
    """One figure as somebody reported it. `value` is the text exactly as reported; the numbers only where it can be read."""

    metric: str = Field(min_length=1)
    family: str | None = None
    value: str | None = None
    number: Number | None = None
    low: Number | None = None
    high: Number | None = None
    qualifier: str | None = None
    denominator: Number | None = None
    unit: str | None = None
    baseline: str | None = None
    comparator: str | None = None
    period: str | None = None
    population: str | None = None
    kind: Literal["output", "outcome", "impact"] | None = None
    design: (
        Literal[
            "administrative-count",
            "survey",
            "before-after",
            "comparison-group",
            "randomised-trial",
            "model",
            "unknown",
        ]
        | None
    ) = None
    reporter: Literal["city", "partner", "independent", "unknown"] | None = None
    evidence_level: EvidenceLevel | None = None
    note: str | None = None
    sources: SourceNumbers = ()

    @property
    def leading_qualifier(self) -> str:
        """The qualifier where it has to be said before the value; "" when the value as reported says it already."""
        qualifier, value = self.qualifier or "", self.value or ""
        return "" if qualifier.casefold() in value.casefold() else qualifier

    @property
    def trailing_unit(self) -> str:
        """The unit as it is said after the value; "" when the value as reported says it already."""
        return unit_beside(self.value or "", self.unit or "")

    @property
    def is_figure(self) -> bool:
        """Whether the value says a number, in digits or (as it was read) in words; a sentence with a year in it does not."""
        value = self.value or ""
        is_read = any(bound is not None for bound in (self.number, self.low, self.high))
        return bool(value) and (is_read or (len(value) <= FIGURE_LENGTH and any(map(str.isdigit, value))))

    def identifying_text(self) -> str:
        return " | ".join((self.metric, self.period or "", self.population or ""))


class Cost(IdentifiedPart):
    """An amount of money. scope `elsewhere` marks a figure that is not this practice's own."""

    amount: str = Field(min_length=1)
    number: Number | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    period: str | None = None
    kind: Literal["total", "capital", "yearly", "per-unit", "planned"] | None = None
    scope: str | None = None
    note: str | None = None
    sources: SourceNumbers = ()

    @property
    def amount_said(self) -> str:
        """The amount with its currency, however the two were given."""
        return amount_with_currency(self.amount, self.currency)

    def identifying_text(self) -> str:
        return " | ".join((self.amount, self.kind or "", self.period or ""))


class TimelineEntry(IdentifiedPart):
    """Something that happened, on a day or in a period."""

    date: PartialDate
    event: str = Field(min_length=1)
    sources: SourceNumbers = ()

    def identifying_text(self) -> str:
        return " | ".join((self.date.raw, self.event))


class Conflict(IdentifiedPart):
    """A statement of where sources disagree."""

    statement: str = Field(min_length=1)
    sources: SourceNumbers = ()

    def identifying_text(self) -> str:
        return self.statement


class PracticeTransfer(IdentifiedPart):
    """A documented transfer from or to another record, a city of the authority file, or a place in free text."""

    kind: Literal["adapted-from", "inspired-by", "replicated-in"]
    record: Slug | None = None
    city: ConceptId | None = None
    place: str | None = None
    note: str | None = None
    sources: SourceNumbers = ()


class Practice(IdentifiedPart):
    """A practice shown at an event: a record of this knowledge base, or a title that has none yet (a gap)."""

    record: Slug | None = None
    title: str | None = None
    role: Literal["keynote", "forum", "site-visit", "agenda"] | None = None
    note: str | None = None
    sources: SourceNumbers = ()


class Evidence(Described):
    """The evidence level of the best-supported outcome (0 to 5) and the reason for it."""

    level: EvidenceLevel
    reason: str | None = None


class Source(Described):
    """Where statements come from, under the number that prose and figures cite."""

    n: SourceNumber
    title: str = Field(min_length=1)
    url: str | None = Field(default=None, pattern=r"^https?://\S+$", max_length=2000)
    publisher: str | None = None
    issued: PartialDate | None = None
    language: Language | None = None
    note: str | None = None
    captured_at: date | None = None
    archived_url: str | None = Field(default=None, pattern=r"^https?://\S+$", max_length=2000)


class Award(IdentifiedPart):
    """A prize the practice was given or considered for."""

    name: str = Field(min_length=1)
    year: int | None = Field(default=None, ge=1, le=9999)
    result: str | None = None
    sources: SourceNumbers = ()


class Attachment(IdentifiedPart):
    """A file that comes with the record: who made it, under which licence, and what it shows."""

    file: str = Field(min_length=1)
    title: str | None = None
    creator: str | None = None
    license: str | None = None
    alt_text: str | None = None


class Contact(Described):
    """Whom the editors may write to. Never leaves in an export, a feed, the API or the index."""

    name: str | None = None
    unit: str | None = None
    email: str | None = None


class Provenance(Described):
    """Where the text of the record itself comes from."""

    derived_from: str | None = None
    attributed_to: str | None = None
    note: str | None = None


class Translation(Described):
    """The record's text in another language; `by` says who translated it, `of_revision` what it was made from."""

    language: Language
    title: str = Field(min_length=1)
    summary: str | None = None
    stage_note: str | None = None
    keywords: Words = ()
    sections: Sections = Sections()
    by: Literal["human", "machine"] | None = None
    of_revision: int | None = Field(default=None, ge=0, le=999_999)

    @property
    def is_full_text(self) -> bool:
        """Whether sections are translated, not only title, summary and stage note."""
        return bool(self.sections.texts())

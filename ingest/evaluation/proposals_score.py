"""How good proposals are: what is proposed from the prose of write-ups against the rows that people took from them.

Each is read twice: as it is, and with all its sections under `other`, as a page comes whose headings say
nothing. A proposed figure counts as right when a row of that part of the record holds its number (as value, number,
bound, denominator or baseline); a row counts as found when one of the proposed figures is its value.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ingest.evaluation.halves import Half
from ingest.evaluation.proposals_gold import FIELDS, VALUE_CELLS, Measured, ProposalCase
from ingest.figures.reading import figures_of
from ingest.figures.readings import Quantity
from ingest.proposals import Proposal, propose
from ingest.tagging.passages import SOURCES
from kb.records import PartialDate

_FURTHER = ("number", "low", "high", "denominator", "baseline", "comparator")


@dataclass(frozen=True, slots=True)
class ProposalScore:
    """`proposed` figures or dates, of which `right` are in the record; `expected` rows with a figure, of which
    `in_prose` have it in the text that was read and `found` were proposed."""

    proposed: int
    right: int
    expected: int
    in_prose: int
    found: int

    @property
    def precision(self) -> float | None:
        return self.right / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        return self.found / self.expected if self.expected else None

    @property
    def recall_of_prose(self) -> float | None:
        return self.found / self.in_prose if self.in_prose else None


@dataclass(frozen=True, slots=True)
class Group:
    """The write-ups of a language and half, read with their "headings" or with "no headings"."""

    language: str
    half: Half
    text: str


Scores = Mapping[Group, Mapping[Measured, ProposalScore]]


def score_proposals(cases: Iterable[ProposalCase]) -> Scores:
    """The scores of each group, by language, half and way of reading."""
    counts: dict[Group, dict[Measured, Counter[str]]] = {}
    for case in cases:
        for way, texts in _ways(case.texts).items():
            group = counts.setdefault(Group(case.language, case.half, way), {})
            found = propose(texts, case.language or "en")
            for field, expected in case.expected.items():
                counted = _counted(field, expected, found, texts, case.language)
                group[field] = group.get(field, Counter()) + counted
    return {
        group: {field: _score(fields[field]) for field in FIELDS if field in fields}
        for group, fields in sorted(counts.items(), key=lambda counted: dataclasses.astuple(counted[0]))
    }


def _score(counted: Counter[str]) -> ProposalScore:
    return ProposalScore(*(counted[name] for name in ("proposed", "right", "expected", "in_prose", "found")))


def _ways(texts: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    read = {name: text for name, text in texts.items() if name not in ("title", "aliases", SOURCES)}
    return {"headings": read, "no headings": {"other": "\n\n".join(read.values())}}


def _counted(
    field: Measured, expected: Any, found: Iterable[Proposal], texts: Mapping[str, str], language: str
) -> Counter[str]:
    proposals = [proposal for proposal in found if proposal.field == field]
    if field == "started":
        return _counted_start(expected, proposals)
    rows = [row for row in expected or [] if isinstance(row, Mapping)]
    if field == "timeline":
        return _counted_dates(rows, proposals)
    return _counted_figures(VALUE_CELLS[field], rows, proposals, texts, language)


def _counted_figures(
    cell: str,
    rows: Sequence[Mapping[str, Any]],
    proposals: Sequence[Proposal],
    texts: Mapping[str, str],
    language: str,
) -> Counter[str]:
    values = [numbers for row in rows if (numbers := _numbers(row.get(cell), "en", language))]
    known = set().union(
        *values, *(_numbers(row.get(name), "en", language) for row in rows for name in _FURTHER)
    )
    given = [_numbers(proposal.value, language) for proposal in proposals]
    offered = set().union(
        *given, *(_numbers(proposal.parsed.get("baseline"), language) for proposal in proposals)
    )
    said = _numbers("\n".join(texts.values()), language)
    return Counter(
        proposed=len(given),
        right=sum(bool(numbers & known) for numbers in given),
        expected=len(values),
        in_prose=sum(bool(numbers & said) for numbers in values),
        found=sum(bool(numbers & offered & said) for numbers in values),
    )


def _counted_start(started: object, proposals: Sequence[Proposal]) -> Counter[str]:
    """A start counts as right when its year is."""
    given = [_year(proposal.parsed["date"]) for proposal in proposals]
    right = sum(year == _year(started) for year in given) if started else 0
    return Counter(
        proposed=len(given), right=right, expected=bool(started), in_prose=bool(started), found=right
    )


def _counted_dates(rows: Sequence[Mapping[str, Any]], proposals: Sequence[Proposal]) -> Counter[str]:
    """A date counts as right when an entry has it, or has it more or less exactly."""
    dates = [str(row.get("date")) for row in rows]
    given = [str(proposal.parsed["date"]) for proposal in proposals]
    right = sum(any(_agree(one, date) for date in dates) for one in given)
    found = sum(any(_agree(one, date) for one in given) for date in dates)
    return Counter(proposed=len(given), right=right, expected=len(dates), in_prose=len(dates), found=found)


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _year(date: object) -> int | None:
    return PartialDate.model_validate(str(date)).year


def _numbers(text: object, *languages: str) -> set[Decimal]:
    """The numbers of a text as each of the languages writes them; rows of a record also write them as English does."""
    figures = [figure for language in languages for figure in figures_of(str(text or ""), language or "en")]
    return {
        reading.value for figure in figures for reading in figure.readings if isinstance(reading, Quantity)
    }

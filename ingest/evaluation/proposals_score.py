"""How good proposals are: what is proposed from the prose of our own records against the rows that people wrote for them.

Each record is read twice: as it is, and with all its sections under `other`, as a page comes whose headings say
nothing. A proposed figure counts as right when a row of that part of the record holds its number (as value, number,
bound, denominator or baseline); a row counts as found when one of the proposed figures is its value. Halves are by
lead city, as for tagging.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from ingest.discover import discover
from ingest.draft import draft
from ingest.evaluation.tagging_gold import half_of
from ingest.figures.reading import figures_of
from ingest.figures.readings import Quantity
from ingest.prepare import draft_texts
from ingest.proposals import Proposal, propose
from ingest.readers import read
from kb.records import PartialDate
from kb.vocab import Vocabulary

Measured = Literal["reported_results", "costs", "started", "timeline"]
FIELDS: tuple[Measured, ...] = ("reported_results", "costs", "started", "timeline")
_VALUE = {"reported_results": "value", "costs": "amount"}
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


Scores = Mapping[tuple[str, str], Mapping[Measured, ProposalScore]]


def score_proposals(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> Scores:
    """The scores by (half, "headings" or "no headings"). Raises InvalidRecord for a file that cannot be read."""
    counts: dict[tuple[str, str], dict[Measured, Counter[str]]] = {}
    for file in discover([folder]):
        if not file.is_original or file.kind != "case-study":
            continue
        document = draft(read(file.path, max_bytes=max_bytes), vocabulary)
        cities = document.document.get("cities") or [file.slug]
        for name, texts in _ways(draft_texts(document)).items():
            half = counts.setdefault((half_of(str(cities[0])), name), {field: Counter() for field in FIELDS})
            found = propose(texts, str(document.document.get("language") or "en"))
            for field in FIELDS:
                half[field] += _counted(field, document.document, found, texts)
    return {
        key: {field: _score(counted) for field, counted in fields.items()}
        for key, fields in sorted(counts.items())
    }


def _score(counted: Counter[str]) -> ProposalScore:
    return ProposalScore(*(counted[name] for name in ("proposed", "right", "expected", "in_prose", "found")))


def _ways(texts: Mapping[str, str]) -> dict[str, Mapping[str, str]]:
    read = {name: text for name, text in texts.items() if name not in ("title", "aliases")}
    return {"headings": read, "no headings": {"other": "\n\n".join(read.values())}}


def _counted(
    field: Measured, document: Mapping[str, Any], found: Iterable[Proposal], texts: Mapping[str, str]
) -> Counter[str]:
    proposals = [proposal for proposal in found if proposal.field == field]
    if field == "started":
        return _counted_start(document.get("started"), proposals)
    rows = [row for row in document.get(field) or [] if isinstance(row, Mapping)]
    if field == "timeline":
        return _counted_dates(rows, proposals)
    return _counted_figures(field, rows, proposals, texts)


def _counted_figures(
    field: Measured,
    rows: Sequence[Mapping[str, Any]],
    proposals: Sequence[Proposal],
    texts: Mapping[str, str],
) -> Counter[str]:
    values = [numbers for row in rows if (numbers := _numbers(row.get(_VALUE[field])))]
    known = set().union(*values, *(_numbers(row.get(name)) for row in rows for name in _FURTHER))
    given = [_numbers(proposal.value) for proposal in proposals]
    offered = set().union(*given, *(_numbers(proposal.parsed.get("baseline")) for proposal in proposals))
    said = _numbers("\n".join(texts.values()))
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


def _numbers(text: object) -> set[Decimal]:
    figures = figures_of(str(text or ""), "en")
    return {
        reading.value for figure in figures for reading in figure.readings if isinstance(reading, Quantity)
    }

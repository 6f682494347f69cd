"""A proposal: one answer that a document seems to give, with the words it was read from, for a person to confirm."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Parsed = Mapping[str, Any]
RULES: Mapping[str, str] = MappingProxyType(
    {
        "stated": "The document says it outright: as a labelled fact, a heading, or in a table of this kind.",
        "result-sentence": "A figure in the text on results.",
        "result-wording": "A figure in a sentence that says what was reached or has changed.",
        "result-table": "A figure in a table of the text.",
        "cost-sentence": "A sum of money in the text on funding, or in a sentence on costs.",
        "shared-currency": "A number beside a sum of money whose currency is named once for both.",
        "cost-table": "A sum of money in a table of the text.",
        "start-wording": "A date in a sentence that says that something began.",
        "end-wording": "A date in a sentence that says that something ended.",
        "dated-sentence": "A sentence that tells what happened at a date.",
        "tag": "A cue in the text, as the tagger found it.",
        "stage-wording": "Words in title or summary that say where the practice stands.",
        "lead-wording": "Words that say who runs it.",
        "document": "What the document says of itself.",
    }
)
_VALUE_CELL = {"reported_results": "value", "costs": "amount"}


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """One answer for a person to confirm; it is no fact until then.

    `field` is the record's field ("costs", "started", "sections.problem"), `value` the text as the document has it.
    `parsed` holds what can be read out of it without guessing, under the record's own names: for a result `metric`,
    `number`, `unit`, `period` ..., for a date its spelling in the record (`date`), for a term its `concept`. Whole
    rows that the document states are there as they are. `sentence` is the text around the value, `section` where it
    stands, `rule` a key of `RULES`, `sources` the numbers cited there.
    """

    field: str
    value: str
    rule: str
    sentence: str = ""
    section: str = ""
    parsed: Parsed = dataclasses.field(default_factory=dict)
    sources: tuple[int, ...] = ()

    @property
    def row(self) -> dict[str, Any]:
        """A row of `reported_results`, `costs` or `timeline` as the record would have it."""
        cell = _VALUE_CELL.get(self.field)
        row = dict(self.parsed) | ({cell: self.value} if cell else {})
        return row | ({"sources": list(self.sources)} if self.sources else {})

    def to_document(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "field": self.field,
            "value": self.value,
            "parsed": dict(self.parsed),
            "sentence": self.sentence,
            "section": self.section,
            "rule": self.rule,
            "sources": list(self.sources),
        }

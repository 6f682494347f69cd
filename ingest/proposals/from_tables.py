"""Results and costs proposed from tables of the text: a row's label says what was measured, a column's header when or in what.

Only cells that hold one amount and nothing else are read, so that a sentence in a cell is no figure. A table whose
headers the reader knows as results or costs has become rows of the record already and is not met here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ingest.proposals.amounts import Amount, amounts_in
from ingest.proposals.currencies import currency_named
from ingest.proposals.from_sentences import FUNDING, RESULTS, cost_parts, result_parts
from ingest.proposals.periods import as_written, dates_in
from ingest.proposals.proposal import Proposal
from ingest.proposals.texts import TextTable

_SECTIONS = frozenset((RESULTS, FUNDING, "other"))
# A header may multiply its column: the number is left to a person then.
_SCALE = re.compile(
    r"\b(?:thousands?|(?:m|b|tr)illions?|miles|millones|milliers|millions|milliards|[kKM]€)\b|000s|천|백만|만\s?원|억|조",
    re.IGNORECASE,
)
_MOST_ROWS = 60  # a longer table is an annex of raw data


def table_proposals(table: TextTable, section: str, language: str) -> Iterator[Proposal]:
    """The amounts of a table of a section where results or costs are told."""
    if section not in _SECTIONS or len(table.rows) > _MOST_ROWS or len(table.header) < 2:
        return
    for label, *cells in table.rows:
        for header, cell in zip(table.header[1:], cells, strict=True):
            if label and (amount := _sole_amount(cell, language)):
                sentence = f"{label}: {header}: {cell}" if header else f"{label}: {cell}"
                yield _proposal(amount, label, header, sentence, section)


def _proposal(amount: Amount, label: str, header: str, sentence: str, section: str) -> Proposal:
    dates = dates_in(header) or dates_in(label)
    period = as_written(header if dates_in(header) else label, dates[0]) if len(dates) == 1 else ""
    is_period = period and not header.replace(period, "").strip(" ()")
    metric = label if is_period or not header else f"{label}: {header}"
    money = amount.currency or currency_named(f"{label} {header}")
    if _SCALE.search(f"{label} {header}"):
        amount = replace(amount, number=None, low=None, high=None, denominator=None)
    if money and not amount.is_percent:
        parts = cost_parts(amount, money, f"{label} {header}", period)
        return Proposal("costs", amount.text, "cost-table", sentence, section, parts)
    return Proposal("reported_results", amount.text, "result-table", sentence, section,
                    result_parts(amount, metric=metric, period=period))  # fmt: skip


def _sole_amount(cell: str, language: str) -> Amount | None:
    """The amount that a cell consists of, with its unit in words at most."""
    amounts = amounts_in(cell, language)
    if len(amounts) != 1:
        return None
    rest = cell.replace(amounts[0].text, "", 1).replace(amounts[0].unit, "", 1)
    return None if rest.strip(" .()*") else amounts[0]

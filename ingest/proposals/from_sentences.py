"""Results and costs proposed from sentences: which amounts of a sentence are a result or a cost, and which are neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.proposals.amounts import Amount, amounts_in
from ingest.proposals.currencies import Currency
from ingest.proposals.periods import dates_in, period_of
from ingest.proposals.proposal import Proposal
from ingest.proposals.wording import before, clause_around, says
from ingest.statements import Statement

RESULTS, FUNDING = "results", "funding"
# Sections that mostly tell of other figures: of the place, the rules, the prices, the critics.
_RESULTS_ELSEWHERE = frozenset(("summary", "participation", "equity", "other"))
_COSTS_ELSEWHERE = frozenset(
    ("summary", "objectives", "approach", "participation", "sustainability", "other")
)
_OPENING = re.compile(r"^(?:and|but|y|et|mais|pero)\s", re.IGNORECASE)
_NOTE = re.compile(r"^\d{1,3}\.?\s+[\"“«‘「]")
_LONGEST_METRIC = 160
_SMALLEST_SUM = 10_000


def proposals_of(said: Statement, section: str, language: str) -> Iterator[Proposal]:
    """The results and costs that a sentence seems to report. One that says that something is not known has none, nor has
    one that gives an address: it is a footnote or a licence."""
    text = said.text
    if says("absent", text) or says("address", text):
        return
    dates, amounts = dates_in(text), amounts_in(text, language)
    shared = _shared_currency(amounts)
    for amount in amounts:
        begin, end = clause_around(text, amount.start, amount.end)
        clause, period = text[begin:end], period_of(text, amount.start, amount.end, dates)
        field, rule = _field_and_rule(section, amount, text, clause, shared)
        if not rule or _is_note_number(text, amount):
            continue
        money = amount.currency or shared
        parts = (
            cost_parts(amount, money, clause, period)
            if field == "costs"
            else result_parts(amount, metric=_metric(clause), period=period)
        )
        yield Proposal(field, amount.text, rule, text, section, parts, tuple(sorted(said.sources)))


def _field_and_rule(
    section: str, amount: Amount, text: str, clause: str, shared: Currency | None
) -> tuple[str, str]:
    """What an amount is proposed as, and by which rule; no rule where it is neither."""
    if _tells_costs(section, text) or _is_spent(amount, text, clause):
        if amount.currency:
            return "costs", "cost-sentence"
        if shared and shared.end <= amount.start and _is_sum(amount):
            return "costs", "shared-currency"
    return "reported_results", _result_rule(section, amount, text, clause)


def _is_note_number(text: str, amount: Amount) -> bool:
    """Whether the number opens a footnote: 1 "Open-air computers", ..."""
    return amount.start == 0 and _NOTE.match(text) is not None


def _shared_currency(amounts: Sequence[Amount]) -> Currency | None:
    """The first currency of a sentence that names one only."""
    named = [amount.currency for amount in amounts if amount.currency]
    return named[0] if len({currency.code for currency in named}) == 1 else None


def _is_sum(amount: Amount) -> bool:
    return not (amount.unit or amount.is_percent) and (amount.number or 0) >= _SMALLEST_SUM


def result_parts(amount: Amount, *, metric: str, period: str) -> dict[str, object]:
    """The parts of a row of results that the text gives; a currency stands as the unit."""
    unit = amount.unit or (amount.currency.code if amount.currency else "")
    return _given(
        {
            "metric": metric,
            **_numbers(amount),
            "denominator": _plain(amount.denominator),
            "qualifier": amount.qualifier,
            "unit": unit,
            "baseline": amount.baseline,
            "period": period,
        }
    )


def cost_parts(amount: Amount, money: Currency | None, clause: str, period: str) -> dict[str, object]:
    """The parts of a row of costs; the kind only where a word of the clause names it."""
    code = money.code if money else ""
    return _given(
        {"number": _plain(amount.number), "currency": code, "period": period, "kind": _cost_kind(clause)}
    )


def _tells_costs(section: str, text: str) -> bool:
    return section == FUNDING or (section in _COSTS_ELSEWHERE and says("cost", text))


def _is_spent(amount: Amount, text: str, clause: str) -> bool:
    """Whether a verb of cost beside this sum says that it was spent; a small sum is a price, and what fell or rose is a
    result."""
    is_sum = max(amount.number or 0, amount.high or 0) >= _SMALLEST_SUM
    if amount.currency is None or not is_sum or says("change", clause):
        return False
    return says("spent", before(text, amount.start)) or says("spent_after", text[amount.end :])


def _result_rule(section: str, amount: Amount, text: str, clause: str) -> str:
    """The rule by which an amount is a result; "" when it is none."""
    if says("planned", clause):
        return ""
    if section == RESULTS:
        return "result-sentence"
    if section not in _RESULTS_ELSEWHERE:
        return ""
    tells = says("result", text) or says("change", text)
    return "result-wording" if tells and not amount.currency else ""


def _cost_kind(clause: str) -> str:
    kinds = {
        "planned": "planned",
        "per_unit": "per-unit",
        "yearly": "yearly",
        "capital": "capital",
        "total": "total",
    }
    return next((kind for wording, kind in kinds.items() if says(wording, clause)), "")  # type: ignore[arg-type]


def _metric(clause: str) -> str:
    """What was measured, in the words of the clause: a person shortens them."""
    words = _OPENING.sub("", " ".join(clause.split()).strip(" .,;:()"))
    return words if len(words) <= _LONGEST_METRIC else f"{words[:_LONGEST_METRIC].rpartition(' ')[0]} …"


def _numbers(amount: Amount) -> dict[str, object]:
    return {"number": _plain(amount.number), "low": _plain(amount.low), "high": _plain(amount.high)}


def _plain(number: Decimal | None) -> object:
    """As the record writes numbers: an int where it is whole."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _given(parts: dict[str, object]) -> dict[str, object]:
    return {name: part for name, part in parts.items() if part not in (None, "")}

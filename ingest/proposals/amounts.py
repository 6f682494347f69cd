"""The amounts of a sentence: each figure with what belongs to it, as written.

"about 462 of 626", "1 in 5", "from 122 to 431", "EUR 2-3 million" are one amount each. Dates, what `names` finds, and
number words are none. The number is given only where the text can be read in one way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.figures.dates import date_figures
from ingest.figures.number_formats import WORDS
from ingest.figures.reading import figures_of
from ingest.figures.readings import Figure, Quantity
from ingest.proposals.currencies import Currency, currency_beside
from ingest.proposals.names import Span, names_in
from ingest.proposals.periods import dates_in
from ingest.proposals.units import unit_after
from ingest.proposals.wording import before, clause_around, qualifier_before, says

_NOTE_BEFORE = re.compile(r"[.,;:!?)\]”\"’»]$")  # "I know.”25": the number of a footnote
_NOT_AN_AMOUNT_AFTER = re.compile(
    r"^(?:-?year|-(?:hour|minute|step|page|storey|story|lane|digit)\b|[\s-](?:working|business|calendar)[\s-]days?\b|[\s-]?(?:years?|months?|weeks?|days?|años?|ans?|mois|meses|semanas?|semaines?|jours?|días?)\b"
    r"|\s?(?:th|st|nd|rd|º|ª|°C|°|%?\s?(?:confidence|CI\b))|\s?(?:년|개월|주|일|세|살|단계|호선|차(?!량)|조(?=\s|의)|항|층|위(?=\s|를|의))"
    r"|:\d|\s?(?:a\.?m|p\.?m)\b|[\s-](?:and|to|or)[\s-](?:over|under|older|younger)\b)",
    re.IGNORECASE,
)
_OF = re.compile(
    r"^\s*(?:out of(?: the)?|of(?: the| a total of)?|de (?:los|las|un total de)|sur(?: les)?|/)\s*$",
    re.IGNORECASE,
)
# "1 in 5 users"; "3 in 10 districts" are two amounts.
_IN = re.compile(r"^\s(?:in(?: every)?|de cada)\s$", re.IGNORECASE)
_PLACES = re.compile(
    r"^\s(?:districts?|cit(?:y|ies)|countr(?:y|ies)|schools?|places?|neighbou?rhoods?|sites?|locations?|regions?|towns?|villages?|areas?"
    r"|hours?|minutes?)\b",
    re.IGNORECASE,
)
_MOST_OF_A_RATIO = 9
_OF_KOREAN = re.compile(r"^\s?[가-힣]{0,3}\s?(?:중|가운데)\s?$")
_RANGE = re.compile(r"^\s*(?:-|–|~|to|a|à)\s*$", re.IGNORECASE)
# "£15m-£42m": the currency stands twice.
_MONEY_RANGE = re.compile(r"^(m|mn|b|bn|k)?\s?(?:-|–|to|and)\s?(?:[€$£₩]|[A-Z]{3}\s)\s?$", re.IGNORECASE)
_GOES_ON, _CAME_FROM = re.compile(r"[.,]\d"), re.compile(r"\d[.,]$")  # part of a number that cannot be read
_AND = re.compile(r"^\s*(?:and|y|et)\s*$", re.IGNORECASE)
_TO = re.compile(r"^\s*[^\d,;.()]{0,30}\b(?:to|a|à|hasta)\s+(?:about |over |some )?$", re.IGNORECASE)
_TO_KOREAN = re.compile(r"^\s?[가-힣%]{0,4}에서\s?(?:\d{4}년\s?)?$")
# Beside a currency "m" is no length: "£3.4m".
_MONEY_SCALE = re.compile(r"(m|mn|b|bn|k)\b", re.IGNORECASE)
_MONEY_FACTORS = {"m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "k": 1000}
_FROM = re.compile(r"(?<!\w)(?:from|de|du|desde)\s+(?:about |over |unos )?$", re.IGNORECASE)
_BETWEEN = re.compile(r"(?<!\w)(?:between|entre)\s+$", re.IGNORECASE)
_SIGN = re.compile(r"(?<![\w\d])([-−+–±])$")


@dataclass(frozen=True, slots=True)
class Amount:
    """`text` is the amount as written with qualifier, currency and percent sign; `start` and `end` are its places.

    `number`, `low`, `high` and `denominator` are None where the text leaves them open or has none. `currency` is None
    where it is no money, and has no code where the country is open. `unit` and `baseline` are words of the text.
    """

    text: str
    start: int
    end: int
    number: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    denominator: Decimal | None = None
    qualifier: str = ""
    unit: str = ""
    baseline: str = ""
    is_percent: bool = False
    currency: Currency | None = None


def amounts_in(text: str, language: str) -> tuple[Amount, ...]:
    """The amounts in their order. `language` is a BCP 47 code; of one whose separators are not known, numbers that have
    any stay unread."""
    primary = language.partition("-")[0].lower()
    figures = [figure for figure in figures_of(text, primary) if _is_amount(text, figure)]
    dates = [(date.start, date.end) for date in dates_in(text)]
    days = [(figure.start, figure.end) for figure in date_figures(text)]
    figures = _outside(figures, [*days, *dates, *names_in(text)])
    amounts = tuple(_amounts(text, figures, primary))
    return amounts if primary in WORDS else tuple(map(_unread, amounts))


def _amounts(text: str, figures: Sequence[Figure], language: str) -> Iterator[Amount]:
    rest = list(figures)
    while rest:
        first, *rest = rest
        joined = _joined(text, first, rest[0]) if rest else None
        if joined:
            second, rest = rest[0], rest[1:]
            yield _complete(text, replace(joined, end=max(first.end, second.end)), language)
        else:
            yield _complete(text, _single(text, first), language)


def _unread(amount: Amount) -> Amount:
    """Without the numbers where a point or comma may mean thousands or decimals."""
    if not re.search(r"\d[.,]\d", amount.text):
        return amount
    return replace(amount, number=None, low=None, high=None, denominator=None)


def _single(text: str, figure: Figure) -> Amount:
    return Amount(figure.text, figure.start, figure.end, _number(figure), is_percent=figure.is_percent)


def _joined(text: str, first: Figure, second: Figure) -> Amount | None:
    """Two figures that make one amount; None when they are two."""
    between = text[first.end : second.start]
    one, two = _number(first), _number(second)
    is_share = _OF.match(between) and not (first.is_percent or second.is_percent)
    if (is_share or _is_ratio(text, first, second)) and _is_larger(two, one):
        return replace(_single(text, first), denominator=two)
    if _OF_KOREAN.match(between) and _is_larger(one, two):
        return replace(_single(text, second), start=first.start, denominator=one)
    if _is_change(text, first, second):
        return replace(_single(text, second), baseline=first.text)
    if _is_range(text, first, second) and _is_larger(two, _scaled_like(first, second)):
        return replace(
            _single(text, second), start=first.start, number=None, low=_scaled_like(first, second), high=two
        )
    return None


def _is_ratio(text: str, first: Figure, second: Figure) -> bool:
    """Whether two numbers with "in" between are a share, and no count in some places."""
    one = _number(first)
    is_small = one is not None and one <= _MOST_OF_A_RATIO
    return bool(
        is_small and _IN.match(text[first.end : second.start]) and not _PLACES.match(text[second.end :])
    )


def _is_range(text: str, first: Figure, second: Figure) -> bool:
    between = text[first.end : second.start]
    is_between = _BETWEEN.search(before(text, first.start)) and _AND.match(between)
    return bool(_RANGE.match(between) or is_between or _is_money_range(text, first, second))


def _is_money_range(text: str, first: Figure, second: Figure) -> bool:
    """Whether two sums of one scale are the ends of a range."""
    match = _MONEY_RANGE.match(text[first.end : second.start])
    letter = _MONEY_SCALE.match(text, second.end)
    is_alike = match and (match[1] or "").lower() in ("", letter[1].lower() if letter else "")
    is_open = match and (match[1] or first.factor != 1 or not letter)
    return bool(is_alike and is_open and currency_beside(text, first.start, first.start))


def _is_change(text: str, first: Figure, second: Figure) -> bool:
    """ "from 122 to 431" beside a verb of change; elsewhere the same words make a range."""
    between = text[first.end : second.start]
    is_pair = (_FROM.search(before(text, first.start)) and _TO.match(between)) or _TO_KOREAN.match(between)
    start, end = clause_around(text, first.start, second.end)
    return bool(is_pair) and first.is_percent == second.is_percent and says("change", text[start:end])


def _complete(text: str, amount: Amount, language: str) -> Amount:
    """With its currency, sign and qualifier, which widen the text to both sides, and its unit."""
    start, end, number = amount.start, amount.end, amount.number
    currency = currency_beside(text, start, end)
    if currency:
        start, end = min(start, currency.start), max(end, currency.end)
        amount, end = _scaled(text, amount, end)
        number = amount.number
    elif sign := _SIGN.search(before(text, start)):
        start -= 1
        number = -number if number is not None and sign[1] in "-−–" else number
    if found := qualifier_before().search(before(text, start)):
        start -= len(found[0])
    return replace(
        amount,
        text=text[start:end],
        start=start,
        end=end,
        number=number,
        qualifier=found[1] if found else "",
        currency=currency,
        unit="" if currency else "%" if amount.is_percent else unit_after(text, end, language),
    )


def _scaled(text: str, amount: Amount, end: int) -> tuple[Amount, int]:
    """A sum of money with the letter after it that multiplies it, if there is one."""
    letter = _MONEY_SCALE.match(text, end)
    if not letter or not text[end - 1].isdigit():
        return amount, end
    low, high, number = (
        value and value * _MONEY_FACTORS[letter[1].lower()]
        for value in (amount.low, amount.high, amount.number)
    )
    return replace(amount, low=low, high=high, number=number), letter.end()


def _is_amount(text: str, figure: Figure) -> bool:
    if not isinstance(figure.readings[0], Quantity) or not re.search(r"\d", figure.text):
        return False
    preceding, following = before(text, figure.start), text[figure.end :][:40]
    goes_on = figure.text[-1].isdigit() and _GOES_ON.match(following)
    if goes_on or _CAME_FROM.search(preceding):
        return False
    return not (_NOTE_BEFORE.search(preceding) or _NOT_AN_AMOUNT_AFTER.match(following))


def _outside(figures: Sequence[Figure], spans: Sequence[Span]) -> list[Figure]:
    return [
        figure
        for figure in figures
        if not any(start < figure.end and figure.start < end for start, end in spans)
    ]


def _number(figure: Figure) -> Decimal | None:
    """The one number that the figure can mean."""
    values = {reading.value for reading in figure.readings if isinstance(reading, Quantity)}
    return values.pop() if len(values) == 1 else None


def _scaled_like(first: Figure, second: Figure) -> Decimal | None:
    """The lower end of a range, with the scale that only the upper one names ("2-3 million")."""
    values = [reading.value for reading in first.readings if isinstance(reading, Quantity)]
    return values[-1] if second.factor != 1 and len(values) == 2 else _number(first)


def _is_larger(one: Decimal | None, other: Decimal | None) -> bool:
    return one is not None and other is not None and one > other

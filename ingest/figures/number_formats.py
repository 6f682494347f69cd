"""How each language writes numbers: separators, words for scales, number words to nineteen, percent.

English and Korean part thousands with a comma; Spanish and French with a space or a point, and put a comma before
decimals. A number that can be read in two ways has both readings. Words that mean something else as well ("one",
"un", "neuf", "열") are not read as numbers.
"""

from __future__ import annotations

import re
from decimal import Decimal

ENGLISH = re.compile(r"^(?:\d{1,3}(?:[,\u00a0\u202f\u2009]\d{3})+|\d+)(?:\.\d+)?$")
CONTINENTAL = re.compile(r"^(?:\d{1,3}(?:[.’' \u00a0\u202f\u2009]\d{3})+|\d+)(?:,\d+)?$")
CONTINENTAL_LANGUAGES = frozenset(("es", "fr"))

_SCALES_EN = {
    "hundred": 100, "thousand": 1000, "lakh": 10**5, "lakhs": 10**5, "million": 10**6, "millions": 10**6,
    "mn": 10**6, "crore": 10**7, "crores": 10**7, "billion": 10**9, "billions": 10**9, "bn": 10**9,
    "trillion": 10**12, "trillions": 10**12, "tn": 10**12, "lakh crore": 10**12,
}  # fmt: skip
_SCALES_ES = {
    "mil": 1000, "millón": 10**6, "millones": 10**6, "mil millones": 10**9, "billón": 10**12, "billones": 10**12,
}  # fmt: skip
_SCALES_FR = {
    "mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9, "billion": 10**12,
    "billions": 10**12,
}  # fmt: skip
SCALES = {"en": _SCALES_EN, "es": _SCALES_ES, "fr": _SCALES_FR, "ko": _SCALES_EN}
_KOREAN_SMALL = {"": 1, "백": 100, "천": 1000}
_KOREAN_LARGE = {"": 1, "만": 10**4, "억": 10**8, "조": 10**12}

_WORDS = {
    "en": (
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen"
    ),
    "es": (
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
        "dieciocho diecinueve"
    ),
    "fr": (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
        "dix-neuf"
    ),
    "ko": "두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두 열세 열네 열다섯 열여섯 열일곱 열여덟 열아홉",
}
_AMBIGUOUS = frozenset(("neuf",))
WORDS = {
    language: {word: number for number, word in enumerate(words.split(), start=2) if word not in _AMBIGUOUS}
    for language, words in _WORDS.items()
}
_KOREAN_COUNTERS = "명|개|곳|가지|차례|번|배|해|달|살|대|채|동|건|종|단계|기관|도시|나라|시간|주|팀|축|분기|자녀|가구|유형|권역"

PERCENT = re.compile(
    r"\s*(?:%|％|per\s?cent\b|percent\b|por cien(?:to)?\b|pour cent\b|퍼센트)(?!\s*p\b|\s*-?points?\b|\s*포인트)",
    re.I,
)


def scale_pattern(languages: tuple[str, ...]) -> re.Pattern[str]:
    """What may follow digits to multiply them; "k" and "M" only where they touch the digits
    ("18 m" is a length) or stand before a euro sign."""
    names = {name for language in languages for name in SCALES[language]}
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(rf"[\s-]*(?i:({words}))\b|\s?(Mds?|[kKM])(?=\s?€)|([kKM])\b")


def factor_of(name: str, languages: tuple[str, ...]) -> Decimal:
    """What a scale multiplies by, in the first of the languages that has the word."""
    known = {"Md": 10**9, "Mds": 10**9, "M": 10**6, "K": 1000, "k": 1000}.get(name)
    found = known or next(
        SCALES[language][name.lower()] for language in languages if name.lower() in SCALES[language]
    )
    return Decimal(found)


def word_pattern(language: str) -> re.Pattern[str]:
    """Number words that stand alone or open a compound ("three-year"); "twenty-five" is not read as five."""
    words = "|".join(sorted(WORDS[language], key=len, reverse=True))
    if language == "ko":
        return re.compile(rf"(?<![가-힣])({words})(?=\s?(?:{_KOREAN_COUNTERS}))")
    return re.compile(rf"(?<![\w-])(?<!\by )({words})\b(?!-(?:vingt|{words}))", re.IGNORECASE)


KOREAN_NUMBER = re.compile(
    r"(?<![\d.,])(?<!제)\d[\d,]*(?:\.\d+)?\s?(?:[백천][만억조]?|[만억조])"
    r"(?:\s?\d[\d,]*(?:\.\d+)?\s?(?:[백천][만억조]?|[만억조]))*(?:\s?(?:\d{1,3}(?:,\d{3})?|\d{4})(?=[명원건개곳가대회동호㎡]|\s*$))?"
)
_KOREAN_STEP = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([백천]?)([만억조]?)")


def korean_value(text: str) -> Decimal:
    """444억 5,600만 is 44,456,000,000: each number times its unit, added up."""
    steps = _KOREAN_STEP.findall(text)
    return sum(
        (
            Decimal(digits.replace(",", "")) * _KOREAN_SMALL[small] * _KOREAN_LARGE[large]
            for digits, small, large in steps
        ),
        Decimal(0),
    )

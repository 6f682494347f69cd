"""Query texts that are meant to hurt, by name; made of words the caller finds common in the index asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import cycle, islice


def hostile_queries(common: Sequence[str]) -> Mapping[str, str]:
    """Texts that grew slow or failed in stock Whoosh, and some that aim at other layers. `common`: at least two words."""
    one, two = common[:2]
    many = list(islice(cycle(common), 60))
    return {
        "100 kB of one word": one * 20_000,
        "100 kB of words": " ".join(islice(cycle(common), 20_000))[:100_000],
        "10,000 clauses": " OR ".join(f"{word}{number}" for number, word in enumerate(islice(cycle(common), 10_000))),
        "60 words, all": " AND ".join(many[:30]),
        "60 words, any": " OR ".join(many[:30]),
        "60 prefixes": " ".join(f"{word[:3]}*" for word in many),
        "60 words, fuzzy": " ".join(f"{word}~9" for word in many),
        "60 words, none": " ".join(f"-{word}" for word in many),
        "30 phrases": " ".join(f'"{word} {one}"' for word in many[:30]),
        "a long phrase": f'"{" ".join(many)}"',
        "stars": "*a* a* ???? * ** a*b*c*",
        "ranges": "[a TO z] {a TO} year:1..99999 year:[a TO z] year:..",
        "deep nesting": "(" * 500 + one + ")" * 500,
        "NOT NOT": f"NOT NOT {one}",
        "60 times NOT": "NOT " * 60 + one,
        "ANDMAYBE": f"{one} ANDMAYBE {two}",
        "slop": f'"{one} {two}"~1000000',
        "boost": f"{one}^1e308 {two}^-1",
        "regular expression": "/(a+)+$/ /.*/",
        "quotation mark open": f'"{one} "{two}" "',
        "parenthesis open": f"(({one} OR",
        "fields": "body:" * 60 + " : theme: :x",
        "NUL": f"{one}\0{two}",
        "right to left": f"\u202e{one}\u200f \u0645\u062f\u064a\u0646\u0629",
        "half a character": f"\ud800 {one}",
        "marks without end": "a" + "\u0301" * 1_900,
        "no letter": "\U0001f600" * 500 + "." * 500,
        "Hangul without spaces": "\ub3cc\ubd04\uc18c\ub4dd" * 500,
        "markup": f"<script>alert(1)</script> {one}",
        "SQL": f"' OR 1=1 -- {one}",
    }  # fmt: skip

"""Long numbers as readers of a language write them."""

from __future__ import annotations

import pytest

from webui.figures import grouped


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("103538", "en", "103,538"),
        ("over 300000", "en", "over 300,000"),
        ("about 6000-90000", "en", "about 6000-90,000"),
        ("103538", "es", "103.538"),
        ("103538", "fr", "103\u202f538"),
        ("2억 5,017만", "ko", "2억 5,017만"),
        ("3263 of 7069 in 2019", "en", "3263 of 7069 in 2019"),
        ("1,853,529", "en", "1,853,529"),
        ("0.12345", "en", "0.12345"),
        ("12345.6", "en", "12345.6"),
        ("10000.", "en", "10,000."),
        ("A12345", "en", "A12345"),
        ("103538", "zh-Hant", "103,538"),
        ("103538", "xx", "103,538"),
        ("103538", None, "103,538"),
    ],
)
def test_long_numbers_are_grouped_and_nothing_else(text: str, language: str | None, shown: str) -> None:
    assert grouped(text, language) == shown

"""Overlap of texts in runs of four words, as the public benchmark counts it."""

from __future__ import annotations

import pytest

from ingest.evaluation.text_overlap import agreement, overlap

EXPECTED = "one two three four five six"


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        (EXPECTED, 1, 1),
        ("One, two", 0, 0),
        ("menu one two three four five six", 3 / 4, 1),
        ("one two three four", 1, 1 / 3),
        ("", 0, 0),
    ],
)
def test_shares_of_what_is_right(found: str, precision: float, recall: float) -> None:
    counted = overlap(EXPECTED, found)
    assert (counted.precision, counted.recall) == pytest.approx((precision, recall))


def test_repeats_count_as_often_as_they_occur() -> None:
    counted = overlap(EXPECTED, f"{EXPECTED} {EXPECTED}")
    assert (counted.both, counted.extra, counted.missing) == (3, 6, 0)


def test_nothing_expected_and_nothing_found_is_right() -> None:
    assert (overlap("", "").precision, overlap("", "").recall) == (1, 1)
    assert overlap("", "a b c d").recall == 0


def test_means_are_over_texts_and_f1_is_of_the_means() -> None:
    measured = agreement([overlap(EXPECTED, EXPECTED), overlap(EXPECTED, "")])
    assert (measured.precision, measured.recall, measured.f1) == pytest.approx((1, 0.5, 2 / 3))
    assert agreement([]).f1 == 0

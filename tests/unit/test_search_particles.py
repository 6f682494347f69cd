"""Korean words without particles and endings, as texts and queries are compared by default."""

from __future__ import annotations

import pytest

from kb.search.particles import MIN_SYLLABLES, PARTICLES, without_particles


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("서울시의", "서울시"),
        ("서울시에서", "서울시"),
        ("서울시에서는", "서울시"),
        ("가구들의", "가구"),
        ("청년에게", "청년"),
        ("지원하는", "지원"),
        ("지원되었으며", "지원"),
        ("향상시키고", "향상"),
        ("체계적으로", "체계"),
        ("정책이란", "정책"),
        ("공공임대주택", "공공임대주택"),
        ("공원도로", "공원"),
    ],
)
def test_what_is_written_onto_a_word_is_cut_off(written: str, word: str) -> None:
    assert without_particles(written) == word


@pytest.mark.parametrize("short", ["제도", "정도", "집을", "은", "하는"])
def test_of_a_short_word_nothing_is_cut_off(short: str) -> None:
    assert len(short) <= MIN_SYLLABLES
    assert without_particles(short) == short


def test_only_hangul_is_read() -> None:
    text = "서울시는 2026년에 AI 돌봄을, 東京의 '시민들'과 확대한다."
    assert PARTICLES.content_words(text) == ["서울시", "년에", "돌봄", "의", "시민", "과", "확대"]


def test_a_long_run_takes_no_time() -> None:
    assert PARTICLES.content_words("의" * 100_000) == ["의" * (100_000 - 2)]

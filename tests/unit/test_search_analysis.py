"""Folding, tokens and stems."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.analysis import (
    PASSAGE_END,
    STEMMED_LANGUAGES,
    base_language,
    fold,
    fold_with_offsets,
    index_terms,
    stem,
    stems,
    terms,
    tokens,
    written_in,
)
from kb.search.document import TextFields
from kb.search.fields import SCHEMA_VERSION
from kb.search.particles import PARTICLES
from kb.search.plain_text import plain_text
from kb.search.scoring import LENGTH_SCALE, kept_length
from kb.search.stop_words import STOP_WORDS


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Éducation", "education"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("Œuvre Ærø Łódź Đà ıİ", "oeuvre aero lodz da ii"),
        ("e\u0301", "e"),
        ("ﬁnance ② ㎡", "finance 2 m2"),
        ("서울시", "서울시"),
        ("ﾆｭｰ", "ニュー"),
        ("Ελλάδας", "ελλαδασ"),
        ("Ёлка", "елка"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Housing, first!", ["housing", "first"]),
        ("low-income C40 2,076", ["low", "income", "c40", "2", "076"]),
        ("the city's and the cities' people’s", ["the", "city", "and", "the", "cities", "people"]),
        ("L'habitat d’aujourd'hui qu'on", ["habitat", "aujourd", "hui", "on"]),
        ("o'clock", ["o", "clock"]),
        ("서울시의 집", ["서울", "울시", "시의", "집"]),
        ("서울2030계획", ["서울", "2030", "계획"]),
        ("東京の都", ["東京", "京の", "の都"]),
        ("snake_case", ["snake", "case"]),
        ("हिन्दी", ["हिन्दी"]),
        ("!?", []),
    ],
)
def test_terms(text: str, found: list[str]) -> None:
    assert terms(text) == found
    assert [token.text for token in tokens(fold_with_offsets(text))] == found


@settings(deadline=None)
@given(st.text(max_size=200))
def test_offsets_lead_back_into_the_text(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    for token in tokens(folded):
        assert 0 <= token.start < token.end <= len(text)
        assert token.text in fold(text[token.start : token.end])


def test_every_character_folds_to_what_folds_to_itself() -> None:
    unstable = [
        character
        for code in range(0x30000)
        if not 0xD800 <= code < 0xE000
        for character in [chr(code)]
        if fold(fold(character)) != fold(character)
    ]
    assert unstable == []


def test_stems_are_marked_with_their_language() -> None:
    assert stem("housing", "en") == "en:hous"
    assert stem("viviendas", "es") == "es:viviend"
    assert stem("주거", "ko") is None
    assert stem("서울", "en") is None
    assert len(stems("housing")) == len(STEMMED_LANGUAGES)
    assert base_language("pt-BR") == "pt"


def test_what_is_typed_without_accents_has_the_same_stem() -> None:
    for language, written, typed in (
        ("fr", "égalités", "egalites"),
        ("es", "educación", "educaciones"),
        ("pt", "habitação", "habitacao"),
    ):
        assert stem(fold(written), language) == stem(fold(typed), language)


def test_index_terms_of_a_record() -> None:
    original = TextFields("en", "City homes", ("Casas", "집"), "", ("Rents rose.", "They fell."))
    spanish = TextFields("es", "Casas de la ciudad", (), "Rentas", ())
    found = index_terms([original, spanish], PARTICLES)
    assert found["title"] == ["city", "homes", PASSAGE_END, "casas", "de", "la", "ciudad"]
    assert found["title_stem"] == ["en:citi", "en:home", "es:cas", "es:de", "es:la", "es:ciud"]
    assert found["aliases"] == ["casas", PASSAGE_END, "집"]
    assert found["body"] == ["rents", "rose", PASSAGE_END, "they", "fell"]
    assert found["summary_stem"] == ["es:rent"]


def test_what_is_written_in_which_language() -> None:
    original = TextFields("pt-BR", "Casas", ("집",), "", ("Casas baratas.", "Caras."))
    translated = TextFields("es", "Casas", (), "Casas baratas.", ())
    assert written_in([original, translated]) == [
        "title:pt",
        "aliases:pt",
        "body:pt",
        "title:es",
        "summary:es",
    ]


def test_a_change_of_analysis_needs_a_new_schema_version() -> None:
    """When this fails, indexes on disk no longer hold what queries ask for: raise SCHEMA_VERSION, then the value here."""
    sample = "L’œuvre de Łódź: housing for the city's 2,076 families, viviendas, 서울시의 정책, 東京"
    analysed = [
        index_terms([TextFields(language, sample, (sample,), sample, (sample, sample))], PARTICLES)
        for language in STEMMED_LANGUAGES
    ]
    digest = hashlib.sha256(repr(analysed).encode()).hexdigest()[:12]
    assert (SCHEMA_VERSION, digest) == (7, "507472676916")


def test_stop_words_are_folded() -> None:
    assert {word for word in STOP_WORDS if terms(word) not in ([word], [])} == set()


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("Rents rose [8,11] and fell [3–5].", "Rents rose and fell."),
        ("## Head\n\nSee [the **law**](https://example.org/x) of `2020`.", "Head See the law of 2020."),
        ("- one\n- two\n1. three\n> four", "one two three four"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "a; b; 1; 2"),
        ("| a |  | b |\n|---|---|---|\n| 1 | | 2 |\n\nText.", "a; b; 1; 2; Text."),
        ("_so_ __very__ snake_case ***loud***", "so very snake_case loud"),
        ("<https://example.org> <b>bold</b> 3 < 4", "https://example.org bold 3 < 4"),
        ("e\u0301", "é"),
    ],
)
def test_markdown_is_shown_as_plain_text(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    ("length", "kept"), [(0, 0), (1, 1), (10, 10), (11, 12), (500, 508), (10**7, LENGTH_SCALE[-1])]
)
def test_lengths_are_kept_on_a_scale_of_256(length: int, kept: int) -> None:
    assert kept_length(length) == kept

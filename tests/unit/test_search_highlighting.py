"""Where a query's words stand in a text: folding with the way back, and stems of the text's language."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.analysis import fold_with_offsets
from kb.search.highlighting import Highlighter, folded_text
from kb.search.matching import NearWords
from kb.search.near_words import words_near
from kb.search.tree import Fuzzy, Phrase, Prefix, Word

SCRIPTS = (
    "the city’s HOUSING plan",
    "L'ŒUVRE de Łódź à été créée, où ça",
    "Straße ẞ ﬁn ǅ İstanbul ıĞ",
    "서울시의 정책 東京ガーデン ｶﾞ",
    "Жильё и ГОРОДСКОЙ Йод",
    "ΟΔΟΣ Σ σας ΆΈ",
    "שָׁלוֹם العَرَبِيَّة नगर",
    "e\u0301 n\u0303 a\u0308",
)


@given(st.lists(st.sampled_from([*SCRIPTS, *"éœßΣ각東жa "]), max_size=6).map(" ".join) | st.text(max_size=40))
def test_fast_folding_is_folding(text: str) -> None:
    assert folded_text(text) == fold_with_offsets(text)


def nearest(term: str) -> NearWords:
    found = ["superblocks", "superblok", "superbloc", "houses", "viviedna"]
    return NearWords.of(words_near(term, found))


def marked(text: str, language: str, *leaves: Word | Phrase | Prefix | Fuzzy) -> list[str]:
    return [text[match.start : match.end] for match in Highlighter(leaves, nearest).matches(text, language)]


@pytest.mark.parametrize(
    ("text", "language", "typed", "expected"),
    [
        ("Houses, housing and a housed house.", "en", "housing", ["Houses", "housing", "housed", "house"]),
        ("Viviendas y vivienda", "es", "viviendas", ["Viviendas", "vivienda"]),
        ("Las Áreas verdes del área", "es", "area", ["Áreas", "área"]),
        ("Œuvres et œuvre", "fr", "oeuvre", ["Œuvres", "œuvre"]),
        ("Городские города", "ru", "города", ["города"]),
        ("houses", "es", "housing", []),
        ("housing", "xx", "housing", ["housing"]),
    ],
)
def test_forms_of_a_word_in_the_language_of_the_text(
    text: str, language: str, typed: str, expected: list[str]
) -> None:
    assert marked(text, language, Word(typed, (typed,), 1)) == expected


def test_every_written_form_with_the_stem_is_marked_whatever_else_the_text_holds() -> None:
    chooser = random.Random(4)
    noise = ["homage", "house", "hour", "horse", "hovel", "planet"]
    for _ in range(50):
        words = chooser.choices([*noise, "planning", "plans", "Planned"], k=30)
        expected = [word for word in words if word.lower().startswith("plan") and word != "planet"]
        assert marked(" ".join(words), "en", Word("plan", ("plan",), 1)) == expected


def test_prefixes_and_phrases() -> None:
    assert marked("Gardens, a garden; gardening", "en", Prefix("gard*", "gard")) == [
        "Gardens",
        "garden",
        "gardening",
    ]
    assert marked("the city's Night-buses run", "en", Phrase("night buses", ("night", "buses"))) == [
        "Night-buses"
    ]


def test_fuzzy_words_mark_what_looks_like_them_and_their_forms() -> None:
    text = "Superblocks, a superblok, and the Superbloc; block"
    assert marked(text, "en", Fuzzy("superblock~", "superblock")) == ["Superblocks", "superblok", "Superbloc"]
    assert marked("Housing, houses, a mouse", "en", Fuzzy("housing~", "housing")) == ["Housing", "houses"]
    assert marked("Viviendas y la viviedna", "es", Fuzzy("vivienda~", "vivienda")) == [
        "Viviendas",
        "viviedna",
    ]

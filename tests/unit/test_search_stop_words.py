"""Which language a query is in by its small words, and which words say little in it."""

from __future__ import annotations

import pytest

from kb.search.analysis import fold
from kb.search.parser import parse
from kb.search.stop_words import SENTENCE_WORDS, likely_languages, sentence_words
from kb.search.tree import Word, text_leaves
from kb.vocab import Thesaurus, Vocabulary


@pytest.fixture(scope="module")
def vocabulary(vocabulary: Vocabulary) -> Vocabulary:
    """Without thesaurus, whose equivalents are no matter here."""
    return Vocabulary(vocabulary.schemes, vocabulary.cities, vocabulary.negations, Thesaurus())


def required(text: str, vocabulary: Vocabulary) -> list[str]:
    """The words that count, in order."""
    return [leaf.text for leaf in text_leaves(parse(text, vocabulary).tree) if isinstance(leaf, Word)]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("loyers trop chers que fait la ville", {"fr"}),
        ("si les dan dinero dejan de trabajar", {"es"}),
        ("guarderias o escuelas", {"es", "pt"}),
        ("homes without a car", {"en"}),
        ("son of migrants", {"en"}),
    ],
)
def test_small_words_tell_the_language(text: str, languages: set[str]) -> None:
    assert set(likely_languages(text.split())) == languages


def test_an_ordinary_word_of_another_language_tells_nothing() -> None:
    assert likely_languages(["car", "free"]) == likely_languages(["tram"])
    assert sentence_words(["car", "free"]) == sentence_words(["tram"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("loyers trop chers", ["loyers", "chers"]),
        ("que fait la ville pour les loyers", ["loyers"]),
        ("ville", ["ville"]),
        ("car lanes for the bus", ["car", "lanes", "bus"]),
        ("homes without a kitchen", ["homes", "kitchen"]),
        ("돌봄을 어떻게 늘리나", ["돌봄을", "늘리나"]),
        ("without", ["without"]),
        ("not without you", ["not", "without", "you"]),
    ],
)
def test_in_a_sentence_they_are_not_insisted_on(text: str, left: list[str], vocabulary: Vocabulary) -> None:
    assert list(dict.fromkeys(required(text, vocabulary))) == left


def test_they_are_folded() -> None:
    assert {word for word in SENTENCE_WORDS if fold(word) != word} == set()


def test_an_operator_means_them_as_written(vocabulary: Vocabulary) -> None:
    assert "without" in required("homes AND without AND the", vocabulary)

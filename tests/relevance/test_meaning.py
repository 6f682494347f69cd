"""The real model on a part of XQuAD: Spanish questions find English paragraphs, and English ones lose nothing.

The whole sets are measured by `citykb eval relevance --public`; this part takes some twenty seconds.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from kb.errors import SettingsError
from kb.evaluation.collection import Collection
from kb.evaluation.measures import mean
from kb.evaluation.public_sets import xquad
from kb.evaluation.relevance import run_in_own_index
from kb.search.meaning.e5 import E5Encoder, refuse_unusable
from kb.search.meaning.meanings import Meanings
from kb.search.particles import PARTICLES
from kb.vocab import Vocabulary

PARAGRAPHS, QUESTIONS = 60, 100


@pytest.fixture(scope="module")
def meanings(tmp_path_factory: pytest.TempPathFactory) -> Meanings:
    try:
        refuse_unusable()
    except SettingsError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))
    return Meanings(tmp_path_factory.mktemp("vectors"), E5Encoder())


def part_of(questions: str) -> Collection:
    """The first paragraphs in English, with every third of the questions about them."""
    if not os.environ.get("CITYKB_EVAL_DATA"):
        if os.environ.get("CI") == "true":
            pytest.fail("CITYKB_EVAL_DATA names no folder with public evaluation sets")
        pytest.skip("CITYKB_EVAL_DATA names no folder with public evaluation sets")
    whole = xquad(Path(os.environ["CITYKB_EVAL_DATA"]) / "xquad", questions, "en")
    documents = whole.documents[:PARAGRAPHS]
    known = {document.id for document in documents}
    asked = [topic for topic in whole.topics if known.issuperset(whole.judgments[topic.id])]
    return dataclasses.replace(whole, documents=documents, topics=tuple(asked[::3][:QUESTIONS]))


@pytest.mark.parametrize(("questions", "by_words", "by_both"), [("es", 0.75, 0.93), ("en", 1.0, 0.97)])
def test_meaning_adds_what_words_do_not_find(
    vocabulary: Vocabulary, meanings: Meanings, questions: str, by_words: float, by_both: float
) -> None:
    collection = part_of(questions)
    words, both = (
        mean([figures.ndcg for figures in run_in_own_index(collection, vocabulary, PARTICLES, more)])
        for more in (None, meanings)
    )

    assert len(collection.topics) == QUESTIONS
    assert words <= by_words
    assert both >= by_both
    assert both >= words - 0.01

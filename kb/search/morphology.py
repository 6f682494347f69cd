"""Korean by words, beside its pairs of syllables: what an analyser answers, and what its answers add to a query.

Pairs of syllables alone decide which records a query finds, so its number is the same with every analyser. Morphemes
tell words from chance pairs: a record that holds those of the query scores for each, in the stem fields of its Korean
texts. Phrases, highlights and suggestions stay with what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from kb.search.tree import FieldWeights, Node, Or, Preferring, Terms, Word, text_leaves

LANGUAGE = "ko"
MORPHEME_WEIGHT = 0.75  # of a Korean word, against one pair of its syllables
_KOREAN = re.compile("[가-힣]")
_LONGEST_WORD = 40  # letters; of longer ones the parser keeps the first pairs only


class Morphology(Protocol):
    """An analyser of Korean. It may be used from several threads and sent to another process."""

    @property
    def name(self) -> str:
        """Names the analyser and its version: an index is only searched with the one it was built with."""

    def warm_up(self) -> None:
        """Load what the first text would wait for. Raises SearchUnavailable when it cannot be loaded."""

    def content_words(self, text: str) -> list[str]:
        """The words of a text without particles and endings, in order.

        Raises SearchUnavailable when the analyser cannot be loaded.
        """


def marked(morphology: Morphology, text: str) -> list[str]:
    """The morphemes of a Korean text as the stem fields have them ("ko:돌봄")."""
    return [f"{LANGUAGE}:{word}" for word in morphology.content_words(text)]


def preferring_morphemes(tree: Node, morphology: Morphology) -> Node:
    """The tree; its records score for the morphemes of its Korean words too."""
    found = tuple(_morphemes(tree, morphology))
    return Preferring(tree, Or(found)) if found else tree


def _morphemes(tree: Node, morphology: Morphology) -> Iterator[Terms]:
    """Of each Korean word once, however many leaves its pairs are."""
    words: dict[str, FieldWeights] = {}
    for leaf in text_leaves(tree):
        if isinstance(leaf, Word) and _KOREAN.search(leaf.text):
            words.setdefault(leaf.text[:_LONGEST_WORD], leaf.fields)
    for text, fields in words.items():
        if terms := marked(morphology, text):
            weights = tuple((field, MORPHEME_WEIGHT * weight) for field, weight in fields)
            yield Terms(tuple(terms), weights)

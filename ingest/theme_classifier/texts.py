"""Labelled write-ups as the classifier learns from them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.evaluation.tagging_gold import GoldCase, corpus_cases, folder_cases
from ingest.tagging import evidence, stems_of
from ingest.tagging.classifier import LANGUAGE
from ingest.tagging.scoring import weights_of
from ingest.theme_classifier.regression import Matrix
from kb.vocab import Vocabulary

PARTS = 6
MIN_TEXTS = 5  # that a stem must stand in to be learned
MIN_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Text:
    """x of the stems of a text (`ingest.tagging.classifier`), the weight of its cues by theme, its themes, and in which of
    PARTS it falls: all records of a city fall into one, and so do two readings of one text."""

    title: str
    stems: dict[str, float]
    cues: dict[str, float]
    themes: frozenset[str]
    part: int


def labelled_texts(
    folders: Iterable[Path], records: Path, vocabulary: Vocabulary, max_bytes: int
) -> list[Text]:
    """The texts of the folders (laid out as docs/tagging.md says) and of the dev half of the records, in English.

    Raises InvalidRecord for what cannot be read.
    """
    cases = [case for folder in folders for case in folder_cases(folder, vocabulary, max_bytes)]
    cases += [case for case in corpus_cases(records, vocabulary, max_bytes) if case.half == "dev"]
    return [_text(case, vocabulary) for case in cases if case.language == LANGUAGE]


def _text(case: GoldCase, vocabulary: Vocabulary) -> Text:
    cues = evidence(case.texts, case.language, vocabulary)["themes"]
    key = next(iter(case.decided.get("cities", ())), case.texts["title"])
    return Text(
        case.texts["title"],
        stems_of(case.texts, case.language, vocabulary),
        weights_of(cues),
        frozenset(case.decided["themes"]),
        int(hashlib.sha256(key.encode()).hexdigest(), 16) % PARTS,
    )


def values_of(texts: Sequence[Text]) -> tuple[list[str], Matrix]:
    """The stems that are learned, and x of each (columns) in each text (rows). Numbers and stubs say nothing of a theme."""
    apart = {text.title: text for text in texts}.values()
    counts = Counter(stem for text in apart for stem in text.stems)
    stems = sorted(
        stem
        for stem, count in counts.items()
        if count >= MIN_TEXTS and stem.isalpha() and len(stem) >= MIN_LETTERS
    )
    return stems, np.array([[text.stems.get(stem, 0.0) for stem in stems] for text in texts])


def labels_of(texts: Sequence[Text], themes: Sequence[str]) -> Matrix:
    """1.0 where a text (row) has a theme (column), else 0.0."""
    return np.array([[float(theme in text.themes) for theme in themes] for text in texts])

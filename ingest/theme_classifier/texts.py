"""Labelled write-ups as the classifier learns from them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    """x of the stems of a text (`ingest.tagging.classifier`), the weight of its cues by theme, how many of its readers gave
    it each theme (0 to 1), and in which of PARTS it falls: all records of a city fall into one."""

    stems: dict[str, float]
    cues: dict[str, float]
    themes: Mapping[str, float]
    part: int


def labelled_texts(
    folders: Iterable[Path], records: Path, vocabulary: Vocabulary, max_bytes: int
) -> list[Text]:
    """The texts of the folders (laid out as docs/tagging.md says) and of the dev half of the records, in English.

    Texts of one title are readings of one text. Raises InvalidRecord for what cannot be read.
    """
    cases = [case for folder in folders for case in folder_cases(folder, vocabulary, max_bytes)]
    cases += [case for case in corpus_cases(records, vocabulary, max_bytes) if case.half == "dev"]
    readings: dict[str, list[GoldCase]] = defaultdict(list)
    for case in cases:
        if case.language == LANGUAGE:
            readings[case.texts["title"]].append(case)
    return [_text(of_text, vocabulary) for of_text in readings.values()]


def _text(readings: Sequence[GoldCase], vocabulary: Vocabulary) -> Text:
    case = readings[0]
    key = next(iter(case.decided.get("cities", ())), case.texts["title"])
    given = Counter(theme for reading in readings for theme in reading.decided["themes"])
    return Text(
        stems_of(case.texts, case.language, vocabulary),
        weights_of(evidence(case.texts, case.language, vocabulary)["themes"]),
        {theme: count / len(readings) for theme, count in given.items()},
        int(hashlib.sha256(key.encode()).hexdigest(), 16) % PARTS,
    )


def values_of(texts: Sequence[Text]) -> tuple[list[str], Matrix]:
    """The stems that are learned, and x of each (columns) in each text (rows). Numbers and stubs say nothing of a theme."""
    counts = Counter(stem for text in texts for stem in text.stems)
    stems = sorted(
        stem
        for stem, count in counts.items()
        if count >= MIN_TEXTS and stem.isalpha() and len(stem) >= MIN_LETTERS
    )
    return stems, np.array([[text.stems.get(stem, 0.0) for stem in stems] for text in texts])


def labels_of(texts: Sequence[Text], themes: Sequence[str]) -> Matrix:
    """What part of its readers gave a text (row) a theme (column)."""
    return np.array([[text.themes.get(theme, 0.0) for theme in themes] for text in texts])

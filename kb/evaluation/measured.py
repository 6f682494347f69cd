"""The figures of the last measurement of the ranking, as committed, and whether they are of the ranking in force.

`measured.json` is what `citykb eval relevance --public --json` printed, `measured-by-meaning.json` the same with
`semantic_search` on. It names the ranking by a fingerprint over everything that moves a result; a change of any of it makes
the figures those of an earlier ranking, and they are then said to be so.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from kb.evaluation.relevance import Figures
from kb.search import (
    expansion,
    feedback,
    fields,
    matching,
    morphology,
    readings,
    scoring,
    side_by_side,
    thesaurus_nodes,
    tree,
)
from kb.search.analysis import STEMMED_LANGUAGES
from kb.search.meaning import fusion, passages
from kb.search.stop_words import (
    FUNCTION_SHARE,
    GENERAL_WORDS,
    HAN_FUNCTION_CHARACTERS,
    IN_SENTENCE,
    STOP_WORDS,
    TELLING,
)
from kb.vocab import load_vocabulary

FILE = Path(__file__).with_name("measured.json")
FILE_BY_MEANING = Path(__file__).with_name("measured-by-meaning.json")


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement: the fingerprint of the ranking, the day (ISO 8601), and one row per group of topics."""

    ranking: str
    measured_on: str
    figures: tuple[Figures, ...]

    def is_of(self, ranking: str) -> bool:
        """Whether it measured the ranking with this fingerprint."""
        return self.ranking == ranking


def ranking_fingerprint(analyser: str, encoder: str = "") -> str:
    """12 hex digits over fields and weights, constants of the score, rules for words, analysers, stop words and
    thesaurus; with the name of an encoder also over it and the rules of search by meaning. `analyser` names what reads
    Korean words."""
    by_meaning = (
        (encoder, passages.VERSION),
        (fusion.WORDS_WEIGHT, fusion.STANDS_OUT, fusion.BEHIND_NEAREST, fusion.MOST),
    )
    settings: tuple[object, ...] = (
        (fields.fingerprint(analyser), morphology.MORPHEME_WEIGHT),
        (scoring.K1, scoring.B, scoring.SCORE_DIGITS),
        (matching.EXACT_BESIDE_STEM, matching.ALL_FIRST, matching.MAX_EXPANSIONS, matching.ENOUGH),
        (matching.MAX_NEAR_WORDS, matching.NEAR_WEIGHT),
        (readings.MAX_UNKNOWN, readings.MAX_READINGS, readings.OTHER_FIRST_LETTER, readings.MAX_COST),
        (side_by_side.MAX_REQUIRED, side_by_side.MAX_LOOSE_TERMS),
        (tree.NAMES_FIRST, tree.EVENLY),
        (feedback.LOOKED_AT, feedback.MOST_WORDS, feedback.ALIKE, feedback.SHARED_BY, feedback.WEIGHT),
        (feedback.MOST_LOOKED_UP, feedback.RERANKED),
        STEMMED_LANGUAGES,
        sorted(STOP_WORDS),
        [(language, sorted(words)) for lists in (TELLING, IN_SENTENCE) for language, words in lists.items()],
        sorted(GENERAL_WORDS),
        (sorted(HAN_FUNCTION_CHARACTERS), FUNCTION_SHARE),
        (
            thesaurus_nodes.WEIGHT,
            thesaurus_nodes.SYNONYM_WEIGHT,
            thesaurus_nodes.FILED_WEIGHT,
            thesaurus_nodes.APART,
            thesaurus_nodes.LONGEST_ENDING,
            expansion.MAX_WORDS,
            expansion.LONGEST_COMPOUND,
            expansion.MAX_EXPANDED,
        ),
        load_vocabulary().thesaurus.entries,
        *(by_meaning if encoder else ()),
    )
    return hashlib.sha256(repr(settings).encode()).hexdigest()[:12]


def read_measured(file: Path = FILE) -> Measured | None:
    """The committed measurement; None when there is none. Raises ValueError, KeyError or TypeError for a damaged file."""
    if not file.exists():
        return None
    document = json.loads(file.read_text("utf-8"))
    rows = tuple(Figures(**row) for row in document["figures"])
    return Measured(document["ranking"], document["measured_on"], rows)

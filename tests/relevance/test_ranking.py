"""The ranking does not get worse unnoticed: nDCG@10 on our topics and on public sets against what was measured last.

`baseline.json` holds the figures of the last change to the ranking. Whoever improves it writes them anew with
`python -m tests.relevance.test_ranking`; a fall of more than TOLERANCE fails. The public sets are measured where
CITYKB_EVAL_DATA names them, in CI always.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.evaluation.collection import Collection, read_own
from kb.evaluation.public_sets import read_public_sets
from kb.evaluation.relevance import EVERY, Figures, run_in_own_index, run_topics, summarise
from kb.search.particles import PARTICLES
from kb.search.spelling import Speller
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary, load_vocabulary
from tests.relevance.pooling import CORPUS, documents_of, read_corpus

BASELINE = Path(__file__).with_name("baseline.json")
TOLERANCE = 0.01
Scores = dict[str, float]


def own_scores(folder: Path, vocabulary: Vocabulary) -> Scores:
    """nDCG@10 of each half of our topics."""
    backend = WhooshBackend(folder, vocabulary)
    backend.rebuild(documents_of(read_corpus(vocabulary), vocabulary))
    collection = read_own(CORPUS / "relevance")
    rows = summarise(collection, run_topics(collection, Speller(backend, vocabulary)))
    return {name_of(row): row.ndcg for row in rows if row.language == EVERY}


def public_scores(vocabulary: Vocabulary) -> Scores:
    rows = (
        row
        for collection in public_collections()
        for row in summarise(collection, run_in_own_index(collection, vocabulary, PARTICLES))
    )
    return {name_of(row): row.ndcg for row in rows}


def public_collections() -> Iterator[Collection]:
    return read_public_sets(Path(os.environ["CITYKB_EVAL_DATA"]))


def name_of(row: Figures) -> str:
    return f"{row.collection} {row.split} {row.language}"


def assert_no_worse(scores: Scores) -> None:
    expected = json.loads(BASELINE.read_text("utf-8"))
    worse = {
        name: (score, expected[name]) for name, score in scores.items() if score < expected[name] - TOLERANCE
    }
    assert worse == {}


def test_our_topics_are_answered_no_worse(tmp_path: Path, vocabulary: Vocabulary) -> None:
    assert_no_worse(own_scores(tmp_path / "index", vocabulary))


def test_public_sets_are_answered_no_worse(vocabulary: Vocabulary) -> None:
    if not os.environ.get("CITYKB_EVAL_DATA"):
        if os.environ.get("CI") == "true":
            pytest.fail("CITYKB_EVAL_DATA names no folder with public evaluation sets")
        pytest.skip("CITYKB_EVAL_DATA names no folder with public evaluation sets")
    assert_no_worse(public_scores(vocabulary))


def main() -> None:
    """Measure anew and write the baseline."""
    import tempfile

    vocabulary = load_vocabulary()
    with tempfile.TemporaryDirectory() as folder:
        scores = own_scores(Path(folder) / "index", vocabulary) | public_scores(vocabulary)
    rounded = {name: round(score, 4) for name, score in scores.items()}
    BASELINE.write_text(json.dumps(rounded, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()

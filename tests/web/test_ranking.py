"""The page on ranking says what is configured, and says of figures of an earlier ranking that they are."""

from __future__ import annotations

import importlib.metadata
import json
from pathlib import Path

import pytest

from kb.evaluation import measured
from kb.evaluation.measured import ranking_fingerprint, read_measured
from kb.search import matching, morphology, scoring, thesaurus_nodes
from kb.search.fields import TEXT_FIELDS
from kb.search.particles import PARTICLES
from kb.search.stop_words import IN_SENTENCE, SENTENCE_WORDS, STOP_WORDS, TELLING
from kb.vocab import Thesaurus, Vocabulary, load_vocabulary
from tests.web.library import Library
from tests.web.page import parsed, text_of
from tests.web.work import open_site
from webui import ranking

ROW = {
    "collection": "Example set", "split": "test", "language": "en", "topics": 12,
    "ndcg": 0.4567, "recall": 0.5, "mrr": 0.75, "judged": 1.0,
}  # fmt: skip
STALE = "These figures are of an earlier ranking"


def written(file: Path, fingerprint: str) -> Path:
    file.write_text(
        json.dumps({"ranking": fingerprint, "measured_on": "2026-03-01", "figures": [ROW], "topics": []})
    )
    return file


def test_the_page_shows_the_settings_in_force(library: Library) -> None:
    answer = library.client.get("/methods/ranking")
    page = parsed(answer)
    weights = next(page.iter("tbody"))
    shown = {text_of(row[0]): float(text_of(row[1])) for row in weights}
    assert shown == {field.label: field.boost for field in TEXT_FIELDS}
    text = text_of(page)
    assert f"k1 is {scoring.K1} and b is {scoring.B}" in text
    assert f"at {matching.EXACT_BESIDE_STEM} of the weight" in text
    assert f"All {len(STOP_WORDS)} of them" in text
    assert f"All {len(SENTENCE_WORDS - STOP_WORDS)} of them" in text
    assert {"English", "Spanish", "French", "Portuguese"} <= set(
        text.partition("stemmers for: ")[2].partition(".")[0].split(", ")
    )
    assert f"Ranking {ranking_fingerprint(PARTICLES.name)}" in text


@pytest.mark.parametrize("is_current", [True, False])
def test_figures_of_an_earlier_ranking_are_said_to_be_so(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_current: bool
) -> None:
    file = written(
        tmp_path / "measured.json", ranking_fingerprint(PARTICLES.name) if is_current else "0123456789ab"
    )
    monkeypatch.setattr(ranking, "read_measured", lambda _: read_measured(file))
    text = library.client.get("/methods/ranking").text
    assert "0.457" in text
    assert "Example set, test" in text
    assert ">English</td>" in text
    assert (STALE in text) is not is_current


def test_what_was_never_measured_is_said(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ranking, "read_measured", lambda _: read_measured(tmp_path / "none.json"))
    assert "Not measured yet." in library.client.get("/methods/ranking").text


def test_the_page_says_of_the_committed_figures_whether_they_hold(library: Library) -> None:
    committed = read_measured()
    assert committed is not None, "write it with: citykb eval relevance --public --json"
    assert committed.figures
    text = library.client.get("/methods/ranking").text
    assert all(row.collection.partition(" in ")[0] in text for row in committed.figures)
    assert "XQuAD, texts in English, test" in text
    assert committed.measured_on not in text
    assert (STALE in text) is not committed.is_of(ranking_fingerprint(PARTICLES.name))


@pytest.mark.parametrize(
    ("module", "name", "value"),
    [
        (scoring, "K1", 1.5),
        (matching, "EXACT_BESIDE_STEM", 0.4),
        (measured, "STOP_WORDS", frozenset({"the"})),
        (measured, "IN_SENTENCE", {"fr": IN_SENTENCE["en"], "en": IN_SENTENCE["fr"]}),
        (measured, "TELLING", {"fr": TELLING["en"], "en": TELLING["fr"]}),
        (thesaurus_nodes, "WEIGHT", 0.3),
        (thesaurus_nodes, "FILED_WEIGHT", 0.3),
        (thesaurus_nodes, "LONGEST_ENDING", 4),
        (measured, "load_vocabulary", lambda: Vocabulary({}, load_vocabulary().cities, {}, Thesaurus())),
    ],
)
def test_the_fingerprint_changes_with_what_moves_a_result(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, value: object
) -> None:
    before = ranking_fingerprint(PARTICLES.name)
    monkeypatch.setattr(module, name, value)
    assert ranking_fingerprint(PARTICLES.name) != before


def test_the_page_says_whether_korean_is_read_by_morphemes(prepared: Path, tmp_path: Path) -> None:
    assert "Korean words are also compared without the particles" in shown(
        prepared, tmp_path / "off", korean_morphemes=False
    )
    text = shown(prepared, tmp_path / "on", korean_morphemes=True)
    assert f"an analyser (kiwipiepy {importlib.metadata.version('kiwipiepy')}" in text
    assert f"counts at {morphology.MORPHEME_WEIGHT} of the weight" in text
    assert STALE in text


def shown(prepared: Path, data: Path, **settings: bool) -> str:
    with open_site(prepared, data, **settings) as site:
        return text_of(parsed(site.app.test_client().get("/methods/ranking")))


def test_the_fingerprint_changes_with_the_analyser_and_its_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    one, encoded = ranking_fingerprint("one"), ranking_fingerprint("one", "model")
    assert len({one, encoded, ranking_fingerprint("two"), ranking_fingerprint("two", "model")}) == 4
    monkeypatch.setattr(morphology, "MORPHEME_WEIGHT", 9.0)
    assert ranking_fingerprint("one") != one


def test_methods_lead_there(library: Library) -> None:
    for path in ("/methods", "/help/search"):
        assert "/methods/ranking" in {a.get("href") for a in parsed(library.client.get(path)).iter("a")}


def test_the_page_says_how_large_the_thesaurus_is_and_where_to_see_it(
    library: Library, vocabulary: Vocabulary
) -> None:
    page = parsed(library.client.get("/methods/ranking"))
    text = text_of(page)
    assert f"at {thesaurus_nodes.WEIGHT} of the weight" in text
    assert f"The thesaurus has {len(vocabulary.thesaurus):,} entries" in text
    korean = sum("ko" in entry.languages for entry in vocabulary.thesaurus)
    assert f"Korean in {korean:,} with" in text
    assert "/methods/thesaurus" in {a.get("href") for a in page.iter("a")}


def test_every_entry_can_be_seen(library: Library, vocabulary: Vocabulary) -> None:
    page = parsed(library.client.get("/methods/thesaurus"))
    assert sum(1 for body in page.iter("tbody") for _ in body) == len(vocabulary.thesaurus)
    text = text_of(page)
    assert all(one.term.text in text for one in vocabulary.thesaurus.left_out)
    assert "Singapore English: of Countries, stays in Cities" in text
    assert "Food, water, energy" in text

"""Every engine, with an analyser of Korean: the same records are found, those with the words of the query before those with
chance pairs of its syllables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kb.search.backend import SearchBackend
from kb.search.document import IndexDocument, TextFields
from kb.search.meaning.meanings import Meanings
from kb.search.memory_backend import MemoryBackend
from kb.search.request import SearchRequest
from kb.search.whoosh_backend import WhooshBackend
from kb.vocab import Vocabulary
from tests.korean_words import ListedWords, NoWords
from tests.meanings import WordEncoder
from tests.search_documents import make_document

QUERIES = (
    "돌봄",
    "돌봄서비스",
    "청년 주택",
    "청년주택을",
    "서울시는 청년의 소득을 어떻게 지원하는가",
    "title:돌봄",
    "돌봄 OR 주택",
    "돌봄 -청년",
    '"청년 주택" 지원',
    "(돌봄 AND 소득) housing",
    "housing",
    "서비",
    "",
)


def records() -> list[IndexDocument]:
    korean = TextFields("ko", "청년 주택 지원", (), "서울 청년에게 주택을", ("소득이 낮은 청년을 지원한다",))
    return [
        make_document(1, title="주돌봄길", body="서비스를 소개한다", language="ko"),
        make_document(2, title="아이돌봄서비스", body=("돌봄을 늘린다", "소득 지원"), language="ko"),
        make_document(3, title="Youth housing", body="Homes for the young", translations=[korean]),
        make_document(4, title="Care", aliases=[("돌봄", "ko")], body="Care at home"),
        make_document(
            5, title="서울의 길", summary="청년 소득과 주택", body="돌봄 서비스 지원", language="ko"
        ),
    ]


@pytest.fixture
def both(pairs_backend: SearchBackend, korean_backend: SearchBackend) -> tuple[SearchBackend, SearchBackend]:
    for engine in (pairs_backend, korean_backend):
        engine.rebuild(records())
    return pairs_backend, korean_backend


@pytest.mark.parametrize("query", QUERIES)
def test_what_is_found_stays_and_only_scores_grow(
    both: tuple[SearchBackend, SearchBackend], query: str
) -> None:
    plain, read = (engine.search(SearchRequest(query)) for engine in both)
    scores = {hit.display.slug: hit.score for hit in plain.hits}
    assert {hit.display.slug for hit in read.hits} == set(scores)
    assert all(hit.score >= scores[hit.display.slug] for hit in read.hits)
    assert (read.total, read.facets, read.understood) == (plain.total, plain.facets, plain.understood)
    passages = [{hit.display.slug: replace(hit, score=0) for hit in page.hits} for page in (plain, read)]
    assert passages[0] == passages[1]
    assert sorted(both[0].scan(SearchRequest(query))) == sorted(both[1].scan(SearchRequest(query)))


def test_a_word_counts_more_than_a_chance_pair(
    pairs_backend: SearchBackend, korean_backend: SearchBackend
) -> None:
    documents = [
        make_document(1, body="온돌봄꽃 피다", language="ko"),
        make_document(2, body="어린이 돌봄서비스 피다", language="ko"),
        make_document(3, body="lighthouse"),
    ]
    scores = []
    for engine in (pairs_backend, korean_backend):
        engine.rebuild(documents)
        scores.append([(hit.display.slug, hit.score) for hit in engine.search(SearchRequest("돌봄")).hits])
    (first, best), (second, least) = scores[0]
    assert (first, second, best > least) == ("record-001", "record-002", True)
    (first, best), (second, least) = scores[1]
    assert (first, second, best > least) == ("record-002", "record-001", True)


def test_suggestions_stay(both: tuple[SearchBackend, SearchBackend]) -> None:
    for typed in ("돌봄", "청년", "아이돌"):
        assert both[0].suggest(typed) == both[1].suggest(typed)


def test_updates_are_read_too(korean_backend: SearchBackend) -> None:
    korean_backend.apply([make_document(1, title="돌봄", language="ko")], [])
    korean_backend.apply([make_document(2, title="아이돌봄서비스", language="ko")], [])
    assert korean_backend.document_counts(["ko:돌봄", "ko:서비스"]) == {"ko:돌봄": 2, "ko:서비스": 1}
    korean_backend.apply([], [1])
    assert [hit.display.slug for hit in korean_backend.search(SearchRequest("돌봄")).hits] == ["record-002"]


def test_engines_agree_to_the_last_digit(tmp_path: Path, vocabulary: Vocabulary) -> None:
    memory = MemoryBackend(vocabulary, morphology=ListedWords())
    whoosh = WhooshBackend(tmp_path / "index", vocabulary, morphology=ListedWords())
    for engine in (memory, whoosh):
        engine.rebuild(records())
    for query in QUERIES:
        expected, found = (engine.search(SearchRequest(query)) for engine in (memory, whoosh))
        assert found.hits == expected.hits, query


def test_with_search_by_meaning_morphemes_add_to_the_share_of_words(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    meanings = Meanings(tmp_path / "meaning", WordEncoder())
    pairs = WhooshBackend(tmp_path / "pairs", vocabulary, morphology=NoWords(), meanings=meanings)
    whoosh = WhooshBackend(tmp_path / "both", vocabulary, morphology=ListedWords(), meanings=meanings)
    memory = MemoryBackend(vocabulary, morphology=ListedWords(), meanings=meanings)
    documents = [
        *records(),
        make_document(6, title="Beacons"),
        make_document(7, title="등대", body="등대를 돌본다", language="ko"),
        *(make_document(number, title=f"Pier{number}") for number in range(8, 14)),
    ]
    for document in documents:
        meanings.encode(document)
    for engine in (pairs, whoosh, memory):
        engine.rebuild(documents)
    plain, read, expected = (
        engine.search(SearchRequest("lighthouses 돌봄")) for engine in (pairs, whoosh, memory)
    )
    assert (read.hits, read.total, read.by_meaning) == (expected.hits, expected.total, expected.by_meaning)
    assert read.understood.by_meaning
    assert {hit.display.slug: hit.by_meaning for hit in read.hits} == {
        hit.display.slug: hit.by_meaning for hit in plain.hits
    }
    assert (read.total, read.by_meaning) == (plain.total, plain.by_meaning)
    before = {hit.display.slug: hit.score for hit in plain.hits}
    grown = {hit.display.slug for hit in read.hits if hit.score > before[hit.display.slug]}
    meant = {hit.display.slug for hit in read.hits if hit.by_meaning}
    assert meant == {"record-006"}
    assert grown >= {"record-002", "record-005"}
    assert all(hit.score >= before[hit.display.slug] for hit in read.hits)
    assert not grown & meant


def test_the_analyser_is_part_of_the_fingerprint(both: tuple[SearchBackend, SearchBackend]) -> None:
    plain, read = (engine.state() for engine in both)
    assert plain.fingerprint != read.fingerprint
    assert not plain.is_outdated
    assert not read.is_outdated

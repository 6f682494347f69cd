"""Kiwi itself, with its model: what it makes of Korean, from several threads, sent elsewhere, and when it is missing."""

from __future__ import annotations

import importlib.metadata
import pickle
import time
from concurrent.futures import ThreadPoolExecutor

import kiwipiepy
import pytest

from kb.config import Settings
from kb.errors import SearchUnavailable, SettingsError
from kb.search.kiwi import KiwiMorphology
from kb.search.parser import parse
from kb.search.particles import PARTICLES
from kb.vocab import Vocabulary
from kb.wiring import open_morphology


@pytest.fixture(scope="module")
def kiwi() -> KiwiMorphology:
    found = KiwiMorphology()
    found.warm_up()
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("돌봄서비스를", ["돌봄", "서비스"]),
        ("디딤돌소득", ["디딤돌", "소득"]),
        ("서울시는 한부모 가정을 지원했다.", ["서울시", "부모", "가정", "지원"]),
        ("아이를 도왔다", ["아이"]),
        ("AI 기술", ["ai", "기술"]),
        ("무엇인가요?", []),
        ("", []),
    ],
)
def test_content_words_come_in_their_dictionary_form(
    kiwi: KiwiMorphology, text: str, words: list[str]
) -> None:
    assert kiwi.content_words(text) == words


def test_threads_get_the_answers_of_one(kiwi: KiwiMorphology) -> None:
    texts = [f"{number}번 시민에게 돌봄서비스를 {number}회 지원했다" for number in range(200)]
    expected = [kiwi.content_words(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(kiwi.content_words, texts)) == expected


def test_another_process_gets_the_name_and_loads_its_own_model(kiwi: KiwiMorphology) -> None:
    sent = pickle.dumps(kiwi)
    assert len(sent) < 200
    assert pickle.loads(sent).name == kiwi.name
    assert all(
        importlib.metadata.version(package) in kiwi.name for package in ("kiwipiepy", "kiwipiepy_model")
    )


@pytest.mark.parametrize(
    "text", ["가" * 2000, "돌\0봄", "돌봄\ud800", "ㅋㅋㅋㅋ", "😀돌봄", "돌봄" * 900, "돌 " * 900]
)
def test_nothing_that_is_typed_breaks_or_holds_up_the_search(
    kiwi: KiwiMorphology, vocabulary: Vocabulary, text: str
) -> None:
    parse("돌봄", vocabulary, kiwi)  # loads what a process loads once
    started = time.process_time()
    parse(text, vocabulary, kiwi)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("missing", ["kiwipiepy", "kiwipiepy_model"])
def test_a_missing_extra_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    installed = importlib.metadata.version

    def version(package: str) -> str:
        if package == missing:
            raise importlib.metadata.PackageNotFoundError(package)
        return installed(package)

    monkeypatch.setattr(importlib.metadata, "version", version)
    with pytest.raises(SettingsError, match=rf"{missing} is not installed.*citykb\[korean\]"):
        open_morphology(Settings(korean_morphemes=True))
    assert open_morphology(Settings()) is PARTICLES


def test_a_model_that_cannot_be_loaded_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(num_workers: int) -> None:
        raise OSError("sj.morph is cut short")

    monkeypatch.setattr(kiwipiepy, "Kiwi", fail)
    with pytest.raises(SearchUnavailable, match=r"sj.morph is cut short.*citykb\[korean\]"):
        KiwiMorphology().content_words("돌봄")

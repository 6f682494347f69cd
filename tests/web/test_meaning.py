"""What a reader sees of search by meaning: the reason on each such hit, how many there are, and the way to words only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from kb.encoding import Encoding
from kb.evaluation.measured import FILE_BY_MEANING, ranking_fingerprint, read_measured
from kb.search.meaning import fusion
from kb.search.particles import PARTICLES
from tests.factories import make_record
from tests.meanings import WordEncoder, with_encoder
from tests.web.library import Library, open_library, publish
from tests.web.page import CheckingClient, parsed, text_of
from webui.app import create_app

MARK = "Found by meaning"
WORDS_ONLY, AS_WELL = "Search by words only", "Search by meaning as well"


@pytest.fixture(scope="module")
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(scope="module")
def meaning_library(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, encoder: WordEncoder
) -> Iterator[Library]:
    """Two records about lighthouses, one of them in other words, among some about nothing in particular."""
    with open_library(tmp_path_factory.mktemp("meaning")) as plain:
        application = with_encoder(plain.application, encoder)
        for number in range(8):
            publish(
                application,
                make_record(slug=f"pier-{number}", title=f"Pier{number}", summary=f"Mole{number}."),
            )
        publish(
            application, make_record(slug="homes", title="Lighthouses", summary="Lighthouses.", stage="pilot")
        )
        publish(application, make_record(slug="flats", title="Beacons", summary="Beacons.", stage="pilot"))
        application.indexer.drain()
        assert isinstance(application.encoding, Encoding)
        application.encoding.run()
        app = create_app(application.settings, application)
        app.test_client_class = CheckingClient
        yield Library(app, application)


def links(page: object, text: str) -> list[str]:
    return [a.get("href") for a in page.iter("a") if text_of(a) == text]  # type: ignore[attr-defined]


def test_a_hit_by_meaning_says_so_and_the_page_says_how_many_there_are(meaning_library: Library) -> None:
    page = parsed(meaning_library.client.get("/search?q=lighthouses"))
    hits = {text_of(hit[0][0]): text_of(hit) for hit in page.iter("article")}

    assert list(hits) == ["Lighthouses", "Beacons"]
    assert MARK in hits["Beacons"]
    assert MARK not in hits["Lighthouses"]
    marked = [text_of(mark) for mark in page.iter("mark")]
    assert marked
    assert set(marked) == {"Lighthouses"}
    assert "1 of these records is not found by its words but by its meaning." in text_of(page)


def test_a_click_leads_to_the_words_only_and_another_back(meaning_library: Library) -> None:
    page = parsed(meaning_library.client.get("/search?q=lighthouses&stage=pilot"))
    (address,) = links(page, WORDS_ONLY)
    assert parse_qs(urlsplit(address).query) == {"q": ["lighthouses"], "stage": ["pilot"], "match": ["words"]}

    narrowed = parsed(meaning_library.client.get(address))
    assert MARK not in text_of(narrowed)
    assert [text_of(hit[0][0]) for hit in narrowed.iter("article")] == ["Lighthouses"]
    (back,) = links(narrowed, AS_WELL)
    assert len(list(parsed(meaning_library.client.get(back)).iter("article"))) == 2


def test_facets_files_and_feeds_hold_what_the_page_holds(meaning_library: Library) -> None:
    client = meaning_library.client
    for query, expected in (("q=faros", {"homes", "flats"}), ("q=lighthouses&match=words", {"homes"})):
        page = parsed(client.get(f"/search?{query}"))
        assert text_of(next(p for p in page.iter("p") if p.get("class") == "total")).startswith(
            f"{len(expected)} record"
        )
        lines = client.get(f"/export.jsonl?{query}").text.splitlines()
        assert {json.loads(line)["slug"] for line in lines} == expected
        feed = json.loads(client.get(f"/feed.json?{query}").text)
        assert {item["url"].rpartition("/")[2] for item in feed["items"]} == expected


def test_a_query_with_a_sign_is_not_widened_and_nothing_is_said(meaning_library: Library) -> None:
    for query in ('"lighthouses"', "lighthouses NOT pier", "title:lighthouses"):
        page = parsed(meaning_library.client.get("/search", query_string={"q": query}))
        assert [text_of(hit[0][0]) for hit in page.iter("article")] == ["Lighthouses"]
        assert links(page, WORDS_ONLY) == []


def test_related_records_and_texts_are_compared_by_words(
    meaning_library: Library, encoder: WordEncoder
) -> None:
    encoder.queries.clear()
    assert meaning_library.client.get("/case-studies/homes").status_code == 200
    assert encoder.queries == []


def test_a_cited_search_keeps_whether_only_words_counted(meaning_library: Library) -> None:
    client = meaning_library.client
    totals = {}
    for params in ("q=lighthouses", "q=lighthouses&match=words"):
        form = parsed(client.get(f"/searches/new?{params}"))
        token = next(field.get("value") for field in form.iter("input") if field.get("name") == "csrf_token")
        stored = client.post(f"/searches?{params}", data={"csrf_token": token})
        document = json.loads(client.get(f"{stored.headers['Location']}.json").text)
        totals[document["words_only"]] = (document["total"], document["since"]["total"])
        title = text_of(parsed(client.get(stored.headers["Location"])))
        assert ("by words only" in title) is document["words_only"]
    assert totals == {False: (2, 2), True: (1, 1)}


def test_an_unknown_way_to_match_is_said(meaning_library: Library) -> None:
    page = text_of(parsed(meaning_library.client.get("/search?q=lighthouses&match=magic")))

    assert "'magic' is not a way to match" in page
    assert "2 records" in page


def test_the_pages_on_ranking_and_searching_say_that_it_is_on(meaning_library: Library) -> None:
    ranking = text_of(parsed(meaning_library.client.get("/methods/ranking")))
    assert WordEncoder.name in ranking
    assert f"cosine + {fusion.WORDS_WEIGHT}" in ranking
    assert f"at least {fusion.STANDS_OUT} above the mean" in ranking
    assert f"Ranking {ranking_fingerprint(PARTICLES.name, WordEncoder.name)}" in ranking
    assert "found by meaning" in text_of(parsed(meaning_library.client.get("/help/search")))


def test_where_it_is_off_nothing_is_said_of_it_but_that(library: Library) -> None:
    client = library.client
    assert "not switched on here" in text_of(parsed(client.get("/methods/ranking")))
    assert "found by meaning" not in text_of(parsed(client.get("/help/search")))
    page = parsed(client.get("/search?q=meals&match=words"))
    assert links(page, AS_WELL) == links(page, WORDS_ONLY) == []
    assert text_of(page).count("record") == text_of(parsed(client.get("/search?q=meals"))).count("record")


def test_the_fingerprint_of_the_ranking_changes_with_the_rules_of_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by_words, before = ranking_fingerprint("words"), ranking_fingerprint("words", "model")
    assert before != by_words
    monkeypatch.setattr(fusion, "STANDS_OUT", 0.5)
    assert ranking_fingerprint("words", "model") != before
    assert ranking_fingerprint("words") == by_words


def test_the_committed_figures_by_meaning_are_of_the_same_sets_as_those_by_words() -> None:
    by_meaning, by_words = read_measured(FILE_BY_MEANING), read_measured()
    assert by_meaning is not None, "write it with: citykb eval relevance --public --json"
    assert by_words is not None
    assert {row.collection for row in by_meaning.figures} == {row.collection for row in by_words.figures}

"""The pages of the real corpus: every record, theme and city, and the examples of the home page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from ingest.pipeline import IngestOptions, ingest_paths
from kb.db import repository
from kb.records.figures import figure_text
from kb.search.request import SearchRequest
from tests.web.library import Library, open_library
from tests.web.page import parsed, text_of
from webui import explore

_HANGUL = re.compile("[가-힣]")
CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_library(tmp_path_factory.mktemp("corpus") / "data") as opened:
        ingest_paths(opened.application, [CORPUS], IngestOptions(), lambda *_: None)
        opened.application.indexer.drain()
        yield opened


def test_every_record_has_a_page_with_all_its_sources(corpus: Library) -> None:
    page = corpus.application.backend.search(SearchRequest(per_page=1000))
    assert page.total >= 13
    for hit in page.hits:
        folder = "events" if hit.display.kind == "event" else "case-studies"
        shown = parsed(corpus.client.get(f"/{folder}/{hit.display.slug}"))
        with corpus.application.database.read() as session:
            record = repository.get_published(session, hit.display.slug).record
        listed = {
            entry.get("value") for entry in shown.iter("li") if (entry.get("id") or "").startswith("source-")
        }
        assert listed == {str(source.n) for source in record.sources}
        text = text_of(shown)
        assert all(
            figure_text(result.value, result.unit or "", record.language) in text
            for result in record.reported_results
            if result.value
        )


def hangul_called_english(element: Element, language: str) -> Iterator[str]:
    """Korean text that is read out as English. A citation is of both; shared words are named as the reason of a link."""
    language = element.get("lang", language)
    if element.get("class") in ("citation", "aside") or element.tag == "pre":
        return
    texts = [element.text, *(child.tail for child in element)]
    yield from (text for text in texts if text and language != "ko" and _HANGUL.search(text))
    for child in element:
        yield from hangul_called_english(child, language)


def test_every_word_of_a_korean_record_is_marked_as_korean(corpus: Library) -> None:
    page = corpus.application.backend.search(SearchRequest(filters={"language": ("ko",)}, per_page=1000))
    korean = [hit.display.slug for hit in page.hits if hit.display.language == "ko"]
    assert korean
    for slug in korean:
        main = next(parsed(corpus.client.get(f"/case-studies/{slug}")).iter("main"))
        assert not list(hangul_called_english(main, "en"))


def test_every_theme_and_city_has_a_page(corpus: Library) -> None:
    vocabulary = corpus.application.vocabulary
    for theme in vocabulary.scheme("themes"):
        assert corpus.client.get(f"/themes/{theme.id}").status_code == 200
    for city in (*vocabulary.cities.kept, vocabulary.cities["winnipeg"], vocabulary.cities["birmingham-gb"]):
        assert corpus.client.get(f"/cities/{city.id}").status_code == 200


def test_the_home_page_invites_with_three_examples_in_different_languages(corpus: Library) -> None:
    examples = explore.working_examples(corpus.application.backend)
    assert len(examples) == 3
    assert len({language for language, _ in examples}) == 3
    page = parsed(corpus.client.get("/"))
    (line,) = [element for element in page.iter("p") if element.get("class") == "examples"]
    for link in line.iter("a"):
        assert "No record" not in text_of(parsed(corpus.client.get(link.get("href", ""))))


def test_six_real_records_side_by_side(corpus: Library) -> None:
    page = corpus.application.backend.search(SearchRequest(per_page=6))
    address = "/compare?" + "&".join(f"id={hit.display.slug}" for hit in page.hits)
    assert len(list(parsed(corpus.client.get(address)).iter("table"))) >= 4

"""The help page: examples that run, with the counts one gets, and nothing that the parser does not know."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from kb.search.parser import parse
from kb.vocab import Vocabulary
from tests.factories import make_record
from tests.web.library import Library, publish
from tests.web.page import parsed, text_of
from tests.web.work import Site
from webui.examples import EXAMPLES, KEPT_SECONDS, LiveExamples


def test_each_example_leads_to_the_number_it_shows(library: Library) -> None:
    page = parsed(library.client.get("/help/search"))
    (rows,) = list(page.iter("tbody"))
    assert len(list(rows)) == len(EXAMPLES)
    shown = 0
    for row in rows:
        (link,) = row.iter("a")
        results = parsed(library.client.get(link.get("href", "")))
        (line,) = [element for element in results.iter("p") if element.get("class") == "total"]
        assert text_of(line).split()[0] == text_of(row[2]), text_of(link)
        assert parse_qs(urlsplit(link.get("href", "")).query)["q"] == [text_of(link)]
        shown += int(text_of(row[2])) > 0
    assert shown >= 2


@pytest.mark.parametrize("query", [query for example in EXAMPLES for query in example.queries])
def test_every_example_is_read_without_complaint(query: str, vocabulary: Vocabulary) -> None:
    understood = parse(query, vocabulary).understood
    assert not understood.problems
    assert not understood.fell_back


def test_counts_are_kept_for_a_short_time(site: Site) -> None:
    now = [100.0]
    live = LiveExamples(site.application.speller, lambda: now[0])
    publish(site.application, make_record(title="School meals"))
    site.index()
    assert live.counted()[0].total == 1
    publish(site.application, make_record(slug="other", title="Other school meals"))
    site.index()
    now[0] += KEPT_SECONDS - 1
    assert live.counted()[0].total == 1
    now[0] += 1
    assert live.counted()[0].total == 2


def test_the_page_stands_while_search_is_down(site: Site) -> None:
    site.published()
    site.index()
    for file in site.application.settings.index_folder.iterdir():
        if file.is_file():
            file.write_text("no pointer")
    answer = site.visitor().get("/help/search")
    assert answer.status_code == 200
    assert "search is down" in answer.text


def test_the_search_form_leads_to_it(library: Library) -> None:
    for path in ("/", "/search", "/search?q=nothinglikethis"):
        links = {a.get("href") for a in parsed(library.client.get(path)).iter("a")}
        assert "/help/search" in links, path

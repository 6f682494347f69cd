"""The home page and the results page: counts, filters, understanding, paging, ways out, odd input."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlsplit
from xml.etree.ElementTree import Element

import pytest

from kb.search.request import SearchRequest
from kb.search.results import SearchPage
from tests.factories import make_record
from tests.web.library import SMALL_RECORDS, Library, publish
from tests.web.page import parsed, text_of


def total(page: Element) -> int:
    (line,) = [element for element in page.iter("p") if element.get("class") == "total"]
    return int(text_of(line).split()[0])


def facet_links(page: Element) -> list[Element]:
    return [link for link in page.iter("a") if "facet-link" in (link.get("class") or "")]


def test_home_counts_what_there_is(library: Library) -> None:
    page = parsed(library.client.get("/"))
    lists = [element for element in page.iter("ul") if element.get("class") == "count-list"]
    themes, cities = ({text_of(entry[0]): int(text_of(entry[1])) for entry in found} for found in lists)
    assert len(themes) == 16
    assert themes["Education and lifelong learning"] == SMALL_RECORDS
    assert themes["Planning and regeneration"] == 0
    assert cities["Dakar"] == SMALL_RECORDS


def test_home_shows_only_examples_that_find_something(library: Library) -> None:
    assert "For example" not in library.client.get("/").text


def test_an_empty_site_says_what_to_do(empty_library: Library) -> None:
    for path in ("/", "/search"):
        assert "citykb ingest PATH" in empty_library.client.get(path).text


def test_the_number_beside_a_filter_is_the_number_one_gets(library: Library) -> None:
    page = parsed(library.client.get("/search"))
    found = facet_links(page)
    assert len(found) > 15
    for link in found:
        count = int(re.sub(r"\D", "", text_of(link[-1])))
        assert total(parsed(library.client.get(link.get("href", "")))) == count


def test_a_chosen_filter_is_taken_away_by_the_same_link(library: Library) -> None:
    page = parsed(library.client.get("/search?theme=housing&theme=mobility-access&city=bogota"))
    chosen = [link for link in facet_links(page) if "is-selected" in (link.get("class") or "")]
    assert len(chosen) == 3
    for link in chosen:
        assert len(parse_qsl(urlsplit(link.get("href", "")).query)) == 2


def test_what_was_understood_can_be_removed_one_by_one(library: Library) -> None:
    page = parsed(library.client.get('/search?q=warm+"school+days"&theme=Housing&year=2015..2020'))
    chips = {text_of(link): link.get("href") for link in page.iter("a") if link.get("class") == "chip"}
    assert list(chips) == [
        "Remove Word warm ×", "Remove Phrase school days ×", "Remove Theme Housing and homelessness ×",
        "Remove Year started 2015–2020 ×",
    ]  # fmt: skip
    assert chips["Remove Word warm ×"] == "/search?q=%22school+days%22&theme=housing&year=2015..2020"
    assert (
        chips["Remove Theme Housing and homelessness ×"] == "/search?q=warm+%22school+days%22&year=2015..2020"
    )


def test_the_page_says_what_was_searched_beside_the_words_typed(library: Library) -> None:
    page = parsed(library.client.get("/search?q=Dakar+(comedor+escolar)&theme=education-learning"))
    (line,) = [element for element in page.iter("p") if "also-searched" in (element.get("class") or "")]
    assert re.search(r"Also searched: .*records of Dakar.* \(for Dakar\)", text_of(line))
    exact = next(
        link.get("href", "") for link in line.iter("a") if text_of(link) == "Search exactly as typed"
    )
    assert dict(parse_qsl(urlsplit(exact).query))["theme"] == "education-learning"
    assert '"Dakar"' in dict(parse_qsl(urlsplit(exact).query))["q"]
    assert "Also searched" not in library.client.get(exact).text
    assert total(parsed(library.client.get("/search?q=%22Dakar%22"))) < total(
        parsed(library.client.get("/search?q=Dakar"))
    )


def test_a_text_that_did_not_parse_can_be_searched_exactly_too(library: Library) -> None:
    page = parsed(library.client.get("/search?q=(Dakar+%22meals"))
    exact = next(
        link.get("href", "") for link in page.iter("a") if text_of(link) == "Search exactly as typed"
    )
    assert "Also searched" not in library.client.get(exact).text


def test_nothing_is_said_where_nothing_was_added(library: Library) -> None:
    for query in ("warm", '"Dakar"', "title:Dakar", "Dak*"):
        assert "Also searched" not in library.client.get(f"/search?q={quote(query)}").text


def test_a_query_with_operators_goes_as_a_whole(library: Library) -> None:
    page = parsed(library.client.get("/search?q=meals+OR+buses"))
    chips = [text_of(link) for link in page.iter("a") if link.get("class") == "chip"]
    assert chips == ["Remove Query meals OR buses ×"]


def test_a_sign_that_stands_apart_is_no_chip(library: Library) -> None:
    page = parsed(library.client.get("/search?q=repas+gratuits+%3F"))
    chips = [text_of(link) for link in page.iter("a") if link.get("class") == "chip"]
    assert chips == ["Remove Word repas ×", "Remove Word gratuits ×"]


def test_text_that_does_not_parse_is_searched_and_said(library: Library) -> None:
    text = library.client.get('/search?q="meals').text
    assert "Harbour meals" in text
    assert "searched as plain words" in text


def test_a_hit_shows_what_matched(library: Library) -> None:
    text = library.client.get("/search?q=항구").text
    assert '<span class="hit-alias" lang="ko">항구 급식</span>' in text
    text = library.client.get("/search?q=buses").text
    assert "<mark>buses</mark> at night." in text
    assert "They stop on request." not in text.partition("hit-summary")[2].partition("</p>")[0]


def test_paging_sorting_and_exports_keep_the_search(library: Library) -> None:
    page = parsed(library.client.get("/search?city=dakar&sort=city"))
    links = {link.get("id"): link.get("href") for link in page.iter("a")}
    assert links["page-2"] == links["page-next"] == "/search?city=dakar&sort=city&page=2"
    assert links["sort-newest"] == "/search?city=dakar&sort=newest"
    files = {link.get("href") for link in page.iter("a") if "/export" in (link.get("href") or "")}
    assert files == {f"/export{name}?city=dakar&sort=city" for name in (".csv", "-results.csv", ".jsonl")}
    second = parsed(library.client.get("/search?city=dakar&sort=city&page=2"))
    assert len(list(second.iter("article"))) == SMALL_RECORDS - 20


def test_a_page_after_the_last_leads_to_the_last(library: Library) -> None:
    answer = library.client.get("/search?city=dakar&page=9")
    assert answer.headers["Location"] == "/search?city=dakar&page=2"


def test_a_long_facet_shows_eight_and_then_all(library: Library) -> None:
    page = parsed(library.client.get("/search?city=dakar"))
    years = [link for link in facet_links(page) if (link.get("id") or "").startswith("facet-year-")]
    assert len(years) == 8
    (more,) = [link.get("href") for link in page.iter("a") if link.get("id") == "facet-year-all"]
    whole = parsed(library.client.get(more or ""))
    years = [link for link in facet_links(whole) if (link.get("id") or "").startswith("facet-year-")]
    assert len(years) == 12
    assert all("facet=year" in (link.get("href") or "") for link in years)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("year_from=2015&year_to=2020", "/search?q=meals&year=2015..2020"),
        ("year_from=2015&year_to=", "/search?q=meals&year=2015.."),
        ("year_from=&year_to=", "/search?q=meals"),
    ],
)
def test_years_typed_into_two_fields_become_one_filter(library: Library, typed: str, address: str) -> None:
    assert library.client.get(f"/search?q=meals&{typed}").headers["Location"] == address


def test_years_typed_the_wrong_way_round_are_turned(library: Library) -> None:
    answer = library.client.get("/search?year_from=2020&year_to=2010")
    assert answer.headers["Location"] == "/search?year=2010..2020"


def test_years_that_are_none_are_said(library: Library) -> None:
    answer = library.client.get("/search?year_from=soon&year_to=2020")
    assert answer.status_code == 200
    assert "is not a year or a range such as 2015..2020. It was left out of the search." in answer.text


def test_an_empty_result_shows_ways_out_that_find_something(library: Library) -> None:
    page = parsed(library.client.get("/search?q=meals&theme=mobility-access&city=dakar"))
    assert total(page) == 0
    ways = next(element for element in page.iter("ul") if element.get("class") == "ways")
    assert len(ways) >= 2
    for way in ways:
        assert total(parsed(library.client.get(way[0].get("href", "")))) == int(text_of(way[1])) > 0


def test_a_search_without_hits_asks_for_few_others(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anybody may name hundreds of filter values in one address."""
    backend = library.application.backend
    asked: list[str] = []
    answer = backend.search

    def search(request: SearchRequest) -> SearchPage:
        asked.append(request.query)
        return answer(request)

    monkeypatch.setattr(backend, "search", search)
    years = "&".join(f"year={year}" for year in range(1900, 1950))
    themes = "&".join(f"theme={theme.id}" for theme in library.application.vocabulary.scheme("themes"))
    assert library.client.get(f"/search?q=zzzz&{years}&{themes}").status_code == 200
    assert len(asked) < 40


def ways_without(page: Element) -> list[Element]:
    """The nearby searches that leave out a part of the query."""
    return [item for item in page.iter("li") if text_of(item).startswith("without “")]


def test_a_query_with_fields_shows_what_it_finds_without_one_of_its_parts(library: Library) -> None:
    page = parsed(library.client.get('/search?q=meals+theme:mobility-access+title:"harbour+meals"'))
    assert total(page) == 0
    ways = ways_without(page)
    assert "without “theme:mobility-access”" in {text_of(way[0]) for way in ways}
    for way in ways:
        assert total(parsed(library.client.get(way[0].get("href", "")))) == int(text_of(way[1])) > 0


def test_a_query_that_is_joined_is_not_taken_apart(library: Library) -> None:
    page = parsed(library.client.get("/search?q=title:harbour+AND+theme:mobility-access"))
    assert total(page) == 0
    assert not ways_without(page)


def test_words_without_records_lead_to_names(library: Library) -> None:
    text = library.client.get("/search?q=harbxyzwq").text
    assert "Names close to your words" in text
    assert "Harbour meals" in text


def test_of_a_field_its_value_leads_to_names(library: Library) -> None:
    text = library.client.get("/search?q=title:harbxyzwq").text
    assert "Names close to your words" in text
    assert "Harbour meals" in text


def spelling_of(page: Element) -> tuple[str, str]:
    """What is said about spelling, and the address of the other spelling."""
    (notice,) = [element for element in page.iter("p") if element.get("id") == "spelling"]
    (link,) = notice.iter("a")
    return text_of(notice), link.get("href", "")


def test_what_nothing_fits_is_searched_with_the_spelling_corrected(library: Library) -> None:
    page = parsed(library.client.get("/search?q=harbuor+mealz&city=paris"))
    assert "spelling" not in {element.get("id") for element in page.iter()}  # Paris has none of either
    page = parsed(library.client.get("/search?q=harbuor+mealz&sort=city"))
    said, url = spelling_of(page)
    assert said.startswith("No record fits “harbuor mealz”. These are the records for “harbour meals”.")
    assert total(page) > 0
    links = [link.get("href") or "" for link in page.iter("a")]
    about = [link for link in links if link.startswith(("/search?", "/feed", "/export", "/searches/new"))]
    assert len(about) > 15
    assert [link for link in about if "harbuor" in link] == [url]
    assert url == "/search?q=harbuor+mealz&sort=city&spelling=typed"
    (typed,) = [field.get("value") for field in page.iter("input") if field.get("id") == "search"]
    assert typed == "harbour meals"


def test_the_way_back_searches_only_what_was_typed_and_offers_the_correction(library: Library) -> None:
    page = parsed(library.client.get("/search?q=harbuor+mealz&spelling=typed"))
    assert total(page) == 0
    said, url = spelling_of(page)
    found = total(parsed(library.client.get(url)))
    assert said == f"Did you mean harbour meals ({found})?"
    assert url == "/search?q=harbour+meals"
    kept = [field.get("name") for field in page.iter("input") if field.get("type") == "hidden"]
    assert "spelling" not in kept  # new words may be corrected again


def test_a_correction_of_one_word_of_many_is_offered_with_the_number_one_gets(library: Library) -> None:
    page = parsed(library.client.get("/search?q=buses+night+request+harbuor"))
    said, url = spelling_of(page)
    assert url == "/search?q=buses+night+request+harbour"
    found = total(parsed(library.client.get(url)))
    assert f"Did you mean buses night request harbour ({found})?" == said
    assert found > total(page)


def test_without_filters_the_corrected_words_are_a_way_out(library: Library) -> None:
    page = parsed(library.client.get("/search?q=harbuor+mealz&city=paris"))
    ways = {
        text_of(way[0]): way[0].get("href")
        for ul in page.iter("ul")
        if ul.get("class") == "ways"
        for way in ul
    }
    assert ways["“harbour meals” without any filter"] == "/search?q=harbour+meals"


@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json", "/export.csv", "/export.jsonl"])
def test_feeds_files_and_citations_hold_what_was_asked(library: Library, path: str) -> None:
    text = library.client.get(f"{path}?q=harbuor+mealz").text
    assert "Harbour meals" not in text
    assert library.client.get(f"{path}?q=harbuor+mealz&spelling=typed").text == text
    assert "Harbour meals" in library.client.get(f"{path}?q=harbour+meals").text


def test_a_citation_is_of_what_was_asked(library: Library) -> None:
    text = library.client.get("/searches/new?q=harbuor+mealz&spelling=typed").text
    assert "0 records" in text
    assert "spelling" not in text


ODD = [
    "q=%00", "q=meals%00buses", "q=" + "a" * 10_000, "q=" + quote("(((" * 200), "q=%ff%fe", "q=%ED%A0%80", "q=***", 'q="',
    "page=-1", "page=0", "page=99999999999999999999", "page=%C2%B2", "page=two", "theme=nothing", "theme=%00", "year=soon",
    "theme=" + "x" * 10_000, "sort=best", "facet=nothing", "language=%00%1b", "language=" + "y" * 5000, "unknown=1", "q=a&q=b",
    "q=<script>alert(1)</script>", "city=" + quote("<b>"), "evidence=9", "stage=&stage=pilot", "q=" + quote("e\u0301 \u202e x"),
    "&".join(f"theme=t{number}" for number in range(500)),
]  # fmt: skip


@pytest.mark.parametrize("query", ODD)
def test_odd_input_gives_a_page(library: Library, query: str) -> None:
    answer = library.client.get(f"/search?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert len(answer.data) < 200_000


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("page=-1", "There is no page"),
        ("theme=nothing", "is not known as a theme"),
        ("evidence=9", "is not known as an evidence level"),
        ("city=Birmingham", "Birmingham, United Kingdom; Birmingham, United States. It was left out of"),
        ("sort=best", "is not an order"),
        ("q=" + "a" * 10_000, "was cut to 500"),
    ],
)
def test_what_could_not_be_used_is_said(library: Library, query: str, said: str) -> None:
    assert said in library.client.get(f"/search?{query}").text


def test_markup_in_a_title_is_text(empty_library: Library) -> None:
    title = 'A & B <img src=x onerror="alert(1)">'
    publish(empty_library.application, make_record(title=title))
    empty_library.application.indexer.drain()
    for path in ("/", "/search?q=B", "/case-studies/harbour-meals", "/compare?id=harbour-meals"):
        answer = empty_library.client.get(path)
        assert "&lt;img" in answer.text
        assert "<img src=x" not in answer.text


@pytest.mark.parametrize(
    ("typed", "text", "kind", "url"),
    [
        ("harbour m", "Harbour meals", "title", "/search?q=%22Harbour+meals%22"),
        ("harbuor me", "Harbour meals", "title", "/search?q=%22Harbour+meals%22"),
        ("항ㄱ", "항구 급식", "alias", "/search?q=%22%ED%95%AD%EA%B5%AC+%EA%B8%89%EC%8B%9D%22"),
        ("daka", "Dakar", "city", "/search?city=dakar"),
        ("education a", "Education and lifelong learning", "theme", "/search?theme=education-learning"),
    ],
)
def test_suggestions_lead_to_what_they_name(
    library: Library, typed: str, text: str, kind: str, url: str
) -> None:
    answer = library.client.get("/suggest", query_string={"q": typed})
    first = answer.get_json()["suggestions"][0]
    assert (first["text"], first["kind"], first["url"]) == (text, kind, url)
    assert total(parsed(library.client.get(url))) > 0
    assert answer.cache_control.max_age == 60


@pytest.mark.parametrize(
    "query", ["", "q=", "q=%00", "q=" + "a" * 10_000, "q=%ED%A0%80", "q=" + quote("ㅂ" * 300)]
)
def test_odd_beginnings_suggest_nothing(library: Library, query: str) -> None:
    assert library.client.get(f"/suggest?{query}").get_json() == {"suggestions": []}


def test_a_row_of_the_original_leads_to_the_address_of_the_record(library: Library) -> None:
    page = parsed(library.client.get("/search?q=harbour+meals"))
    (first, *_) = [title for title in page.iter("h2") if title.get("class") == "hit-title"]
    assert next(first.iter("a")).get("href") == "/case-studies/harbour-meals"


def test_the_filter_language_means_whole_texts_and_shows_their_headings(library: Library) -> None:
    page = parsed(library.client.get("/search?language=es"))
    (link,) = [
        link for title in page.iter("h2") if title.get("class") == "hit-title" for link in title.iter("a")
    ]
    assert (text_of(link), link.get("lang")) == ("Comidas del puerto", "es")
    assert link.get("href") == "/case-studies/harbour-meals?lang=es"
    assert "Language Spanish, whole text" in text_of(page)
    (pick,) = [label for label in page.iter("label") if label.get("class") == "pick"]
    assert text_of(pick) == "Compare Comidas del puerto"


@pytest.mark.parametrize(
    ("query", "title", "heading"),
    [
        ("", "All records", "All records"),
        (
            "theme=housing",
            "Theme: Housing and homelessness: search",
            "Records by Theme: Housing and homelessness",
        ),
        ("q=record&theme=housing", "record; Theme: Housing and homelessness: search", "Results for “record”"),
        ("q=record&page=2", "record: search, page 2", "Results for “record”"),
    ],
)
def test_a_page_of_results_is_called_by_what_was_asked(
    library: Library, query: str, title: str, heading: str
) -> None:
    page = parsed(library.client.get(f"/search?{query}"))
    assert text_of(next(page.iter("title"))) == f"{title} · CityKB"
    assert text_of(next(page.iter("h1"))) == heading

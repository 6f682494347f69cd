"""The pages of records: text, citations, silence, tags, languages, revisions, withdrawal, events."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.factories import make_record
from tests.web.library import Library, publish
from tests.web.page import parsed, text_of

MEALS = "/case-studies/harbour-meals"


def test_every_citation_leads_to_its_source_and_back(library: Library) -> None:
    page = parsed(library.client.get(MEALS))
    sources = {
        element.get("id"): element
        for element in page.iter("li")
        if (element.get("id") or "").startswith("source-")
    }
    assert list(sources) == ["source-1", "source-2", "source-3"]
    cited = [link for link in page.iter("a") if re.fullmatch(r"#source-\d+", link.get("href") or "")]
    assert len(cited) > 15
    for link in cited:
        source = sources[link.get("href", "")[1:]]
        assert f"#{link.get('id')}" in [back.get("href") for back in source.iter("a")]


def test_a_number_without_a_source_stays_text(library: Library) -> None:
    text = library.client.get(MEALS).text
    assert "[99]" in text
    assert "source-99" not in text


def test_a_citation_says_what_is_known_of_its_source(library: Library) -> None:
    page = parsed(library.client.get(MEALS))
    titles = {link.get("href"): link.get("title") for link in page.iter("a") if link.get("title")}
    assert (titles["#source-1"], titles["#source-3"]) == (
        "Source 1: Report 1",
        "Source 3: Report 3 (read in a copy)",
    )


def test_prose_is_markdown_without_html(library: Library) -> None:
    text = library.client.get(MEALS).text
    assert "<em>cold</em>" in text
    assert '<a href="https://example.org/plan">the plan</a>' in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_key_figures_show_one_figure_per_unit_best_evidence_first(library: Library) -> None:
    page = parsed(library.client.get(MEALS))
    (strip,) = [element for element in page.iter("ul") if element.get("class") == "key-figures"]
    shown = [text_of(entry) for entry in strip]
    assert [figure.split(" ", 2)[:2] for figure in shown] == [
        ["+8%", "Pupils"],
        ["−2", "points"],
        ["12", "of"],
        ["9", "cooks"],
    ]


def test_silence_is_shown_and_told_apart(library: Library) -> None:
    page = parsed(library.client.get("/case-studies/silent-record"))
    rows = {
        text_of(row[0]): text_of(row[1]) for row in page.iter("div") if len(row) == 2 and row[0].tag == "dt"
    }
    assert rows["Started"] == rows["Lead organisation"] == "Not reported"
    sections = {text_of(section[0]): text_of(section) for section in page.iter("section") if len(section)}
    assert sections["The problem"].endswith("Not reported")
    assert sections["Timeline"].endswith("Not reported")
    assert "Figures: Not reported" in sections["Results"]
    assert "Lessons" not in sections
    (uncovered,) = [text_of(element) for element in page.iter("p") if element.get("class") == "not-asked"]
    assert "Lessons" in uncovered
    assert "The problem" not in uncovered


def test_conflicts_costs_transfers_and_timeline_are_on_the_page(library: Library) -> None:
    page = parsed(library.client.get(MEALS))
    texts = {element.get("id"): text_of(element) for element in page.iter() if element.get("id")}
    assert texts["conflicts"] == "Where sources disagree"
    assert any("counts 120 meals" in text and text.endswith("[3]") for text in texts.values())
    body = text_of(page)
    assert "Adapted from Paris, France: a visit" in body
    assert "September 2021 First meals" in body
    assert "EUR 2 million" in body


def test_why_a_tag_is_there(library: Library) -> None:
    text = library.client.get(MEALS).text
    assert "Cue words in the text, score 0.80" in text
    assert "<q>A warm <mark>meal</mark> near homes.</q>" in text
    assert "Name found in the city authority file" in text
    unused = text.partition("Suggested from the text, not used")[2]
    assert "Housing and homelessness" in unused


def test_related_records_say_what_they_share(library: Library) -> None:
    page = parsed(library.client.get(MEALS))
    (related,) = [element for element in page.iter("section") if element.get("aria-labelledby") == "related"]
    assert "Shares:" in text_of(related)
    assert "/case-studies/harbour-meals" not in [link.get("href") for link in related.iter("a")]


def test_a_translation_keeps_what_it_does_not_say(library: Library) -> None:
    answer = library.client.get(f"{MEALS}?lang=es")
    page = parsed(answer)
    (heading,) = page.iter("h1")
    assert (text_of(heading), heading.get("lang")) == ("Comidas del puerto", "es")
    assert '<div class="prose" lang="es"><p>Las comidas estaban frías' in answer.text
    assert '<div class="prose"><p>Text about objectives' in answer.text
    assert "A translation." in answer.text


def test_a_translated_summary_says_in_which_language_the_text_is(library: Library) -> None:
    answer = library.client.get(f"{MEALS}?lang=fr")
    assert "Title and summary are translated by a machine; the text is in English." in answer.text
    assert '<div class="prose"><p>Text about objectives' in answer.text
    languages = next(nav for nav in parsed(answer).iter("nav") if nav.get("class") == "translations")
    assert text_of(languages) == "English original Español Français title and summary"
    assert [(link.get("href"), link.get("lang")) for link in languages.iter("a")] == [
        (f"{MEALS}?lang=en", None),
        (f"{MEALS}?lang=es", "es"),
    ]


def test_the_head_names_the_address_and_the_other_languages(library: Library) -> None:
    head = parsed(library.client.get(f"{MEALS}?lang=fr"))[0]
    title, description = next(head.iter("title")), head.find("meta[@name='description']")
    assert (text_of(title), title.get("lang")) == ("Repas du port · CityKB", "fr")
    assert description is not None
    assert (description.get("content"), description.get("lang")) == ("Inventé pour des essais.", "fr")
    links = [(link.get("rel"), link.get("hreflang"), link.get("href")) for link in head.iter("link")]
    here = f"http://localhost{MEALS}"
    assert links[2:] == [
        ("canonical", None, f"{here}?lang=fr"),
        ("alternate", "en", here),
        ("alternate", "es", f"{here}?lang=es"),
        ("alternate", "fr", f"{here}?lang=fr"),
        ("alternate", None, f"{here}.json"),
    ]
    for path in (f"{MEALS}?lang=xx", f"{MEALS}?lang=en", f"{MEALS}/revisions/2"):
        canonical = parsed(library.client.get(path)).find("head/link[@rel='canonical']")
        assert canonical is not None
        assert canonical.get("href") == here
    earlier = parsed(library.client.get(f"{MEALS}/revisions/1"))
    assert earlier.find("head/link[@rel='canonical']") is None
    assert earlier.find("head/meta[@name='robots']") is not None


def test_a_translated_title_is_not_repeated_as_the_native_name(empty_library: Library) -> None:
    name = "항구 급식"
    aliases = [{"text": name, "language": "ko", "kind": "native"}]
    translations = [{"language": "ko", "title": name, "summary": "시험용.", "by": "human"}]
    publish(empty_library.application, make_record(aliases=aliases, translations=translations))
    assert "native-title" in empty_library.client.get(MEALS).text
    translated = empty_library.client.get(f"{MEALS}?lang=ko").text
    assert '<h1 lang="ko">항구 급식</h1>' in translated
    assert "native-title" not in translated


@pytest.mark.parametrize("original", [{"keywords": ["school canteen", "lunch"]}, {"keywords": None}, {}])
def test_keywords_are_those_of_the_language_and_lead_to_a_search(
    empty_library: Library, original: dict[str, Any]
) -> None:
    translations = [
        {"language": "es", "title": "Comidas", "keywords": ["comedor escolar"], "by": "human"},
        {"language": "fr", "title": "Repas", "by": "human"},
    ]
    publish(empty_library.application, make_record(**original, translations=translations))
    empty_library.application.indexer.drain()
    in_original = "school canteen" if original.get("keywords") else None
    for address, language, first in (
        (MEALS, "en", in_original),
        (f"{MEALS}?lang=es", "es", "comedor escolar"),
        (f"{MEALS}?lang=fr", "en", in_original),
    ):
        page = parsed(empty_library.client.get(address))
        rows = [div for div in page.iter("div") if div.findtext("dt") == "Keywords"]
        links = [link for row in rows for link in row.iter("a")]
        assert (links[0].text if links else None) == first
        assert len(rows) == ("keywords" in original or first is not None)
        for link in links[:1]:
            (cell,) = rows[0].findall("dd")
            assert cell.get("lang", "en") == language
            assert f'href="{MEALS}' in empty_library.client.get(link.get("href", "")).text


def test_the_languages_of_a_revision_are_those_of_its_own_text(library: Library) -> None:
    page = parsed(library.client.get(f"{MEALS}/revisions/2"))
    languages = next(nav for nav in page.iter("nav") if nav.get("class") == "translations")
    assert f"{MEALS}/revisions/2?lang=es" in [link.get("href") for link in languages.iter("a")]


def test_a_reader_of_a_translation_stays_in_its_language(library: Library) -> None:
    page = parsed(library.client.get(f"{MEALS}?lang=es"))
    (related,) = [element for element in page.iter("section") if element.get("aria-labelledby") == "related"]
    links = {link.get("href"): (text_of(link), link.get("lang")) for link in related.iter("a")}
    assert links["/case-studies/korean-record?lang=es"] == ("Guía de noche", "es")
    assert links["/case-studies/small-00"] == ("Small record 0", None)
    assert "/compare?id=harbour-meals&lang=es" in [link.get("href") for link in page.iter("a")]
    event = parsed(library.client.get("/events/harbour-forum?lang=es"))
    practices = next(element for element in event.iter("ul") if element.get("class") == "practices")
    assert text_of(next(practices.iter("a"))) == "Harbour meals", "the event itself has no Spanish text"


def test_an_unknown_language_gives_the_original(library: Library) -> None:
    page = parsed(library.client.get(f"{MEALS}?lang=xx"))
    assert text_of(next(page.iter("h1"))) == "Harbour meals"


def test_text_in_another_language_says_so(library: Library) -> None:
    page = parsed(library.client.get("/case-studies/korean-record"))
    assert next(page.iter("h1")).get("lang") == "ko"
    assert page.get("lang") == "en"


def test_revisions_keep_their_text(library: Library) -> None:
    first, second = (library.client.get(f"{MEALS}/revisions/{number}").text for number in (1, 2))
    assert "An earlier text." in first
    assert "The text has changed since." in first
    assert "An earlier text." not in second
    assert f"{MEALS}/revisions/1" in library.client.get(MEALS).text


def test_a_translation_says_when_its_original_has_changed(empty_library: Library) -> None:
    def publish_with(summary: str, *languages: str) -> str:
        texts = [{"language": code, "title": f"Title {code}", "by": "machine"} for code in languages]
        publish(empty_library.application, make_record(summary=summary, translations=texts))
        return empty_library.client.get(f"{MEALS}?lang=es").text

    publish_with("As it was.", "es")
    page = publish_with("As it was.", "es", "fr")
    assert "The original has changed" not in page
    assert re.search(r"2 of [^<]+ <span class=\"aside\">shown here; translation: French<", page)
    first = empty_library.client.get(f"{MEALS}/revisions/1").text
    assert "Only its translations have changed since." in first
    page = publish_with("Written anew.", "es", "fr")
    assert "The original has changed since revision 1, from which this was translated." in page
    assert "The text has changed since." in empty_library.client.get(f"{MEALS}/revisions/1").text
    assert "The original has changed" not in empty_library.client.get(f"{MEALS}/revisions/2?lang=es").text


def test_a_record_can_be_cited(library: Library) -> None:
    text = library.client.get(MEALS).text
    assert "Harbour meals (Seoul). CityKB, revision 2," in text
    assert "@misc{citykb-harbour-meals-2," in text
    assert "http://localhost/case-studies/harbour-meals/revisions/2" in text


def test_a_record_is_a_file_for_programs(library: Library) -> None:
    page = library.client.get(MEALS).text
    for extension in ("json", "bib", "ris"):
        assert f'href="{MEALS}.{extension}"' in page
    answer = library.client.get(f"{MEALS}.json")
    assert answer.mimetype == "application/json"
    record = json.loads(answer.data)
    assert (record["slug"], record["revision"], record["status"]) == ("harbour-meals", 2, "published")
    assert "contact" not in record
    again = library.client.get(f"{MEALS}.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert library.client.get(f"{MEALS}.bib").text.startswith("@misc{citykb-harbour-meals-2,")


def test_reference_managers_read_a_record(library: Library) -> None:
    answer = library.client.get(f"{MEALS}.ris")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="citykb-harbour-meals-2.ris"'
    lines = answer.text.split("\r\n")
    assert lines[0] == "TY  - ELEC"
    assert lines[-2:] == ["ER  - ", ""]
    assert "TI  - Harbour meals" in lines
    assert "UR  - http://localhost/case-studies/harbour-meals/revisions/2" in lines
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in lines[:-1])


def test_an_earlier_revision_is_a_file_too(library: Library) -> None:
    page = library.client.get(f"{MEALS}/revisions/1").text
    assert f'href="{MEALS}/revisions/1.json"' in page
    assert json.loads(library.client.get(f"{MEALS}/revisions/1.json").data)["revision"] == 1
    assert "@misc{citykb-harbour-meals-1," in library.client.get(f"{MEALS}/revisions/1.bib").text
    assert library.client.get(f"{MEALS}/revisions/9.json").status_code == 404


def test_files_follow_the_kind_and_the_withdrawal_of_a_record(library: Library) -> None:
    assert json.loads(library.client.get("/events/harbour-forum.json").data)["kind"] == "event"
    moved = library.client.get("/case-studies/harbour-forum.bib")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/events/harbour-forum.bib")
    gone = library.client.get("/case-studies/old-scheme.json")
    assert (gone.status_code, gone.mimetype) == (410, "application/problem+json")
    assert json.loads(gone.data)["detail"] == "Its only source was taken back."
    assert library.client.get("/case-studies/nothing.ris").status_code == 404


def test_a_withdrawn_record_leaves_a_tombstone(library: Library) -> None:
    for path in ("/case-studies/old-scheme", "/case-studies/old-scheme/revisions/1"):
        answer = library.client.get(path)
        assert answer.status_code == 410
        assert "Its only source was taken back." in answer.text
        assert "Text about" not in answer.text


def test_an_event_links_its_practices_and_shows_gaps(library: Library) -> None:
    page = parsed(library.client.get("/events/harbour-forum"))
    (practices,) = [element for element in page.iter("ul") if element.get("class") == "practices"]
    meals, buses = practices
    assert next(meals.iter("a")).get("href") == MEALS
    assert "Night buses" in text_of(buses)
    assert "no case study yet" in text_of(buses)
    assert "/events/harbour-forum" in library.client.get(MEALS).text


def test_each_kind_has_one_address(library: Library) -> None:
    wrong = {"/case-studies/harbour-forum": "/events/harbour-forum", "/events/harbour-meals": MEALS}
    for path, right in wrong.items():
        answer = library.client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (301, right)


@pytest.mark.parametrize(
    "path", ["/themes/education-learning", "/cities/dakar", "/themes/planning-regeneration"]
)
def test_terms_list_their_records(library: Library, path: str) -> None:
    answer = library.client.get(path)
    assert answer.status_code == 200
    expected = "No record yet" if "planning" in path else "Small record"
    assert expected in answer.text


def test_a_city_page_gives_names_place_and_membership(library: Library) -> None:
    text = library.client.get("/cities/seoul").text
    assert '<span lang="ko">서울</span>' in text
    assert "37.566° N, 126.978° E" in text
    assert "over 10 million" in text
    assert "Member" in text
    assert "koreaherald.com" in text
    assert "Membership not recorded" in library.client.get("/cities/paris").text


def test_a_theme_page_shows_how_well_it_is_supported(library: Library) -> None:
    page = parsed(library.client.get("/themes/mobility-access"))
    (spread,) = [element for element in page.iter("ul") if element.get("class") == "spread"]
    assert [text_of(entry) for entry in spread] == ["Evidence level 3 Comparison group 1"]
    (link,) = spread.iter("a")
    assert "1 record" in text_of(parsed(library.client.get(link.get("href", ""))))


def test_pages_about_the_site(library: Library) -> None:
    methods = library.client.get("/methods").text
    assert re.search(r"hold \d,\d{3} cities and regions", methods)
    for label in ("Reasoned account", "Repeated elsewhere", "/methods/ranking"):
        assert label in methods
    assert "CC BY 4.0" in library.client.get("/about").text


def test_lists_without_words_come_in_the_language_of_the_page(empty_library: Library) -> None:
    english = {"language": "en", "title": "Public bicycles", "summary": "Bicycles for all.", "by": "machine"}
    record = make_record(
        language="ko", title="공공자전거", summary="자전거를 빌린다.", translations=[english]
    )
    publish(empty_library.application, record)
    empty_library.application.indexer.drain()
    theme, city = record.themes[0], record.cities[0]
    for path in ("/", "/search", f"/search?theme={theme}", f"/themes/{theme}", f"/cities/{city}"):
        text = empty_library.client.get(path).text
        assert f'href="/case-studies/{record.slug}?lang=en">Public bicycles</a>' in text
        assert "Bicycles for all." in text
    for path in ("/search?q=자전거", "/search?language=ko"):
        assert (
            f'"/case-studies/{record.slug}" lang="ko">공공자전거</a>' in empty_library.client.get(path).text
        )


def test_a_transfer_names_the_record_that_is_on_file(empty_library: Library) -> None:
    transfers = [
        {"kind": "inspired-by", "record": "night-buses", "sources": [1]},
        {"kind": "inspired-by", "record": "not-written-yet", "sources": [1]},
    ]
    record = make_record(practice_transfers=transfers)
    publish(empty_library.application, make_record(slug="night-buses", title="Buses by night"))
    publish(empty_library.application, record)
    text = empty_library.client.get(f"/case-studies/{record.slug}").text
    assert '<a href="/case-studies/night-buses">Buses by night</a>' in text
    assert "/case-studies/not-written-yet" not in text
    assert "not-written-yet" in text

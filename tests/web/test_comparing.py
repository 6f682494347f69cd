"""The comparison page: the table, and what happens with too few, too many or unknown records."""

from __future__ import annotations

import pytest

from tests.web.library import Library
from tests.web.page import parsed, text_of

TWO = "id=harbour-meals&id=night-buses"


def test_rows_are_fields_and_columns_records(library: Library) -> None:
    page = parsed(library.client.get(f"/compare?{TWO}"))
    table = next(page.iter("table"))
    heads = [text_of(cell) for cell in table.iter("th") if cell.get("scope") == "col"]
    assert heads == ["Harbour meals Seoul, South Korea", "Night buses Bogotá, Colombia"]
    rows = {
        text_of(row[0]): [text_of(cell) for cell in row[1:]] for row in table.iter("tr") if row[0].tag == "th"
    }
    assert rows["differs: Stage"] == ["Running", "Pilot"]
    assert rows["Scale"] == ["City", "City"]


def test_columns_are_headed_in_the_language_of_the_address(library: Library) -> None:
    page = parsed(library.client.get(f"/compare?{TWO}&id=silent-record&lang=es"))
    heads = [
        next(cell.iter("a")) for cell in next(page.iter("table")).iter("th") if cell.get("scope") == "col"
    ]
    assert [(text_of(link), link.get("lang"), link.get("href")) for link in heads] == [
        ("Comidas del puerto", "es", "/case-studies/harbour-meals?lang=es"),
        ("Buses de noche", "es", "/case-studies/night-buses?lang=es"),
        ("Silent record", None, "/case-studies/silent-record"),
    ]
    links = {text_of(link): link.get("href", "") for link in page.iter("a")}
    assert links["Only differences"].endswith("&only=differences&lang=es")
    assert links["Add or remove records"].endswith("&choose=1&lang=es")
    assert links["CSV"] == f"/compare.csv?{TWO}&id=silent-record"


def test_choosing_keeps_the_language(library: Library) -> None:
    page = parsed(library.client.get("/compare?id=harbour-meals&choose=1&q=buses&lang=es"))
    labels = [text_of(label) for label in page.iter("label") if label.get("class") == "pick"]
    assert labels[:2] == ["Comidas del puerto Seoul, South Korea", "Buses de noche Bogotá, Colombia"]
    kept = [box.get("value") for box in page.iter("input") if box.get("name") == "lang"]
    assert kept == ["es", "es"]


@pytest.mark.parametrize(("query", "languages"), [("puerto", ["es"]), ("meals", []), ("nothing", [])])
def test_ticked_results_are_compared_in_the_language_they_are_read_in(
    library: Library, query: str, languages: list[str]
) -> None:
    page = parsed(library.client.get(f"/search?q={query}"))
    assert [box.get("value") for box in page.iter("input") if box.get("name") == "lang"] == languages


def test_silence_stands_in_the_cells(library: Library) -> None:
    page = parsed(library.client.get("/compare?id=silent-record&id=night-buses"))
    rows = {
        text_of(row[0]): [text_of(cell) for cell in row[1:]] for row in page.iter("tr") if row[0].tag == "th"
    }
    assert rows["differs: Started"] == ["Not reported", "2019"]
    assert rows["differs: Scale"] == ["not covered", "City"]


def test_sources_lead_to_the_record_they_belong_to(library: Library) -> None:
    page = parsed(library.client.get(f"/compare?{TWO}"))
    hrefs = {link.get("href") for link in page.iter("a")}
    assert {"/case-studies/harbour-meals#source-1", "/case-studies/night-buses#source-1"} <= hrefs


def test_only_differences_is_part_of_the_address(library: Library) -> None:
    page = parsed(library.client.get(f"/compare?{TWO}&only=differences"))
    labels = [text_of(row[0]) for row in page.iter("tr") if row[0].tag == "th"]
    assert labels
    assert all(label.startswith("differs:") for label in labels)
    assert "hidden" in text_of(page)


def test_the_weakest_evidence_stands_beside_the_figures(library: Library) -> None:
    page = parsed(library.client.get(f"/compare?{TWO}"))
    (row,) = [row for row in page.iter("tr") if row[0].tag == "th" and "Impacts" in text_of(row[0])]
    assert "weakest: Evidence level 3 Comparison group" in text_of(row)


def test_the_same_table_as_a_file(library: Library) -> None:
    page = parsed(library.client.get(f"/compare?{TWO}"))
    files = {text_of(link): link.get("href", "") for link in page.iter("a")}
    assert files["CSV"] == f"/compare.csv?{TWO}"
    assert library.client.get(files["Markdown"]).text.startswith("## Practice")
    assert library.client.get(files["JSON"]).json
    answer = library.client.get(files["CSV"])
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert "harbour-meals,night-buses" in answer.text


@pytest.mark.parametrize(("query", "said"), [("", "at least 2 more"), ("id=night-buses", "at least 1 more")])
def test_too_few_asks_for_more_and_keeps_what_was_chosen(library: Library, query: str, said: str) -> None:
    page = parsed(library.client.get(f"/compare?{query}"))
    assert said in text_of(page)
    boxes = {
        box.get("value"): box.get("checked") is not None
        for box in page.iter("input")
        if box.get("type") == "checkbox"
    }
    assert [slug for slug, checked in boxes.items() if checked] == (["night-buses"] if query else [])
    assert len(boxes) > 5


def test_too_many_says_how_many_to_untick(library: Library) -> None:
    slugs = [f"small-{number:02}" for number in range(8)]
    page = parsed(library.client.get("/compare?" + "&".join(f"id={slug}" for slug in slugs)))
    assert "untick 2" in text_of(page)
    ticked = [
        box.get("value")
        for box in page.iter("input")
        if box.get("type") == "checkbox" and box.get("checked") is not None
    ]
    assert ticked == slugs


def test_searching_for_more_keeps_what_was_chosen(library: Library) -> None:
    answer = library.client.get("/compare?id=night-buses&q=meals&choose=1")
    page = parsed(answer)
    boxes = [box.get("value") for box in page.iter("input") if box.get("type") == "checkbox"]
    assert boxes[0] == "night-buses"
    assert "harbour-meals" in boxes
    assert "Found for “meals”" in answer.text


@pytest.mark.parametrize(
    "odd", ["nothing-here", "old-scheme", "x%00y", "<script>", "x" * 3000, "../../etc", "harbour-meals'--"]
)
def test_unknown_records_are_named_and_the_others_kept(library: Library, odd: str) -> None:
    answer = library.client.get(f"/compare?{TWO}&id={odd}")
    assert answer.status_code == 404
    page = parsed(answer)
    assert "There is no public record" in text_of(page)
    ticked = [
        box.get("value")
        for box in page.iter("input")
        if box.get("type") == "checkbox" and box.get("checked") is not None
    ]
    assert ticked == ["harbour-meals", "night-buses"]


def test_the_same_record_twice_counts_once(library: Library) -> None:
    assert "at least 1 more" in library.client.get("/compare?id=night-buses&id=night-buses").text


def test_records_of_both_kinds_can_be_compared(library: Library) -> None:
    assert library.client.get("/compare?id=harbour-forum&id=korean-record").status_code == 200


def test_dates_are_written_as_on_the_page_of_the_record(library: Library) -> None:
    page = parsed(library.client.get(f"/compare?{TWO}"))
    (row,) = [row for row in page.iter("tr") if row[0].tag == "th" and "Started" in text_of(row[0])]
    assert [text_of(cell) for cell in row[1:]] == ["September 2021", "2019"]

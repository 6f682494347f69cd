"""Feeds: every search as Atom and JSON Feed, newest first, bounded, sent only when changed, without the contact."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from defusedxml import ElementTree

from tests.factories import make_record
from tests.web.library import Library, publish
from tests.web.page import parsed
from tests.web.work import Site
from webui.feeds import ENTRIES

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "http://localhost/case-studies/harbour-meals"


def test_the_atom_feed_has_the_records_of_the_search(library: Library) -> None:
    answer = library.client.get("/feed.atom?q=harbour&theme=basic-services-food&sort=city&page=2")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    here = "http://localhost/feed.atom?q=harbour&theme=basic-services-food"
    assert feed.findtext(f"{ATOM}id") == here
    assert feed.findtext(f"{ATOM}title") == "CityKB: “harbour”; Theme: Water, sanitation, energy and food"
    links = {link.get("rel"): link.get("href") for link in feed.iterfind(f"{ATOM}link")}
    assert links["self"] == here
    assert links["alternate"] == "http://localhost/search?q=harbour&theme=basic-services-food&sort=newest"
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in feed.iterfind(f"{ATOM}entry")}
    meals = entries[ADDRESS]
    assert meals.findtext(f"{ATOM}title") == "Harbour meals"
    assert meals.findtext(f"{ATOM}summary", "").startswith("Invented for tests")
    assert [category.get("term") for category in meals.iterfind(f"{ATOM}category")] == ["basic-services-food"]
    updated = [entry.findtext(f"{ATOM}updated", "") for entry in entries.values()]
    assert feed.findtext(f"{ATOM}updated") == max(updated)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment) for moment in updated)


def test_the_json_feed_has_the_same_records(library: Library) -> None:
    answer = library.client.get("/feed.json?q=harbour&theme=basic-services-food")
    assert answer.mimetype == "application/feed+json"
    document = json.loads(answer.data)
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["feed_url"].endswith("/feed.json?q=harbour&theme=basic-services-food")
    atom = ElementTree.fromstring(library.client.get("/feed.atom?q=harbour&theme=basic-services-food").data)
    ids = [entry.findtext(f"{ATOM}id") for entry in atom.iterfind(f"{ATOM}entry")]
    assert [item["id"] for item in document["items"]] == ids
    (meals,) = [item for item in document["items"] if item["id"] == ADDRESS]
    assert meals["tags"] == ["Water, sanitation, energy and food", "Seoul"]
    assert meals["_citykb"] == {"license": "CC-BY-4.0", "themes": ["basic-services-food"]}


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_the_contact_and_withdrawn_records_never_leave(library: Library, name: str) -> None:
    text = library.client.get(f"/{name}").text
    assert "harbour-meals" in text
    assert "desk@city.example" not in text
    assert "old-scheme" not in text


@pytest.mark.parametrize("name", ["feed.atom", "feed.json"])
def test_a_feed_that_did_not_change_is_not_sent_again(library: Library, name: str) -> None:
    first = library.client.get(f"/{name}?q=buses")
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        again = library.client.get(f"/{name}?q=buses", headers={header: value})
        assert (again.status_code, again.data) == (304, b"")
    assert library.client.get(f"/{name}?q=buses", headers={"If-None-Match": '"other"'}).status_code == 200


def test_the_newest_records_come_first_and_their_number_is_bounded(site: Site) -> None:
    for number in range(ENTRIES + 3):
        site.published(slug=f"practice-{number:02}", title=f"Practice {number:02}")
    site.index()
    items = json.loads(site.visitor().get("/feed.json?sort=city").data)["items"]
    rows = csv.DictReader(io.StringIO(site.visitor().get("/export.csv?sort=newest").text, newline=""))
    newest = [row["slug"] for row in rows]
    assert len(newest) == ENTRIES + 3
    assert [item["id"].rpartition("/")[2] for item in items] == newest[:ENTRIES]


def test_a_revised_record_gets_a_new_date_and_a_new_tag(site: Site) -> None:
    publish(site.application, make_record(slug="practice", title="Practice"))
    site.index()
    before = site.visitor().get("/feed.json")
    publish(site.application, make_record(slug="practice", title="Practice, revised"))
    site.index()
    after = site.visitor().client.get("/feed.json", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    (old,), (new,) = (json.loads(answer.data)["items"] for answer in (before, after))
    assert (new["id"], new["date_published"]) == (old["id"], old["date_published"])
    assert new["title"] == "Practice, revised"


def test_a_search_without_hits_has_a_feed_to_wait_at(library: Library) -> None:
    feed = ElementTree.fromstring(library.client.get("/feed.atom?q=nothinglikethis").data)
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert not list(feed.iterfind(f"{ATOM}entry"))


def test_what_was_not_understood_gives_no_feed(library: Library) -> None:
    answer = library.client.get("/feed.atom?theme=nosuchtheme")
    assert answer.status_code == 400
    assert "is not known as a theme" in answer.text
    assert "left out" not in answer.text
    mistyped = library.client.get("/feed.atom?themes=housing")
    assert mistyped.status_code == 400
    assert "'themes' is no part of a search." in mistyped.text


@pytest.mark.parametrize("query", ["%3C%26%22%27%3E", "a%00b%0Cc", "%EF%BF%BE%F0%9F%98%80"])
def test_odd_queries_give_well_formed_feeds(library: Library, query: str) -> None:
    ElementTree.fromstring(library.client.get(f"/feed.atom?q={query}").data)
    json.loads(library.client.get(f"/feed.json?q={query}").data)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/search?q=harbour&sort=city", "?q=harbour"),
        ("/search?q=nothinglikethis", "?q=nothinglikethis"),
        ("/themes/housing", "?theme=housing"),
        ("/cities/seoul", "?city=seoul"),
    ],
)
def test_pages_lead_to_their_feeds(library: Library, page: str, query: str) -> None:
    document = parsed(library.client.get(page))
    announced = {link.get("href") for link in document.iter("link") if link.get("rel") == "alternate"}
    assert announced == {f"/feed.atom{query}", f"/feed.json{query}"}
    assert announced <= {link.get("href") for link in document.iter("a")}


def test_an_index_that_was_lost_gives_no_empty_feed(site: Site) -> None:
    site.published()
    assert site.visitor().get("/feed.atom").status_code == 503
    site.index()

"""What robots are told: every public record once, nothing that is not public, and no endless lists."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree

from tests.web.library import Library
from tests.web.work import Site
from webui import sitemap

XML = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(library: Library | Site, path: str) -> list[str]:
    client = library.client if isinstance(library, Library) else library.visitor().client
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    return [found.text or "" for found in ElementTree.fromstring(answer.data).iter(f"{XML}loc")]


def test_every_public_page_stands_in_the_map_once(library: Library) -> None:
    files = addresses(library, "/sitemap.xml")
    assert files == ["http://localhost/sitemap/pages.xml", "http://localhost/sitemap/records-1.xml"]
    listed = [
        address for file in files for address in addresses(library, file.removeprefix("http://localhost"))
    ]
    assert len(listed) == len(set(listed))
    assert {
        "http://localhost/",
        "http://localhost/cities/seoul",
        "http://localhost/themes/basic-services-food",
        "http://localhost/case-studies/harbour-meals",
    } <= set(listed)
    assert not [address for address in listed if "old-scheme" in address]
    for address in listed:
        assert library.client.get(address.removeprefix("http://localhost")).status_code == 200


def test_a_record_says_from_when_its_text_is(library: Library) -> None:
    (page,) = [
        page
        for page in ElementTree.fromstring(library.client.get("/sitemap/records-1.xml").data)
        if page.findtext(f"{XML}loc") == "http://localhost/case-studies/harbour-meals"
    ]
    assert len(page.findtext(f"{XML}lastmod", "")) == len("2026-01-01")


def test_many_records_are_parted_over_files(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "RECORDS_PER_FILE", 2)
    for number in range(5):
        site.published(slug=f"practice-{number}", title=f"Practice {number}")
    files = addresses(site, "/sitemap.xml")[1:]
    assert [len(addresses(site, file.removeprefix("http://localhost"))) for file in files] == [2, 2, 1]
    assert site.visitor().client.get("/sitemap/records-4.xml").status_code == 404


def test_robots_are_asked_to_leave_out_what_has_no_end(library: Library) -> None:
    answer = library.client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    refused = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")]
    assert all(
        path.startswith(tuple(refused)) for path in ("/search?q=x", "/compare?slugs=a,b", "/export.csv?q=x")
    )
    assert not any(
        path.startswith(tuple(refused)) for path in ("/", "/case-studies/x", "/themes/x", "/methods/ranking")
    )

"""Citing a search in the browser: the button, the stored page, what changed, and the bounds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.permissions import OPERATOR
from tests.factories import make_record
from tests.web.library import Library, publish
from tests.web.page import parsed, text_of
from tests.web.work import Person, Site, open_site

SEARCH = "?q=meals&theme=housing"


@pytest.fixture
def shelf(site: Site) -> Site:
    for slug in ("amber", "birch"):
        publish(site.application, make_record(slug=slug, title=f"Meals of {slug}", themes=["housing"]))
    site.index()
    return site


def cite(person: Person) -> str:
    """Follow the link under the results and press the button; the address of the stored search."""
    page = parsed(person.get(f"/search{SEARCH}"))
    (link,) = [a.get("href", "") for a in page.iter("a") if text_of(a) == "Cite this search"]
    answer = person.press(link, None)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_search_is_stored_without_account_and_shown_at_its_address(shelf: Site) -> None:
    address = cite(shelf.visitor())
    assert cite(shelf.visitor()) == address
    text = shelf.visitor().get(address).text
    assert "“meals”; Theme: Housing and homelessness" in text
    assert '<a href="/case-studies/amber/revisions/1">Meals of amber</a>' in text
    assert "2 records found on" in text
    assert f"http://localhost{address}" in text
    assert "@misc{citykb-search-" in text
    assert "The same search finds the same records today" in text


def test_the_page_says_what_changed_since(shelf: Site) -> None:
    address = cite(shelf.visitor())
    publish(shelf.application, make_record(slug="cedar", title="Meals of cedar", themes=["housing"]))
    publish(shelf.application, make_record(slug="amber", title="Meals, revised", themes=["housing"]))
    shelf.application.catalog.withdraw(OPERATOR, "birch", "A test.")
    shelf.index()
    page = shelf.visitor().get(address)
    assert "1 record came, 1 record went, 1 record was revised" in page.text
    assert "revision 1 then, 2 now" in page.text
    stored = shelf.visitor().get(f"{address}.json").get_json()
    assert stored["records"] == [{"slug": "amber", "revision": 1}, {"slug": "birch", "revision": 1}]
    assert (stored["total"], stored["complete"], stored["query"]) == (2, True, "meals")
    assert stored["since"] == {
        "total": 2,
        "came": [{"slug": "cedar", "revision": 1}],
        "went": [{"slug": "birch", "withdrawn": True}],
        "revised": [{"slug": "amber", "revision": 2}],
    }


def test_a_stored_search_is_shown_while_search_is_down(shelf: Site) -> None:
    address = cite(shelf.visitor())
    folder = shelf.application.settings.index_folder
    for file in folder.iterdir():
        if file.is_file():
            file.write_text("no pointer")
    answer = shelf.visitor().get(address)
    assert answer.status_code == 200
    assert "Meals of amber" in answer.text
    assert "cannot be compared with the answer of today" in answer.text
    assert shelf.visitor().get(f"{address}.json").get_json()["since"] is None


def test_a_button_pressed_elsewhere_stores_nothing(shelf: Site) -> None:
    answer = shelf.visitor().client.post(f"/searches{SEARCH}")
    assert answer.status_code == 400
    assert "Go back, reload the page" in answer.text


def test_pages_of_results_set_no_cookie(library: Library) -> None:
    assert "Set-Cookie" not in library.client.get(f"/search{SEARCH}").headers


@pytest.mark.parametrize("path", ["/searches/new?theme=nosuchtheme", "/searches?theme=nosuchtheme"])
def test_what_was_not_understood_is_said(shelf: Site, path: str) -> None:
    shelf.app.config["WTF_CSRF_ENABLED"] = False
    client = shelf.visitor().client
    answer = client.get(path) if "new" in path else client.post(path)
    assert answer.status_code == 400
    assert "is not known as a theme" in answer.text


def test_an_unknown_search_is_not_found(library: Library) -> None:
    for path in ("/searches/0000000000000000", "/searches/0000000000000000.json"):
        assert library.client.get(path).status_code == 404


@pytest.fixture
def strict_site(prepared: Path, tmp_path: Path) -> Iterator[Site]:
    with open_site(prepared, tmp_path / "strict", citation_limit="2 per hour") as opened:
        yield opened


def test_the_number_of_stored_searches_per_address_is_bounded(strict_site: Site) -> None:
    person = strict_site.visitor()
    answers = [person.press(f"/searches/new?q=word{number}", None).status_code for number in range(3)]
    assert answers == [303, 303, 429]

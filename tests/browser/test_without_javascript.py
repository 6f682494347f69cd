"""The jobs with JavaScript switched off: find, cite, find like a text, compare, submit."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.visitor import Visitor
from tests.factories import OFFICER


def test_search_facet_and_pages(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    visitor.open("/")
    visitor.main.get_by_role("searchbox").fill("record")
    visitor.main.get_by_role("searchbox").press("Enter")
    count = visitor.choose("theme", "education-learning")
    assert visitor.total == count
    visitor.page.locator("#page-next").click()
    expect(visitor.page.locator(".pager [aria-current=page]")).to_contain_text("2")


def test_cite_a_search(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    visitor.open("/search?q=record")
    visitor.main.get_by_role("link", name="Cite this search").click()
    visitor.press("Store this search")
    expect(visitor.page.locator("h1")).to_have_text("“record”")
    expect(visitor.main).to_contain_text("finds the same records today")


def test_find_practices_like_a_text(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    visitor.open("/search")
    visitor.main.get_by_role("link", name="Find practices like a text").click()
    visitor.fill(text="Women wait for buses at night. Public transport has to stop on request at night.")
    visitor.press("Find practices")
    expect(visitor.page.locator(".like-found li").first).to_contain_text("Night buses")
    expect(visitor.page.locator("#text")).to_have_value(
        "Women wait for buses at night. Public transport has to stop on request at night."
    )


def test_compare(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    visitor.open("/search?q=small")
    boxes = visitor.page.locator(".hit input[name=id]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    visitor.compare_ticked()
    expect(visitor.page.locator("h1")).to_contain_text("2")


def test_a_submission_with_one_more_source(plain_visitor: Visitor) -> None:
    visitor = plain_visitor
    visitor.sign_in(OFFICER)
    visitor.open("/submissions/new")
    visitor.fill(
        title="Without scripts", summary="Invented for tests.", city="Bogotá", lead_name="Example office"
    )
    visitor.fill(primary_theme="housing", stage="pilot", lead_type="government")
    visitor.fill(**{"sources-0-title": "First source"})
    visitor.press("Add a source")
    visitor.fill(**{"sources-1-title": "Second source"})
    visitor.press("Save and submit")
    expect(visitor.main).to_contain_text("Submitted. An editor will read it.")
    expect(visitor.page.locator("#source-2")).to_contain_text("Second source")

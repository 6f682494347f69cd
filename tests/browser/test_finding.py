"""Search, facets and pages without reloading; the basket; the file that is as long as the result."""

from __future__ import annotations

import csv

from playwright.sync_api import expect

from tests.browser.visitor import Visitor


def test_names_are_suggested_while_typing_and_chosen_by_keyboard(visitor: Visitor) -> None:
    visitor.open("/")
    field = visitor.page.locator("input[data-suggest]").first
    field.press_sequentially("harbour m")
    options = visitor.page.get_by_role("option")
    expect(options.first).to_contain_text("Harbour meals")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(options).to_have_count(0)
    field.fill("항구 그")  # the last syllable is unfinished
    expect(options.first).to_contain_text("항구 급식")
    expect(options.first).to_contain_text("Other name")
    field.press("ArrowDown")
    field.press("Enter")
    expect(visitor.page.locator("h1")).to_contain_text("항구 급식")
    assert "Harbour meals" in visitor.titles


def test_a_suggestion_is_chosen_with_the_mouse(visitor: Visitor) -> None:
    visitor.open("/search")
    visitor.page.locator("#search").press_sequentially("daka")
    visitor.page.get_by_role("option", name="Dakar").first.click()
    expect(visitor.page.locator(".chip")).to_contain_text("Dakar")


def test_facets_and_pages_are_exchanged_in_place(visitor: Visitor) -> None:
    visitor.search("record")
    visitor.page.evaluate("window.notReloaded = true")
    everything = visitor.total
    count = visitor.choose("theme", "education-learning")
    assert visitor.total == count < everything
    assert "theme=education-learning" in visitor.page.url
    first_page = visitor.titles
    visitor.page.locator("#page-next").click()
    expect(visitor.page.locator(".pager [aria-current=page]")).to_contain_text("2")
    assert not set(visitor.titles) & set(first_page)
    assert len(visitor.titles) + len(first_page) == count
    assert visitor.page.evaluate("window.notReloaded")
    expect(visitor.page.locator("#announcement")).to_contain_text("page 2")


def test_back_and_a_copied_address_give_the_same_results(visitor: Visitor) -> None:
    visitor.search("record")
    before = visitor.titles
    visitor.choose("theme", "education-learning")
    address, titles = visitor.page.url, visitor.titles
    visitor.page.go_back()
    expect(visitor.page.locator(".facet-link.is-selected")).to_have_count(0)
    assert visitor.titles == before
    visitor.page.goto(address)
    assert visitor.titles == titles


def test_records_ticked_on_two_pages_are_compared(visitor: Visitor) -> None:
    visitor.open("/search?theme=education-learning")
    visitor.tick(visitor.page.locator(".hit input[name=id]").first.get_attribute("value") or "")
    visitor.page.locator("#page-next").click()
    expect(visitor.page.locator(".pager [aria-current=page]")).to_contain_text("2")
    visitor.tick(visitor.page.locator(".hit input[name=id]").first.get_attribute("value") or "")
    visitor.compare_ticked()
    assert visitor.page.url.count("id=small-") == 2
    expect(visitor.page.locator("h1")).to_contain_text("2")


def test_on_paper_a_bar_stands_beside_its_row_alone(visitor: Visitor) -> None:
    visitor.open("/compare?id=harbour-meals&id=night-buses")
    visitor.page.emulate_media(media="print")
    rows = visitor.page.locator(".compare tr.differs")
    assert rows.count() > 5
    for row in rows.all():
        if row.is_visible():
            bar, beside = row.locator(".differs-bar").bounding_box(), row.bounding_box()
            assert bar is not None
            assert beside is not None
            assert beside["y"] <= bar["y"]
            assert bar["y"] + bar["height"] <= beside["y"] + beside["height"]


def test_the_file_is_as_long_as_the_result(visitor: Visitor) -> None:
    visitor.open("/search?theme=education-learning")
    file = visitor.download("CSV")
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == visitor.total > len(visitor.titles)

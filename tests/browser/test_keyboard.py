"""Everything is reached by keyboard, in the order of the page, and focus is never lost."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.visitor import Visitor
from tests.factories import OFFICER

MOST_STEPS = 80


def tab_to(visitor: Visitor, wanted: str) -> None:
    """Press Tab until `wanted` (an id or a text) has the focus; every stop on the way must show where it is."""
    for _ in range(MOST_STEPS):
        visitor.page.keyboard.press("Tab")
        outline = visitor.page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"{visitor.focused} does not show its focus"
        if visitor.focused == wanted:
            return
    raise AssertionError(f"{wanted} is not reached by Tab")


def test_the_skip_link_is_first_and_leads_past_the_head(visitor: Visitor) -> None:
    visitor.open("/search")
    visitor.page.keyboard.press("Tab")
    assert visitor.focused == "Skip to the content"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.url.endswith("#content")
    visitor.page.keyboard.press("Tab")
    assert visitor.focused == "search"


def test_a_facet_is_chosen_and_keeps_the_focus(visitor: Visitor) -> None:
    visitor.open("/search")
    tab_to(visitor, "facet-theme-education-learning")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("#facet-theme-education-learning")).to_have_class(re.compile("is-selected"))
    assert visitor.focused == "facet-theme-education-learning"


def test_a_draft_is_written_and_saved(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER)
    visitor.open("/submissions/new")
    tab_to(visitor, "title")
    visitor.page.keyboard.type("Typed by keyboard")
    tab_to(visitor, "summary")
    visitor.page.keyboard.type("Without a mouse.")
    tab_to(visitor, "Save draft")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator("h1")).to_have_text("Typed by keyboard")


def test_enter_in_a_field_saves_and_presses_no_other_button(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER)
    visitor.open("/submissions/new")
    visitor.fill(title="Saved by Enter")
    visitor.fill(**{"sources-0-title": "Not removed"})
    visitor.page.locator("#title").press("Enter")
    expect(visitor.page.locator("h1")).to_have_text("Saved by Enter")
    expect(visitor.page.locator("#source-1")).to_contain_text("Not removed")

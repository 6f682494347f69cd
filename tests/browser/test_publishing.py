"""From an officer's first sentence to a record that everybody finds: two people, one browser, a real worker."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from kb.records import SECTION_NAMES
from tests.browser.visitor import Visitor
from tests.factories import EDITOR, OFFICER

VISIBLE_WITHIN_SECONDS = 2


def write_case_study(visitor: Visitor, title: str) -> None:
    visitor.open("/submissions/new")
    visitor.fill(
        title=title, summary="Invented for tests: social housing tenants get their rent paid.", city="Seoul",
        lead_name="Example housing office", lead_type="government", stage="running", started="2021",
        problem="Tenants were evicted and homelessness rose. Affordable housing was scarce [1].",
    )  # fmt: skip
    visitor.fill(**{"sources-0-title": "Annual report", "sources-0-url": "https://example.org/report"})


def answer_the_rest(visitor: Visitor) -> None:
    visitor.fill(
        evidence_level="1",
        evidence_reason="Counted by the office itself [1].",
        jurisdiction="local",
        scale="city",
    )
    for label in ("No figures are reported", "Costs are not reported"):
        visitor.page.get_by_label(label).check()
    for name in ("instruments", "target_groups"):
        visitor.page.locator(f"#{name}_silent").check()
    for name in SECTION_NAMES[1:]:
        visitor.page.locator(f"#sections_silent-{name}").check()
    visitor.press("Save")


def test_a_submission_is_published_and_found_within_two_seconds(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER)
    write_case_study(visitor, "Lanterns for tenants")
    visitor.press("Suggest tags")
    expect(visitor.page.locator(".suggestion-why mark").first).to_be_visible()
    visitor.page.get_by_role("checkbox", name="Theme Housing and homelessness").check()
    visitor.press("Save and submit")
    expect(visitor.main).to_contain_text("Submitted. An editor will read it.")
    visitor.sign_out()

    visitor.sign_in(EDITOR)
    visitor.open("/review/")
    visitor.main.get_by_role("link", name="Lanterns for tenants").click()
    visitor.main.get_by_role("link", name="Fill in what publishing needs").click()
    answer_the_rest(visitor)
    expect(visitor.main).to_contain_text("Ready to be published")
    visitor.press("Publish")
    expect(visitor.main).to_contain_text("Published. It can be found in a moment.")
    wait_until_found(visitor, "lanterns", "Lanterns for tenants")
    visitor.open("/search?q=lanterns")
    visitor.page.get_by_role("link", name="Lanterns for tenants").click()
    expect(visitor.page.locator("h1")).to_have_text("Lanterns for tenants")
    expect(visitor.main).to_contain_text("Tenants were evicted")


def wait_until_found(visitor: Visitor, word: str, title: str) -> None:
    """Ask the results page again and again; raises AssertionError when the title is not there in time."""
    begun = time.monotonic()
    while title not in visitor.page.request.get(f"/search?q={word}").text():
        assert time.monotonic() - begun < VISIBLE_WITHIN_SECONDS
        time.sleep(0.05)


def test_rows_are_added_and_removed_without_a_round_trip(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER)
    write_case_study(visitor, "Rows of sources")
    visitor.page.evaluate("window.notReloaded = true")
    visitor.press("Add a source")
    assert visitor.focused == "sources-1-title"
    visitor.fill(**{"sources-1-title": "Second"})
    visitor.press("Add a source")
    visitor.fill(**{"sources-2-title": "Third"})
    visitor.press("Remove Source 2")
    assert visitor.page.evaluate("window.notReloaded")
    visitor.press("Save draft")
    expect(visitor.page.locator("#source-3")).to_contain_text("Third")
    expect(visitor.page.locator("#source-2")).to_have_count(0)


def test_characters_are_counted(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER)
    visitor.open("/submissions/new")
    visitor.fill(title="x" * 121)
    expect(visitor.page.locator("#title-count")).to_have_text("121 / 120")
    expect(visitor.page.locator("#title-count")).to_have_class("character-count figures is-over")

"""An officer starts from a document: with and without JavaScript, by keyboard, on a phone, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_accessibility import violations
from tests.browser.visitor import Visitor
from tests.factories import OFFICER

DOCUMENT = """---
title: {title}
language: en
---
The lamps are run by the Seoul Transport Office and began in May 2019 as a pilot. People in Seoul get home by public transport.

## Impact
In 2022 the lamps guided 12,500 people. They served 70 shops.

## Finance
The city paid KRW 2.5 billion in 2021.
"""


def read_document(visitor: Visitor, folder: Path, title: str) -> None:
    file = folder / "lamps.md"
    file.write_text(DOCUMENT.format(title=title), "utf-8")
    visitor.sign_in(OFFICER)
    visitor.open("/submissions/new")
    visitor.page.set_input_files("#file", file)
    visitor.press("Read it and fill the form")
    expect(visitor.main.get_by_role("status")).to_contain_text("“lamps.md” was read.")


def check(visitor: Visitor, *labels: str) -> None:
    for label in labels:
        visitor.main.get_by_role("checkbox", name=re.compile(f"^I have checked this ?: {label}$")).check()


def confirm_and_save(visitor: Visitor, title: str) -> None:
    """Confirm the title, save, confirm the one figure, save; the cost stays open."""
    check(visitor, "Title", "City")
    visitor.press("Save draft")
    expect(visitor.page.locator("h1")).to_have_text(title)
    visitor.main.get_by_role("link", name="Figures, costs and further answers").click()
    expect(visitor.page.locator("[id='reported_results-0-read']")).to_contain_text(
        "In 2022 the lamps guided 12,500 people"
    )
    check(visitor, "Figure 1")
    visitor.press("Save")
    expect(visitor.main).to_contain_text("12,500")
    expect(visitor.main).not_to_contain_text("KRW 2.5 billion")


def test_a_draft_from_a_document(visitor: Visitor, tmp_path: Path) -> None:
    read_document(visitor, tmp_path, "Lamps on the way")
    confirm_and_save(visitor, "Lamps on the way")


def test_a_draft_from_a_document_without_javascript(plain_visitor: Visitor, tmp_path: Path) -> None:
    read_document(plain_visitor, tmp_path, "Lamps without scripts")
    confirm_and_save(plain_visitor, "Lamps without scripts")


def open_details(visitor: Visitor) -> None:
    check(visitor, "Title")
    visitor.press("Save draft")
    visitor.main.get_by_role("link", name="Figures, costs and further answers").click()


def confirm_all_figures(visitor: Visitor) -> None:
    """Both figures by one button; the date and the cost stay open."""
    open_details(visitor)
    visitor.main.get_by_role("button", name=re.compile("^I have checked all 2 ?: Reported results$")).click()
    expect(visitor.main.get_by_role("status")).to_contain_text(
        "ticked. The next button that saves takes them over."
    )
    visitor.press("Save")
    expect(visitor.main).to_contain_text("12,500")
    expect(visitor.main).to_contain_text("70 shops")
    expect(visitor.main).not_to_contain_text("KRW 2.5 billion")


def test_all_figures_at_once(visitor: Visitor, tmp_path: Path) -> None:
    read_document(visitor, tmp_path, "Lamps together")
    confirm_all_figures(visitor)


def test_all_figures_at_once_without_javascript(plain_visitor: Visitor, tmp_path: Path) -> None:
    read_document(plain_visitor, tmp_path, "Lamps together without scripts")
    confirm_all_figures(plain_visitor)


def test_by_keyboard_a_field_leads_to_its_tick(visitor: Visitor, tmp_path: Path) -> None:
    read_document(visitor, tmp_path, "Lamps by keyboard")
    title = visitor.page.locator("#title")
    expect(title).to_have_accessible_description(
        "The name of the practice, as the city uses it. Up to 120 characters. Read from your document, not yet checked "
        "As the document says it."
    )
    title.focus()
    visitor.page.keyboard.press("Tab")
    assert visitor.focused.startswith("checked-p")
    visitor.page.keyboard.press("Space")
    assert visitor.page.locator(f"#{visitor.focused}").is_checked()


def test_a_file_that_cannot_be_read(chromium: Browser, server: str, tmp_path: Path) -> None:
    """The browser's console complains of the answer's status, so this visitor is not the usual one."""
    file = tmp_path / "photo.jpeg"
    file.write_bytes(b"\xff\xd8")
    with chromium.new_context(base_url=server) as context:
        visitor = Visitor(context.new_page())
        visitor.sign_in(OFFICER)
        visitor.open("/submissions/new")
        visitor.fill(title="Typed before")
        visitor.page.set_input_files("#file", file)
        visitor.press("Read it and fill the form")
        expect(visitor.page.locator("#file-error")).to_contain_text("is no type of file that can be read")
        expect(visitor.page.locator("#title")).to_have_value("Typed before")
        assert not violations(visitor, "light")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_marks_are_accessible_and_fit(visitor: Visitor, tmp_path: Path, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 800})
    read_document(visitor, tmp_path, f"Lamps at {width}")
    found = {("quick", scheme): violations(visitor, scheme) for scheme in ("light", "dark")}
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    check(visitor, "Title")
    visitor.press("Save draft")
    visitor.main.get_by_role("link", name="Figures, costs and further answers").click()
    expect(visitor.page.locator("[id='reported_results-0-read']")).to_be_visible()
    found |= {("details", scheme): violations(visitor, scheme) for scheme in ("light", "dark")}
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    assert not {place: rules for place, rules in found.items() if rules}


@pytest.mark.parametrize("megabytes", [30, 60])
def test_a_file_over_the_bound_is_not_sent(visitor: Visitor, tmp_path: Path, megabytes: int) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(b"%PDF-" + b"x" * megabytes * 1024 * 1024)
    visitor.sign_in(OFFICER)
    visitor.open("/submissions/new")
    visitor.fill(title="Typed before")
    visitor.page.set_input_files("#file", file)
    visitor.press("Read it and fill the form")
    expect(visitor.page.locator("#file-error")).to_contain_text("larger than 20 MB")
    expect(visitor.page.locator("#file")).to_be_focused()
    expect(visitor.page.locator("#title")).to_have_value("Typed before")
    assert not violations(visitor, "light")
    small = tmp_path / "lamps.md"
    small.write_text(DOCUMENT.format(title="Lamps after all"), "utf-8")
    visitor.page.set_input_files("#file", small)
    visitor.press("Read it and fill the form")
    expect(visitor.main.get_by_role("status")).to_contain_text("“lamps.md” was read.")


@pytest.mark.parametrize(
    ("megabytes", "said"), [(30, "larger than 20 MB"), (60, "A document may have up to 20 MB.")]
)
def test_a_file_over_the_bound_without_javascript(
    chromium: Browser, server: str, tmp_path: Path, megabytes: int, said: str
) -> None:
    """The server answers once it has been sent all: the form with what was typed, or a page with the bound."""
    file = tmp_path / "report.pdf"
    file.write_bytes(b"%PDF-" + b"x" * megabytes * 1024 * 1024)
    with chromium.new_context(base_url=server, java_script_enabled=False) as context:
        visitor = Visitor(context.new_page())
        visitor.sign_in(OFFICER)
        visitor.open("/submissions/new")
        visitor.fill(title="Typed before")
        visitor.page.set_input_files("#file", file)
        visitor.press("Read it and fill the form")
        expect(visitor.main).to_contain_text(said)
        if megabytes == 60:
            visitor.page.go_back()
        expect(visitor.page.locator("#title")).to_have_value("Typed before")


def test_a_text_over_the_bound_is_not_sent(visitor: Visitor) -> None:
    visitor.open("/like")
    visitor.page.locator("#text").fill("무료 버스 " * 100_000)
    visitor.press("Find practices")
    expect(visitor.page.locator("#text-error")).to_contain_text("longer than 20,000 characters")
    expect(visitor.page.locator("#text")).to_be_focused()
    assert visitor.page.url.endswith("/like")
    visitor.page.locator("#text").fill(
        "Women wait for buses at night. Public transport has to stop on request."
    )
    visitor.press("Find practices")
    expect(visitor.page.locator(".like-found li").first).to_contain_text("Night buses")

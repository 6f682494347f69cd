"""The page object: what a visitor does, in the visitor's words."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from kb.permissions import Actor
from tests.web.work import PASSWORD


class Visitor:
    """Somebody in front of the browser. `page` is there for what has no word of its own yet."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"

    def sign_in(self, actor: Actor) -> None:
        self.open("/sign-in")
        self.type("E-mail address", actor.login)
        self.type("Password", PASSWORD)
        self.page.locator("main").get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()

    def sign_out(self) -> None:
        self.page.get_by_role("button", name="Sign out").click()
        expect(self.page.get_by_role("link", name="Sign in")).to_be_visible()

    def search(self, query: str) -> None:
        self.open("/search")
        self.page.locator("#search").fill(query)
        self.page.locator("#search").press("Enter")
        expect(self.page.locator("h1")).to_contain_text(f"“{query}”")

    def choose(self, facet: str, value: str) -> int:
        """Choose a value of a facet; the number that stood beside it."""
        fold = self.page.locator(f"#facet-{facet}")
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        link = self.page.locator(f"#facet-{facet}-{value}")
        count = int(re.sub(r"\D", "", link.locator(".count").inner_text()))
        link.click()
        expect(self.page.locator(f"#facet-{facet}-{value}")).to_have_class(re.compile("is-selected"))
        return count

    @property
    def total(self) -> int:
        return int(self.page.locator(".total strong").inner_text().replace(",", ""))

    @property
    def titles(self) -> list[str]:
        return self.page.locator(".hit-title > a").all_inner_texts()

    def tick(self, slug: str) -> None:
        self.page.locator(f"#pick-{slug}").check()

    def compare_ticked(self) -> None:
        self.page.get_by_role("button", name="Compare the ticked records").click()
        expect(self.page.locator("h1")).to_contain_text("Comparison of")

    def download(self, link: str) -> Path:
        with self.page.expect_download() as started:
            self.page.get_by_role("link", name=link, exact=True).click()
        return Path(started.value.path())

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).first.fill(text)

    def fill(self, **values: str) -> None:
        """Fill in inputs, text areas and lists by their id."""
        for name, value in values.items():
            field = self.page.locator(f"[id='{name}']")
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def press(self, button: str) -> None:
        self.main.get_by_role("button", name=button, exact=True).click()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def focused(self) -> str:
        """What the keyboard is on: its id, or its text."""
        script = "() => document.activeElement.id || document.activeElement.innerText"
        return str(self.page.evaluate(script))

"""axe finds nothing to complain about on any kind of page, in light and in dark.

axe-core is vendored with its licence (`vendor/`); it is injected by the test, no page ever loads it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.browser.visitor import Visitor
from tests.factories import EDITOR, OFFICER

VENDOR = Path(__file__).parent / "vendor"
AXE = (VENDOR / "axe.min.js").read_text("utf-8")
PUBLIC = {
    "home": "/",
    "results": "/search?q=record",
    "no result": "/search?q=nothinglikethis",
    "facet in full": "/search?facet=theme",
    "case study": "/case-studies/harbour-meals",
    "case study in Korean": "/case-studies/korean-record",
    "silent record": "/case-studies/silent-record",
    "earlier revision": "/case-studies/harbour-meals/revisions/1",
    "event": "/events/harbour-forum",
    "comparison": "/compare?id=harbour-meals&id=night-buses&id=silent-record",
    "choosing what to compare": "/compare",
    "theme": "/themes/education-learning",
    "city": "/cities/seoul",
    "about": "/about",
    "methods": "/methods",
    "ranking": "/methods/ranking",
    "help": "/help/search",
    "citing a search": "/searches/new?q=record",
    "like a text": "/like",
    "sign in": "/sign-in",
    "withdrawn": "/case-studies/old-scheme",
    "not found": "/no-such-page",
}
TITLE = "A page for axe"


def violations(visitor: Visitor, scheme: str) -> list[str]:
    """What axe finds on the open page, as rule and place. The colours are those of `scheme`."""
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visitor.page.evaluate(AXE)
    found: dict[str, Any] = visitor.page.evaluate("() => axe.run()")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages(chromium: Any, server: str, name: str, scheme: str) -> None:
    with chromium.new_context(base_url=server) as context:
        visitor = Visitor(context.new_page())
        visitor.page.goto(PUBLIC[name])
        assert not violations(visitor, scheme)


def write(visitor: Visitor) -> str:
    """A submitted record of the officer; its slug."""
    visitor.sign_in(OFFICER)
    visitor.open("/submissions/new")
    visitor.fill(
        title=TITLE, summary="Invented for tests.", city="Seoul", lead_name="Office", lead_type="government"
    )
    visitor.fill(
        primary_theme="housing", stage="pilot", problem="Social housing tenants were evicted in Busan."
    )
    visitor.press("Save and submit")
    return visitor.page.url.rpartition("/")[2]


def test_pages_of_authors_and_editors(visitor: Visitor) -> None:
    slug = write(visitor)
    found = {}
    for path in ("/password", "/submissions/", f"/submissions/{slug}", "/submissions/new"):
        visitor.open(path)
        found |= {(path, scheme): violations(visitor, scheme) for scheme in ("light", "dark")}
    visitor.fill(title="Suggested", problem="Social housing tenants were evicted in Busan.")
    visitor.press("Suggest tags")
    found |= {("suggestions", scheme): violations(visitor, scheme) for scheme in ("light", "dark")}
    visitor.sign_out()
    visitor.sign_in(EDITOR)
    for path in ("/review/", f"/review/{slug}", f"/submissions/{slug}/details", f"/submissions/{slug}/edit"):
        visitor.open(path)
        found |= {(path, scheme): violations(visitor, scheme) for scheme in ("light", "dark")}
    assert not {place: rules for place, rules in found.items() if rules}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_form_with_errors(chromium: Any, server: str, scheme: str) -> None:
    with chromium.new_context(base_url=server) as context:
        visitor = Visitor(context.new_page())
        visitor.sign_in(OFFICER)
        visitor.open("/submissions/new")
        visitor.fill(title="", city="Nowhere at all", contact_email="no address")
        visitor.press("Save draft")
        assert visitor.page.locator(".field-error").count() == 3
        assert not violations(visitor, scheme)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/case-studies/harbour-meals",
        "/compare?id=harbour-meals&id=night-buses",
        "/help/search",
        "/methods/ranking",
        "/like",
    ],
)
@pytest.mark.parametrize("width", [320, 390, 768])
def test_nothing_is_wider_than_a_small_screen(visitor: Visitor, path: str, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.open(path)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_is_the_file_that_was_vendored() -> None:
    digest, name = (VENDOR / "SHA256SUMS").read_text().split()
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest

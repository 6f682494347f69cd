"""A client that checks every page it is given: whatever a test asks for, a broken page fails it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from webui.security import CONTENT_SECURITY_POLICY

NAMING = ("aria-labelledby", "aria-describedby", "aria-controls")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class CheckingClient(FlaskClient):
    """A test client whose answers in HTML are checked before a test sees them."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        if answer.mimetype == "text/html" and not 300 <= answer.status_code < 400:
            problems = list(problems_of(answer, self.application))
            assert not problems, f"{answer.request.path}: " + "; ".join(problems)
        return answer


def problems_of(answer: TestResponse, app: Flask) -> Iterator[str]:
    """Everything wrong with a page, in words."""
    if answer.headers.get("Content-Security-Policy") != CONTENT_SECURITY_POLICY:
        yield "the content security policy is missing or different"
    try:
        page = parsed(answer)
    except html5lib.html5parser.ParseError as error:
        yield f"not well-formed: {error}"
        return
    yield from _frame(page)
    yield from _ids(page)
    yield from _controls(page)
    yield from _inline_code(page)
    yield from _links(page, app, answer.request.path)
    if "Traceback" in answer.text or "sqlalchemy" in answer.text.lower():
        yield "a stack trace"


def parsed(answer: TestResponse) -> Element:
    """The document; raises html5lib's ParseError for anything the HTML standard calls an error."""
    builder = html5lib.getTreeBuilder("etree")
    parser = html5lib.HTMLParser(builder, strict=True, namespaceHTMLElements=False)
    document: Element = parser.parse(io.BytesIO(answer.data), transport_encoding="utf-8")
    return document


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _frame(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "html has no lang"
    titles = [text_of(title) for title in page.iterfind("head/title")]
    if len(titles) != 1 or not titles[0].removesuffix("· CityKB").strip():
        yield f"title is {titles}"
    headings = [(int(element.tag[1]), text_of(element)) for element in page.iter() if element.tag in HEADINGS]
    if [level for level, _ in headings].count(1) != 1:
        yield "there is not exactly one h1"
    for (level, _), (following, text) in pairwise(headings):
        if following > level + 1:
            yield f"heading '{text}' skips a level"
    yield from (f"heading {level} is empty" for level, text in headings if not text)
    yield from ("an image has no alt" for image in page.iter("img") if image.get("alt") is None)


def _ids(page: Element) -> Iterator[str]:
    counts = Counter(identifier for element in page.iter() if (identifier := element.get("id")) is not None)
    yield from (
        f"id {identifier!r} occurs {count} times" for identifier, count in counts.items() if count > 1
    )
    for element in page.iter():
        named = [name for attribute in NAMING for name in (element.get(attribute) or "").split()]
        named += [name for attribute in ("for", "form") if (name := element.get(attribute))]
        named += [href[1:] for href in [element.get("href") or ""] if href.startswith("#") and len(href) > 1]
        yield from (f"nothing has the id {name!r}" for name in named if name not in counts)


def _controls(page: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in page.iter("label")}
    inside = {id(control) for label in page.iter("label") for control in label.iter() if control is not label}
    for control in page.iter():
        if control.tag not in ("input", "select", "textarea") or control.get("type") in ("hidden", "submit"):
            continue
        has_name = control.get("aria-label") or control.get("aria-labelledby")
        if not (has_name or control.get("id") in labelled or id(control) in inside):
            yield f"{control.tag} {control.get('name')!r} has no label"
    yield from (
        f"{element.tag} says nothing"
        for element in page.iter()
        if element.tag in ("a", "button") and not _accessible_name(element)
    )


def _accessible_name(element: Element) -> str:
    images = " ".join(image.get("alt") or "" for image in element.iter("img"))
    return f"{element.get('aria-label') or ''}{text_of(element)}{images}".strip()


def _inline_code(page: Element) -> Iterator[str]:
    for element in page.iter():
        if element.tag == "style" or (element.tag == "script" and not element.get("src")):
            yield f"inline {element.tag}"
        for name in element.attrib:
            if name == "style" or name.startswith("on"):
                yield f"{element.tag} has the attribute {name}"


def _links(page: Element, app: Flask, here: str) -> Iterator[str]:
    addresses = [
        (element.tag, address)
        for element in page.iter()
        for attribute in ("href", "src", "action")
        if (address := element.get(attribute))
    ]
    adapter = app.url_map.bind("localhost")
    for tag, address in addresses:
        parts = urlsplit(address)
        if address.startswith("#"):
            continue
        if parts.scheme or parts.netloc:
            if tag not in ("a", "link") or parts.scheme not in ("http", "https", "mailto"):
                yield f"{tag} leads to {address}"
            continue
        try:
            adapter.match(parts.path or here, method="POST" if _only_post(app, parts.path) else "GET")
        except RequestRedirect:
            continue
        except HTTPException as error:
            yield f"link to {address}: {error.code}"


def _only_post(app: Flask, path: str) -> bool:
    """Whether a form may point at this path although nothing answers a GET there."""
    adapter = app.url_map.bind("localhost")
    return (
        bool(path) and "GET" not in adapter.allowed_methods(path) and "POST" in adapter.allowed_methods(path)
    )

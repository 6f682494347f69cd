"""Error pages, headers, caching, health: what a visitor and a monitor see when something is wrong."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from pathlib import Path

import pytest
from flask import abort
from flask.testing import FlaskClient

from kb.config import Settings
from kb.errors import (
    DuplicateValue,
    IndexOutdated,
    InvalidQuery,
    InvalidRecord,
    InvalidTransition,
    NotAllowed,
    Problem,
    RevisionConflict,
    SettingsError,
)
from kb.search.whoosh import generations
from tests.factories import make_record
from tests.web.library import Library, publish
from tests.web.page import CheckingClient
from tests.web.work import open_site
from webui.app import create_app


def failing(library: Library, error: Exception) -> CheckingClient:
    """A client of a site whose page about the site raises `error`."""

    def fail() -> str:
        raise error

    library.app.view_functions["about.about"] = fail
    return library.client


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/case-studies/nothing", "/events/nothing", "/themes/nothing", "/cities/nothing", "/case-studies/%00",
     "/case-studies/..%2f..%2fetc", "/case-studies/UPPER", "/case-studies/harbour-meals/revisions/9",
     "/case-studies/harbour-meals/revisions/99999999999999999999", "/case-studies/nothing/revisions/1", "/static/nothing.css",
     "/themes/" + "x" * 3000],
)  # fmt: skip
def test_what_does_not_exist_is_404(library: Library, path: str) -> None:
    answer = library.client.get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (NotAllowed("You may read, not write."), 403, "You may read, not write."),
        (InvalidTransition("Reload the page."), 409, "Reload the page."),
        (RevisionConflict("harbour-meals", 1, 2), 409, "Somebody else saved first"),
        (DuplicateValue("slug", "harbour-meals"), 409, "already in use"),
        (InvalidRecord([Problem("title", "Give a title.")]), 422, "Give a title."),
        (InvalidQuery("No such filter."), 400, "No such filter."),
        (IndexOutdated("old"), 503, "citykb index rebuild"),
    ],
)
def test_each_error_has_its_page(empty_library: Library, error: Exception, status: int, said: str) -> None:
    answer = failing(empty_library, error).get("/about")
    assert answer.status_code == status
    assert said in answer.text


@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/export.csv?theme=nothing", "*/*"),
        ("/feed.json?theme=nothing", "*/*"),
        ("/export.jsonl?theme=nothing", ""),
        ("/feed.atom?theme=nothing", "application/atom+xml, application/xml;q=0.9, */*;q=0.1"),
        ("/export.csv?theme=nothing", "application/json, text/plain, */*"),
    ],
)
def test_a_program_gets_an_error_as_json(library: Library, path: str, accept: str) -> None:
    answer = library.app.test_client().get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert json.loads(answer.data) == {
        "status": 400,
        "title": "This request cannot be answered",
        "detail": "'nothing' is not known as a theme.",
    }
    assert "Accept" in answer.vary


@pytest.mark.parametrize(
    ("path", "accept"),
    [("/export.csv?theme=nothing", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
     ("/nothing", "*/*"), ("/nothing", "")],
)  # fmt: skip
def test_a_reader_gets_an_error_as_a_page(library: Library, path: str, accept: str) -> None:
    answer = library.client.get(path, headers={"Accept": accept})
    assert answer.mimetype == "text/html"
    assert "Accept" in answer.vary


def test_an_unforeseen_error_tells_a_program_its_reference(empty_library: Library) -> None:
    empty_library.app.config["PROPAGATE_EXCEPTIONS"] = False
    client = failing(empty_library, RuntimeError("secret"))
    answer = client.get("/about", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert len(json.loads(answer.data)["reference"]) == 8
    assert "secret" not in answer.text


def test_the_words_that_were_asked_for_stay_in_the_field(library: Library) -> None:
    page = library.client.get("/export.csv?q=harbour+meals&theme=nothing", headers={"Accept": "text/html"})
    assert 'name="q" value="harbour meals"' in page.text


@pytest.mark.parametrize("status", [400, 403, 404, 405, 406, 413, 429, 500, 501, 503])
def test_each_status_has_a_page(empty_library: Library, status: int) -> None:
    def fail() -> str:
        abort(status)

    empty_library.app.view_functions["about.about"] = fail
    assert empty_library.client.get("/about").status_code == status


def test_a_mistake_of_ours_shows_a_reference_and_nothing_else(
    empty_library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = failing(empty_library, RuntimeError("secret detail")).get("/about")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    reference = re.search(r"<code>([0-9a-f]{8})</code>", answer.text)
    assert reference
    assert reference[1] in caplog.text
    assert "secret detail" in caplog.text


def test_a_missing_index_is_said_and_records_stay_readable(empty_library: Library) -> None:
    publish(empty_library.application, make_record())
    assert empty_library.client.get("/search").status_code == 503
    assert "citykb index rebuild" in empty_library.client.get("/search").text
    assert empty_library.client.get("/case-studies/harbour-meals").status_code == 200


def test_an_outdated_index_is_said_and_the_rest_works(empty_library: Library) -> None:
    publish(empty_library.application, make_record())
    empty_library.application.indexer.rebuild()
    folder = empty_library.application.settings.index_folder
    generations.write_pointer(folder, generations.Pointer(1, "another", 1))
    assert empty_library.client.get("/search").status_code == 503
    for path in ("/", "/themes/housing", "/cities/seoul", "/case-studies/harbour-meals"):
        assert empty_library.client.get(path).status_code == 200
    assert "Search is not available now" in empty_library.client.get("/").text
    health = empty_library.client.get("/healthz")
    assert (health.status_code, health.get_json()["search"]) == (503, "outdated")


def test_an_unreachable_database_is_503(empty_library: Library) -> None:
    publish(empty_library.application, make_record())
    empty_library.application.indexer.drain()
    (database,) = empty_library.application.settings.data.glob("citykb.sqlite3")
    empty_library.application.database.dispose()
    for file in empty_library.application.settings.data.glob("citykb.sqlite3*"):
        file.unlink()
    database.mkdir()
    answer = empty_library.client.get("/case-studies/harbour-meals")
    assert answer.status_code == 503
    assert "The database cannot be reached" in answer.text
    assert empty_library.client.get("/search?q=meals").status_code == 200
    assert empty_library.client.get("/healthz").get_json()["database"] == "unreachable"


def test_a_form_that_is_too_large_is_413(library: Library) -> None:
    answer = library.client.post("/searches", data={"q": "x" * 600_000})
    assert answer.status_code == 413
    assert "A form may have up to 512 kB" in answer.text


def test_a_form_without_its_token_is_400(library: Library) -> None:
    assert library.client.post("/sign-in", data={"login": "a@b.example", "password": "x"}).status_code == 400


def test_health(library: Library) -> None:
    answer = library.client.get("/healthz")
    assert answer.status_code == 200
    body = answer.get_json()
    assert (body["status"], body["database"], body["search"]) == ("ok", "ok", "ok")
    assert body["indexed"] > 20


@pytest.mark.parametrize(
    "path", ["/", "/search", "/nothing", "/healthz", "/static/citykb.css", "/export.csv"]
)
def test_every_answer_is_guarded(library: Library, path: str) -> None:
    with library.client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_transport_security_only_on_https(library: Library) -> None:
    headers = library.client.get("/", base_url="https://localhost").headers
    assert "max-age" in headers["Strict-Transport-Security"]


def test_transport_security_behind_a_proxy_that_ends_tls(prepared: Path, tmp_path: Path) -> None:
    with open_site(prepared, tmp_path / "proxied", base_url="https://citykb.example.org") as site:
        headers = site.visitor().get("/").headers
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


def test_reading_sets_no_cookie(library: Library) -> None:
    for path in ("/", "/search?q=meals", "/case-studies/harbour-meals", "/compare?id=night-buses"):
        assert "Set-Cookie" not in library.client.get(path).headers


def test_static_files_are_kept_by_content(library: Library) -> None:
    page = library.client.get("/").text
    match = re.search(r'href="(/static/citykb\.css\?v=[0-9a-f]{12})"', page)
    assert match
    with library.client.get(match[1]) as kept, library.client.get("/static/citykb.css") as asked_again:
        assert "immutable" in kept.headers["Cache-Control"]
        assert "immutable" not in asked_again.headers["Cache-Control"]


def test_an_unchanged_page_is_not_sent_again(library: Library) -> None:
    first = library.client.get("/case-studies/harbour-meals")
    again = library.client.get(
        "/case-studies/harbour-meals", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert "no-cache" in first.headers["Cache-Control"]


def test_a_site_without_a_key_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="citykb init"):
        create_app(Settings(data=tmp_path))


@pytest.mark.parametrize(
    ("setting", "value"),
    [("sign_in_limit", "10 pro Minute"), ("citation_limit", ""), ("text_limit", "many"), ("language", "xx")],
)
def test_a_setting_that_would_switch_something_off_is_refused(
    setting: str, value: str, tmp_path: Path
) -> None:
    settings = Settings(data=tmp_path, secret_key="k" * 40, **{setting: value})  # type: ignore[arg-type]
    with pytest.raises(SettingsError, match=setting):
        create_app(settings)


def test_the_checking_client_finds_what_is_wrong(empty_library: Library) -> None:
    broken = (
        '<!doctype html><html><head><title></title></head><body><h1 id="a" style="x">A</h1>'
        '<p id="a"><input name="q"><a href="/no">x</a></p></body></html>'
    )
    empty_library.app.view_functions["about.about"] = lambda: broken
    with pytest.raises(AssertionError) as found:
        empty_library.client.get("/about")
    for problem in (
        "no lang",
        "title is",
        "'a' occurs 2 times",
        "has no label",
        "attribute style",
        "link to /no: 404",
    ):
        assert problem in str(found.value)
    plain: FlaskClient = FlaskClient(empty_library.app)
    assert plain.get("/about").status_code == 200


def test_vendored_files_are_what_they_were() -> None:
    vendor = Path(create_app.__code__.co_filename).parent / "static" / "vendor"
    sums = dict(reversed(line.split()) for line in (vendor / "SHA256SUMS").read_text("ascii").splitlines())
    assert sums.keys() == {"htmx.min.js"}
    for name, expected in sums.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == expected
    assert (vendor / "htmx.LICENSE").exists()

"""Fetching from a real server: politeness, bounds, hostile answers, and what is kept of a page."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.fetching import Captures, Fetcher, NotFetched
from ingest.fetching.client import Limits
from ingest.fetching.fetcher import Clock
from ingest.readers import word
from tests.documents import LINE, docx_file, pdf_file
from tests.web_server import PAGE, Handler, Site, running_site

LIMITS = Limits(max_bytes=200_000, read_seconds=1.0, total_seconds=2.0)


def is_this_machine(address: str) -> bool:
    return address == "127.0.0.1"


class Waits:
    """A clock that notes how long it was told to wait, and does not."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.clock = Clock(now=lambda: 0.0, sleep=self.seconds.append)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def captures(tmp_path: Path) -> Captures:
    return Captures(tmp_path / "captures")


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def fetcher(captures: Captures, waits: Waits) -> Fetcher:
    return Fetcher(captures, LIMITS, "CityKB/test", is_this_machine, waits.clock)


def refused(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(NotFetched) as error:
        fetcher.fetch(url)
    return str(error.value)


def test_a_page_is_kept_as_it_came(site: Site, fetcher: Fetcher, captures: Captures) -> None:
    url = site.says(
        "/buses",
        Content_Type='text/html; charset="EUC-KR"',
        ETag='"1"',
        Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT",
    )
    capture = fetcher.fetch(url)
    assert captures.path(capture).read_bytes() == PAGE
    assert (capture.url, capture.final_url, capture.media_type, capture.charset) == (
        url,
        url,
        "text/html",
        "euc-kr",
    )
    assert capture.sha256 == hashlib.sha256(PAGE).hexdigest()
    (described,) = captures.path(capture).parent.glob("*.json")
    assert json.loads(described.read_text("utf-8"))["captured_at"] == capture.captured_at
    assert captures.latest(url) == capture


def test_robots_are_asked_first_and_once(site: Site, fetcher: Fetcher) -> None:
    site.says(
        "/robots.txt", b"User-agent: *\nDisallow: /inner/\nAllow: /inner/open\n", Content_Type="text/plain"
    )
    site.says("/inner/page")
    fetcher.fetch(site.says("/buses"))
    fetcher.fetch(site.says("/inner/open"))
    assert "robots.txt" in refused(fetcher, site.url + "/inner/page")
    assert site.asked == ["/robots.txt", "/buses", "/inner/open"]


def test_rules_for_us_by_name_count(site: Site, fetcher: Fetcher) -> None:
    site.says("/robots.txt", b"User-agent: citykb\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert "does not allow" in refused(fetcher, site.says("/buses"))


def test_a_site_whose_rules_cannot_be_read_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.says("/robots.txt", status=503)
    assert "status 503" in refused(fetcher, site.says("/buses"))
    assert "status 503" in refused(fetcher, site.url + "/buses")
    assert site.asked == ["/robots.txt"]


def test_requests_to_a_site_are_spaced(site: Site, fetcher: Fetcher, waits: Waits) -> None:
    site.says("/robots.txt", b"User-agent: *\nCrawl-delay: 4\n")
    fetcher.fetch(site.says("/a"))
    fetcher.fetch(site.says("/b"))
    assert waits.seconds == [4.0, 4.0]


def test_without_a_wish_of_the_site_a_second_lies_between(site: Site, fetcher: Fetcher, waits: Waits) -> None:
    fetcher.fetch(site.says("/a"))
    assert waits.seconds == [1.0]


def test_a_busy_site_is_waited_for_once(site: Site, fetcher: Fetcher, waits: Waits) -> None:
    answers = iter([(429, b"", {"Retry_After": "7"}), (200, PAGE, {})])

    def busy(handler: Handler) -> None:
        status, body, headers = next(answers)
        handler.answer(status, body, **headers)

    fetcher.fetch(site.does("/buses", busy))
    assert waits.seconds == [1.0, 7.0]
    assert "too busy" in refused(fetcher, site.says("/always", status=429, Retry_After="7"))
    assert "too busy" in refused(fetcher, site.says("/long", status=503, Retry_After="86400"))


def test_an_unchanged_page_is_not_sent_again(site: Site, fetcher: Fetcher, captures: Captures) -> None:
    def conditional(handler: Handler) -> None:
        if handler.headers["If-None-Match"] == '"1"':
            handler.answer(304)
        else:
            handler.answer(200, PAGE, ETag='"1"')

    url = site.does("/buses", conditional)
    assert fetcher.fetch(url) == fetcher.fetch(url)
    assert len(list(captures.path(fetcher.fetch(url)).parent.glob("*.json"))) == 1


def test_the_same_bytes_are_the_same_capture_and_others_a_new_one(
    site: Site, fetcher: Fetcher, captures: Captures
) -> None:
    url = site.says("/buses")
    first = fetcher.fetch(url)
    assert fetcher.fetch(url) == first
    site.says("/buses", PAGE.replace(b"Nine", b"Ten"))
    second = fetcher.fetch(url)
    assert second.sha256 != first.sha256
    assert captures.path(first).read_bytes() == PAGE
    assert captures.latest(url) == second


def test_redirects_are_followed_and_the_end_is_named(site: Site, fetcher: Fetcher) -> None:
    site.says("/robots.txt", b"User-agent: *\nDisallow: /hidden\n")
    site.says("/end")
    url = site.says("/start", b"", 302, Location="/middle?x=1")
    site.says("/middle", b"", 301, Location=site.url + "/end#part")
    capture = fetcher.fetch(url)
    assert (capture.url, capture.final_url) == (url, site.url + "/end")
    assert "does not allow" in refused(fetcher, site.says("/sly", b"", 307, Location="/hidden"))


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("/loop", "leads on more than 5 times"),
        ("file:///etc/passwd", "cannot be fetched"),
        ("http://localhost.localdomain.invalid/", "was not found"),
        ("http://169.254.169.254/latest/meta-data/", "public internet"),
        ("http://[::1]/", "public internet"),
        ("gopher://127.0.0.1/", "cannot be fetched"),
        ("http://user:pass@127.0.0.1/", "user name or password"),
    ],
)
def test_a_redirect_leads_nowhere_it_should_not(
    site: Site, fetcher: Fetcher, location: str, said: str
) -> None:
    assert said in refused(fetcher, site.says("/loop", b"", 302, Location=location))


def slow(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.2)


def slow_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X-Wait: yes\r\n")
        handler.wfile.flush()
        time.sleep(0.2)


def silent(handler: Handler) -> None:
    time.sleep(3)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


def too_short(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"<p>only this</p>")
    handler.close_connection = True


BOMB = gzip.compress(b"\0" * 50_000_000)  # made before, since a busy machine may need a second for it


def bomb(handler: Handler) -> None:
    handler.answer(200, BOMB, Content_Encoding="gzip")


def half_a_gzip(handler: Handler) -> None:
    handler.answer(200, gzip.compress(PAGE)[:-12], Content_Encoding="gzip")


def no_gzip(handler: Handler) -> None:
    handler.answer(200, PAGE, Content_Encoding="gzip")


def brotli(handler: Handler) -> None:
    handler.answer(200, PAGE, Content_Encoding="br")


def boasting(handler: Handler) -> None:
    handler.answer(200, b"", Content_Length="99999999999")


def many_headers(handler: Handler) -> None:
    handler.answer(200, PAGE, **{f"X_{number}": "y" for number in range(300)})


def no_http(handler: Handler) -> None:
    handler.wfile.write(b"\xff\xfe\x00 this is no HTTP\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (slow, "longer than 2 seconds"),
        (slow_headers, "longer than 2 seconds"),
        (silent, "did not answer in time"),
        (endless, "larger than"),
        (too_short, "broke off"),
        (bomb, "larger than"),
        (half_a_gzip, "ended before it was complete"),
        (no_gzip, "cannot be opened"),
        (brotli, "'br'"),
        (boasting, "larger than"),
        (many_headers, "broke off"),
        (no_http, "broke off"),
    ],
)
def test_a_hostile_answer_is_refused_in_time_and_nothing_is_kept(
    site: Site, fetcher: Fetcher, captures: Captures, behaviour, said: str
) -> None:
    site.says("/robots.txt", status=404)
    started = time.monotonic()
    url = site.does("/page", behaviour)
    assert said in refused(fetcher, url)
    assert time.monotonic() - started < 4
    assert captures.latest(url) is None


@pytest.mark.parametrize(
    ("status", "body", "headers", "said"),
    [
        (404, b"gone", {}, "status 404"),
        (500, b"oops", {}, "status 500"),
        (200, b"GIF89a", {"Content_Type": "image/gif"}, "'image/gif'"),
        (200, b"{}", {"Content_Type": "application/json"}, "'application/json'"),
        (200, b"\x00\x01", {"Content_Type": "application/octet-stream"}, "which cannot be read"),
        (200, PAGE, {"Content_Type": "application/pdf"}, "is a web page, perhaps a notice or a sign-in page"),
        (200, b"plainly none", {"Content_Type": "application/pdf"}, "but it is none"),
        (
            200,
            b"PK\x03\x04xl/workbook.xml",
            {"Content_Type": "application/msword"},
            "another office document",
        ),
        (200, b"\xd0\xcf\x11\xe0\xa1", {"Content_Type": "application/msword"}, "old or a password-protected"),
        (200, b"  ", {}, "empty"),
        (302, b"", {}, "status 302"),
    ],
)
def test_an_answer_without_a_page_says_what_it_is(
    site: Site, fetcher: Fetcher, status: int, body: bytes, headers: dict[str, str], said: str
) -> None:
    assert said in refused(fetcher, site.says("/page", body, status, **headers))


WORD = docx_file(lambda document: document.add_paragraph(LINE))
PDF = pdf_file([[("Night buses", 20), (LINE, 10)]])


@pytest.mark.parametrize(
    ("path", "body", "served_as", "media_type", "suffix"),
    [
        ("/report", PDF, "application/pdf", "application/pdf", ".pdf"),
        ("/report", PDF, "text/html; charset=utf-8", "application/pdf", ".pdf"),
        ("/report", WORD, "application/msword", word.MEDIA_TYPE, ".docx"),
        ("/download", WORD, "application/octet-stream", word.MEDIA_TYPE, ".docx"),
        ("/report.txt", b"Night buses", "text/plain", "text/plain", ".txt"),
        ("/raw/report.md", b"# Night buses", "text/plain; charset=utf-8", "text/markdown", ".md"),
        ("/raw/report.md", b"# Night buses", "application/octet-stream", "text/markdown", ".md"),
        ("/page", PAGE, "application/xhtml+xml", "text/html", ".html"),
        ("/page", PAGE, "text/plain", "text/html", ".html"),
        ("/page", b"\n<!-- kept -->" + PAGE, "binary/octet-stream", "text/html", ".html"),
    ],
)
def test_a_document_is_what_its_bytes_say_and_else_what_it_is_called(
    site: Site, fetcher: Fetcher, captures: Captures,
    path: str, body: bytes, served_as: str, media_type: str, suffix: str,
) -> None:  # fmt: skip
    capture = fetcher.fetch(site.says(path, body, Content_Type=served_as))
    assert (capture.media_type, capture.served_as) == (media_type, served_as.partition(";")[0])
    assert captures.path(capture).suffix == suffix
    assert captures.path(capture).read_bytes() == body


def test_a_document_without_a_type_is_looked_at(site: Site, fetcher: Fetcher) -> None:
    def untyped(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.end_headers()
        handler.wfile.write(PDF)

    assert fetcher.fetch(site.does("/report", untyped)).media_type == "application/pdf"


def test_a_capture_of_an_earlier_version_is_still_known(
    site: Site, fetcher: Fetcher, captures: Captures
) -> None:
    capture = fetcher.fetch(site.says("/buses"))
    (described,) = captures.path(capture).parent.glob("*.json")
    earlier = json.loads(described.read_text("utf-8"))
    del earlier["served_as"]
    described.write_text(json.dumps(earlier), "utf-8")
    assert fetcher.fetch(capture.url) == replace(capture, served_as="")


def test_a_capture_that_cannot_be_read_is_passed_over(
    site: Site, fetcher: Fetcher, captures: Captures
) -> None:
    capture = fetcher.fetch(site.says("/buses"))
    for name, content in (("2999-01-01T000000Z.json", ""), ("2999-01-02T000000Z.json", '{"later": 1}')):
        (captures.path(capture).parent / name).write_text(content, "utf-8")
    assert captures.latest(capture.url) == capture


def test_a_document_that_is_too_large_is_not_kept(site: Site, fetcher: Fetcher, captures: Captures) -> None:
    url = site.says("/report", PDF + b"\n%" + b"x" * LIMITS.max_bytes, Content_Type="application/pdf")
    assert "larger than" in refused(fetcher, url)
    assert captures.latest(url) is None


def test_a_compressed_page_is_opened(site: Site, fetcher: Fetcher, captures: Captures) -> None:
    capture = fetcher.fetch(site.says("/page", gzip.compress(PAGE), Content_Encoding="gzip"))
    assert captures.path(capture).read_bytes() == PAGE


def test_this_machine_is_refused_unless_a_test_allows_it(
    site: Site, captures: Captures, waits: Waits
) -> None:
    everyday = Fetcher(captures, LIMITS, "CityKB/test", clock=waits.clock)
    assert "public internet" in refused(everyday, site.says("/buses"))
    assert site.asked == []


def test_a_capture_whose_bytes_are_gone_is_fetched_anew(
    site: Site, fetcher: Fetcher, captures: Captures
) -> None:
    capture = fetcher.fetch(site.says("/buses"))
    captures.path(capture).unlink()
    again = fetcher.fetch(capture.url)
    assert replace(again, captured_at=capture.captured_at) == capture
    assert captures.path(again).read_bytes() == PAGE

"""Requests that are too large: what comes back keeps the text or says the bound, through the real server too."""

from __future__ import annotations

import http.client
import io
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from kb.config import Settings
from tests.factories import OFFICER
from tests.web.filling import PageForm, errors_on
from tests.web.library import Library
from tests.web.test_serving import COMMAND, environment
from tests.web.work import Person, Site
from webui.request_sizes import largest_request

NEW = "/submissions/new"
MEGABYTE = 1024 * 1024
KEPT_TEXT = "가" * 50_000  # 450 kB in a form, as a section of a long document


@pytest.fixture
def officer(site: Site) -> Person:
    return site.signed_in(OFFICER)


def upload(person: Person, size: int, **typed: str) -> TestResponse:
    form = PageForm(person.get(NEW).text).filled("read", dict(typed))
    fields = {name: form.getlist(name) for name in form if name != "file"}
    file = FileStorage(io.BytesIO(b"%PDF-" + b"x" * size), "report.pdf")
    boundary, body = encode_multipart(MultiDict(fields | {"file": file}))
    return person.client.post(NEW, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_file_over_the_bound_brings_the_form_back_with_what_was_typed(officer: Person) -> None:
    answer = upload(officer, 30 * MEGABYTE, title="Typed before", problem="Typed too")
    assert answer.status_code == 422
    assert "larger than 20 MB. Save it without pictures" in errors_on(answer.text)["file"]
    values = PageForm(answer.text).values
    assert (values["title"], values["problem"].strip()) == ("Typed before", "Typed too")


def test_a_file_far_over_the_bound_is_answered_with_the_bound_and_what_to_do(officer: Person) -> None:
    answer = upload(officer, 50 * MEGABYTE)
    assert answer.status_code == 413
    assert "That is too large" in answer.text
    assert "A document may have up to 20 MB." in answer.text
    assert "Back button" in answer.text


def test_a_form_with_long_texts_is_saved(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    texts = {f"sections-{name}": KEPT_TEXT for name in ("problem", "approach", "mechanism")}
    assert officer.press(f"/submissions/{slug}/details", "save", **texts).status_code == 303
    assert site.head(slug).record.sections.mechanism == KEPT_TEXT


def test_a_form_beyond_all_bounds_says_so(site: Site, officer: Person) -> None:
    path = f"/submissions/{site.draft().record.slug}/details"
    answer = officer.press(path, "save", **{"sections-problem": "가" * 500_000})
    assert answer.status_code == 413
    assert "A form may have up to 4 MB. Shorten its longest text." in answer.text


def test_a_pasted_text_larger_than_other_forms_stays_in_its_form(library: Library) -> None:
    answer = library.client.post("/like", data={"text": "나무 " * 60_000, "language": "ko"})
    assert answer.status_code == 422
    assert "at most 20000 are read" in answer.text
    assert len(PageForm(answer.text, ".like-form").values["text"]) > 170_000


def test_a_pasted_text_beyond_all_bounds_says_what_to_paste(library: Library) -> None:
    answer = library.client.post("/like", data={"text": "x" * 5 * MEGABYTE, "language": "en"})
    assert answer.status_code == 413
    assert "Paste the paragraphs that matter" in answer.text


def test_no_other_form_is_wider(library: Library, site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    for path in (f"/submissions/{slug}", "/searches"):
        assert officer.client.post(path, data={"comment": "x" * 600_000}).status_code == 413
    assert library.client.post("/sign-in", data={"login": "x" * 5 * MEGABYTE}).status_code == 413


@pytest.fixture
def address(prepared: Path) -> Iterator[tuple[str, int]]:
    """A running server whose files may have one megabyte."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = environment(prepared, port) | {"CITYKB_MAX_FILE_MB": "1"}
    command = [*COMMAND, "--no-worker"]
    with subprocess.Popen(command, env=os.environ | given, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("CityKB is at")
        yield "127.0.0.1", port
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_the_server_reads_to_the_end_of_what_it_refuses(address: tuple[str, int]) -> None:
    """A client that sends everything before it listens gets the page, and its connection serves on."""
    connection = http.client.HTTPConnection(*address, timeout=20)
    body = b"x" * (largest_request(Settings(max_file_mb=1)) + 20 * MEGABYTE)
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    for _ in range(2):
        connection.request("POST", NEW, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        assert (answer.status, answer.headers["Content-Type"]) == (413, "text/html; charset=utf-8")
        assert "A document may have up to 1 MB." in page
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()


def test_a_body_without_a_length_is_bounded_too(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(b"POST /like HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"100000\r\n" + b"x" * MEGABYTE + b"\r\n"
        with pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012
            for _ in range(400):
                connection.sendall(chunk)

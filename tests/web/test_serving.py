"""`citykb serve` as a process: it says where it is, stops when told, and says clearly why it cannot start."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.request import urlopen

import pytest

from kb.errors import SearchUnavailable
from kb.search.thesaurus_nodes import index_of
from tests.korean_words import ListedWords
from tests.web.work import open_site
from webui import serving

COMMAND = [sys.executable, "-c", "from kb.cli import main; main()", "serve"]


def environment(data: Path, port: int) -> dict[str, str]:
    return os.environ | {
        "CITYKB_DATA": str(data),
        "CITYKB_PORT": str(port),
        "CITYKB_SECRET_KEY": "key of a test",
    }


def start(data: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        COMMAND, env=environment(data, port), capture_output=True, text=True, timeout=60, check=False
    )


def test_it_answers_where_it_says_and_stops_when_told(prepared: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*COMMAND, "--no-worker"]
    with subprocess.Popen(
        command, env=environment(prepared, port), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[3]
        assert address == f"http://127.0.0.1:{port}/"
        with urlopen(f"{address}healthz") as answer:
            assert answer.status == 200
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_a_taken_port_is_said(prepared: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = start(prepared, port)
    assert done.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("proxy", "statuses"), [("127.0.0.1", [422, 422, 429]), ("", [422, 429, 429])])
def test_limits_count_visitors_and_not_the_proxy(prepared: Path, proxy: str, statuses: list[int]) -> None:
    """Behind a proxy all come from one address; who claims another address without one gains nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"CITYKB_TEXT_LIMIT": "1 per hour", "CITYKB_TRUSTED_PROXY": proxy}
    with subprocess.Popen(
        [*COMMAND, "--no-worker"],
        env=environment(prepared, port) | settings,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        visitors = ("203.0.113.1", "203.0.113.2", "203.0.113.2")
        found = [status_of_a_text(port, visitor) for visitor in visitors]
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert found == statuses


@pytest.mark.parametrize("proxy", ["*", "localhost", "10.0.0.0/8"])
def test_a_proxy_that_is_no_address_is_refused(
    prepared: Path, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CITYKB_TRUSTED_PROXY", proxy)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = start(prepared, port)
    assert done.returncode == 1
    assert f"trusted_proxy is '{proxy}'" in done.stderr


def status_of_a_text(port: int, visitor: str) -> int:
    """The answer to a text without words, sent by a proxy for a visitor."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"X-Forwarded-For": visitor, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/like", "text=x", headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_analyser_is_loaded_before_anything_is_served(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(ListedWords):
        def warm_up(self) -> None:
            raise SearchUnavailable("The Korean analyser cannot be loaded.")

    with open_site(prepared, tmp_path / "data") as site:
        application = replace(site.application, morphology=Broken())
        monkeypatch.setattr(serving, "build", lambda settings: application)
        monkeypatch.setattr(serving, "_listening_server", lambda app, settings: pytest.fail("it listens"))
        with pytest.raises(SearchUnavailable, match="cannot be loaded"):
            serving.serve_forever(application.settings, with_worker=False)


def test_the_thesaurus_is_read_before_anything_is_served(
    prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_site(prepared, tmp_path / "data") as site:
        monkeypatch.setattr(serving, "build", lambda settings: site.application)

        def listening(app: object, settings: object) -> None:
            raise SearchUnavailable(f"{index_of.cache_info().currsize} read")

        monkeypatch.setattr(serving, "_listening_server", listening)
        index_of.cache_clear()
        with pytest.raises(SearchUnavailable, match="1 read"):
            serving.serve_forever(site.application.settings, with_worker=False)


def test_a_missing_database_is_said(tmp_path: Path) -> None:
    done = start(tmp_path / "nothing", 8999)
    assert done.returncode == 1
    assert "citykb init" in done.stderr
    assert "Traceback" not in done.stderr

"""A real server with a real worker, and Chromium. One server and one browser per session, a fresh profile per test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from kb.config import Settings
from kb.wiring import build
from tests.browser.visitor import Visitor
from tests.web.library import fill
from tests.web.work import prepare

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
START_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`citykb serve` over the small library of the web tests; the address it answers at."""
    data = tmp_path_factory.mktemp("served") / "data"
    prepare(data)
    application = build(Settings(data=data))
    fill(application)
    application.database.dispose()
    port = _free_port()
    given = {
        "CITYKB_DATA": str(data), "CITYKB_PORT": str(port), "CITYKB_SECRET_KEY": "key of a test",
        "CITYKB_PASSWORD_COST": "1", "CITYKB_SIGN_IN_LIMIT": "1000 per minute",
    }  # fmt: skip
    command = [sys.executable, "-c", "from kb.cli import main; main()", "serve"]
    with (
        (data / "server.log").open("w") as log,
        subprocess.Popen(
            command, env=os.environ | given, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("CityKB is at"), (data / "server.log").read_text()
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        assert process.wait(timeout=START_SECONDS) == 0


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install chromium")
        pytest.skip("Chromium is missing; to run the browser tests: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, server: str) -> Iterator[Visitor]:
    """A visitor with JavaScript. Anything the console complains about fails the test."""
    with _profile(chromium, server) as context:
        yield from _visit(context)


@pytest.fixture
def plain_visitor(chromium: Browser, server: str) -> Iterator[Visitor]:
    """A visitor whose browser runs no JavaScript."""
    with _profile(chromium, server, java_script_enabled=False) as context:
        yield from _visit(context)


def _profile(chromium: Browser, server: str, *, java_script_enabled: bool = True) -> BrowserContext:
    return chromium.new_context(
        base_url=server,
        viewport={"width": 1280, "height": 900},
        java_script_enabled=java_script_enabled,
        accept_downloads=True,
    )


def _visit(context: BrowserContext) -> Iterator[Visitor]:
    context.set_default_timeout(15_000)
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield Visitor(page)
    assert not complaints


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

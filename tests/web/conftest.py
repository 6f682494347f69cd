"""Fixtures of the web tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.library import Library, fill, open_library
from tests.web.work import Site, open_site, prepare


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that each test gets a copy of."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    prepare(data)
    return data


@pytest.fixture
def site(prepared: Path, tmp_path: Path) -> Iterator[Site]:
    """A site with an officer, another officer and an editor, and no records."""
    with open_site(prepared, tmp_path / "site") as opened:
        yield opened


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A site with published records, for tests that only read."""
    with open_library(tmp_path_factory.mktemp("library") / "data") as opened:
        fill(opened.application)
        yield opened


@pytest.fixture
def empty_library(tmp_path: Path) -> Iterator[Library]:
    """A site of its own without records."""
    with open_library(tmp_path / "data") as opened:
        yield opened

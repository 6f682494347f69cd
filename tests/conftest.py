"""Fixtures for all tests: the real vocabulary, and databases with the current schema on both engines.

Every test gets a database of its own, copied from a migrated template that each test process makes once.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.catalog import Catalog
from kb.db import migrate
from kb.db.session import Database
from kb.vocab import Vocabulary, load_vocabulary
from tests import postgres_server
from tests.postgres_server import PostgresServer

ENGINES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real server with a migrated template. Skips where PostgreSQL is missing; in CI that is a failure."""
    commands = postgres_server.binaries()
    if commands is None:
        if os.environ.get("CI") == "true":
            pytest.fail(postgres_server.HOW_TO_GET_IT)
        pytest.skip(postgres_server.HOW_TO_GET_IT)
    with postgres_server.running_server(commands) as server:
        server.execute(f"CREATE DATABASE {postgres_server.TEMPLATE} TEMPLATE template0")
        _migrate(server.url(postgres_server.TEMPLATE))
        yield server


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database with the current schema."""
    with postgres.fresh_database(postgres_server.TEMPLATE) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of a PostgreSQL database without any table."""
    with postgres.fresh_database() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the current schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "citykb.sqlite3"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh SQLite file with the current schema."""
    file = tmp_path / "citykb.sqlite3"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a fresh database with the current schema: once SQLite, once PostgreSQL."""
    fixture = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(fixture))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database with the current schema: once SQLite, once PostgreSQL."""
    database = Database(database_url)
    yield database
    database.dispose()


@pytest.fixture
def catalog(database: Database, vocabulary: Vocabulary) -> Catalog:
    return Catalog(database, vocabulary)


def _migrate(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    database.dispose()

"""The version of the schema: Alembic driven from code, with its scripts inside the package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from kb.db.session import Database

SCRIPTS = Path(__file__).parent / "migrations"
# Any number will do, as long as every CityKB takes the same: two that start at once upgrade one after the other.
_ADVISORY_LOCK = 4_219_051


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the schema to `revision`, whole or not at all. What is there already stays."""
    with _configured(database) as config:
        command.upgrade(config, revision)


def downgrade(database: Database, revision: str) -> None:
    """Take the schema back to `revision` ("base" removes every table, and what it holds)."""
    with _configured(database) as config:
        command.downgrade(config, revision)


def current(database: Database) -> str | None:
    """The schema's version; None when nothing was set up yet. Writes nothing."""
    if not database.exists:
        return None
    with database.read() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def head() -> str:
    """The version this program works with."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None, "the package contains its migrations"
    return revision


@contextmanager
def _configured(database: Database) -> Iterator[Config]:
    config = _config()
    with database.schema_connection() as connection:
        _wait_for_others(connection)
        config.attributes["connection"] = connection
        yield config


def _wait_for_others(connection: Connection) -> None:
    """SQLite's writing transaction waits by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config

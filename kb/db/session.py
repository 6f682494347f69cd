"""Connections and transactions. `read()` sees one state of the database, `write()` is one transaction.

SQLite runs in WAL mode and a writer takes the lock at its start (BEGIN IMMEDIATE): a transaction that reads first and
writes later under a plain BEGIN can fail as "database is locked" instead of waiting. On PostgreSQL a reader works on a
read-only snapshot, so that a long export is as consistent there as it is on SQLite.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from kb.db.tables import Base
from kb.db.violations import translate
from kb.errors import SettingsError

BUSY_TIMEOUT_MS = 30_000
_WRITES = "citykb_writes"


class Database:
    """One database by its SQLAlchemy URL. The constructor opens no connection and writes nothing."""

    def __init__(self, url: str) -> None:
        """Raises SettingsError when the URL cannot be read or its driver is not installed."""
        self.url = url
        self._engine = _create_engine(url)
        self._writer = self._engine.execution_options(**{_WRITES: True})
        self._reader = self._engine.execution_options(**_reader_options(self._engine))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one state of the database; whatever it changes is thrown away."""
        with _clear_errors(), Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on any error.

        Raises DuplicateValue, on the right field, where a unique value is taken.
        """
        with (
            _clear_errors(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def schema_connection(self) -> Iterator[Connection]:
        """A connection in one writing transaction, for `kb.db.migrate`."""
        with self._writer.begin() as connection:
            yield connection

    @property
    def exists(self) -> bool:
        """False only for an SQLite file that is not there yet; connecting would create it."""
        file = self._engine.url.database
        return not self.is_sqlite or (bool(file) and Path(str(file)).exists())

    @property
    def is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def is_reachable(self) -> bool:
        """Whether a query is answered now."""
        if not self.exists:
            return False
        try:
            with self.read() as session:
                session.execute(text("SELECT 1"))
        except OperationalError:
            return False
        return True

    def dispose(self) -> None:
        """Close all pooled connections; the database can be used again afterwards."""
        self._engine.dispose()


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        translated = translate(error, Base.metadata)
        if translated is error:
            raise
        raise translated from error


def _create_engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _create_sqlite_engine(url)
        return create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise SettingsError(
            f"database_url cannot be used ({error}). Leave it empty for SQLite, or give "
            "postgresql+psycopg://user:password@host/name and install citykb[server]."
        ) from error


def _create_sqlite_engine(url: str) -> Engine:
    # Named parameters let a violation tell which value was refused.
    engine = create_engine(url, paramstyle="named")
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins no transaction by itself; `_begin` does
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}").close()
    connection.execute("PRAGMA foreign_keys=ON").close()
    _use_write_ahead_log(connection)


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """The switch of a new file needs it alone for a moment and, unlike other statements, does not wait for that itself."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _reader_options(engine: Engine) -> dict[str, Any]:
    if engine.dialect.name == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

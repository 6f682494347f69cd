"""A real PostgreSQL for tests: started once per test process, with one migrated template that fresh databases are copied from.

The server keeps to a socket in a folder of its own and listens on no network address. It refuses to run as root, so
root starts it as the user postgres. Nothing is synced to disk: the data lives as long as the tests.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

HOW_TO_GET_IT = "PostgreSQL is not installed; to run these tests: sudo apt-get install postgresql"
TEMPLATE = "citykb_template"
_ACCOUNT = "postgres"


class PostgresServer:
    """A running server. Databases are made from `TEMPLATE`, or empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def url(self, name: str) -> str:
        """SQLAlchemy's URL of a database of this server."""
        return f"postgresql+psycopg://{_ACCOUNT}@/{name}?host={self._folder}"

    @contextmanager
    def fresh_database(self, template: str | None = None) -> Iterator[str]:
        """The URL of a database that is dropped afterwards; a copy of `template`, else empty."""
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE {name} TEMPLATE "{template or "template0"}"')
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Run a statement outside any transaction, in the maintenance database."""
        with psycopg.connect(
            host=str(self._folder), user=_ACCOUNT, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version first; None when PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        return Path(found).parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


@contextmanager
def running_server(commands: Path) -> Iterator[PostgresServer]:
    """Start a server in a folder of its own and stop it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="citykb-postgres-"))
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam(_ACCOUNT)
            os.chown(folder, account.pw_uid, account.pw_gid)
        cluster = folder / "cluster"
        _run(
            commands / "initdb", "--no-sync", "--auth=trust", f"--username={_ACCOUNT}", "--encoding=UTF8",
            "--locale=C.UTF-8", f"--pgdata={cluster}",
        )  # fmt: skip
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off "
            "-c synchronous_commit=off -c full_page_writes=off -c max_connections=40 -c shared_buffers=32MB"
        )
        # Without a log file pg_ctl hands its own output to the server and waits for it for ever.
        start = (commands / "pg_ctl", "start", "-w", "-D", cluster, "-l", folder / "log", "-o", options)
        _run(*start)
        try:
            yield PostgresServer(folder)
        finally:
            _run(commands / "pg_ctl", "stop", "-w", "-m", "immediate", "-D", cluster)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str | Path) -> None:
    as_account = {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        [str(word) for word in command], capture_output=True, text=True, cwd="/", check=False, **as_account
    )
    assert done.returncode == 0, f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"

"""`make demo`: set up, load the corpus, index it and serve it on the loopback address, with two accounts to try.

The passwords are printed and shown on the sign-in page, so `kb.config` lets the demo run on a loopback host only.
"""

from __future__ import annotations

import hashlib
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import click

import ingest
import kb
from ingest.discover import discover
from ingest.pipeline import IngestOptions, ingest_paths
from kb.cli.session import progress_line
from kb.cli.setup import write_secret_key
from kb.config import Settings, load_settings
from kb.db import migrate
from kb.errors import CityKBError, IndexOutdated
from kb.permissions import OPERATOR
from kb.wiring import Application, build
from webui.demo_accounts import ACCOUNTS
from webui.serving import serve_forever

_READ_SUFFIXES = (".md", ".html", ".yaml", ".py")
CORPUS = Path(__file__).parents[1] / "corpus"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
def main(port: int) -> None:
    """Load the corpus and serve it on 127.0.0.1."""
    try:
        settings = load_settings(
            os.environ | {"CITYKB_DEMO": "true", "CITYKB_HOST": "127.0.0.1", "CITYKB_PORT": str(port)}
        )
        require_free_port(settings.host, port)
        prepare(settings)
    except CityKBError as error:
        raise click.ClickException(str(error)) from error
    serve_forever(settings, with_worker=True)


def require_free_port(host: str, port: int) -> None:
    """Raises click.ClickException when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is in use. Choose another: PORT={port + 1} make demo"
            ) from error


def prepare(settings: Settings) -> None:
    """Bring the data folder to the state of the corpus; what is there already is left as it is."""
    settings.data.mkdir(parents=True, exist_ok=True)
    write_secret_key(settings)
    application = build(settings)
    try:
        migrate.upgrade(application.database)
        _load_corpus(application)
        if not _is_index_whole(application):
            _say("Building the index anew ...")
            application.indexer.rebuild(progress_line("indexed"))
        _add_accounts(application)
    finally:
        application.database.dispose()


def _is_index_whole(application: Application) -> bool:
    """An index of another version is no more whole than one that lacks records."""
    try:
        return not application.indexer.check().found
    except IndexOutdated:
        return False


def _load_corpus(application: Application) -> None:
    """Take the corpus in, unless neither it nor what reads it has changed since the last start."""
    mark = application.settings.data / "corpus-loaded"
    state = _state_of(CORPUS, Path(ingest.__file__).parent, Path(kb.__file__).parent)
    if mark.exists() and mark.read_text("ascii") == state:
        return
    _say(f"Loading {len(discover([CORPUS]))} files ...")
    report = ingest_paths(application, [CORPUS], IngestOptions(), _progress())
    click.echo(report.summary_line(), err=True)
    if not report.rejected and not report.index_problem:
        mark.write_text(state, "ascii")


def _progress() -> Callable[[int, int], None]:
    """The counter of a terminal, and a word when all is read: what follows may take long as well."""
    count = progress_line("read")

    def show(done: int, total: int) -> None:
        if count:
            count(done, total)
        if done == total:
            _say("Indexing ...")

    return show


def _say(step: str) -> None:
    """One line for each step, also where the output is no terminal."""
    click.echo(step, err=True)


def _state_of(*folders: Path) -> str:
    """A hash over the names and contents of all files below the folders."""
    state = hashlib.sha256()
    for path in sorted(
        path for folder in folders for path in folder.rglob("*") if path.suffix in _READ_SUFFIXES
    ):
        state.update(str(path).encode() + path.read_bytes())
    return state.hexdigest()


def _add_accounts(application: Application) -> None:
    """The accounts that the sign-in page shows, with the passwords it shows, whatever somebody changed them to."""
    accounts = application.accounts
    known = {account.login for account in accounts.list(OPERATOR)}
    for login, name, role, password in ACCOUNTS:
        if login not in known:
            accounts.add(OPERATOR, login, name, role, password)
        elif accounts.authenticate(login, password) is None:
            accounts.set_password(OPERATOR, login, password)


if __name__ == "__main__":
    sys.exit(main())

"""What every command needs: the application of its settings, and progress that keeps quiet in a pipe."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import click

from kb.config import Settings
from kb.db import migrate
from kb.db.session import Database
from kb.errors import SettingsError
from kb.wiring import Application, build

P = ParamSpec("P")
R = TypeVar("R")


def with_application(function: Callable[Concatenate[Application, P], R]) -> Callable[P, R]:
    """Pass the wired application as first argument; its database is closed when the command ends.

    Raises SettingsError when the database has not been set up or is of another version.
    """

    @click.pass_obj
    def run(settings: Settings, /, *args: P.args, **kwargs: P.kwargs) -> R:
        require_database(settings)
        application = build(settings)
        try:
            return function(application, *args, **kwargs)
        finally:
            application.database.dispose()

    return functools.update_wrapper(run, function)


def require_database(settings: Settings) -> None:
    """Raises SettingsError when the database has not been set up or is of another version."""
    database = Database(settings.database)
    try:
        current = migrate.current(database)
    finally:
        database.dispose()
    if current is None:
        raise SettingsError("There is no database yet. Create it with `citykb init`.")
    if current != migrate.head():
        raise SettingsError(
            f"The database is at schema version {current}, this program works with {migrate.head()}. Bring an older "
            "database up to date with `citykb db upgrade`; for a newer one install the newer program."
        )


def progress_line(what: str) -> Callable[[int, int], None] | None:
    """A counter that rewrites one line of a terminal; None in a pipe."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        click.echo(f"\r{what}: {done} of {total}", nl=done >= total, err=True)

    return show

"""`citykb db`: the version of the database schema."""

from __future__ import annotations

import click

from kb.config import Settings
from kb.db import migrate
from kb.db.session import Database


@click.group()
def db() -> None:
    """Bring the database schema up to date, or tell its version.

    \b
    Example: citykb db upgrade
    """


@db.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Upgrade the schema to the version of this program.

    \b
    Example: citykb db upgrade
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database)
    try:
        migrate.upgrade(database)
        click.echo(f"The database is at version {migrate.current(database)}.")
    finally:
        database.dispose()


@db.command()
@click.pass_obj
def current(settings: Settings) -> None:
    """Print the schema versions of database and program.

    \b
    Example: citykb db current
    """
    database = Database(settings.database)
    try:
        click.echo(f"database: {migrate.current(database) or 'none'}\nprogram:  {migrate.head()}")
    finally:
        database.dispose()

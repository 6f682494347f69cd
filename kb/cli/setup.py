"""`citykb init` and `citykb config show`."""

from __future__ import annotations

import json
import os
import secrets

import click

from kb.config import SETTINGS, Settings
from kb.db import migrate
from kb.wiring import build


@click.command()
@click.pass_obj
def init(settings: Settings) -> None:
    """Create the data folder, the database and a session key.

    Doing it twice changes nothing. An older database is brought up to date.

    \b
    Example: CITYKB_DATA=/srv/citykb citykb init
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    if not settings.secret_key:
        write_secret_key(settings)
    application = build(settings)
    try:
        migrate.upgrade(application.database)
    finally:
        application.database.dispose()
    click.echo(f"CityKB is set up in {settings.data}.")


def write_secret_key(settings: Settings) -> None:
    """Write a random session key that only this account can read; an existing one is kept."""
    try:
        handle = os.open(settings.secret_key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))


@click.group()
def config() -> None:
    """Show the settings in force.

    \b
    Example: citykb config show
    """


@config.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def config_show(settings: Settings, as_json: bool) -> None:
    """Print every setting with its value and meaning; secrets are not printed.

    \b
    Example: citykb config show --json
    """
    values = {
        setting.name: _shown(getattr(settings, setting.name), secret=setting.secret) for setting in SETTINGS
    }
    if as_json:
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    for setting in SETTINGS:
        click.echo(f"{setting.name} = {values[setting.name]}\n    {setting.help}")


def _shown(value: object, *, secret: bool) -> object:
    if secret:
        return "(set)" if value else "(not set)"
    return value if isinstance(value, bool | int) else str(value)

"""`citykb user`: the accounts of officers and editors."""

from __future__ import annotations

import json

import click

from kb.cli.session import with_application
from kb.permissions import OPERATOR, Role
from kb.wiring import Application

ROLES = (Role.CONTRIBUTOR.value, Role.EDITOR.value)


@click.group()
def user() -> None:
    """Add, list, disable or enable accounts, or set a password anew.

    \b
    Example: citykb user list
    """


@user.command()
@click.argument("login")
@click.option("--name", required=True, help="The name shown beside what the account writes.")
@click.option(
    "--role",
    type=click.Choice(ROLES),
    default=ROLES[0],
    show_default=True,
    help="What the account may do.",
)
@click.password_option("--password", help="Asked for when not given.")
@with_application
def add(application: Application, login: str, name: str, role: str, password: str) -> None:
    """Add an account.

    LOGIN is an e-mail address. A contributor submits case studies, an editor reviews and publishes them.

    \b
    Example: citykb user add officer@city.example --name "Housing office" --role contributor
    """
    account = application.accounts.add(OPERATOR, login, name, Role(role), password)
    click.echo(f"{account.login} can sign in as {account.role}.")


@user.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_application
def list_users(application: Application, as_json: bool) -> None:
    """List all accounts.

    \b
    Example: citykb user list --json
    """
    accounts = application.accounts.list(OPERATOR)
    if as_json:
        rows = [{"login": a.login, "name": a.name, "role": a.role, "disabled": a.disabled} for a in accounts]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for account in accounts:
        click.echo(
            f"{account.login}\t{account.role}\t{'disabled' if account.disabled else 'active'}\t{account.name}"
        )


@user.command()
@click.argument("login")
@with_application
def disable(application: Application, login: str) -> None:
    """Disable an account and end its sessions.

    What it wrote stays.

    \b
    Example: citykb user disable officer@city.example
    """
    application.accounts.disable(OPERATOR, login)
    click.echo(f"{login} can no longer sign in.")


@user.command()
@click.argument("login")
@with_application
def enable(application: Application, login: str) -> None:
    """Let a disabled account sign in again.

    Its password is the one it had.

    \b
    Example: citykb user enable officer@city.example
    """
    application.accounts.enable(OPERATOR, login)
    click.echo(f"{login} can sign in again.")


@user.command("password")
@click.argument("login")
@click.password_option("--password", help="Asked for when not given.")
@with_application
def set_password(application: Application, login: str, password: str) -> None:
    """Set the password of an account anew and end its sessions.

    A disabled account stays disabled.

    \b
    Example: citykb user password officer@city.example
    """
    application.accounts.set_password(OPERATOR, login, password)
    click.echo(f"{login} has a new password and is signed out everywhere.")

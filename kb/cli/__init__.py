"""The `citykb` command. Sub-commands of `ingest` and `webui` join by entry point, so that `kb` imports neither."""

from __future__ import annotations

import os

import click
from sqlalchemy.exc import DatabaseError, OperationalError

from kb import __version__
from kb.cli.db import db
from kb.cli.evaluation import evaluation
from kb.cli.index import index, worker
from kb.cli.joining import JoiningGroup
from kb.cli.reading import search, show
from kb.cli.setup import config, init
from kb.cli.take_out import compare, export
from kb.cli.users import user
from kb.config import load_settings
from kb.errors import CityKBError, InvalidRecord


class CommandGroup(JoiningGroup):
    """Joined by `citykb.commands`; turns errors of use into one clear line and exit code 1.

    Anything else is a fault of the program and keeps its trace.
    """

    joined_by = "citykb.commands"

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InvalidRecord as error:
            raise click.ClickException("\n".join(str(problem) for problem in error.problems)) from error
        except CityKBError as error:
            raise click.ClickException(str(error)) from error
        except DatabaseError as error:
            if type(error) not in (DatabaseError, OperationalError):
                raise
            raise click.ClickException(
                f"The database cannot be used: {error.orig}. Look at `citykb config show` and at the database itself."
            ) from error
        except BrokenPipeError:
            raise  # click ends quietly when the reader of a pipe has gone
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'A file'}: {error.strerror or error}") from error


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="citykb")
@click.pass_context
def citykb(ctx: click.Context) -> None:
    """A knowledge base of inclusive-urbanism practices: load write-ups, search, compare, export, serve.

    \b
    Example: citykb search "school meals" --filter city=Seoul
    """
    ctx.obj = load_settings(os.environ)


for command in (init, config, db, index, worker, search, show, compare, export, user, evaluation):
    citykb.add_command(command)


def main() -> None:
    """Entry point."""
    citykb()

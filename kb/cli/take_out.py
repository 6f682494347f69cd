"""`citykb export` and `citykb compare`: what leaves as a file."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from kb.cli.asking import search_request
from kb.cli.session import with_application
from kb.compare import WRITERS, matrix
from kb.db import repository
from kb.export import FORMATS, export_result_set
from kb.export.tables import BOM
from kb.search.fields import SORTS
from kb.wiring import Application


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(FORMATS)),
    required=True,
    help="; ".join(f"{name}: {form.help[0].lower()}{form.help[1:]}" for name, form in FORMATS.items()) + ".",
)
@click.option("--query", default="", help="The search whose result is exported; everything when left out.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="FIELD=VALUE",
    help="Narrow down; the same field twice means either.",
)
@click.option(
    "--sort", type=click.Choice(SORTS), default="relevance", show_default=True, help="Order of the records."
)
@click.option(
    "--words-only", is_flag=True, help="Find no record by its meaning (where semantic_search is on)."
)
@click.option("--bom", is_flag=True, help="Begin a CSV with a byte-order mark, for Excel.")
@with_application
def export(
    application: Application,
    file: str,
    format_name: str,
    query: str,
    filters: tuple[str, ...],
    sort: str,
    words_only: bool,
    bom: bool,
) -> None:
    """Write a whole result set to a file.

    FILE "-" is standard output. Sorted as the search is; complete, or exit code 1.

    \b
    Example: citykb export housing.csv --format csv --filter theme=housing
    """
    if bom and not format_name.startswith("csv"):
        raise click.UsageError("--bom goes with a CSV format.")
    request = search_request(query, filters, sort, application.vocabulary, words_only=words_only)
    with _target(file) as target:
        if bom:
            target.write(BOM)
        for chunk in export_result_set(
            application.database, application.backend, request, FORMATS[format_name]
        ):
            target.write(chunk)


@contextlib.contextmanager
def _target(file: str) -> Iterator[IO[bytes]]:
    """Standard output, or a file that appears only when it is whole. A pipe or device is written to as it is."""
    if file == "-":
        yield sys.stdout.buffer
        return
    path = Path(file)
    is_special = path.exists() and not path.is_file()
    partial = path if is_special else path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as target:
            yield target
        if not is_special:
            partial.replace(path)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror or error}.") from error
    finally:
        if not is_special:
            partial.unlink(missing_ok=True)


@click.command()
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG SLUG...")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(list(WRITERS)),
    default="md",
    show_default=True,
    help="Markdown, CSV or JSON.",
)
@with_application
def compare(application: Application, slugs: tuple[str, ...], format_name: str) -> None:
    """Set two to six records side by side.

    A "≠" before a label says that the records differ there.

    \b
    Example: citykb compare seoul-didimdol-income bogota-care-blocks --format csv
    """
    if not 2 <= len(set(slugs)) <= 6:
        raise click.UsageError("Name two to six different records.")
    with application.database.read() as session:
        records = repository.get_many_published(session, tuple(dict.fromkeys(slugs)))
    click.echo(WRITERS[format_name](matrix(records, application.vocabulary)), nl=False)

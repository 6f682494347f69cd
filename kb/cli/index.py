"""`citykb index` and `citykb worker`: keeping the search index in step with the database."""

from __future__ import annotations

import json
import signal
import threading
from dataclasses import asdict

import click

from kb import worker as background
from kb.cli.session import progress_line, with_application
from kb.indexer import IndexDifferences
from kb.wiring import Application

LISTED = 20


@click.group()
def index() -> None:
    """Work off, rebuild, check or describe the search index.

    \b
    Example: citykb index check --repair
    """


@index.command()
@with_application
def drain(application: Application) -> None:
    """Index what has changed since the last time.

    A running worker does this by itself; the two take turns. With semantic_search on, records without vectors are
    encoded too. Exit code 1 when a record could not be indexed.

    \b
    Example: citykb index drain
    """
    application.indexer.drain(progress_line("indexed"))
    if application.encoding:
        application.encoding.run(progress_line("encoded"))
    parked = application.indexer.check().parked
    if parked:
        click.echo(f"{len(parked)} could not be indexed; see `citykb index check`.", err=True)
        raise click.exceptions.Exit(1)
    click.echo("The index is up to date.")


@index.command()
@with_application
def rebuild(application: Application) -> None:
    """Build the index anew from the database.

    Searches use the old index until the new one is whole. With semantic_search on, texts that were never encoded are
    encoded afterwards; it may be stopped, a worker goes on with it.

    \b
    Example: citykb index rebuild
    """
    count = application.indexer.rebuild(progress_line("indexed"))
    click.echo(f"The index was rebuilt with {count} records.")
    if application.encoding:
        application.encoding.refile(progress_line("encoded"))


@index.command()
@click.option("--repair", is_flag=True, help="Index what differs.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_application
def check(application: Application, repair: bool, as_json: bool) -> None:
    """Compare the index with the database.

    Prints record ids: missing from the index, stale (of another revision) or orphaned (not public), and parked rows,
    whose record failed to be indexed, with the reason. Exit code 1 when something differs, or still does after --repair.

    \b
    Example: citykb index check --repair
    """
    differences = application.indexer.check(repair=repair)
    remaining = application.indexer.check() if repair and differences.found else differences
    if as_json:
        click.echo(json.dumps(asdict(remaining), ensure_ascii=False))
    else:
        _print_differences(differences, repair=repair)
        if repair and remaining.found:
            click.echo("After the repair:")
            _print_differences(remaining, repair=True)
    if remaining.found:
        raise click.exceptions.Exit(1)


def _print_differences(differences: IndexDifferences, *, repair: bool) -> None:
    if not differences.found:
        click.echo("Index and database agree.")
        return
    for kind in ("missing", "stale", "orphaned"):
        ids = getattr(differences, kind)
        listed = ", ".join(map(str, ids[:LISTED])) + (", …" if len(ids) > LISTED else "")
        click.echo(f"{kind}: {len(ids)}{f' (records {listed})' if ids else ''}")
    click.echo(f"parked: {len(differences.parked)}")
    for row in differences.parked[:LISTED]:
        click.echo(f"    record {row.record_id} after {row.attempts} attempts: {row.last_error}")
    if not repair:
        click.echo("Repair with `citykb index check --repair`.")


@index.command("info")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_application
def index_info(application: Application, as_json: bool) -> None:
    """Print engine, fingerprint, generation and counts.

    The fingerprint is that of the field table and the Korean analyser; an index with another is outdated and has to be
    rebuilt. The counts are of indexed records, of rows waiting to be indexed and, with semantic_search on, of records
    that are not found by their meaning yet.

    \b
    Example: citykb index info --json
    """
    state = asdict(application.backend.state()) | {"pending": application.indexer.pending_count()}
    if application.encoding:
        state |= {"without_vectors": len(application.encoding.lacking())}
    if as_json:
        click.echo(json.dumps(state))
        return
    for name, value in state.items():
        click.echo(f"{name}: {value}")


@click.command()
@with_application
def worker(application: Application) -> None:
    """Index published changes as they happen, until stopped.

    `citykb serve` starts a worker by itself. One runs per data folder; a second is refused.

    \b
    Example: citykb worker
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    background.run(
        application.indexer,
        application.encoding,
        application.settings.data,
        stop,
        lambda message: click.echo(message, err=True),
    )

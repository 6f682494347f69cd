"""`citykb ingest`: take in write-ups from files, folders and the web."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

import click

from ingest.fetching import is_web_address
from ingest.pages import Page, captures_of, fetched_pages, fetcher_of, kept_captures, listed_pages
from ingest.pipeline import IngestOptions, ingest_paths
from ingest.report import Report
from ingest.report_page import report_page
from kb.cli.session import progress_line, with_application
from kb.wiring import Application


@click.command()
@click.argument("sources", metavar="PATH|URL...", nargs=-1)
@click.option(
    "--from-list",
    "address_list",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also the web addresses in this file, one a line.",
)
@click.option("--dry-run", is_flag=True, help="Read and check everything, write nothing.")
@click.option("--draft", is_flag=True, help="Leave what is new for an editor instead of publishing it.")
@click.option("--prune", is_flag=True, help="Withdraw records whose file under PATH is gone.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes read at once; one writes.",
)
@click.option(
    "--report",
    "report_file",
    type=click.File("w", encoding="utf-8", lazy=False),
    help="Write the report to this file: a page when it ends in .html, else JSON.",
)
@click.pass_context
@with_application
def ingest(
    application: Application,
    context: click.Context,
    *,
    sources: tuple[str, ...],
    address_list: Path | None,
    dry_run: bool,
    draft: bool,
    prune: bool,
    jobs: int,
    report_file: TextIO | None,
) -> None:
    """Take in write-ups from files, folders and the web.

    Word, PDF, HTML, Markdown and plain text are read, tagged, checked, published and indexed. Exit code 1 when a file was
    rejected; the others are taken in all the same.

    \b
    Example: citykb ingest corpus --report report.json
    """
    paths = [Path(source) for source in sources if not is_web_address(source)]
    named = [Page(source) for source in sources if is_web_address(source)]
    named += _listed(address_list) if address_list else []
    if not paths and not named:
        raise click.UsageError(
            "Name a file, a folder or a web address, or a list with --from-list that has one."
        )
    options = IngestOptions(dry_run=dry_run, draft=draft, prune=prune, jobs=jobs)
    settings = application.settings
    with captures_of(settings, dry_run=dry_run) as captures:
        kept = kept_captures(settings)
        pages = fetched_pages(named, fetcher_of(settings, captures), captures, kept, application.catalog)
        report = ingest_paths(application, paths, options, progress_line("read"), pages)
    if report_file:
        report_file.write(_written(report, Path(report_file.name)))
    click.echo(report.to_text())
    if report.index_problem:
        click.echo(f"Stored, but not yet searchable: {report.index_problem}", err=True)
    if report.rejected or report.index_problem:
        context.exit(1)


def _listed(address_list: Path) -> list[Page]:
    try:
        return listed_pages(address_list)
    except UnicodeDecodeError as error:
        raise click.UsageError(
            f"{address_list} is no list of web addresses in UTF-8. Save it as UTF-8 text."
        ) from error


def _written(report: Report, path: Path) -> str:
    if path.suffix.lower() in (".html", ".htm"):
        return report_page(report)
    return json.dumps(report.to_document(), ensure_ascii=False, indent=2) + "\n"

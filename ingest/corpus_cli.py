"""`citykb corpus`: check a corpus against its fact sheets."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ingest.corpus_check import check_corpus
from kb.config import Settings
from kb.vocab import load_vocabulary

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def corpus() -> None:
    """Check a folder of write-ups against its fact sheets.

    \b
    Example: citykb corpus check corpus
    """


@corpus.command()
@click.argument("folder", metavar="[PATH]", default=Path("corpus"), type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def check(context: click.Context, folder: Path, as_json: bool) -> None:
    """Compare every record with its fact sheet.

    PATH is a corpus folder (./corpus if left out) with the sheets in PATH/facts. Every figure must stand in the sheet
    of its record, beside a source that the sheet gives for it; every result, timeline entry, conflict and source of
    the sheet must be in the record. Nothing is changed. Exit code 1 when anything is to be corrected.

    \b
    Example: citykb corpus check corpus --json
    """
    settings: Settings = context.obj
    report = check_corpus(folder, load_vocabulary(), settings.max_file_mb * 1024 * 1024)
    click.echo(
        json.dumps(report.to_document(), ensure_ascii=False, indent=2) if as_json else report.to_text()
    )
    if report.finding_count:
        context.exit(1)

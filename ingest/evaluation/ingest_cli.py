"""`citykb eval ingest`: how well documents are read, in figures."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from ingest.evaluation.real_documents import FOLDERS, FormatCounts, count, real_documents, take
from ingest.evaluation.text_gold import BENCHMARK, benchmark_texts, folder_texts
from ingest.evaluation.text_score import TextFigures, score_texts
from kb.config import EVALUATION_VARIABLE, Settings
from kb.errors import NotFound
from kb.vocab import load_vocabulary

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_TEXT_HEADER = ("main text by", "half", "documents", "precision", "recall", "F1")
_COUNT_HEADER = ("origin", "format", "documents", "read", "with warnings", "unreadable", "records")
_SHOWN_REASONS = 3


@click.command("ingest")
@click.option("--gold", type=_FOLDER, help="Measure on this folder of files with expected.jsonl instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def ingest(settings: Settings, gold: Path | None, as_json: bool) -> None:
    """Measure how well documents are read.

    The main text found in web pages beside the one that people marked (overlap of runs of four words), and what becomes
    of real documents on the way to a record. The public sets are read from the folder that CITYKB_EVAL_DATA names; our
    extractor was tuned on the dev half of the pages.

    \b
    Example: citykb eval ingest --gold my-documents
    """
    limit = settings.max_file_mb * 1024 * 1024
    data = None if gold else _data_folder()
    if gold is None and data is None:
        return
    figures = score_texts(folder_texts(gold, limit)) if gold else _benchmark(data)
    counts = _counts(data, limit) if data else []
    click.echo(_json(figures, counts) if as_json else "\n".join(_lines(figures, counts)))


def _data_folder() -> Path | None:
    """None, with a line, when there is none. Raises NotFound for that with CI=true."""
    named = os.environ.get(EVALUATION_VARIABLE, "")
    wanted = (BENCHMARK, *FOLDERS)
    lacking = [name for name in wanted if not named or not (Path(named) / name).is_dir()]
    if not lacking:
        return Path(named)
    message = f"{EVALUATION_VARIABLE} names no folder with {', '.join(lacking)}"
    if os.environ.get("CI") == "true":
        raise NotFound(f"{message}. CI may not go without.")
    if len(lacking) == len(wanted):
        click.echo(f"note: {message}; nothing was measured", err=True)
        return None
    click.echo(f"note: {message}; skipped", err=True)
    return Path(named)


def _benchmark(data: Path | None) -> list[TextFigures]:
    folder = data / BENCHMARK if data else None
    return score_texts(benchmark_texts(folder)) if folder and folder.is_dir() else []


def _counts(data: Path, max_bytes: int) -> list[FormatCounts]:
    vocabulary = load_vocabulary()
    with tempfile.TemporaryDirectory() as unpacked:
        documents = real_documents(data, Path(unpacked))
        return count((origin, take(file, vocabulary, max_bytes)) for origin, file in documents)


def _lines(figures: Sequence[TextFigures], counts: Sequence[FormatCounts]) -> Iterator[str]:
    if figures:
        yield from _table(_TEXT_HEADER, [_figure_cells(row) for row in figures], left=2)
    if counts:
        yield ""
        yield from _table(_COUNT_HEADER, [_count_cells(row) for row in counts], left=2)
        yield ""
        yield from _reasons(counts)


def _figure_cells(row: TextFigures) -> tuple[str, ...]:
    measured = (row.agreement.precision, row.agreement.recall, row.agreement.f1)
    return (row.method, row.half, str(row.documents), *(f"{value:.3f}" for value in measured))


def _count_cells(row: FormatCounts) -> tuple[str, ...]:
    numbers = (row.documents, row.read, row.warned, row.unreadable, row.records)
    return (row.origin, row.format, *map(str, numbers))


def _reasons(counts: Sequence[FormatCounts]) -> Iterator[str]:
    for row in counts:
        for reason, number in row.reasons[:_SHOWN_REASONS]:
            yield f"{row.origin} {row.format}: {number} no record: {reason}"


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]], left: int) -> Iterator[str]:
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = enumerate(zip(line, widths, strict=True))
        yield "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width) for column, (cell, width) in cells
        ).rstrip()


def _json(figures: Sequence[TextFigures], counts: Sequence[FormatCounts]) -> str:
    document: dict[str, Any] = {
        "main_text": [dataclasses.asdict(row) | {"f1": row.agreement.f1} for row in figures],
        "documents": [dataclasses.asdict(row) | {"unreadable": row.unreadable} for row in counts],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)

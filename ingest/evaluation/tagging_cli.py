"""`citykb eval tagging`: the tagger in figures."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import click

from ingest.evaluation import sdg_benchmark
from ingest.evaluation.decisions import score_decisions
from ingest.evaluation.label_measures import LabelMeasures
from ingest.evaluation.sdg_benchmark import GoalAccuracy
from ingest.evaluation.tagging_gold import corpus_cases, folder_cases
from ingest.evaluation.tagging_report import TaggingReport
from ingest.evaluation.tagging_score import score, tag_cases
from kb.cli.session import require_database
from kb.config import EVALUATION_VARIABLE, Settings
from kb.db.session import Database
from kb.errors import NotFound
from kb.vocab import Vocabulary, load_vocabulary

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_CORPUS = Path("corpus/case-studies")


@click.command()
@click.argument("folder", metavar="[PATH]", default=_CORPUS, type=_FOLDER)
@click.option("--gold", type=_FOLDER, help="Measure on this folder of files with expected.jsonl instead.")
@click.option(
    "--database", "decisions", is_flag=True, help="Also score tags accepted or rejected in the database."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def tagging(settings: Settings, folder: Path, gold: Path | None, decisions: bool, as_json: bool) -> None:
    """Compare the automatic tags with those that people decided on.

    The tagger reads the texts alone. PATH holds records whose front matter is the decision (./corpus/case-studies if
    left out). Halves are by lead city; cue words and weights were set on the dev half. The SDG benchmark is read from
    the folder that CITYKB_EVAL_DATA names.

    \b
    Example: citykb eval tagging --json
    """
    vocabulary = load_vocabulary()
    limit = settings.max_file_mb * 1024 * 1024
    cases = folder_cases(gold, vocabulary, limit) if gold else corpus_cases(folder, vocabulary, limit)
    report = TaggingReport(
        score(tag_cases(cases, vocabulary)),
        _goals(vocabulary),
        _decisions(settings, vocabulary) if decisions else None,
    )
    if as_json:
        click.echo(json.dumps(report.to_document(), indent=2))
        return
    for line in report.to_lines():
        click.echo(line)


def _goals(vocabulary: Vocabulary) -> Mapping[str, GoalAccuracy] | None:
    """Accuracy by half; None, with a line, where the benchmark is absent. Raises NotFound for that with CI=true."""
    folder = os.environ.get(EVALUATION_VARIABLE)
    path = Path(folder) / sdg_benchmark.PLACE if folder else None
    if path is None or not path.is_file():
        message = f"No SDG benchmark: {EVALUATION_VARIABLE} names no folder with {sdg_benchmark.PLACE}."
        if os.environ.get("CI") == "true":
            raise NotFound(f"{message} CI may not go without.")
        click.echo(f"{message} It is skipped.", err=True)
        return None
    answers = sdg_benchmark.answer(path, vocabulary)
    halves = {half: [given for given in answers if given.half == half] for half in ("dev", "test")}
    groups = {"all": answers, **halves}
    return {group: sdg_benchmark.accuracy(given) for group, given in groups.items() if given}


def _decisions(settings: Settings, vocabulary: Vocabulary) -> Mapping[str, LabelMeasures]:
    require_database(settings)
    database = Database(settings.database)
    try:
        return score_decisions(database, vocabulary)
    finally:
        database.dispose()

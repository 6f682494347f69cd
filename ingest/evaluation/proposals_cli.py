"""`citykb eval proposals`: the proposals of figures and dates against what people took from the same texts."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import click

from ingest.evaluation.proposals_gold import corpus_cases, folder_cases
from ingest.evaluation.proposals_score import Group, ProposalScore, Scores, score_proposals
from kb.config import Settings
from kb.vocab import load_vocabulary

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_HEAD = (
    f"{'language':8} {'half':5} {'text':12} {'field':17} {'proposed':>8} {'right':>6} {'P':>6} {'rows':>5} {'in text':>7} "
    f"{'found':>6} {'R':>6} {'R text':>6}"
)


@click.command()
@click.argument("folder", metavar="[PATH]", default=Path("corpus/case-studies"), type=_FOLDER)
@click.option("--gold", type=_FOLDER, help="Measure on this folder of files with expected.jsonl instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def proposals(settings: Settings, folder: Path, gold: Path | None, as_json: bool) -> None:
    """Compare what is proposed from the prose with what people took from it.

    Each record under PATH (./corpus/case-studies if left out) and each translation is read as it is, and without its
    headings. P is the share of proposals that the record holds, R that of its rows which were proposed, R text the same
    of those whose figure stands in the text. Halves are by lead city.

    \b
    Example: citykb eval proposals --json
    """
    vocabulary, limit = load_vocabulary(), settings.max_file_mb * 1024 * 1024
    cases = folder_cases(gold, vocabulary, limit) if gold else corpus_cases(folder, vocabulary, limit)
    scores = score_proposals(cases)
    if as_json:
        click.echo(json.dumps([*_documents(scores)], indent=2))
        return
    click.echo(_HEAD)
    for group, fields in scores.items():
        for field, score in fields.items():
            click.echo(_line(group, field, score))


def _documents(scores: Scores) -> Iterator[dict[str, object]]:
    for group, fields in scores.items():
        for field, score in fields.items():
            rates = {name: getattr(score, name) for name in ("precision", "recall", "recall_of_prose")}
            yield dataclasses.asdict(group) | {"field": field} | dataclasses.asdict(score) | rates


def _line(group: Group, field: str, score: ProposalScore) -> str:
    return (
        f"{group.language or '-':8} {group.half:5} {group.text:12} {field:17} {score.proposed:8} {score.right:6} "
        f"{_rate(score.precision)} {score.expected:5} {score.in_prose:7} {score.found:6} {_rate(score.recall)} "
        f"{_rate(score.recall_of_prose)}"
    )


def _rate(value: float | None) -> str:
    return "     -" if value is None else f"{value:6.3f}"

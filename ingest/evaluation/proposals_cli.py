"""`citykb eval proposals`: the proposals of figures and dates against the rows of our own records."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import click

from ingest.evaluation.proposals_score import ProposalScore, Scores, score_proposals
from kb.config import Settings
from kb.vocab import load_vocabulary

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_HEAD = (
    f"{'half':5} {'text':12} {'field':17} {'proposed':>8} {'right':>6} {'P':>6} {'rows':>5} {'in text':>7} {'found':>6} "
    f"{'R':>6} {'R text':>6}"
)


@click.command()
@click.argument("folder", metavar="[PATH]", default=Path("corpus/case-studies"), type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def proposals(settings: Settings, folder: Path, as_json: bool) -> None:
    """Compare what is proposed from the prose with the rows of the records.

    Each record under PATH (./corpus/case-studies if left out) is read as it is, and without its headings. P is the
    share of proposals that the record holds, R that of its rows which were proposed, R text the same of those whose
    figure stands in the text.

    \b
    Example: citykb eval proposals --json
    """
    scores = score_proposals(folder, load_vocabulary(), settings.max_file_mb * 1024 * 1024)
    if as_json:
        click.echo(json.dumps([*_documents(scores)], indent=2))
        return
    click.echo(_HEAD)
    for (half, text), fields in scores.items():
        for field, score in fields.items():
            click.echo(_line(half, text, field, score))


def _documents(scores: Scores) -> Iterator[dict[str, object]]:
    for (half, text), fields in scores.items():
        for field, score in fields.items():
            rates = {name: getattr(score, name) for name in ("precision", "recall", "recall_of_prose")}
            yield {"half": half, "text": text, "field": field} | dataclasses.asdict(score) | rates


def _line(half: str, text: str, field: str, score: ProposalScore) -> str:
    return (
        f"{half:5} {text:12} {field:17} {score.proposed:8} {score.right:6} {_rate(score.precision)} {score.expected:5} "
        f"{score.in_prose:7} {score.found:6} {_rate(score.recall)} {_rate(score.recall_of_prose)}"
    )


def _rate(value: float | None) -> str:
    return "     -" if value is None else f"{value:6.3f}"

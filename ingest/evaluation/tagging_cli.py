"""`citykb eval tagging`: the tagger in figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from ingest.evaluation.tagging_gold import corpus_cases, folder_cases
from ingest.evaluation.tagging_score import TaggingScore, score, tag_cases
from kb.config import Settings
from kb.vocab import load_vocabulary

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_CORPUS = Path("corpus/case-studies")


@click.command()
@click.argument("folder", metavar="[PATH]", default=_CORPUS, type=_FOLDER)
@click.option("--gold", type=_FOLDER, help="Measure on this folder of files with expected.jsonl instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def tagging(settings: Settings, folder: Path, gold: Path | None, as_json: bool) -> None:
    """Compare the automatic tags with those that people decided on.

    The tagger reads the texts alone. PATH holds records whose front matter is the decision (./corpus/case-studies if
    left out). Halves are by lead city; cue words and weights were set on the dev half.

    \b
    Example: citykb eval tagging --json
    """
    vocabulary = load_vocabulary()
    limit = settings.max_file_mb * 1024 * 1024
    cases = folder_cases(gold, vocabulary, limit) if gold else corpus_cases(folder, vocabulary, limit)
    scored = score(tag_cases(cases, vocabulary))
    if as_json:
        click.echo(json.dumps(_document(scored), indent=2))
        return
    for line in _lines(scored):
        click.echo(line)


def _lines(scored: TaggingScore) -> Iterator[str]:
    yield f"{'group':12} {'field':14} {'cases':>5} {'P':>6} {'R':>6} {'F1':>6} {'expected':>8} {'given':>6} {'abstained':>9}"
    for group, fields in scored.groups.items():
        for field, found in fields.items():
            yield (
                f"{group:12} {field:14} {found.cases:5} {_figure(found.precision)} {_figure(found.recall)} "
                f"{_figure(found.f1)} {found.expected:8} {found.given:6} {found.abstained:9}"
            )
    yield "Calibration: suggestions by score, with how many of them people agree with."
    for field, bins in scored.calibration.items():
        for step in bins:
            yield (
                f"  {field:14} {step.low:.1f}-{step.high:.1f} {step.suggestions:5} suggestions, "
                f"mean score {step.mean_score:.2f}, agreed {step.hit_rate:.2f}"
            )


def _figure(value: float | None) -> str:
    return "     -" if value is None else f"{value:6.3f}"


def _document(scored: TaggingScore) -> dict[str, object]:
    return {
        "groups": {
            group: {
                field: {
                    "cases": found.cases,
                    "expected": found.expected,
                    "given": found.given,
                    "right": found.right,
                    "precision": found.precision,
                    "recall": found.recall,
                    "f1": found.f1,
                    "abstained": found.abstained,
                }
                for field, found in fields.items()
            }
            for group, fields in scored.groups.items()
        },
        "calibration": {
            field: [step._asdict() for step in bins] for field, bins in scored.calibration.items()
        },
    }

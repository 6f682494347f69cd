"""`citykb eval relevance`."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from kb.config import EVALUATION_VARIABLE, Settings
from kb.evaluation.collection import Collection, Topic, read_own
from kb.evaluation.measured import ranking_fingerprint
from kb.evaluation.public_sets import beir, read_public_sets
from kb.evaluation.relevance import Figures, TopicFigures, run_in_own_index, run_topics, summarise
from kb.search.backend import SearchBackend
from kb.search.meaning.meanings import Meanings
from kb.search.spelling import Speller
from kb.vocab import load_vocabulary
from kb.wiring import open_backend, open_meanings, open_morphology

OWN_TOPICS = Path("corpus/relevance")
_HEADER = ("collection", "split", "language", "topics", "nDCG@10", "recall@10", "MRR", "judged@10")


@click.command()
@click.option(
    "--topics",
    "topics",
    type=click.Path(file_okay=False, path_type=Path),
    default=OWN_TOPICS,
    show_default=True,
    help="Folder with topics.tsv and qrels.tsv, run on the served index.",
)
@click.option("--public", is_flag=True, help="Also the public sets in the folder CITYKB_EVAL_DATA.")
@click.option(
    "--collection",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder in BEIR layout instead, in a throw-away index.",
)
@click.option("--split", type=click.Choice(["dev", "test"]), help="Only this half of the topics.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with the figures of each topic.")
@click.pass_obj
def relevance(
    settings: Settings, topics: Path, public: bool, folder: Path | None, split: str | None, as_json: bool
) -> None:
    """Measure how well the search ranks, on judged topics.

    With semantic_search on, by words and meaning; the texts of public sets are encoded once and kept in the data folder.

    \b
    Example: citykb eval relevance --split dev
    """
    vocabulary, morphology = load_vocabulary(), open_morphology(settings)
    with _vectors_apart(settings) as apart:
        measured: list[tuple[Collection, list[TopicFigures]]] = []
        if folder is not None:
            collection = _half(beir(folder), split)
            measured.append((collection, run_in_own_index(collection, vocabulary, morphology, apart)))
        else:
            own = _half(read_own(topics), split)
            meanings = open_meanings(settings, settings.meaning_folder)
            backend = open_backend(settings, vocabulary, morphology, meanings)
            _say_what_is_missing(own, backend, meanings)
            measured.append((own, run_topics(own, Speller(backend, vocabulary))))
        if public:
            measured += (
                (collection, run_in_own_index(collection, vocabulary, morphology, apart))
                for collection in _public_collections()
            )
    rows = [row for collection, figures in measured for row in summarise(collection, figures)]
    topic_figures = [one for _, figures in measured for one in figures]
    encoder, analyser = apart.encoder_name if apart else "", morphology.name
    click.echo(_json(rows, topic_figures, encoder, analyser) if as_json else _table(rows))
    by = f"words and meaning ({encoder})" if encoder else "words"
    ranking = ranking_fingerprint(analyser, encoder)
    click.echo(f"ranking {ranking}, by {by}, Korean by {analyser}", err=True)


@contextlib.contextmanager
def _vectors_apart(settings: Settings) -> Iterator[Meanings | None]:
    """The vectors of public sets, apart from those of the records; None without search by meaning.

    Each set takes the place of the one before, so two evaluations at once would measure each other's texts.
    Raises ClickException while another one runs.
    """
    folder = settings.data / "meaning-evaluation"
    meanings = open_meanings(settings, folder)
    if meanings is None:
        yield None
        return
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "evaluation.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException(
                f"Another `citykb eval relevance` works with the vectors in {folder}. Wait until it is done, "
                "or give this one a data folder of its own (CITYKB_DATA)."
            ) from None
        yield meanings


def _half(collection: Collection, split: str | None) -> Collection:
    kept = tuple(topic for topic in collection.topics if split in (None, topic.split))
    return dataclasses.replace(collection, topics=kept)


def _say_what_is_missing(collection: Collection, backend: SearchBackend, meanings: Meanings | None) -> None:
    """Judged records that are not in the index cannot be found; that is no fault of the ranking.

    Raises IndexOutdated.
    """
    held = backend.revisions()
    count = len(held)
    if not count:
        raise click.ClickException(
            "The index holds no record yet. Load the corpus with `citykb ingest corpus`."
        )
    judged = {document for grades in collection.judgments.values() for document in grades}
    if count < len(judged):
        click.echo(f"note: the index holds {count} records, {len(judged)} are judged", err=True)
    if meanings and (lacking := meanings.lacking(held)):
        click.echo(
            f"note: {len(lacking)} records are not found by meaning yet; `citykb index drain` encodes them",
            err=True,
        )


def _public_collections() -> Iterable[Collection]:
    named = os.environ.get(EVALUATION_VARIABLE, "")
    if named and Path(named).is_dir():
        return read_public_sets(Path(named))
    message = f"{EVALUATION_VARIABLE} names no folder with public evaluation sets"
    if os.environ.get("CI") == "true":
        raise click.ClickException(f"{message}.")
    click.echo(f"note: {message}; they were skipped", err=True)
    return ()


def _table(rows: Sequence[Figures]) -> str:
    lines = [_HEADER, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADER))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < 3 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Figures) -> tuple[str, ...]:
    figures = (row.ndcg, row.recall, row.mrr, row.judged)
    return (row.collection, row.split, row.language, str(row.topics), *(f"{value:.3f}" for value in figures))


def _json(rows: Sequence[Figures], measured: Sequence[TopicFigures], encoder: str, analyser: str) -> str:
    return json.dumps(
        {
            "ranking": ranking_fingerprint(analyser, encoder),
            "encoder": encoder or None,
            "korean_analyser": analyser,
            "measured_on": datetime.now(UTC).date().isoformat(),
            "figures": [dataclasses.asdict(row) for row in rows],
            "topics": [
                {name: value for name, value in dataclasses.asdict(one).items() if name != "topic"}
                | _topic_document(one.topic)
                for one in measured
            ],
        },
        ensure_ascii=False,
    )


def _topic_document(topic: Topic) -> dict[str, str]:
    return {
        "id": topic.id,
        "query": topic.query,
        "language": topic.language,
        "kind": topic.kind,
        "split": topic.split,
    }

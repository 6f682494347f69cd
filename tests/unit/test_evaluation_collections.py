"""Reading topics, judgments and public collections, and what is said about a file that is not as documented."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.evaluation.collection import InvalidCollection, read_own
from kb.evaluation.public_sets import beir, cisi, cranfield, xquad
from kb.evaluation.relevance import run_in_own_index, summarise
from kb.search.particles import PARTICLES
from kb.vocab import Vocabulary

TOPICS = (
    "id\tlanguage\tkind\tsplit\tquery\tneed\n"
    "t1\ten\tname\tdev\tschool meals\tMeals at school.\n"
    't2\tes\tquestion\ttest\t¿quién paga el "comedor"?\tWho pays for meals.\n'
)


def own_folder(folder: Path, judgments: str, topics: str = TOPICS) -> Path:
    (folder / "topics.tsv").write_text(topics, "utf-8")
    (folder / "qrels.tsv").write_text(judgments, "utf-8")
    return folder


def beir_folder(folder: Path) -> Path:
    documents = [
        {"_id": "d1", "title": "Meals", "text": "Warm meals for pupils at noon."},
        {"_id": "d2", "title": "Buses", "text": "Electric buses on a lane of their own."},
        {"_id": "d3", "title": "Cuisines", "text": "Des repas chauds.", "metadata": {"language": "fr"}},
    ]
    queries = [{"_id": "q1", "text": "warm meal"}, {"_id": "q2", "text": "electric bus"}]
    for name, rows in (("corpus.jsonl", documents), ("queries.jsonl", queries)):
        (folder / name).write_text("\n".join(json.dumps(row) for row in rows) + "\n", "utf-8")
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq2\td2\t1\n", "utf-8"
    )
    return folder


def test_own_topics_keep_quotation_marks_and_their_half(tmp_path: Path) -> None:
    collection = read_own(own_folder(tmp_path, "t1 0 meals 3\nt2 0 meals 2\nt2 0 buses 0\n"))
    assert [topic.split for topic in collection.topics] == ["dev", "test"]
    assert collection.topics[1].query == '¿quién paga el "comedor"?'
    assert collection.judgments == {"t1": {"meals": 3}, "t2": {"meals": 2, "buses": 0}}


def test_a_topic_without_a_relevant_record_is_not_measured(tmp_path: Path) -> None:
    collection = read_own(own_folder(tmp_path, "t1 0 meals 1\nt2 0 meals 2\n"))
    assert [topic.id for topic in collection.judged_topics()] == ["t2"]


@pytest.mark.parametrize(
    ("judgments", "topics", "said"),
    [
        ("t1 0 meals\n", TOPICS, "qrels.tsv, line 1"),
        ("t1 0 meals 1\nt1 0 buses 4\n", TOPICS, "qrels.tsv, line 2"),
        ("t9 0 meals 1\n", TOPICS, "topic 't9' is not in topics.tsv"),
        ("t1 0 meals 1\n", TOPICS.replace("\tdev\t", "\ttrain\t"), "topics.tsv, line 2"),
        ("t1 0 meals 1\n", TOPICS.replace("need", "wanted", 1), "header line"),
    ],
)
def test_a_file_that_is_not_as_documented_is_refused_with_its_place(
    tmp_path: Path, judgments: str, topics: str, said: str
) -> None:
    with pytest.raises(InvalidCollection, match=said):
        read_own(own_folder(tmp_path, judgments, topics))


def test_a_folder_in_beir_layout_is_measured_in_its_own_index(tmp_path: Path, vocabulary: Vocabulary) -> None:
    collection = beir(beir_folder(tmp_path))
    assert [document.language for document in collection.documents] == ["en", "en", "fr"]
    (row,) = summarise(collection, run_in_own_index(collection, vocabulary, PARTICLES))
    assert (row.topics, row.ndcg, row.mrr) == (2, 1.0, 1.0)


def without_judgments(folder: Path) -> None:
    (folder / "qrels" / "test.tsv").unlink()


def with_half_a_line(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text('{"_id": "d1", "text":\n', "utf-8")


def with_a_word_for_a_grade(folder: Path) -> None:
    (folder / "qrels" / "test.tsv").write_text("q1\td1\tgood\n", "utf-8")


def without_ids(folder: Path) -> None:
    (folder / "queries.jsonl").write_text('{"text": "meals"}\n', "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without_judgments, "test.tsv: No such file"),
        (with_half_a_line, "corpus.jsonl, line 1"),
        (with_a_word_for_a_grade, "test.tsv, line 1"),
        (without_ids, "lacks the key '_id'"),
    ],
)
def test_a_spoilt_beir_folder_is_refused(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(beir_folder(tmp_path))
    with pytest.raises(InvalidCollection, match=said):
        beir(tmp_path)


def test_cranfield_counts_its_queries_by_position(tmp_path: Path) -> None:
    (tmp_path / "cran.all.1400.xml").write_text(
        "<doc><docno>7</docno><title>flow</title><text>slip &amp; flow</text></doc>", "utf-8"
    )
    (tmp_path / "cran.qry.xml").write_text(
        "<top><num>1</num><title>lift</title></top><top><num>4</num><title>slip flow</title></top>", "utf-8"
    )
    (tmp_path / "cranqrel.trec.txt").write_text("2 0 7 3\n1 0 7 -1\n", "utf-8")
    collection = cranfield(tmp_path)
    assert collection.documents[0].text == "slip & flow"
    assert [topic.query for topic in collection.judged_topics()] == ["slip flow"]


def test_cisi_takes_a_line_for_a_record_only_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "CISI.ALL").write_text(
        ".I 1\n.T\nOn\nindexing\n.W\nHe wrote\n.I think so\n.X\n1\t5\t1\n", "utf-8"
    )
    (tmp_path / "CISI.QRY").write_text(".I 3\n.W\nwhat is\nindexing\n", "utf-8")
    (tmp_path / "CISI.REL").write_text("     3      1\t0\t0.000000\n", "utf-8")
    collection = cisi(tmp_path)
    assert (collection.documents[0].title, collection.documents[0].text) == (
        "On indexing",
        "He wrote .I think so",
    )
    assert collection.judgments == {"3": {"1": 1}}


def test_questions_of_one_language_meet_paragraphs_of_another(tmp_path: Path) -> None:
    for language, context, question in (("en", "A bridge.", "What?"), ("es", "Un puente.", "¿Qué?")):
        paragraph = {"context": context, "qas": [{"id": "q1", "question": question}]}
        document = {"data": [{"title": "x", "paragraphs": [paragraph]}]}
        (tmp_path / f"xquad.{language}.json").write_text(json.dumps(document), "utf-8")
    collection = xquad(tmp_path, "es", "en")
    assert (collection.documents[0].text, collection.topics[0].query) == ("A bridge.", "¿Qué?")
    assert (collection.name, collection.judgments) == ("XQuAD in en", {"q1": {"0-0": 1}})

"""Readers of public test collections, as their publishers lay them out, and of the BEIR layout.

Texts and judgments of others stay outside the repository; a folder that holds them is named when measuring.
"""

from __future__ import annotations

import csv
import functools
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kb.evaluation.collection import Collection, InvalidCollection, TestDocument, Topic
from kb.evaluation.measures import Judgments


def cranfield(folder: Path) -> Collection:
    """1,400 abstracts, 225 queries. Queries are counted by position: the printed numbers are not those of the
    judgments. Grades -1 and 5 mean not relevant."""
    text = (folder / "cran.all.1400.xml").read_text("utf-8")
    documents = tuple(
        TestDocument(_tag("docno", doc), _tag("title", doc), _tag("text", doc), "en")
        for doc in _blocks("doc", text)
    )
    queries = _blocks("top", (folder / "cran.qry.xml").read_text("utf-8"))
    topics = tuple(Topic(str(number), _tag("title", query), "en") for number, query in enumerate(queries, 1))
    judgments: dict[str, dict[str, int]] = {}
    for line in (folder / "cranqrel.trec.txt").read_text("utf-8").splitlines():
        columns = line.split()
        if len(columns) == 4 and 1 <= int(columns[3]) <= 4:
            judgments.setdefault(columns[0], {})[columns[2]] = 1
    return Collection("Cranfield", topics, judgments, documents)


def cisi(folder: Path) -> Collection:
    """1,460 abstracts, 112 queries of which 76 are judged."""
    documents = tuple(
        TestDocument(number, fields.get("T", ""), fields.get("W", ""), "en")
        for number, fields in _smart_records(folder / "CISI.ALL")
    )
    topics = tuple(
        Topic(number, fields.get("W", ""), "en") for number, fields in _smart_records(folder / "CISI.QRY")
    )
    judgments: dict[str, dict[str, int]] = {}
    for line in (folder / "CISI.REL").read_text("utf-8").splitlines():
        columns = line.split()
        if len(columns) >= 2:
            judgments.setdefault(columns[0], {})[columns[1]] = 1
    return Collection("CISI", topics, judgments, documents)


def xquad(folder: Path, questions: str, paragraphs: str) -> Collection:
    """240 paragraphs, 1,190 questions, parallel: questions of one language over paragraphs of another."""
    documents = tuple(
        TestDocument(key, "", paragraph["context"], paragraphs)
        for key, paragraph in _squad_paragraphs(folder / f"xquad.{paragraphs}.json")
    )
    asked = [
        (key, question)
        for key, paragraph in _squad_paragraphs(folder / f"xquad.{questions}.json")
        for question in paragraph["qas"]
    ]
    topics = tuple(Topic(question["id"], question["question"], questions) for _, question in asked)
    judgments = {question["id"]: {key: 1} for key, question in asked}
    name = "XQuAD" if questions == paragraphs else f"XQuAD in {paragraphs}"
    return Collection(name, topics, judgments, documents)


def beir(folder: Path) -> Collection:
    """A folder in BEIR layout: `corpus.jsonl` (_id, title, text), `queries.jsonl` (_id, text), `qrels/test.tsv`
    (query-id, corpus-id, score). A `metadata.language` of a line is used where it stands, else English.

    Raises InvalidCollection.
    """
    try:
        documents = tuple(
            TestDocument(
                str(row["_id"]), str(row.get("title") or ""), str(row.get("text") or ""), _language(row)
            )
            for row in _json_lines(folder / "corpus.jsonl")
        )
        topics = tuple(
            Topic(str(row["_id"]), str(row["text"]), _language(row))
            for row in _json_lines(folder / "queries.jsonl")
        )
        judgments: Mapping[str, Judgments] = _beir_judgments(folder / "qrels" / "test.tsv")
    except OSError as error:
        raise InvalidCollection(
            f"{error.filename}: {error.strerror}. See the operator guide for the layout."
        ) from error
    except KeyError as error:
        raise InvalidCollection(f"{folder}: a line lacks the key {error}.") from error
    return Collection(folder.name, topics, judgments, documents)


def autorag_ko(folder: Path) -> Collection:
    """720 pages of Korean documents, 114 questions, in Parquet. Raises InvalidCollection without pyarrow."""
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InvalidCollection("Reading Parquet needs pyarrow: install citykb[eval].") from error
    pages = pyarrow.parquet.read_table(folder / "ocr_corpus_v3.parquet").to_pylist()
    asked = pyarrow.parquet.read_table(folder / "qa_v4.parquet").to_pylist()
    return Collection(
        "AutoRAG",
        tuple(Topic(row["qid"], row["query"], "ko") for row in asked),
        {row["qid"]: {page: 1 for pages in row["retrieval_gt"] for page in pages} for row in asked},
        tuple(TestDocument(row["doc_id"], "", row["contents"] or "", "ko") for row in pages),
    )


PUBLIC_SETS: tuple[tuple[str, Callable[[Path], Collection]], ...] = (
    ("cranfield", cranfield),
    ("cisi", cisi),
    ("xquad", functools.partial(xquad, questions="en", paragraphs="en")),
    ("xquad", functools.partial(xquad, questions="es", paragraphs="es")),
    ("xquad", functools.partial(xquad, questions="de", paragraphs="de")),
    ("xquad", functools.partial(xquad, questions="zh", paragraphs="zh")),
    ("xquad", functools.partial(xquad, questions="es", paragraphs="en")),
    ("xquad", functools.partial(xquad, questions="en", paragraphs="es")),
    ("autorag_ko", autorag_ko),
)


def read_public_sets(data: Path) -> Iterator[Collection]:
    """Every public set, each from its own folder in `data`."""
    return (read(data / folder) for folder, read in PUBLIC_SETS)


def _blocks(tag: str, text: str) -> list[str]:
    return re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)


def _tag(tag: str, text: str) -> str:
    found = _blocks(tag, text)
    return html.unescape(found[0]).strip() if found else ""


def _smart_records(file: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Records of the SMART system: ".I number", then fields led by ".T", ".W" and others. Texts hold lines that
    begin with ".I" too, so only a number right behind it opens a record."""
    text = file.read_text("utf-8", errors="replace")
    opened = re.split(r"^\.I[ \t]+(\d+)[ \t]*$", text, flags=re.MULTILINE)
    for number, body in zip(opened[1::2], opened[2::2], strict=True):
        parts = re.split(r"^\.([TAWXBNKC])[ \t]*$", body, flags=re.MULTILINE)
        fields: dict[str, str] = {}
        for name, value in zip(parts[1::2], parts[2::2], strict=True):
            fields[name] = " ".join([*fields.get(name, "").split(), *value.split()])
        yield number, fields


def _squad_paragraphs(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for article_number, article in enumerate(json.loads(file.read_text("utf-8"))["data"]):
        for number, paragraph in enumerate(article["paragraphs"]):
            yield f"{article_number}-{number}", paragraph


def _json_lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise InvalidCollection(f"{file.name}, line {number}: {error.msg}.") from error
            if not isinstance(row, dict):
                raise InvalidCollection(f"{file.name}, line {number}: expected an object.")
            yield row


def _language(row: Mapping[str, Any]) -> str:
    metadata = row.get("metadata")
    return str(metadata.get("language") or "en") if isinstance(metadata, dict) else "en"


def _beir_judgments(file: Path) -> dict[str, dict[str, int]]:
    judgments: dict[str, dict[str, int]] = {}
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            if number == 1 and row and row[-1] == "score":
                continue
            try:
                topic, document, grade = row
                judgments.setdefault(topic, {})[document] = int(grade)
            except ValueError as error:
                raise InvalidCollection(
                    f"{file.name}, line {number}: expected query-id, corpus-id and a whole number, parted by tabs."
                ) from error
    return judgments

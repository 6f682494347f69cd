"""A test collection: topics somebody would type, and how relevant each document is to them.

This project's own topics lie in `corpus/relevance`: `topics.tsv` (tab separated, with a header line) and `qrels.tsv`
in the form of TREC ("topic 0 document grade", grades 0 to 3).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from kb.errors import CityKBError
from kb.evaluation.measures import Judgments

Split = Literal["dev", "test"]
TOPICS_FILE, JUDGMENTS_FILE = "topics.tsv", "qrels.tsv"
GRADES = range(4)
RELEVANT_FROM = 2  # a grade of 1 says that a record touches the need, not that it serves it
_COLUMNS = ("id", "language", "kind", "split", "query", "need")
_JUDGMENT = re.compile(r"(\S+)\s+0\s+(\S+)\s+(\d)")


class InvalidCollection(CityKBError):
    """A file of a collection that cannot be read as documented; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is typed (`query`), by whom (`language`, BCP 47) and what is wanted (`need`, for judges)."""

    id: str
    query: str
    language: str = ""
    kind: str = ""
    split: Split = "test"
    need: str = ""


@dataclass(frozen=True, slots=True)
class TestDocument:
    """A document of a collection that is indexed only to be measured."""

    id: str
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Topics with their judgments by topic id; `documents` is empty where the served index is measured.

    For recall and reciprocal rank a document is relevant from the grade `relevant_from` on; nDCG uses all grades.
    """

    name: str
    topics: tuple[Topic, ...]
    judgments: Mapping[str, Judgments]
    documents: tuple[TestDocument, ...] = ()
    relevant_from: int = 1

    def judged_topics(self) -> tuple[Topic, ...]:
        """The topics with at least one relevant document; the others say nothing about a ranking."""
        return tuple(
            topic
            for topic in self.topics
            if max(self.judgments.get(topic.id, {}).values(), default=0) >= self.relevant_from
        )


def read_own(folder: Path) -> Collection:
    """The topics and judgments of a folder such as `corpus/relevance`. Raises InvalidCollection."""
    topics = read_topics(folder / TOPICS_FILE)
    judgments = read_judgments(folder / JUDGMENTS_FILE)
    unknown = sorted(set(judgments) - {topic.id for topic in topics})
    if unknown:
        raise InvalidCollection(f"{JUDGMENTS_FILE}: topic '{unknown[0]}' is not in {TOPICS_FILE}.")
    return Collection("CityKB", topics, judgments, relevant_from=RELEVANT_FROM)


def read_topics(file: Path) -> tuple[Topic, ...]:
    """Raises InvalidCollection with the line."""
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(rows.fieldnames or ()) != _COLUMNS:
                raise InvalidCollection(f"{file.name}: the header line must be: {' '.join(_COLUMNS)}.")
            return tuple(_topic(row, f"{file.name}, line {rows.line_num}") for row in rows)
    except OSError as error:
        raise _unreadable(file, error) from error


def _topic(row: Mapping[str, str | None], place: str) -> Topic:
    if not row["id"] or not row["query"] or row["split"] not in get_args(Split):
        raise InvalidCollection(f"{place}: a topic needs an id, a query and the split dev or test.")
    split: Split = "dev" if row["split"] == "dev" else "test"
    return Topic(row["id"], row["query"], row["language"] or "", row["kind"] or "", split, row["need"] or "")


def read_judgments(file: Path) -> dict[str, dict[str, int]]:
    """Grades by topic and document. Raises InvalidCollection with the line."""
    judgments: dict[str, dict[str, int]] = {}
    try:
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise _unreadable(file, error) from error
    for number, line in enumerate(lines, start=1):
        match = _JUDGMENT.fullmatch(line.strip())
        if not match or int(match[3]) not in GRADES:
            raise InvalidCollection(
                f"{file.name}, line {number}: expected 'topic 0 slug grade' with a grade from 0 to 3."
            )
        judgments.setdefault(match[1], {})[match[2]] = int(match[3])
    return judgments


def _unreadable(file: Path, error: OSError) -> InvalidCollection:
    return InvalidCollection(f"{file}: {error.strerror or error}.")

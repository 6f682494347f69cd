"""Goals in short passages, on a public benchmark whose answers experts agreed on.

SDGClassification/benchmark on GitHub (MIT licence): 1,251 passages of two or three sentences in English, each with one
goal and whether the passage speaks of it. Measured is accuracy: the share of passages answered rightly, per goal, and
its mean over the 17 goals, as the benchmark's own table has it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ingest.evaluation.halves import Half
from ingest.tagging.sdg import goals_of
from kb.errors import InvalidRecord, Problem
from kb.vocab import Vocabulary

PLACE = Path("sdg_benchmark/benchmark.csv")
# Mean accuracy in the benchmark's table of 2026-02-22: rules of words, the tool of the European Commission, the best.
PUBLISHED: Mapping[str, float] = {"JRC SDG Mapper": 0.77, "text2sdg": 0.83, "AFD SDG Prospector": 0.88}


class Answer(NamedTuple):
    """One passage: its goal, its half ("dev" when the first hex digit of its id, an MD5, is even), and whether the tagger
    was right."""

    goal: int
    half: Half
    is_right: bool


@dataclass(frozen=True, slots=True)
class GoalAccuracy:
    """Accuracy over some passages: per goal, and the mean over the goals."""

    passages: int
    mean: float
    by_goal: Mapping[int, float]


def answer(path: Path, vocabulary: Vocabulary) -> list[Answer]:
    """The tagger's answers. Raises InvalidRecord when the file is not the benchmark's table."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or not {"id", "text", "sdg", "label"} <= set(rows[0]):
        message = "This is not the table of the benchmark; its columns are id, text, sdg and label."
        raise InvalidRecord([Problem(str(path), message)])
    return [
        Answer(
            int(row["sdg"]),
            "dev" if int(row["id"][0], 16) % 2 == 0 else "test",
            (int(row["sdg"]) in goals_of(row["text"], "en", vocabulary)) == (row["label"] == "True"),
        )
        for row in rows
    ]


def accuracy(answers: Sequence[Answer]) -> GoalAccuracy:
    """Accuracy of at least one answer."""
    by_goal: dict[int, list[bool]] = defaultdict(list)
    for given in answers:
        by_goal[given.goal].append(given.is_right)
    shares = {goal: sum(right) / len(right) for goal, right in sorted(by_goal.items())}
    return GoalAccuracy(len(answers), sum(shares.values()) / len(shares), shares)

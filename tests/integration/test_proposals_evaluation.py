"""`citykb eval proposals` on a small corpus of its own. All texts are invented."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from kb.cli import citykb

RECORD = """---
title: Night buses
language: en
summary: Buses run all night since 2019.
cities: [seoul]
started: 2019
reported_results:
  - {metric: Nurses carried, value: "12,500", period: "2022"}
  - {metric: Lines, value: "9"}
  - {metric: Mood, value: better}
costs:
  - {amount: KRW 2 billion}
---
## Results
In 2022 the buses carried 12,500 nurses and 70 doctors.
"""


def test_proposals_are_counted_against_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "seoul" / "night-buses.md"
    file.parent.mkdir()
    file.write_text(RECORD, "utf-8")
    command = ["eval", "proposals", str(tmp_path)]
    scores = json.loads(CliRunner().invoke(citykb, [*command, "--json"], catch_exceptions=False).output)
    by_field = {score["field"]: score for score in scores if score["text"] == "headings"}
    results = by_field["reported_results"]
    counts = [results[name] for name in ("proposed", "right", "expected", "in_prose", "found")]
    assert counts == [2, 1, 2, 1, 1]
    assert (results["precision"], results["recall"], results["recall_of_prose"]) == (0.5, 0.5, 1.0)
    assert (by_field["costs"]["proposed"], by_field["costs"]["recall"]) == (0, 0.0)
    assert (by_field["started"]["right"], by_field["timeline"]["precision"]) == (1, None)
    table = CliRunner().invoke(citykb, command, catch_exceptions=False).output.splitlines()
    assert len(table) == 1 + 8

"""`citykb eval proposals` on a small corpus of its own. All texts are invented."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

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


TRANSLATION = """---
title: Autobuses nocturnos
language: es
summary: Los autobuses circulan desde 2019.
---
## Resultados
En 2022 los autobuses llevaron a 12 500 enfermeras y 70 médicos.
"""


SUMMARY_ALONE = """---
title: Bus de nuit
language: fr
summary: Les bus circulent depuis 2019.
---
"""


def evaluated(*arguments: str) -> Result:
    return CliRunner().invoke(citykb, ["eval", "proposals", *arguments])


def counts(score: dict[str, Any]) -> list[int]:
    return [score[name] for name in ("proposed", "right", "expected", "in_prose", "found")]


def test_proposals_are_counted_against_the_rows(tmp_path: Path) -> None:
    file = tmp_path / "seoul" / "night-buses.md"
    file.parent.mkdir()
    file.write_text(RECORD, "utf-8")
    scores = json.loads(evaluated(str(tmp_path), "--json").output)
    by_field = {score["field"]: score for score in scores if score["text"] == "headings"}
    results = by_field["reported_results"]
    assert counts(results) == [2, 1, 2, 1, 1]
    assert (results["precision"], results["recall"], results["recall_of_prose"]) == (0.5, 0.5, 1.0)
    assert (by_field["costs"]["proposed"], by_field["costs"]["recall"]) == (0, 0.0)
    assert (by_field["started"]["right"], by_field["timeline"]["precision"]) == (1, None)
    assert len(evaluated(str(tmp_path)).output.splitlines()) == 1 + 8


def test_a_translation_is_measured_in_its_language_on_the_rows_of_its_original(tmp_path: Path) -> None:
    folder = tmp_path / "seoul"
    folder.mkdir()
    (folder / "night-buses.md").write_text(RECORD, "utf-8")
    (folder / "night-buses.es.md").write_text(TRANSLATION, "utf-8")
    (folder / "night-buses.fr.md").write_text(SUMMARY_ALONE, "utf-8")
    scores = json.loads(evaluated(str(tmp_path), "--json").output)
    spanish = {
        score["field"]: score for score in scores if (score["language"], score["text"]) == ("es", "headings")
    }
    assert {score["language"] for score in scores} == {"en", "es"}
    assert counts(spanish["reported_results"]) == [2, 1, 2, 1, 1]
    assert counts(spanish["started"]) == [1, 1, 1, 1, 1]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A page and a text of somebody else, with what they found in them."""
    (tmp_path / "buses.txt").write_text(
        "Autobuses nocturnos\n\nResultados\n\nEn 2022 los autobuses llevaron a 12.500 enfermeras.\n", "utf-8"
    )
    (tmp_path / "homes.md").write_text("# Homes\n\n## Results\n\nThe city housed 1,200 people.\n", "utf-8")
    lines = [
        {"file": "buses.txt", "language": "es-MX", "half": "test", "reported_results": ["12.500"], "timeline": []},
        {"file": "homes.md", "language": "en", "half": "dev", "reported_results": [{"value": "1,200"}],
         "costs": ["EUR 3 million"], "started": None},
        {"file": "homes.md", "themes": ["housing"]},
    ]  # fmt: skip
    (tmp_path / "expected.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return tmp_path


def test_a_folder_of_ones_own_is_measured(gold: Path) -> None:
    scores = json.loads(evaluated("--gold", str(gold), "--json").output)
    by_place = {
        (score["language"], score["half"], score["field"]): counts(score)
        for score in scores
        if score["text"] == "headings"
    }
    assert by_place == {
        ("es", "test", "reported_results"): [1, 1, 1, 1, 1],
        ("es", "test", "timeline"): [0, 0, 0, 0, 0],
        ("en", "dev", "reported_results"): [1, 1, 1, 1, 1],
        ("en", "dev", "costs"): [0, 0, 1, 0, 0],
        ("en", "dev", "started"): [0, 0, 0, 0, 0],
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"file": "homes.md", "themes": []}, "No line gives any of"),
        ({"file": "homes.md", "costs": "EUR 3"}, "line 1: costs: Write a list"),
        ({"file": "homes.md", "costs": [{"value": "3 %"}]}, "an object with `amount`"),
        ({"file": "homes.md", "started": ["2021"]}, "Write a date"),
        ({"file": "homes.md", "timeline": [], "results": []}, "There is no such key"),
        ({"file": "homes.md", "timeline": [], "half": "100 %"}, "'100 %' is neither dev nor test"),
        ({"file": "../homes.md", "timeline": []}, "lies outside the folder"),
        ({"timeline": []}, "names its `file`"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(gold: Path, line: dict[str, object], said: str) -> None:
    (gold / "expected.jsonl").write_text(json.dumps(line), "utf-8")
    done = evaluated("--gold", str(gold))
    assert done.exit_code == 1
    assert said in done.output


def test_a_folder_without_expectations_is_refused(tmp_path: Path) -> None:
    assert "See the layout in docs/proposals.md" in evaluated("--gold", str(tmp_path)).output

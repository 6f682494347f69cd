"""`citykb eval tagging`: measures worked out by hand, the split by city, and folders of other people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingest.evaluation.halves import half_of
from ingest.evaluation.label_measures import Labels, Scored, calibration, measure
from ingest.evaluation.sdg_benchmark import accuracy, answer
from ingest.evaluation.tagging_cli import tagging
from ingest.evaluation.tagging_gold import corpus_cases, folder_cases
from ingest.evaluation.tagging_score import score, tag_cases
from kb.config import Settings
from kb.errors import InvalidRecord, NotFound
from kb.vocab import Vocabulary

HOUSING = "# Social housing in Vienna\n\n## Summary\n\nVienna builds social housing for tenants.\n"
FRONT_MATTER = "---\ntitle: Night buses\nlanguage: en\nsummary: Dakar runs buses.\ncities: [dakar]\nthemes: [housing]\n---\n"
LIMIT = 100_000


def labels(expected: str, given: str) -> Labels:
    return Labels(frozenset(expected), frozenset(given))


def gold(folder: Path, *lines: object) -> Path:
    (folder / "vienna.md").write_text(HOUSING, "utf-8")
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "expected.jsonl").write_text(text, "utf-8")
    return folder


def test_labels_of_all_cases_are_counted_together() -> None:
    found = measure([labels("ab", "ac"), labels("d", ""), labels("", "e"), labels("", "")])
    assert (found.cases, found.expected, found.given, found.right, found.abstained) == (4, 3, 3, 1, 1)
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == pytest.approx(1 / 3)
    assert found.f1 == pytest.approx(2 / 6)


def test_a_measure_of_nothing_is_none() -> None:
    found = measure([labels("", "")])
    assert (found.precision, found.recall, found.f1) == (None, None, None)


def test_calibration_compares_scores_with_hits() -> None:
    low, high = calibration([Scored(0.5, True), Scored(0.55, False), Scored(1.0, True)])
    assert (low.low, low.high, low.suggestions, low.hit_rate) == (0.5, 0.6, 2, 0.5)
    assert low.mean_score == pytest.approx(0.525)
    assert (high.suggestions, high.hit_rate) == (1, 1.0)


def test_the_half_depends_on_the_city_alone() -> None:
    # sha256sum of "seoul" begins with an even hexadecimal digit, of "paris" with an odd one.
    assert (half_of("seoul"), half_of("paris")) == ("dev", "test")


def test_the_front_matter_is_the_decision_and_not_seen_by_the_tagger(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    (tmp_path / "night-buses.md").write_text(FRONT_MATTER, "utf-8")
    (case,) = corpus_cases(tmp_path, vocabulary, LIMIT)
    assert case.decided == {"cities": ("dakar",), "themes": ("housing",)}
    assert "housing" not in " ".join(case.texts.values())
    fields = score(tag_cases([case], vocabulary)).groups["all"]
    assert fields["cities"].f1 == 1.0
    assert fields["themes"].right == 0
    assert "instruments" not in fields, "what nobody decided is not counted"


def test_a_folder_of_others_is_measured(tmp_path: Path, vocabulary: Vocabulary) -> None:
    line = {"file": "vienna.md", "cities": ["Wien"], "themes": ["Housing and homelessness"], "half": "test"}
    (case,) = folder_cases(gold(tmp_path, line), vocabulary, LIMIT)
    assert (case.decided["cities"], case.decided["themes"], case.half) == (("vienna",), ("housing",), "test")
    groups = score(tag_cases([case], vocabulary)).groups
    assert set(groups) == {"all", "test", "language en"}
    assert groups["test"]["primary_theme"].right == 1


def test_an_empty_list_says_that_nothing_fits(tmp_path: Path, vocabulary: Vocabulary) -> None:
    cases = folder_cases(gold(tmp_path, {"file": "vienna.md", "themes": []}), vocabulary, LIMIT)
    themes = score(tag_cases(cases, vocabulary)).groups["all"]["themes"]
    assert themes.expected == 0
    assert themes.precision == 0.0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "no JSON object"),
        ("[]", "names its `file`"),
        ({"file": "vienna.md", "theme": []}, "no such key"),
        ({"file": "vienna.md", "themes": "housing"}, "Write a list"),
        ({"file": "vienna.md", "themes": ["parking"]}, "'parking' is not a term"),
        ({"file": "vienna.md", "half": "third"}, "neither dev nor test"),
        ({"file": "gone.md"}, "cannot be opened"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    tmp_path: Path, vocabulary: Vocabulary, line: object, said: str
) -> None:
    with pytest.raises(InvalidRecord) as caught:
        folder_cases(gold(tmp_path, {"file": "vienna.md"}, line), vocabulary, LIMIT)
    (problem,) = caught.value.problems
    assert "line 2" in str(problem)
    assert said in str(problem)


def test_a_folder_without_expectations_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(InvalidRecord, match="There is no such file"):
        folder_cases(tmp_path, vocabulary, LIMIT)


def test_the_command_prints_figures_and_json(tmp_path: Path) -> None:
    folder = gold(tmp_path, {"file": "vienna.md", "cities": ["vienna"]})
    arguments = [str(folder), "--gold", str(folder)]
    shown = CliRunner().invoke(tagging, arguments, obj=Settings())
    assert "cities             1  1.000  1.000  1.000" in shown.output
    document = json.loads(CliRunner().invoke(tagging, [*arguments, "--json"], obj=Settings()).stdout)
    assert document["groups"]["all"]["cities"]["f1"] == 1.0


def test_the_sdg_benchmark_is_answered_by_goal_and_half(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "sdg_benchmark" / "benchmark.csv"
    table.parent.mkdir()
    table.write_text(
        "id,text,sdg,label\n"
        "0a,Safe drinking water and sanitation were extended.,6,True\n"
        "1b,Safe drinking water and sanitation were extended.,6,False\n"
        "2c,A fine afternoon.,4,False\n",
        "utf-8",
    )
    answers = answer(table, vocabulary)
    assert [(given.goal, given.half, given.is_right) for given in answers] == [
        (6, "dev", True), (6, "test", False), (4, "dev", True),
    ]  # fmt: skip
    assert accuracy(answers).by_goal == {4: 1.0, 6: 0.5}
    assert accuracy(answers).mean == 0.75
    monkeypatch.setenv("CITYKB_EVAL_DATA", str(tmp_path))
    shown = CliRunner().invoke(tagging, [str(tmp_path)], obj=Settings()).output
    assert "  all            0.750 on 3 passages" in shown
    assert "text2sdg 0.83" in shown


def test_another_table_is_refused(tmp_path: Path, vocabulary: Vocabulary) -> None:
    table = tmp_path / "benchmark.csv"
    table.write_text("passage,goal\nWater.,6\n", "utf-8")
    with pytest.raises(InvalidRecord, match="its columns are id, text, sdg and label"):
        answer(table, vocabulary)


def test_without_the_benchmark_it_is_skipped_and_in_ci_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITYKB_EVAL_DATA", raising=False)
    monkeypatch.delenv("CI", raising=False)
    skipped = CliRunner().invoke(tagging, [str(tmp_path)], obj=Settings())
    assert skipped.exit_code == 0
    assert skipped.stderr.count("\n") == 1
    assert "skipped" in skipped.stderr
    monkeypatch.setenv("CI", "true")
    assert isinstance(CliRunner().invoke(tagging, [str(tmp_path)], obj=Settings()).exception, NotFound)

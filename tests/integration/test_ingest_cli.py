"""`citykb ingest` and `citykb tags` as they are typed: exit codes, output, report file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.cli import ingest
from ingest.tags_cli import tags
from kb.cli import CommandGroup
from kb.config import Settings

WRITE_UP = """---
title: Night buses
language: en
summary: Buses run all night in Seoul, so that nurses get home by public transport.
cities: [seoul]
themes: [health-care-ageing]
---
## How it works
Nine night bus lines meet at the subway stations.
"""


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database_url=sqlite_url)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "write-ups" / "night-buses.md"
    file.parent.mkdir()
    file.write_text(WRITE_UP, "utf-8")
    return file


def run(settings: Settings, *arguments: str) -> Result:
    """Run the command line with these settings; an error that is no CityKB error comes through."""
    group = CommandGroup("citykb", commands={"ingest": ingest, "tags": tags})
    return CliRunner().invoke(group, arguments, obj=settings, catch_exceptions=False)


def test_ingest_takes_in_and_says_so(settings: Settings, file: Path) -> None:
    first = run(settings, "ingest", str(file))
    assert first.exit_code == 0
    assert first.output.splitlines()[-1] == "1 file: 1 created."
    second = run(settings, "ingest", str(file.parent))
    assert second.exit_code == 0
    assert second.output.splitlines()[-1] == "1 file: 1 unchanged."


def test_a_rejected_file_gives_exit_code_1_and_the_rest_is_taken_in(settings: Settings, file: Path) -> None:
    (file.parent / "broken.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    report = file.parent / "report.json"
    result = run(settings, "ingest", str(file.parent), "--report", str(report))
    assert result.exit_code == 1
    assert "rejected" in result.output
    assert "broken.md" in result.output
    assert "(line 2)" in result.output
    assert json.loads(report.read_text("utf-8"))["counts"]["created"] == 1


def test_a_path_that_does_not_exist_is_told(settings: Settings, file: Path) -> None:
    result = run(settings, "ingest", str(file.parent / "nowhere"))
    assert result.exit_code == 1
    assert "no such file or folder" in result.output


def test_usage_errors_give_exit_code_2(settings: Settings) -> None:
    assert run(settings, "ingest").exit_code == 2
    assert run(settings, "ingest", "--colour", "x").exit_code == 2
    assert run(settings, "tags", "accept", "night-buses", "colours", "red").exit_code == 2


def test_without_a_database_one_line_says_what_to_do(tmp_path: Path, file: Path) -> None:
    result = run(Settings(data=tmp_path / "empty"), "ingest", str(file))
    assert result.exit_code == 1
    assert result.output.strip() == "Error: There is no database yet. Create it with `citykb init`."


def test_tags_are_explained_with_their_sentence(settings: Settings, file: Path) -> None:
    run(settings, "ingest", str(file))
    shown = run(settings, "tags", "explain", "night-buses")
    assert shown.exit_code == 0
    assert "* themes        health-care-ageing           human 1.00" in shown.output
    assert "  themes        mobility-access              cue-words 0." in shown.output
    assert "“Buses run all night in Seoul, so that nurses get home by public transport.”" in shown.output
    documents = json.loads(run(settings, "tags", "explain", "night-buses", "--json").output)
    theme = next(tag for tag in documents if tag["concept"] == "mobility-access")
    assert (theme["in_record"], theme["section"], theme["decision"]) == (False, "summary", None)


def test_explained_as_json_a_theme_has_the_cues_and_words_that_speak_for_it(
    settings: Settings, file: Path
) -> None:
    run(settings, "ingest", str(file))
    documents = json.loads(run(settings, "tags", "explain", "night-buses", "--json").output)
    by_concept = {tag["concept"]: tag for tag in documents}
    theme = by_concept["mobility-access"]
    assert "public transport" in [entry["cue"] for entry in theme["cues"]]
    added = {entry["stem"]: entry["added"] for entry in theme["words"]}
    assert added["bus"] > 0
    assert isinstance(theme["log_odds"], float)
    assert (by_concept["seoul"]["log_odds"], by_concept["seoul"]["words"]) == (None, [])


def test_a_decision_rules_the_record_and_outlives_a_new_text(settings: Settings, file: Path) -> None:
    run(settings, "ingest", str(file))
    accepted = run(settings, "tags", "accept", "night-buses", "themes", "mobility-access")
    assert "themes now: health-care-ageing, mobility-access" in accepted.output
    rejected = run(settings, "tags", "reject", "night-buses", "themes", "health-care-ageing")
    assert "themes now: mobility-access" in rejected.output
    file.write_text(WRITE_UP.replace("all night", "until five"), "utf-8")
    assert "1 revised" in run(settings, "ingest", str(file)).output
    shown = run(settings, "tags", "explain", "night-buses").output
    assert "rejected by operator" in shown
    assert "* themes        mobility-access" in shown


def test_an_unknown_slug_or_concept_gives_exit_code_1(settings: Settings, file: Path) -> None:
    run(settings, "ingest", str(file))
    assert run(settings, "tags", "explain", "day-buses").exit_code == 1
    result = run(settings, "tags", "accept", "night-buses", "themes", "buses")
    assert result.exit_code == 1
    assert "'buses' is not a term of the scheme themes" in result.output

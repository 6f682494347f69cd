"""`citykb tags retag` and the decisions in `citykb eval tagging --database`: suggestions follow, people's word stays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.evaluation.decisions import score_decisions
from ingest.evaluation.tagging_cli import tagging
from ingest.tags_cli import tags
from kb.cli import CommandGroup
from kb.config import Settings
from kb.db import repository
from kb.errors import NotAllowed
from kb.permissions import OPERATOR
from kb.records import Assignment, Record, StoredRecord
from kb.wiring import Application
from tests.factories import EDITOR, OFFICER, make_record, make_suggestion
from tests.installations import open_application

SLUG = "social-homes"
TEXT = {
    "title": "Social housing for nurses",
    "summary": "The city builds social housing and protects tenants from eviction.",
}


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    """A draft with an old suggestion that is its theme, one that is not, and one that a person rejected."""
    with open_application(tmp_path) as application:
        record = make_record(
            slug=SLUG, themes=["culture-community"], target_groups=[], instruments=[], **TEXT
        )
        old = [
            make_suggestion("culture-community"),
            make_suggestion("work-economy"),
            make_suggestion("housing"),
        ]
        application.catalog.create(OFFICER, record, old)
        application.catalog.decide_tag(OPERATOR, SLUG, "themes", "housing", "rejected")
        yield application


def run(application: Application, *arguments: str) -> Result:
    group = CommandGroup("citykb", commands={"tags": tags, "tagging": tagging})
    return CliRunner().invoke(group, arguments, obj=application.settings, catch_exceptions=False)


def head(application: Application) -> StoredRecord:
    with application.database.read() as session:
        return repository.get_head(session, SLUG)


def themes(stored: StoredRecord) -> dict[str, Assignment]:
    return {tag.concept: tag for tag in stored.assignments if tag.field == "themes"}


def test_suggestions_are_made_anew_and_decisions_stay(application: Application) -> None:
    before = head(application)
    assert run(application, "tags", "retag").output == "Records read: 1. Suggestions changed in: 1.\n"
    after = head(application)
    assert after.record == before.record
    assert after.revision == before.revision
    found = themes(after)
    assert "work-economy" not in found, "nothing in the text speaks for it, and the record does not hold it"
    assert (found["housing"].decision, found["housing"].cue) == ("rejected", "Social housing")
    assert found["culture-community"].sentence, "a tag of the record keeps its reason"
    assert run(application, "tags", "retag", SLUG).output == "Records read: 1. Suggestions changed in: 0.\n"


def test_a_tag_that_a_person_named_is_kept(application: Application) -> None:
    def nothing(_record: Record) -> Sequence[Assignment]:
        return ()

    assert application.catalog.retag(OPERATOR, SLUG, nothing)
    kept = {(tag.field, tag.concept, tag.method, tag.decision) for tag in head(application).assignments}
    assert ("cities", "seoul", "human", None) in kept
    assert ("themes", "housing", "human", "rejected") in kept


def test_only_the_operator_makes_suggestions_anew(application: Application) -> None:
    with pytest.raises(NotAllowed):
        application.catalog.retag(EDITOR, SLUG, lambda _record: ())


def test_an_unknown_record_is_told(application: Application) -> None:
    result = run(application, "tags", "retag", "no-such-record")
    assert result.exit_code == 1
    assert "no-such-record" in result.output


def test_the_rule_names_the_cues_that_count(application: Application) -> None:
    run(application, "tags", "retag")
    assert (
        "rule: social housing 30.0, tenants 8.0, eviction 12.0"
        not in run(application, "tags", "explain", SLUG).output
    )
    shown = run(application, "tags", "explain", SLUG).output
    assert "rule: social housing 30.0, eviction 12.0" in shown


def test_decisions_feed_the_evaluation(application: Application) -> None:
    application.catalog.decide_tag(OPERATOR, SLUG, "themes", "digital-data", "accepted")
    found = score_decisions(application.database, application.vocabulary)
    assert set(found) == {"themes"}
    # Suggested of the two: housing, which was rejected; digital-data, which was accepted, is not suggested.
    assert (found["themes"].expected, found["themes"].given, found["themes"].right) == (1, 1, 0)
    result = run(application, "tagging", str(Path(__file__).parents[1] / "fixtures"), "--database", "--json")
    assert json.loads(result.stdout)["decisions"]["themes"]["precision"] == 0.0


def test_decisions_need_a_database(tmp_path: Path) -> None:
    group = CommandGroup("citykb", commands={"tagging": tagging})
    settings = Settings(data=tmp_path / "empty")
    result = CliRunner().invoke(group, ["tagging", str(tmp_path), "--database"], obj=settings)
    assert result.exit_code == 1
    assert "There is no database yet" in result.output

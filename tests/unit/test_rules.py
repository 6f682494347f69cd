"""The three rule sets: what each asks for, that it says everything at once, and that nobody asks a curated record for more."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from pydantic import ValidationError

from kb.errors import Problem
from kb.records import (
    Record,
    import_problems,
    problems_of,
    publish_problems,
    submit_problems,
)
from kb.records.parts import SECTION_NAMES
from kb.records.rules import KEYWORD_LENGTH, KEYWORDS_LIMIT, SUMMARY_LIMIT, TITLE_LIMIT
from kb.vocab import Vocabulary
from tests.factories import make_event, make_record

MINIMUM = {"slug": "night-bus", "language": "en", "title": "Night bus"}
IMPORTABLE = MINIMUM | {"cities": ["seoul"], "summary": "Buses at night."}


def record(**values: object) -> Record:
    return Record.model_validate(MINIMUM | values)


def fields(problems: Iterable[Problem]) -> list[str]:
    return [problem.field for problem in problems]


def without(name: str) -> Record:
    values = make_record().model_dump(mode="json")
    del values[name]
    return Record.model_validate(values)


def test_the_complete_record_passes_all_three(vocabulary: Vocabulary) -> None:
    for rules in (import_problems, submit_problems, publish_problems):
        assert rules(make_record(), vocabulary) == ()


def test_import_asks_for_a_city_and_some_text(vocabulary: Vocabulary) -> None:
    assert fields(import_problems(record(), vocabulary)) == ["cities", "sections"]
    assert import_problems(record(cities=["seoul"], summary="Buses."), vocabulary) == ()
    assert import_problems(record(cities=["seoul"], sections={"problem": "Dark."}), vocabulary) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"cities": ["seoul", "atlantis"]}, "cities"),
        ({"themes": ["magic"]}, "themes"),
        ({"instruments": ["magic"]}, "instruments"),
        ({"target_groups": ["magic"]}, "target_groups"),
        ({"reached_groups": ["magic"]}, "reached_groups"),
        ({"sdg_targets": ["99.9"]}, "sdg_targets"),
        ({"scale": "galaxy"}, "scale"),
        ({"jurisdiction": "galaxy"}, "jurisdiction"),
        ({"lead_organisation": {"name": "A", "type": "magic"}}, "lead_organisation.type"),
        ({"partners": [{"name": "A"}, {"name": "B", "type": "magic"}]}, "partners.1.type"),
        ({"partners": [{"name": "A", "role": "magic"}]}, "partners.0.role"),
        ({"practice_transfers": [{"kind": "inspired-by", "city": "atlantis"}]}, "practice_transfers.0.city"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_import_knows_every_concept_and_city(
    change: dict[str, object], field: str, vocabulary: Vocabulary
) -> None:
    problems = import_problems(make_record(**change), vocabulary)

    assert fields(problems) == [field]
    assert any(name in str(problems[0]) for name in ("magic", "galaxy", "atlantis", "99.9"))


def test_the_cross_theme_may_follow_but_never_lead(vocabulary: Vocabulary) -> None:
    assert fields(import_problems(make_record(themes=["planning-regeneration", "housing"]), vocabulary)) == [
        "themes"
    ]
    assert import_problems(make_record(themes=["housing", "planning-regeneration"]), vocabulary) == ()


@pytest.mark.parametrize(
    ("field", "row"),
    [
        ("reported_results", {"metric": "Riders"}),
        ("costs", {"amount": "EUR 1"}),
        ("timeline", {"date": "2020", "event": "Begins"}),
        ("conflicts", {"statement": "They disagree."}),
        ("practice_transfers", {"kind": "inspired-by", "place": "Jeju"}),
        ("practices", {"title": "Night bus"}),
        ("awards", {"name": "Prize"}),
    ],
)
def test_a_row_cannot_cite_a_source_that_is_not_listed(
    field: str, row: dict[str, object], vocabulary: Vocabulary
) -> None:
    problems = import_problems(make_record(**{field: [row | {"sources": [1, 7]}]}), vocabulary)

    assert fields(problems) == [field]
    assert "source 7" in str(problems[0])


def test_submit_asks_the_seven_questions_of_the_quick_form(vocabulary: Vocabulary) -> None:
    assert fields(submit_problems(record(), vocabulary)) == [
        "summary", "cities", "lead_organisation", "themes", "stage", "contact",
    ]  # fmt: skip


@pytest.mark.parametrize("field", ["summary", "cities", "lead_organisation", "themes", "stage", "contact"])
def test_not_reported_does_not_answer_the_quick_form(field: str, vocabulary: Vocabulary) -> None:
    assert fields(submit_problems(make_record(**{field: None}), vocabulary)) == [field]


def test_an_empty_contact_is_no_contact(vocabulary: Vocabulary) -> None:
    assert fields(submit_problems(make_record(contact={"email": None}), vocabulary)) == ["contact"]
    assert submit_problems(make_record(contact={"unit": "Bus office"}), vocabulary) == ()


def test_submit_does_not_ask_what_only_publishing_needs(vocabulary: Vocabulary) -> None:
    bare = make_record(evidence=None, sources=[], sections={}, reported_results=[], costs=[])
    assert submit_problems(bare, vocabulary) == ()


def test_length_limits_bind_the_web_but_not_the_import(vocabulary: Vocabulary) -> None:
    fits = make_record(title="t" * TITLE_LIMIT, summary="s" * SUMMARY_LIMIT)
    too_long = make_record(title="t" * (TITLE_LIMIT + 1), summary="s" * (SUMMARY_LIMIT + 1))

    assert import_problems(too_long, vocabulary) == ()
    for rules in (submit_problems, publish_problems):
        assert rules(fits, vocabulary) == ()
        assert fields(rules(too_long, vocabulary)) == ["title", "summary"]
    assert str(submit_problems(too_long, vocabulary)[0]) == "title: 121 characters; shorten it to 120."


def test_keywords_are_few_and_short_on_the_web(vocabulary: Vocabulary) -> None:
    fits = make_record(keywords=[f"word {n}" for n in range(KEYWORDS_LIMIT - 1)] + ["w" * KEYWORD_LENGTH])
    many = make_record(keywords=[f"word {n}" for n in range(KEYWORDS_LIMIT + 1)])
    long = make_record(keywords=["a whole sentence " * 4])

    assert import_problems(many, vocabulary) == import_problems(long, vocabulary) == ()
    assert publish_problems(fits, vocabulary) == ()
    assert str(publish_problems(many, vocabulary)[0]) == "keywords: 31 keywords; keep the 30 that tell most."
    assert [str(problem) for problem in submit_problems(long, vocabulary)] == [
        "keywords: 'a whole sentence a w …' has 67 characters; a keyword has at most 60."
    ]


@pytest.mark.parametrize("field", ["summary", "themes", "sources", "evidence"])
def test_publishing_needs_more_than_silence(field: str, vocabulary: Vocabulary) -> None:
    changes: dict[str, object] = {field: None}
    if field == "sources":
        changes |= {"reported_results": None, "costs": None, "sections": dict.fromkeys(SECTION_NAMES)}

    assert fields(publish_problems(make_record(**changes), vocabulary)) == [field]


def test_publishing_needs_a_reason_for_the_evidence_level(vocabulary: Vocabulary) -> None:
    for evidence in ({"level": 2}, {"level": 2, "reason": None}):
        problems = publish_problems(make_record(evidence=evidence), vocabulary)
        assert [str(problem) for problem in problems] == [
            "evidence: Say in one line why the evidence level is 2."
        ]


@pytest.mark.parametrize(
    "field",
    [
        "jurisdiction",
        "scale",
        "instruments",
        "target_groups",
        "started",
        "lead_organisation",
        "reported_results",
        "costs",
    ],
)
def test_every_other_field_is_answered_or_said_to_be_not_reported(field: str, vocabulary: Vocabulary) -> None:
    assert fields(publish_problems(without(field), vocabulary)) == [field]
    assert publish_problems(make_record(**{field: None}), vocabulary) == ()


def test_the_sections_of_the_template_are_answered_too(vocabulary: Vocabulary) -> None:
    sections = {"problem": "Dark.", "funding": None, "results": "Lighter."}

    unanswered = fields(publish_problems(make_record(sections=sections), vocabulary))

    assert "sections.objectives" in unanswered
    assert "sections.critique" in unanswered
    assert not {"sections.problem", "sections.funding", "sections.results", "sections.other"} & set(
        unanswered
    )


def test_an_event_is_not_asked_the_questions_of_a_practice(vocabulary: Vocabulary) -> None:
    values = make_event(sources=[{"n": 1, "title": "Programme"}]).model_dump(mode="json")
    for name in ("costs", "reported_results", "sections", "instruments", "scale"):
        del values[name]

    assert publish_problems(Record.model_validate(values), vocabulary) == ()


def test_a_curated_record_needs_no_contact_to_be_published(vocabulary: Vocabulary) -> None:
    assert publish_problems(without("contact"), vocabulary) == ()


def test_all_complaints_about_raw_values_come_at_once_in_plain_words() -> None:
    with pytest.raises(ValidationError) as refusal:
        Record.model_validate(
            {"slug": "night-bus", "language": "en", "colour": "blue", "stage": "sometimes", "started": "50 % of 2020",
             "reported_results": [{"metric": "Riders", "number": "many"}], "lead_organisation": "City Hall"}
        )  # fmt: skip

    problems = problems_of(refusal.value)

    texts = {problem.field: str(problem) for problem in problems}
    assert texts["title"] == "title: This field is needed."
    assert texts["colour"] == "colour: There is no field of this name. Check its spelling."
    assert texts["lead_organisation"] == "lead_organisation: Write this as named parts, such as {name: …}."
    assert "'running'" in texts["stage"]
    assert "'many' is not a number" in texts["reported_results.0.number"]
    assert "'50 % of 2020' is not a date" in texts["started"]


def test_prose_that_cites_an_unlisted_source_cannot_be_published(vocabulary: Vocabulary) -> None:
    record = make_record(sections={"problem": "Rents rose [1,99]."}, sources=[{"n": 1, "title": "Report"}])
    found = [
        str(problem)
        for problem in publish_problems(record, vocabulary)
        if problem.field == "sections.problem"
    ]
    assert found == ["sections.problem: The text cites source 99, which is not in the list of sources."]


@pytest.mark.parametrize(
    ("started", "ended", "is_wrong"),
    [
        ("2024", "2020", True),
        ("2020-05", "2020-04-30", True),
        ("2020-05", "2020", False),
        ("c. 2010", "2010", False),
        ("after 2015", "before 2008", True),
        ("before 2008", "2001", False),
        ("2020", None, False),
    ],
)
def test_nothing_ends_before_it_begins(
    started: str, ended: str | None, is_wrong: bool, vocabulary: Vocabulary
) -> None:
    practice = make_record(started=started, ended=ended)
    for rules in (submit_problems, publish_problems):
        assert fields(rules(practice, vocabulary)) == (["ended"] if is_wrong else [])
    assert import_problems(practice, vocabulary) == ()


def test_a_text_that_cites_an_unlisted_source_goes_back_to_its_author(vocabulary: Vocabulary) -> None:
    practice = make_record(sections=make_record().sections.model_copy(update={"problem": "Cold [99]."}))
    assert fields(submit_problems(practice, vocabulary)) == ["sections.problem"]

"""Records as values: three answers per field, ids of parts, one canonical spelling, and nothing lost on the way."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kb.records import (
    NOT_REPORTED,
    SECTION_NAMES,
    Record,
    ReportedResult,
    canonical_document,
    canonical_json,
    content_hash,
    from_document,
    public_document,
    says_not_reported,
)
from tests.factories import make_record, make_result

MINIMUM = {"slug": "night-bus", "language": "en", "title": "Night bus", "cities": ["seoul"]}


def test_blank_keywords_are_none() -> None:
    assert make_record(keywords=["bus ", "", " ", "bus"]).keywords == ("bus",)


def test_reported_not_reported_and_never_asked_are_told_apart() -> None:
    record = Record.model_validate(MINIMUM | {"summary": "Buses at night.", "scale": None})

    assert record.summary == "Buses at night."
    assert (record.scale, "scale" in record.not_reported, record.was_asked("scale")) == (None, True, True)
    assert (record.stage, "stage" in record.not_reported, record.was_asked("stage")) == (None, False, False)


@pytest.mark.parametrize("text", [*NOT_REPORTED.values(), "not reported.", " NOT REPORTED ", "미보고", None])
def test_the_sole_text_not_reported_counts_in_every_language(text: str | None) -> None:
    record = Record.model_validate(MINIMUM | {"sections": {"funding": text}, "reported_results": text})

    assert says_not_reported(text)
    assert record.sections.funding is None
    assert record.sections.not_reported == {"funding"}
    assert record.reported_results == ()
    assert record.not_reported == {"reported_results"}


def test_a_text_that_says_more_than_not_reported_stays_a_text() -> None:
    assert not says_not_reported("Not reported by the city, estimated by others.")


def test_the_written_form_holds_what_was_said_and_nothing_else() -> None:
    record = Record.model_validate(
        MINIMUM | {"summary": None, "sections": {"problem": "Dark.", "funding": None}}
    )

    assert record.model_dump(mode="json") == {
        "slug": "night-bus", "kind": "case-study", "language": "en", "title": "Night bus", "cities": ["seoul"],
        "license": "CC-BY-4.0", "summary": None, "sections": {"problem": "Dark.", "funding": None},
    }  # fmt: skip


def test_the_usual_kind_and_licence_are_written_down() -> None:
    record = Record.model_validate(MINIMUM)

    assert (record.kind, record.license) == ("case-study", "CC-BY-4.0")
    assert {"kind", "license"} <= set(canonical_document(record))


def test_changes_may_turn_every_answer_into_every_other() -> None:
    record = make_record(stage=None)

    running = record.with_changes(stage="running")
    silent = running.with_changes(stage=None, themes=None)

    assert (running.stage, running.not_reported) == ("running", frozenset())
    assert (silent.stage, silent.themes, silent.not_reported) == (None, (), {"stage", "themes"})


def test_unknown_names_and_the_inner_bookkeeping_are_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Record.model_validate(MINIMUM | {"colour": "blue"})
    with pytest.raises(ValidationError, match="there is no field 'not_reported'"):
        Record.model_validate(MINIMUM | {"not_reported": ["title"]})


def test_a_record_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        make_record().title = "Other"  # type: ignore[misc]


def test_an_id_is_the_hash_of_the_identifying_text() -> None:
    result = {"metric": "Riders", "period": "2024", "population": "adults", "value": "9"}
    record = Record.model_validate(MINIMUM | {"reported_results": [result]})

    assert record.reported_results[0].id == hashlib.sha256(b"Riders | 2024 | adults").hexdigest()[:8]


def test_ids_do_not_depend_on_the_figure_and_collisions_are_numbered() -> None:
    first, second, third = (
        make_record(
            reported_results=[make_result("Riders", str(value)) for value in range(count)]
        ).reported_results
        for count in (1, 2, 3)
    )

    stem = first[0].id
    assert [result.id for result in second] == [stem, f"{stem}-2"]
    assert [result.id for result in third] == [stem, f"{stem}-2", f"{stem}-3"]


def test_a_given_id_is_kept_and_never_given_again() -> None:
    taken = make_record(reported_results=[make_result("Riders")]).reported_results[0].id

    record = make_record(reported_results=[make_result("Riders"), make_result("Other", id=taken)])

    assert [result.id for result in record.reported_results] == [f"{taken}-2", taken]


@pytest.mark.parametrize("identifier", ["a b", "<b>", "é", "x" * 81])
def test_an_id_that_cannot_stand_in_an_address_is_refused(identifier: str) -> None:
    with pytest.raises(ValidationError):
        make_result(id=identifier)


def test_two_rows_with_one_id_are_refused() -> None:
    with pytest.raises(ValidationError, match="two rows have the same `id`"):
        make_record(reported_results=[make_result("Riders", id="a"), make_result("Drivers", id="a")])


def test_two_sources_with_one_number_are_refused() -> None:
    with pytest.raises(ValidationError, match="two sources have the same number"):
        make_record(sources=[{"n": 1, "title": "A"}, {"n": 1, "title": "B"}])


def test_a_translated_summary_is_no_full_text() -> None:
    texts = [
        {"language": "es", "title": "Otra vez", "sections": {"problem": "Frío."}},
        {"language": "fr", "title": "Encore"},
    ]
    record = make_record(translations=texts)
    assert record.languages == ("en", "es", "fr")
    assert record.full_text_languages == ("en", "es")


def test_two_texts_in_one_language_are_refused() -> None:
    with pytest.raises(ValidationError, match="two texts are in the same language"):
        make_record(translations=[{"language": "en", "title": "Again"}])


def test_a_concept_named_twice_counts_once_and_the_first_place_wins() -> None:
    assert make_record(themes=["housing", "mobility", "housing"]).themes == ("housing", "mobility")


def test_numbers_come_as_text_and_keep_their_kind() -> None:
    result = make_result(number="-10.4", low="3", denominator=626)

    assert (result.number, result.low, result.denominator) == (-10.4, 3, 626)
    assert isinstance(result.low, int)


@pytest.mark.parametrize("number", ["nan", "inf", "many", ""])
def test_what_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(ValidationError):
        make_result(number=number)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "example.org", "https://a b"])
def test_a_source_address_is_http_or_nothing(url: str) -> None:
    with pytest.raises(ValidationError):
        make_record(sources=[{"n": 1, "title": "A", "url": url}])


def test_canonical_json_has_one_spelling_for_one_content() -> None:
    fields = make_record().model_dump(mode="json")
    reordered = Record.model_validate(dict(reversed(fields.items())))

    text = canonical_json(make_record(title="서울 숲"))

    assert canonical_json(reordered) == canonical_json(make_record())
    assert json.loads(text)["schema_version"] == 1
    assert "서울 숲" in text
    assert ": " not in text.replace("Invented for tests: ", "")


def test_the_hash_follows_the_content() -> None:
    assert content_hash(make_record()) == content_hash(make_record())
    assert content_hash(make_record()) != content_hash(make_record(title="Other"))
    assert content_hash(make_record(scale=None)) != content_hash(
        Record.model_validate(
            {name: value for name, value in make_record().model_dump(mode="json").items() if name != "scale"}
        )
    )


def test_the_public_document_names_the_lead_city_and_hides_the_contact() -> None:
    document = public_document(make_record(cities=["paris", "seoul"], contact={"email": "desk@city.example"}))

    assert document["city"] == "paris"
    assert "contact" not in document
    assert "desk@city.example" not in json.dumps(document)


words = st.text(min_size=1, max_size=20).filter(lambda text: text.strip() and not says_not_reported(text))
answers = st.one_of(st.none(), words)
results = st.fixed_dictionaries(
    {"metric": words},
    optional={
        "value": answers,
        "number": st.one_of(st.none(), st.integers(-(10**30), 10**30), st.floats(-1e30, 1e30)),
        "kind": st.sampled_from([None, "output", "outcome", "impact"]),
        "period": answers,
        "sources": st.lists(st.integers(1, 9999), max_size=3),
    },
)
fields = st.fixed_dictionaries(
    {"slug": st.just("night-bus"), "language": st.sampled_from(["en", "ko", "pt-BR"]), "title": words},
    optional={
        "summary": answers,
        "cities": st.lists(st.sampled_from(["seoul", "paris"]), max_size=3),
        "stage": st.sampled_from([None, "pilot", "running"]),
        "started": st.sampled_from([None, "2021-H1", "c. 2022", "before 2008"]),
        "sections": st.dictionaries(st.sampled_from(SECTION_NAMES), answers),
        "reported_results": st.one_of(st.none(), st.lists(results, max_size=4)),
        "evidence": st.one_of(st.none(), st.fixed_dictionaries({"level": st.integers(0, 5)}, optional={"reason": answers})),
    },
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(fields)
def test_a_stored_record_reads_back_the_same_to_the_byte(values: dict[str, Any]) -> None:
    record = Record.model_validate(values)

    again = from_document(json.loads(canonical_json(record)))

    assert again == record
    assert canonical_json(again) == canonical_json(record)
    assert (
        again.not_reported == record.not_reported == {name for name, value in values.items() if value is None}
    )
    assert record.with_changes() == record


@pytest.mark.parametrize(
    ("qualifier", "value", "leading"),
    [
        ("over", "over 750", ""),
        ("over", "750", "over"),
        ("Up to", "up to 95", ""),
        (None, "95", ""),
        ("about", None, "about"),
    ],
)
def test_a_qualifier_is_said_once(qualifier: str | None, value: str | None, leading: str) -> None:
    assert ReportedResult(metric="Pupils", value=value, qualifier=qualifier).leading_qualifier == leading


@pytest.mark.parametrize(
    ("value", "unit", "beside"),
    [
        ("28%", "%", ""),
        ("78 %", "%", ""),
        ("28%", "% of flats", "of flats"),
        ("about 30% more", "%", ""),
        ("27", "%", "%"),
        ("40 wards", "wards", ""),
        ("6 Minutes", "minutes per case", "per case"),
        ("10 times lower", "times lower", ""),
        ("12 homes", "omes", "omes"),
        ("4", "estates", "estates"),
        (None, "people", "people"),
        ("120", None, ""),
        ("grade 1", "grade", ""),
        ("Grade 1", "grade of the rating", "grade of the rating"),
    ],
)
def test_a_unit_is_said_once(value: str | None, unit: str | None, beside: str) -> None:
    assert ReportedResult(metric="Measured", value=value, unit=unit).trailing_unit == beside

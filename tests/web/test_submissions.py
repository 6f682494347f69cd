"""Writing a case study: draft, suggestions, sources, submission, comments, amendments, and two people at once."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from kb.records import Status, canonical_json
from tests.factories import EDITOR, OFFICER, OTHER_OFFICER, make_record
from tests.web.filling import PageForm, errors_on
from tests.web.work import COMPLETE, Person, Site

NEW = "/submissions/new"


@pytest.fixture
def officer(site: Site) -> Person:
    return site.signed_in(OFFICER)


def test_a_draft_needs_a_title_only(site: Site, officer: Person) -> None:
    answer = officer.press(NEW, "save", title="Warm homes", contact_email="", contact_name="")
    (stored,) = site.heads_of(OFFICER)
    assert answer.headers["Location"] == f"/submissions/{stored.record.slug}"
    assert (stored.status, stored.record.title) == (Status.DRAFT, "Warm homes")
    page = officer.get(answer.headers["Location"])
    assert "Saved." in page.text
    assert "Only you see it" in page.text


def test_a_draft_is_in_the_list_of_its_author_only(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    assert f"/submissions/{slug}" in officer.get("/submissions/").text
    other = site.signed_in(OTHER_OFFICER)
    assert slug not in other.get("/submissions/").text
    for path in ("", "/edit", "/details"):
        assert other.get(f"/submissions/{slug}{path}").status_code == 403


def test_a_draft_is_deleted_after_a_question(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    path = f"/submissions/{slug}/delete"
    assert f'href="{path}"' in officer.get(f"/submissions/{slug}").text
    assert "Delete this draft?" in officer.get(path).text
    assert officer.client.post(path).status_code == 400, "an unsigned form deletes nothing"
    assert site.signed_in(OTHER_OFFICER).get(path).status_code == 403
    answer = officer.press(path, None)
    assert answer.headers["Location"] == "/submissions/"
    assert "Deleted: Harbour meals" in officer.get("/submissions/").text
    assert site.heads_of(OFFICER) == ()
    assert officer.get(f"/submissions/{slug}").status_code == 404


def test_only_a_draft_that_nobody_has_read_can_be_deleted(site: Site, officer: Person) -> None:
    slug = site.published().record.slug
    site.change_record(slug, OFFICER, title="Harbour meals, amended")
    assert "/delete" not in officer.get(f"/submissions/{slug}").text
    waiting = site.submitted(slug="warm-homes").record.slug
    for address in (slug, waiting):
        assert officer.get(f"/submissions/{address}/delete").status_code == 409


def test_a_complete_form_is_submitted_in_one_step(site: Site, officer: Person) -> None:
    answer = officer.press(NEW, "submit", **COMPLETE)
    (stored,) = site.heads_of(OFFICER)
    assert answer.headers["Location"] == f"/submissions/{stored.record.slug}"
    assert stored.status is Status.SUBMITTED
    record = stored.record
    assert record.cities == ("seoul",)
    assert record.slug == "seoul-warm-homes"
    assert record.lead_organisation is not None
    assert (record.lead_organisation.name, record.lead_organisation.type) == (
        COMPLETE["lead_name"],
        "government",
    )
    assert (record.themes, record.stage) == (("housing",), "running")
    assert record.contact is not None
    assert record.contact.email == COMPLETE["contact_email"]
    page = officer.get(answer.headers["Location"])
    assert "Submitted" in page.text
    assert "/edit" not in page.text


def test_submitting_too_early_saves_and_marks_every_gap(site: Site, officer: Person) -> None:
    empty = dict.fromkeys(("contact_name", "contact_unit", "contact_email"), "")
    answer = officer.press(NEW, "submit", title="Warm homes " * 20, **empty)
    (stored,) = site.heads_of(OFFICER)
    assert stored.status is Status.DRAFT
    page = officer.get(answer.headers["Location"])
    assert errors_on(page.text).keys() == {
        "title", "summary", "city", "lead_name", "primary_theme", "stage", "contact_email",
    }  # fmt: skip
    assert "shorten it to 120" in page.text
    assert all(f'href="#{field}"' in page.text for field in errors_on(page.text))


def test_texts_over_their_limit_are_kept_but_not_submitted(site: Site, officer: Person) -> None:
    answer = officer.press(NEW, "submit", **COMPLETE | {"problem": "x" * 1501})
    assert errors_on(officer.get(answer.headers["Location"]).text).keys() == {"problem"}
    (stored,) = site.heads_of(OFFICER)
    assert (stored.status, stored.record.sections.problem) == (Status.DRAFT, "x" * 1501)
    page = officer.get(f"/submissions/{stored.record.slug}").text
    assert "One thing is to be done before it can be submitted:" in page
    assert "1,501 characters; shorten it to 1,500." in page


def test_what_its_author_alone_can_mend_is_said_before_an_editor_reads_it(
    site: Site, officer: Person
) -> None:
    wrong = {"problem": "Cold homes [9].", "started": "2024", "ended": "2020-05"}
    answer = officer.press(NEW, "submit", **COMPLETE | wrong)
    errors = errors_on(officer.get(answer.headers["Location"]).text)
    assert errors == {
        "problem": "The text cites source 9, which is not in the list of sources.",
        "ended": "It ends (2020-05) before it begins (2024).",
    }
    (stored,) = site.heads_of(OFFICER)
    slug = stored.record.slug
    assert stored.status is Status.DRAFT
    assert f'href="/submissions/{slug}/edit#ended">Ended</a>' in officer.get(f"/submissions/{slug}").text


def test_the_history_tells_changes_of_status_in_words(site: Site, officer: Person) -> None:
    officer.press(NEW, "submit", **COMPLETE)
    (stored,) = site.heads_of(OFFICER)
    page = officer.get(f"/submissions/{stored.record.slug}").text
    assert f"{OFFICER.name or OFFICER.login} submitted it (Draft → Submitted)" in page


def test_errors_stand_on_their_fields_and_nothing_typed_is_lost(site: Site, officer: Person) -> None:
    typed = COMPLETE | {
        "title": "", "city": "Soul", "started": "someday", "contact_email": "no address", "problem": "Text <b>한글</b>",
        "sources-0-url": "example.org/report",
    }  # fmt: skip
    answer = officer.press(NEW, "save", **typed)
    assert answer.status_code == 422
    assert errors_on(answer.text).keys() == {
        "title", "city", "started", "contact_email", "sources-0-title", "sources-0-url",
    }  # fmt: skip
    assert "Did you mean Seoul?" in answer.text
    assert '<a href="#sources-0-url">Source 1, Address</a>: Write the whole address' in answer.text
    values = PageForm(answer.text).values
    assert all(values[name] == value for name, value in typed.items())
    assert not site.heads_of(OFFICER)


@pytest.mark.parametrize("name", ["Seoul", "서울", "séoul", "Seoul, Republic of Korea"])
def test_a_city_is_known_under_any_of_its_names(site: Site, officer: Person, name: str) -> None:
    officer.press(NEW, "save", title="Warm homes", city=name, other_cities="Barcelona; Bogotá")
    assert site.heads_of(OFFICER)[0].record.cities == ("seoul", "barcelona", "bogota")


def test_a_name_of_several_cities_comes_back_with_the_names_to_choose_from(
    site: Site, officer: Person
) -> None:
    page = officer.press(NEW, "save", title="Warm homes", city="Birmingham", other_cities="Winipeg")
    assert page.status_code == 422
    errors = errors_on(page.text)
    assert "Birmingham, United Kingdom; Birmingham, United States" in errors["city"]
    assert "Did you mean Winnipeg?" in errors["other_cities"]
    saved = officer.press_on(
        page.text, NEW, "save", city="Birmingham, United Kingdom", other_cities="Winnipeg"
    )
    assert saved.status_code == 303
    (stored,) = site.heads_of(OFFICER)
    assert stored.record.cities == ("birmingham-gb", "winnipeg")
    form = PageForm(officer.get(f"/submissions/{stored.record.slug}/edit").text)
    assert (form.values["city"], form.values["other_cities"]) == ("Birmingham, United Kingdom", "Winnipeg")


def test_only_the_cities_kept_by_hand_are_sent_with_the_form(officer: Person) -> None:
    page = officer.get(NEW).text
    assert page.count("<option") < 500
    assert '<option value="Seoul">' in page


def test_a_title_that_is_an_address_of_ours_gets_another_slug(site: Site, officer: Person) -> None:
    officer.press(NEW, "save", title="New")
    (stored,) = site.heads_of(OFFICER)
    assert officer.get(f"/submissions/{stored.record.slug}").status_code == 200


def test_sources_are_added_and_removed_without_javascript(site: Site, officer: Person) -> None:
    first = {"sources-0-title": "First", "sources-0-url": "https://example.org/1"}
    page = officer.press(NEW, "add:sources", title="Warm homes", **first)
    second = {"sources-1-title": "Second", "sources-1-issued": "May 2024", "sources-1-publisher": "City"}
    page = officer.press_on(page.text, NEW, "add:sources", **second)
    page = officer.press_on(page.text, NEW, "remove:sources-0", **{"sources-2-title": "Third"})
    assert page.status_code == 200
    assert not site.heads_of(OFFICER)
    officer.press_on(page.text, NEW, "save")
    sources = site.heads_of(OFFICER)[0].record.sources
    assert [(source.n, source.title) for source in sources] == [(2, "Second"), (3, "Third")]
    assert str(sources[0].issued) == "2024-05"


def test_empty_source_rows_are_left_out(site: Site, officer: Person) -> None:
    page = officer.press(NEW, "add:sources", title="Warm homes")
    officer.press_on(page.text, NEW, "save", **{"sources-1-title": "Only one"})
    assert [source.title for source in site.heads_of(OFFICER)[0].record.sources] == ["Only one"]


TEXT = {
    "title": "Warm homes",
    "summary": "Social housing tenants in Busan get their rent paid.",
    "problem": "Tenants were evicted and homelessness rose. Affordable housing was scarce in Busan.",
}


def test_suggested_tags_come_with_their_sentence_and_are_taken_over_when_ticked(
    site: Site, officer: Person
) -> None:
    page = officer.press(NEW, "suggest", **TEXT)
    assert "<mark>Busan</mark>" in page.text
    assert "Social housing</mark> tenants" in page.text
    assert not site.heads_of(OFFICER)
    officer.press_on(page.text, NEW, "save", accept=["themes:housing", "cities:busan"])
    (stored,) = site.heads_of(OFFICER)
    assert (stored.record.themes, stored.record.cities) == (("housing",), ("busan",))
    reasons = {(found.field, found.concept): found for found in stored.assignments}
    assert reasons["themes", "housing"].decision == "accepted"
    assert reasons["themes", "housing"].decided_by == OFFICER.login
    assert "Social housing" in reasons["themes", "housing"].sentence


def test_suggestions_that_are_left_stay_suggestions(site: Site, officer: Person) -> None:
    page = officer.press(NEW, "suggest", **TEXT)
    officer.press_on(page.text, NEW, "save", primary_theme="mobility-access")
    (stored,) = site.heads_of(OFFICER)
    assert stored.record.themes == ("mobility-access",)
    housing = next(found for found in stored.assignments if found.concept == "housing")
    assert housing.decision is None


def test_taking_over_fills_the_form_and_offers_no_tag_twice(officer: Person) -> None:
    page = officer.press(NEW, "suggest", **TEXT)
    page = officer.press_on(page.text, NEW, "accept", accept=["themes:housing", "cities:busan"])
    form = PageForm(page.text)
    assert (form.values["primary_theme"], form.values["city"]) == ("housing", "Busan")
    page = officer.press_on(page.text, NEW, "suggest")
    assert "themes:housing" not in page.text
    assert "cities:busan" not in page.text


def test_editing_changes_only_what_was_changed(site: Site, officer: Person) -> None:
    before = site.draft(
        aliases=[{"text": "항구 급식", "language": "ko", "kind": "native"}],
        themes=["basic-services-food", "education-learning", "housing"],
        sources=[{"n": 3, "title": "Report", "url": "https://example.org/3", "note": "weak source"}],
        sections={"problem": "Text [3].", "legal_basis": "A law [3].", "results": None},
        reported_results=[{"metric": "Meals", "value": "120", "sources": [3]}],
        costs=None,
        ended=None,
    )
    path = f"/submissions/{before.record.slug}/edit"
    assert PageForm(officer.get(path).text).values["results"] == "Not reported"
    assert officer.press(path, "save").status_code == 303
    assert site.head(before.record.slug).revision == before.revision
    officer.press(path, "save", summary="A new summary.")
    after = site.head(before.record.slug)
    assert after.revision == before.revision + 1
    assert canonical_json(after.record) == canonical_json(
        before.record.with_changes(summary="A new summary.")
    )


def test_not_reported_can_be_typed_and_taken_back(site: Site, officer: Person) -> None:
    slug = site.draft(sections={"problem": "Text [1]."}).record.slug
    path = f"/submissions/{slug}/edit"
    officer.press(path, "save", critique="Not reported", ended="not reported")
    record = site.head(slug).record
    assert record.sections.not_reported == {"critique"}
    assert "ended" in record.not_reported
    officer.press(path, "save", critique="")
    assert not site.head(slug).record.sections.was_asked("critique")


def test_what_no_form_of_ours_sends_is_refused_in_the_form(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    path = f"/submissions/{slug}/details"
    answer = officer.press(path, "save", evidence_level="high", evidence_reason="As it says.")
    assert answer.status_code == 422
    answer = officer.press(path, "save", expected_revision="9" * 5000, evidence_reason="")
    assert answer.status_code == 303


def test_keywords_stand_one_per_line(site: Site, officer: Person) -> None:
    slug = site.draft(keywords=["Washington, D.C.", "아동·청소년"]).record.slug
    path = f"/submissions/{slug}/details"
    assert PageForm(officer.get(path).text).values["keywords"] == "Washington, D.C.\r\n아동·청소년"
    officer.press(
        path, "save", keywords="Washington, D.C.\r\n아동·청소년\r\n\r\nnight bus,  last train , night bus"
    )
    assert site.head(slug).record.keywords == ("Washington, D.C.", "아동·청소년", "night bus", "last train")
    officer.press(path, "save", keywords="")
    assert site.head(slug).record.keywords == ()


def test_two_who_save_at_once_see_both_texts_and_lose_none(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    path = f"/submissions/{slug}/edit"
    page = officer.get(path).text
    newer = site.change_record(slug, OFFICER, summary="Theirs.")
    answer = officer.press_on(page, path, "save", summary="Mine.")
    assert answer.status_code == 409
    assert "Theirs." in answer.text
    assert PageForm(answer.text).values["summary"] == "Mine."
    assert site.head(slug).record.summary == "Theirs."
    assert officer.press_on(answer.text, path, "save").status_code == 303
    head = site.head(slug)
    assert (head.record.summary, head.revision) == ("Mine.", newer.revision + 1)


def test_changes_asked_for_are_read_and_answered(site: Site, officer: Person) -> None:
    slug = site.submitted().record.slug
    site.application.catalog.request_changes(EDITOR, slug, "Name the source of the figure.")
    page = officer.get(f"/submissions/{slug}")
    assert "Name the source of the figure." in page.text
    assert "Changes asked for" in page.text
    officer.press(
        f"/submissions/{slug}", "comment", "form.record-form", comment="It is in the annual report."
    )
    answer = officer.press(f"/submissions/{slug}/edit", "submit", summary="With a source [1].")
    assert answer.status_code == 303
    assert site.head(slug).status is Status.SUBMITTED
    assert "It is in the annual report." in officer.get(f"/submissions/{slug}").text


def test_an_empty_comment_is_refused_on_its_field(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    answer = officer.press(f"/submissions/{slug}", "comment", "form.record-form", comment="  ")
    assert answer.status_code == 422
    assert errors_on(answer.text) == {"comment": "Write a comment."}


def test_the_page_of_a_submission_submits_what_is_complete(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    answer = officer.press(f"/submissions/{slug}", "submit", ".standing form")
    assert answer.status_code == 303
    assert site.head(slug).status is Status.SUBMITTED


def test_an_amendment_leaves_the_public_text_until_it_is_published(site: Site, officer: Person) -> None:
    slug = site.published().record.slug
    page = officer.get(f"/submissions/{slug}/edit")
    assert "published text stays" in page.text
    officer.press_on(page.text, f"/submissions/{slug}/edit", "submit", title="Harbour meals, amended")
    head = site.head(slug)
    assert head.status is Status.SUBMITTED
    assert head.published_revision is not None
    assert head.published_revision < head.revision
    assert "Harbour meals, amended" not in site.visitor().get(f"/case-studies/{slug}").text


def test_long_texts_that_are_public_already_may_stay_in_an_amendment(site: Site, officer: Person) -> None:
    slug = site.published(sections=make_record().sections.with_changes(problem="x" * 2000)).record.slug
    officer.press(f"/submissions/{slug}/edit", "submit", summary="Another summary.")
    assert site.head(slug).status is Status.SUBMITTED


def test_nobody_edits_while_editors_read(site: Site, officer: Person) -> None:
    slug = site.submitted().record.slug
    assert officer.get(f"/submissions/{slug}/edit").status_code == 409


def test_unknown_slugs_and_buttons_are_refused(site: Site, officer: Person) -> None:
    slug = site.draft().record.slug
    assert officer.get("/submissions/no-such-record").status_code == 404
    form = PageForm(officer.get(f"/submissions/{slug}").text, ".standing form")
    answer = officer.client.post(f"/submissions/{slug}", data={**form.values, "do": "publish"})
    assert answer.status_code == 400


def with_rows(person: Person, path: str, name: str, count: int, **cells: str) -> TestResponse:
    """Save a form with so many rows in one list, as a browser with our script would send them."""
    sent = PageForm(person.get(path).text).filled("save", {})
    for n in range(count):
        for cell, text in cells.items():
            sent[f"{name}-{n}-{cell}"] = text.format(n=n)
    return person.client.post(path, data=sent)


TOO_MANY = "These are 201 rows, and up to 200 can be saved. Take some away."


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("reported_results", {"metric": "Typed {n}"}),
        ("costs", {"amount": "Typed {n}"}),
        ("timeline", {"event": "Typed {n}", "date": "2024"}),
    ],
)
def test_more_rows_than_a_list_may_have_come_back_with_the_bound(
    site: Site, officer: Person, name: str, typed: dict[str, str]
) -> None:
    slug = site.draft(reported_results=[], costs=[], timeline=[]).record.slug
    path, before = f"/submissions/{slug}/details", site.head(slug).revision
    answer = with_rows(officer, path, name, 201, **typed)
    assert answer.status_code == 422
    assert errors_on(answer.text)[name] == TOO_MANY
    values = PageForm(answer.text).values
    assert values[f"{name}-200-{next(iter(typed))}"].strip() == "Typed 200"
    assert site.head(slug).revision == before


def test_more_sources_than_a_list_may_have_come_back_with_the_bound(site: Site, officer: Person) -> None:
    path = f"/submissions/{site.draft().record.slug}/edit"
    answer = with_rows(officer, path, "sources", 201, title="Source {n}", n="{n}")
    assert answer.status_code == 422
    assert errors_on(answer.text)["sources"] == TOO_MANY
    assert PageForm(answer.text).values["sources-200-title"] == "Source 200"


def test_a_record_from_a_file_keeps_a_longer_list(site: Site, officer: Person) -> None:
    costs = [{"amount": f"{n} EUR", "sources": [1]} for n in range(205)]
    slug = site.draft(costs=costs).record.slug
    path = f"/submissions/{slug}/details"
    assert officer.press(path, "save", **{"costs-204-period": "2024"}).status_code == 303
    assert len(site.head(slug).record.costs) == 205
    answer = with_rows(officer, path, "costs", 206, amount="1 EUR", sources="")
    assert "206 rows, and up to 205 can be saved" in errors_on(answer.text)["costs"]


def test_rows_without_end_are_refused_before_they_are_read(site: Site, officer: Person) -> None:
    path = f"/submissions/{site.draft().record.slug}/details"
    answer = with_rows(officer, path, "costs", 2001, id="")
    assert answer.status_code == 422
    assert "up to 200 can be saved" in answer.text
    assert "Nothing was saved. Go back" in answer.text


def test_the_place_of_a_row_may_be_anything(site: Site, officer: Person) -> None:
    path = f"/submissions/{site.draft().record.slug}/details"
    form = PageForm(officer.get(path).text).filled("save", {})
    odd = {f"costs-{place}-amount": "5 EUR" for place in ("²", "x", "9" * 5000)}
    assert officer.client.post(path, data=MultiDict([*form.items(), *odd.items()])).status_code == 303

"""Reviewing: the queue, what publishing still needs, the form that answers it, decisions, and differences."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from kb.permissions import OPERATOR, Action, allows
from kb.records import SECTION_NAMES, Status, StoredRecord, canonical_json, publish_problems
from tests.factories import EDITOR, OFFICER, OTHER_OFFICER, make_record
from tests.in_time import in_time
from tests.web.filling import PageForm, errors_on
from tests.web.work import COMPLETE, Person, Site
from webui import heads
from webui.differences import text_runs

DECISION = "form.decision"
QUICK = {
    "title": "Warm homes",
    "summary": "Rent is paid.",
    "cities": ["seoul"],
    "themes": ["housing"],
    "stage": "running",
}


@pytest.fixture
def editor(site: Site) -> Person:
    return site.signed_in(EDITOR)


def submitted_by_form(site: Site) -> str:
    """A submission that answers the quick form and nothing else."""
    site.signed_in(OFFICER).press("/submissions/new", "submit", **COMPLETE)
    return site.heads_of(OFFICER)[0].record.slug


def test_the_queue_shows_what_waits_and_no_drafts(site: Site, editor: Person) -> None:
    assert "Nothing waits for you." in editor.get("/review/").text
    site.draft(slug="a-draft", title="A draft")
    site.submitted(slug="first", title="The first")
    site.submitted(slug="second", title="The second")
    page = editor.get("/review/").text
    assert "2 records wait" in page
    assert page.index("The first") < page.index("The second")
    assert "A draft" not in page
    assert f"from {OFFICER.name}" in page


def test_an_editor_does_not_read_drafts(site: Site, editor: Person) -> None:
    slug = site.draft().record.slug
    assert editor.get(f"/review/{slug}").status_code == 403
    assert editor.get(f"/submissions/{slug}/edit").status_code == 403


def test_the_record_is_read_as_it_will_look(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    preview = BeautifulSoup(editor.get(f"/review/{slug}").text, "html.parser").select_one(".preview")
    assert preview is not None
    assert preview.select_one("#problem") is not None
    assert preview.select_one("#source-1") is not None
    assert "desk@city.example" not in preview.get_text()


def test_every_unmet_rule_leads_to_the_field_that_answers_it(site: Site, editor: Person) -> None:
    slug = submitted_by_form(site)
    page = BeautifulSoup(editor.get(f"/review/{slug}").text, "html.parser")
    links = [str(link["href"]) for link in page.select(".unmet-list a")]
    problems = publish_problems(site.head(slug).record, site.application.vocabulary)
    assert len(links) == len(problems)
    for link in links:
        path, _hash, anchor = link.partition("#")
        target = BeautifulSoup(editor.get(path).text, "html.parser")
        assert target.find(id=anchor), link


def test_every_publish_rule_can_be_answered_and_then_it_is_published(site: Site, editor: Person) -> None:
    slug = submitted_by_form(site)
    refused = editor.press(f"/review/{slug}", "publish", DECISION)
    assert refused.status_code == 422
    assert "It was not published." in refused.text
    editor.press(f"/submissions/{slug}/edit", "save", **{"sources-0-title": "Report", "started": "2021"})
    silent = {f"sections_silent-{name}": "y" for name in SECTION_NAMES}
    answer = editor.press(
        f"/submissions/{slug}/details", "save",
        evidence_level="1", evidence_reason="Counted by the office [1].", jurisdiction="local", scale="not-reported",
        instruments=["cash-transfer", "pilot-or-experiment"], target_groups_silent="y", reported_results_silent="y",
        costs_silent="y", **silent,
    )  # fmt: skip
    assert answer.headers["Location"] == f"/review/{slug}"
    record = site.head(slug).record
    assert not publish_problems(record, site.application.vocabulary)
    assert {"scale", "target_groups", "reported_results", "costs"} <= record.not_reported
    assert record.sections.not_reported == set(SECTION_NAMES)
    published = editor.press(f"/review/{slug}", "publish", DECISION)
    assert published.status_code == 303
    assert site.head(slug).status is Status.PUBLISHED
    assert "Warm homes" in site.visitor().get(f"/case-studies/{slug}").text


def test_figures_and_costs_are_taken_as_rows(site: Site, editor: Person) -> None:
    slug = site.submitted(reported_results=[], costs=[]).record.slug
    path = f"/submissions/{slug}/details"
    figure = {
        "metric": "Homes",
        "value": "2,076",
        "unit": "homes",
        "kind": "output",
        "reporter": "city",
        "sources": "1",
    }
    page = editor.press(
        path, "add:reported_results", **{f"reported_results-0-{k}": v for k, v in figure.items()}
    )
    editor.press_on(
        page.text, path, "save",
        **{"reported_results-1-metric": "Rent", "reported_results-1-value": "12.5", "costs-0-amount": "EUR 2 million",
           "costs-0-currency": "EUR", "costs-0-kind": "yearly", "costs-0-sources": "[1]"},
    )  # fmt: skip
    record = site.head(slug).record
    homes, rent = record.reported_results
    assert (homes.value, homes.number, homes.sources, homes.kind) == ("2,076", None, (1,), "output")
    assert (rent.value, rent.number) == ("12.5", 12.5)
    assert (record.costs[0].amount, record.costs[0].currency, record.costs[0].sources) == (
        "EUR 2 million",
        "EUR",
        (1,),
    )


def test_a_changed_figure_loses_the_number_read_from_the_old_one(site: Site, editor: Person) -> None:
    row = {
        "metric": "Homes",
        "value": "462 of 626",
        "number": 462,
        "denominator": 626,
        "note": "Kept",
        "sources": [1],
    }
    slug = site.submitted(reported_results=[row]).record.slug
    before = site.head(slug).record.reported_results[0]
    editor.press(f"/submissions/{slug}/details", "save", **{"reported_results-0-value": "about 500"})
    after = site.head(slug).record.reported_results[0]
    assert (after.id, after.value, after.note) == (before.id, "about 500", "Kept")
    assert (after.number, after.denominator) == (None, None)


def test_the_details_form_changes_only_what_was_changed(site: Site, editor: Person) -> None:
    before = site.submitted(
        reported_results=[{"metric": "Meals", "value": "120", "number": 120, "design": "survey", "sources": [1]}],
        costs=None, instruments=None, started="c. 2010", ended=None, timeline=[{"date": "2020", "event": "Start"}],
    )  # fmt: skip
    path = f"/submissions/{before.record.slug}/details"
    editor.press(path, "save")
    assert site.head(before.record.slug).revision == before.revision
    editor.press(path, "save", evidence_level="3")
    changed = before.record.with_changes(evidence={"level": 3, "reason": "Counted by the office itself [1]."})
    assert canonical_json(site.head(before.record.slug).record) == canonical_json(changed)


def test_an_answer_beside_its_tick_is_a_contradiction(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    answer = editor.press(
        f"/submissions/{slug}/details", "save", **{"sections_silent-problem": "y", "costs_silent": "y"}
    )
    assert answer.status_code == 422
    assert errors_on(answer.text).keys() == {"sections-problem", "costs_silent"}


def test_citations_that_are_no_numbers_are_marked(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    answer = editor.press(f"/submissions/{slug}/details", "save", **{"costs-0-sources": "the report"})
    assert errors_on(answer.text).keys() == {"costs-0-sources"}
    assert '<a href="#costs-0-sources">Cost 1, Sources</a>: ' in answer.text


def test_a_currency_is_a_code_and_is_shown_with_its_amount(site: Site, editor: Person) -> None:
    slug = site.submitted(costs=[]).record.slug
    path = f"/submissions/{slug}/details"
    typed = {"costs-0-amount": "2.5 million", "costs-0-currency": "pounds"}
    refused = editor.press(path, "save", **typed)
    assert errors_on(refused.text) == {"costs-0-currency": "Write the code of three letters, such as EUR."}
    editor.press_on(refused.text, path, "save", **{"costs-0-currency": " gbp "})
    assert site.head(slug).record.costs[0].currency == "GBP"
    assert "GBP 2.5 million" in editor.get(f"/review/{slug}").text


def test_asking_for_changes_needs_a_word(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    refused = editor.press(f"/review/{slug}", "request-changes", DECISION)
    assert refused.status_code == 422
    assert errors_on(refused.text).keys() == {"comment"}
    editor.press_on(refused.text, f"/review/{slug}", "request-changes", DECISION, comment="Name the source.")
    assert site.head(slug).status is Status.CHANGES_REQUESTED
    assert "Name the source." in site.signed_in(OFFICER).get(f"/submissions/{slug}").text


def test_review_accept_publish_withdraw(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    for decision, status in (
        ("start-review", Status.IN_REVIEW),
        ("accept", Status.ACCEPTED),
        ("publish", Status.PUBLISHED),
    ):
        assert editor.press(f"/review/{slug}", decision, DECISION).status_code == 303
        assert site.head(slug).status is status
    editor.press(f"/review/{slug}", "withdraw", DECISION, comment="The city asked for it.")
    assert site.head(slug).status is Status.WITHDRAWN
    gone = site.visitor().get(f"/case-studies/{slug}")
    assert gone.status_code == 410
    assert "The city asked for it." in gone.text


def test_a_public_text_can_be_withdrawn_while_its_author_writes_an_amendment(
    site: Site, editor: Person
) -> None:
    slug = site.published(title="Warm homes").record.slug
    site.change_record(slug, OFFICER, title="Half a thought")
    page = editor.get(f"/review/{slug}").text
    assert "Half a thought" not in page
    assert "everybody then reads at its address" in page
    assert PageForm(page, DECISION).buttons == ["withdraw"]
    editor.press_on(page, f"/review/{slug}", "withdraw", DECISION, comment="The city asked for it.")
    assert site.head(slug).status is Status.WITHDRAWN
    assert site.visitor().get(f"/case-studies/{slug}").status_code == 410


def test_the_public_page_leads_editors_and_its_author_to_their_work(site: Site, editor: Person) -> None:
    slug = site.published().record.slug
    path = f"/case-studies/{slug}"
    assert f'href="/review/{slug}"' in editor.get(path).text
    assert f'href="/submissions/{slug}"' in site.signed_in(OFFICER).get(path).text
    for person in (site.visitor(), site.signed_in(OTHER_OFFICER)):
        page = person.get(path).text
        assert f"/review/{slug}" not in page
        assert f"/submissions/{slug}" not in page


def test_a_step_that_is_not_possible_now_leads_to_where_the_record_stands(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    page = editor.get(f"/review/{slug}").text
    site.application.catalog.publish(EDITOR, slug, site.head(slug).revision)
    refused = editor.press_on(page, f"/review/{slug}", "publish", DECISION)
    assert refused.status_code == 409
    assert f'href="/review/{slug}"' in refused.text
    locked = site.signed_in(OFFICER).get(f"/submissions/{slug}/delete")
    assert locked.status_code == 409
    assert f'href="/submissions/{slug}"' in locked.text


def test_what_a_disabled_account_said_keeps_its_name(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    site.application.catalog.comment(OFFICER, slug, "The figures follow.")
    site.application.accounts.disable(OPERATOR, OFFICER.login)
    said = BeautifulSoup(editor.get(f"/review/{slug}").text, "html.parser").select_one(".comment-head strong")
    assert said is not None
    assert said.text == OFFICER.name


def test_an_editor_who_mends_a_submission_stays_in_the_review(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    for form in ("edit", "details"):
        trail = BeautifulSoup(editor.get(f"/submissions/{slug}/{form}").text, "html.parser").select_one(
            ".trail"
        )
        assert trail is not None
        assert [link["href"] for link in trail.select("a")] == ["/review/", f"/review/{slug}"]


def test_declining_says_why(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    editor.press(f"/review/{slug}", "decline", DECISION, comment="It is not about a city.")
    assert site.head(slug).status is Status.DECLINED
    assert "It is not about a city." in site.signed_in(OFFICER).get(f"/submissions/{slug}").text


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.ACCEPTED, Status.PUBLISHED])
def test_only_allowed_decisions_have_a_button(site: Site, editor: Person, status: Status) -> None:
    slug = site.submitted().record.slug
    catalog = site.application.catalog
    steps = {
        Status.IN_REVIEW: [catalog.start_review],
        Status.ACCEPTED: [catalog.start_review, catalog.accept],
    }
    for step in steps.get(status, []):
        step(EDITOR, slug)
    if status is Status.PUBLISHED:
        catalog.publish(EDITOR, slug, site.head(slug).revision)
    buttons = PageForm(editor.get(f"/review/{slug}").text, DECISION).buttons
    decisions = set(Action) - {Action.SUBMIT, Action.EDIT, Action.AMEND, Action.READ_HEAD, Action.DECIDE_TAG}
    assert set(buttons) == {action for action in decisions if allows(EDITOR, action, status, owns=False)}


def test_a_decision_on_a_text_that_changed_meanwhile_is_not_taken(site: Site, editor: Person) -> None:
    slug = site.submitted().record.slug
    page = editor.get(f"/review/{slug}").text
    site.change_record(slug, EDITOR, summary="Another text.")
    answer = editor.press_on(page, f"/review/{slug}", "publish", DECISION)
    assert answer.status_code == 409
    assert "Another text." in answer.text
    assert site.head(slug).status is Status.SUBMITTED


@pytest.mark.parametrize("decision", ["accept", "request-changes", "decline"])
def test_a_text_that_changes_while_a_decision_is_taken_is_not_decided_on(
    site: Site, editor: Person, monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    """Between the look at the revision and the transaction of the decision."""
    slug = site.submitted().record.slug
    site.application.catalog.start_review(EDITOR, slug)
    page = editor.get(f"/review/{slug}").text
    read = heads.readable_head

    def readable_head(slug: str) -> StoredRecord:
        stored = read(slug)
        monkeypatch.undo()
        site.change_record(slug, EDITOR, summary="Another text.")
        return stored

    monkeypatch.setattr(heads, "readable_head", readable_head)
    answer = editor.press_on(page, f"/review/{slug}", decision, DECISION, comment="As it stands.")
    assert answer.status_code == 409
    assert "Another text." in answer.text
    assert site.head(slug).status is Status.IN_REVIEW


def test_an_amendment_is_shown_against_the_published_text(site: Site, editor: Person) -> None:
    slug = site.published(summary="A warm meal on school days.").record.slug
    amended = site.change_record(slug, OFFICER, summary="A warm meal on every school day.", stage="ended")
    site.application.catalog.submit(OFFICER, slug, amended.revision)
    page = BeautifulSoup(editor.get(f"/review/{slug}").text, "html.parser")
    assert [label.get_text() for label in page.select(".differences dt")] == ["Summary", "Stage"]
    assert [word.get_text() for word in page.select(".differences del")] == ["days.", "running"]
    editor.press(f"/review/{slug}", "publish", DECISION)
    assert "every school day" in site.visitor().get(f"/case-studies/{slug}").text


@pytest.mark.parametrize(
    ("before", "after", "runs"),
    [
        (
            "Free meals daily",
            "Free warm meals daily",
            [("Free ", "same"), ("warm ", "added"), ("meals daily", "same")],
        ),
        (
            "One thing",
            "Quite another text",
            [("One thing", "removed"), ("\n", "same"), ("Quite another text", "added")],
        ),
        ("", "New", [("New", "added")]),
        ("Old", "", [("Old", "removed")]),
    ],
)
def test_runs_of_words(before: str, after: str, runs: list[tuple[str, str]]) -> None:
    assert [(run.text, run.kind) for run in text_runs(before, after)] == runs


def test_texts_that_repeat_one_word_are_shown_in_time() -> None:
    before, after = "a b " * 1500, "b a a " * 1000
    with in_time():
        runs = text_runs(before, after)
    assert [(run.text, run.kind) for run in runs] == [(before, "removed"), ("\n", "same"), (after, "added")]


def test_an_editor_does_not_publish_an_own_submission_before_it_is_complete(
    site: Site, editor: Person
) -> None:
    record = make_record(**QUICK | {"evidence": None})
    slug = site.application.catalog.create(EDITOR, record).record.slug
    editor.press(f"/submissions/{slug}", "submit", ".standing form")
    assert editor.press(f"/review/{slug}", "publish", DECISION).status_code == 422
    assert site.head(slug).status is Status.SUBMITTED

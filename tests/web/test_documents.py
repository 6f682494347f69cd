"""Starting a case study from a document: what is proposed, marked, confirmed, left out, and what is never stored."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from ingest.proposals import RULES
from kb.records import Record, Status
from tests.factories import EDITOR, OFFICER, OTHER_OFFICER
from tests.web.filling import PageForm, Value, errors_on
from tests.web.work import Person, Site
from webui.labels import RULE_LABELS

NEW = "/submissions/new"
DOCUMENT = """---
title: Night buses
language: en
---
The night buses are run by the Seoul Transport Office and began in May 2019 as a pilot. Nurses and cleaners in Seoul get
home by public transport at night.

## The challenge
No buses ran at night.

## Impact
In 2022 the buses carried 12,500 nurses, and 90% of them were satisfied.

## Finance
The city paid KRW 2.5 billion in 2021.

## Parking on weekdays
Cars stay outside.
"""
PROPOSED = {
    "title": "Night buses", "city": "Seoul", "lead_name": "Seoul Transport Office", "primary_theme": "mobility-access",
    "stage": "pilot", "started": "2019-05", "problem": "No buses ran at night.",
}  # fmt: skip


@pytest.fixture
def officer(site: Site) -> Person:
    return site.signed_in(OFFICER)


def upload(
    person: Person, path: str = NEW, content: str | bytes = DOCUMENT, name: str = "night.md", **typed: Value
) -> TestResponse:
    """Choose a file and press the button that reads it, on a freshly opened form."""
    form = PageForm(person.get(path).text).filled("read", typed)
    data = content.encode() if isinstance(content, str) else content
    fields = {key: form.getlist(key) for key in form if key != "file"}
    return send(person, path, fields | {"file": FileStorage(io.BytesIO(data), name)})


def send(person: Person, path: str, fields: dict[str, Any]) -> TestResponse:
    """Post a form with a file, without a temporary file of the test client."""
    boundary, body = encode_multipart(MultiDict(fields))
    return person.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def ticks(html: str, *inputs: str) -> list[str]:
    """The values of the ticks that belong to these inputs."""
    found = re.findall(r'id="([\w-]+)-read".*?name="checked" value="(p\d+)"', html, re.DOTALL)
    by_input = dict(found)
    return [by_input[name] for name in inputs]


def test_every_rule_of_a_proposal_has_words(site: Site) -> None:
    assert set(RULE_LABELS) == set(RULES)


def kept(site: Site) -> list[Path]:
    return sorted((site.application.settings.data / "proposals").glob("*.json"))


def record_of(site: Site) -> Record:
    (stored,) = site.heads_of(OFFICER)
    return stored.record


def test_the_form_comes_back_filled_and_every_answer_is_marked(site: Site, officer: Person) -> None:
    page = upload(officer)
    assert page.status_code == 200
    values = PageForm(page.text).values
    assert {name: values[name] for name in PROPOSED} == PROPOSED
    for name in PROPOSED:
        assert f'id="{name}-read"' in page.text
    assert page.text.count("not yet checked</p>") >= len(PROPOSED)
    assert "run by the <mark>Seoul Transport Office</mark> and began" in page.text
    assert "“night.md” was read." in page.text
    assert not site.heads_of(OFFICER)


def test_a_document_without_a_certain_city_says_so_and_offers_those_it_may_be(
    site: Site, officer: Person
) -> None:
    document = "---\ntitle: Night buses\nlanguage: en\n---\nSpringfield runs buses at night. Springfield pays for them.\n"
    page = upload(officer, content=document).text
    assert PageForm(page).values["city"] == ""
    assert "does not say for certain which city it is about" in page
    assert "<mark>Springfield</mark> runs buses" in page
    answer = officer.press_on(
        page, NEW, "save", checked=ticks(page, "title"), accept=["cities:springfield-illinois-us"]
    )
    assert answer.status_code == 303
    assert record_of(site).cities == ("springfield-illinois-us",)


def test_the_government_that_published_a_page_is_its_city(site: Site, officer: Person) -> None:
    page = (
        '<html lang="en"><head><title>Warm homes</title><meta property="og:site_name" content="City of Winnipeg"></head>'
        "<body><article><h1>Warm homes</h1><p>Homes of tenants on low incomes are made warm, and nobody pays more rent for "
        "it. The work began with the coldest houses and goes on street by street until all are done.</p></article></body>"
    )
    filled = upload(officer, content=page, name="homes.html").text
    assert PageForm(filled).values["city"] == "Winnipeg"


def test_a_further_city_read_from_a_document_is_one_that_the_form_understands(
    site: Site, officer: Person
) -> None:
    document = "---\ntitle: Night buses in Birmingham, England\nlanguage: en\n---\nBirmingham City Council runs buses.\n"
    page = upload(officer, content=document).text
    assert PageForm(page).values["city"] == "Birmingham, United Kingdom"
    officer.press_on(page, NEW, "save", checked=ticks(page, "title", "city"))
    assert record_of(site).cities == ("birmingham-gb",)


def test_only_what_is_ticked_or_changed_is_stored(site: Site, officer: Person) -> None:
    page = upload(officer).text
    officer.press_on(
        page, NEW, "save", checked=ticks(page, "title", "city"), problem="Buses stopped at midnight."
    )
    record = record_of(site)
    assert (record.title, record.cities) == ("Night buses", ("seoul",))
    assert record.sections.problem == "Buses stopped at midnight."
    assert (record.lead_organisation, record.themes, record.stage, record.started) == (None, (), None, None)
    assert (record.sources, record.reported_results, record.costs) == ((), (), ())


def test_a_title_that_nobody_checked_is_no_title(site: Site, officer: Person) -> None:
    page = upload(officer).text
    answer = officer.press_on(page, NEW, "save")
    assert answer.status_code == 422
    assert errors_on(answer.text)["title"].startswith("Tick the title that was read from your document")
    assert PageForm(answer.text).values["title"] == "Night buses"
    assert not site.heads_of(OFFICER)


def test_what_is_open_waits_with_the_draft(site: Site, officer: Person) -> None:
    page = upload(officer).text
    saved = officer.press_on(page, NEW, "save", checked=ticks(page, "title"))
    slug = record_of(site).slug
    assert [path.name for path in kept(site)] == [f"record-{slug}.json"]
    again = officer.get(f"/submissions/{slug}/edit").text
    assert PageForm(again).values["lead_name"] == "Seoul Transport Office"
    assert 'id="lead_name-read"' in again
    assert 'id="title-read"' not in again
    assert saved.status_code == 303


def test_submitting_says_what_is_still_open(site: Site, officer: Person) -> None:
    page = upload(officer, contact_email="desk@city.example").text
    answer = officer.press_on(page, NEW, "submit", checked=ticks(page, "title", "summary", "city"))
    (stored,) = site.heads_of(OFFICER)
    assert stored.status is Status.DRAFT
    form = officer.get(answer.headers["Location"]).text
    open_fields = errors_on(form)
    assert "not yet checked" in open_fields["started"]
    assert "not yet checked" in open_fields["lead_name"]
    assert "Give the lead organisation" not in officer.get(f"/submissions/{stored.record.slug}").text
    assert "title" not in open_fields
    assert "Figures read from your document and not yet checked: 2." in form
    assert '<a href="#sources">Sources</a>: Sources read from your document and not yet checked: 1.' in form
    assert 'id="sources-error">Sources read from your document and not yet checked: 1.' in form
    assert "Dates read from your document and not yet checked: 1." in form
    assert f'href="/submissions/{stored.record.slug}/details#timeline">Timeline</a>' in form
    shown = officer.get(f"/submissions/{stored.record.slug}").text
    assert "Read from your document and not yet checked" in shown


def test_everything_open_can_be_left_out_at_once(site: Site, officer: Person) -> None:
    page = upload(officer).text
    officer.press_on(page, NEW, "save", checked=ticks(page, "title"))
    path = f"/submissions/{record_of(site).slug}/edit"
    form = officer.get(path).text
    answer = officer.press_on(form, path, "leave-out", checked=ticks(form, "city"))
    values = PageForm(answer.text).values
    assert (values["city"], values["lead_name"], values["started"]) == ("Seoul", "", "")
    assert not kept(site)
    officer.press_on(answer.text, path, "save")
    assert (record_of(site).cities, record_of(site).started) == (("seoul",), None)


def details_of(site: Site, officer: Person) -> str:
    page = upload(officer).text
    officer.press_on(page, NEW, "save", checked=ticks(page, "title"))
    return f"/submissions/{record_of(site).slug}/details"


def test_figures_costs_and_texts_wait_in_the_form_of_details(site: Site, officer: Person) -> None:
    path = details_of(site, officer)
    page = officer.get(path).text
    values = PageForm(page).values
    assert [values[f"reported_results-{row}-value"] for row in (0, 1)] == ["12,500", "90%"]
    assert values["costs-0-amount"] == "KRW 2.5 billion"
    assert "In 2022 the buses carried <mark>12,500</mark> nurses" in page
    assert "Parking on weekdays" in values["sections-other"]
    officer.press_on(page, path, "save", **{"reported_results-0-checked": "y", "costs-0-checked": "y"})
    record = record_of(site)
    (result,), (cost,) = record.reported_results, record.costs
    assert (result.value, result.number, result.unit, result.period) == ("12,500", 12500, "nurses", "2022")
    assert (cost.amount, cost.number, cost.currency) == ("KRW 2.5 billion", 2500000000, "KRW")
    assert record.sections.other is None
    again = officer.get(path).text
    assert PageForm(again).values["reported_results-1-value"] == "90%"
    assert "costs-0-checked" not in PageForm(again).names()


def test_dates_wait_for_the_timeline_and_take_their_place_in_it(site: Site, officer: Person) -> None:
    path = details_of(site, officer)
    page = officer.get(path).text
    values = PageForm(page).values
    assert (values["timeline-0-date"], values["timeline-0-event"][:14]) == ("2019-05", "The night buse")
    assert "began in <mark>May 2019</mark> as a pilot" in page
    officer.press_on(page, path, "save")
    assert not record_of(site).timeline
    added = officer.press(path, "add:timeline").text
    earlier = {
        "timeline-1-date": "May 2018",
        "timeline-1-event": "The council decides.",
        "timeline-0-checked": "y",
    }
    answer = officer.press_on(added, path, "save", **earlier)
    assert answer.status_code == 303, errors_on(answer.text)
    dates = [str(entry.date) for entry in record_of(site).timeline]
    assert dates == ["2018-05", "2019-05"]
    assert (
        "read from your document"
        not in officer.get(path).text.partition('id="part-timeline"')[2].partition('id="part-sections"')[0]
    )


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"timeline-0-event": "Opened"}, "timeline-0-date", "the year alone will do"),
        ({"timeline-0-date": "2021"}, "timeline-0-event", "Say what happened"),
        ({"timeline-0-date": "soon", "timeline-0-event": "Opens"}, "timeline-0-date", "is not a date"),
        ({"timeline-0-date": "2021", "timeline-0-event": "Opened", "timeline-0-sources": "a"},
         "timeline-0-sources", "numbers of the sources"),
    ],
)  # fmt: skip
def test_an_entry_of_the_timeline_needs_a_date_and_an_event(
    site: Site, officer: Person, typed: dict[str, Value], field: str, why: str
) -> None:
    path = f"/submissions/{site.draft().record.slug}/details"
    answer = officer.press(path, "save", **typed)
    assert answer.status_code == 422
    assert why in errors_on(answer.text)[field]


def test_a_timeline_that_is_not_touched_keeps_its_order(site: Site, officer: Person) -> None:
    entries = [
        {"date": "2021", "event": "Later", "sources": [1]},
        {"date": "before 2008", "event": "Earlier"},
    ]
    draft = site.draft(timeline=entries)
    path = f"/submissions/{draft.record.slug}/details"
    officer.press(path, "save", scale="city")
    assert [entry.event for entry in record_of(site).timeline] == ["Later", "Earlier"]
    officer.press(path, "save", **{"timeline-0-event": "Later still"})
    assert [(str(entry.date), entry.event) for entry in record_of(site).timeline] == [
        ("before 2008", "Earlier"),
        ("2021", "Later still"),
    ]
    assert record_of(site).timeline[1].sources == (1,)


def test_all_figures_are_ticked_by_one_button_and_saved_by_the_next(site: Site, officer: Person) -> None:
    path = details_of(site, officer)
    ticked = officer.press(path, "tick-all:reported_results")
    assert ticked.status_code == 200
    values = PageForm(ticked.text).values
    assert [values.get(f"reported_results-{row}-checked") for row in (0, 1)] == ["y", "y"]
    assert "costs-0-checked" not in values
    assert "All 2 are ticked" in ticked.text
    assert not record_of(site).reported_results
    officer.press_on(ticked.text, path, "save")
    assert [result.value for result in record_of(site).reported_results] == ["12,500", "90%"]
    assert not record_of(site).costs


def test_all_texts_are_ticked_by_one_button_and_nothing_else(site: Site, officer: Person) -> None:
    page = upload(officer).text
    ticked = officer.press_on(page, NEW, "tick-all:sections", checked=ticks(page, "title"))
    assert set(PageForm(ticked.text).values.getlist("checked")) == set(
        ticks(page, "title", "problem", "results")
    )
    officer.press_on(ticked.text, NEW, "save")
    record = record_of(site)
    assert (record.sections.problem, record.summary, record.cities) == ("No buses ran at night.", None, ())


def test_a_button_for_all_stands_only_where_there_are_several(site: Site, officer: Person) -> None:
    page = officer.get(details_of(site, officer)).text
    assert "tick-all:reported_results" in PageForm(page).buttons
    assert "tick-all:costs" not in PageForm(page).buttons
    draft = site.signed_in(OFFICER).get(NEW).text
    assert not [button for button in PageForm(draft).buttons if button.startswith("tick-all")]


def test_a_row_that_is_changed_waits_as_it_was_changed_and_one_taken_away_is_gone(
    site: Site, officer: Person
) -> None:
    path = details_of(site, officer)
    page = officer.get(path).text
    page = officer.press_on(
        page, path, "remove:reported_results-0", **{"reported_results-1-metric": "Content nurses"}
    ).text
    answer = officer.press_on(page, path, "save")
    assert answer.status_code == 303, errors_on(answer.text)
    assert not record_of(site).reported_results
    again = PageForm(officer.get(path).text)
    assert again.values["reported_results-0-metric"] == "Content nurses"
    assert "reported_results-1-metric" not in again.names()


def test_a_figure_that_is_corrected_loses_the_number_read_from_the_old_text(
    site: Site, officer: Person
) -> None:
    path = details_of(site, officer)
    changed = {"reported_results-0-checked": "y", "reported_results-0-value": "about 12,000"}
    officer.press(path, "save", **changed)
    (result,) = record_of(site).reported_results
    assert (result.value, result.number) == ("about 12,000", None)


def test_what_was_typed_is_never_overwritten(officer: Person) -> None:
    page = upload(officer, title="My own title", stage="running").text
    values = PageForm(page).values
    assert (values["title"], values["stage"], values["city"]) == ("My own title", "running", "Seoul")
    assert 'id="title-read"' not in page


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"\x00\x01", "photo.jpeg", "is no type of file that can be read"),
        ("---\ntitle: a: b\n---\n", "broken.md", "line 2"),
        (b"", "empty.html", "empty"),
        (b"", "empty.docx", "The file is empty"),
        (b" \n", "empty.pdf", "The file is empty"),
        (b"Night buses", "README", "has no ending that says what it is"),
        (b"%PDF-1.4", "report.docx", "Name it .pdf"),
        (b"PK\x03\x04", "report.pdf", "name it .docx"),
        (b"x" * (5 * 1024 * 1024 + 1), "large.html", "larger than"),
    ],
)
def test_a_file_that_cannot_be_read_keeps_what_was_typed_and_says_why(
    site: Site, officer: Person, content: str | bytes, name: str, why: str
) -> None:
    answer = upload(officer, content=content, name=name, title="Typed", **{"sources-0-title": "Report"})
    assert answer.status_code == 422
    assert why in errors_on(answer.text)["file"]
    values = PageForm(answer.text).values
    assert (values["title"], values["sources-0-title"]) == ("Typed", "Report")
    assert not kept(site)


def test_a_document_from_right_to_left(site: Site, officer: Person) -> None:
    arabic = (
        "# حافلات ليلية في عمّان\n\nتدير أمانة عمّان الكبرى حافلات ليلية منذ عام 2019 لصالح النساء والعمال.\n"
    )
    page = upload(officer, content=arabic, name="حافلات.md").text
    values = PageForm(page).values
    assert (values["language"], values["city"]) == ("ar", "Amman")
    assert re.search(r'<input[^>]*dir="auto"[^>]*id="title"', page)
    officer.press_on(page, NEW, "save", checked=ticks(page, "title", "summary"))
    shown = officer.get(f"/submissions/{record_of(site).slug}").text
    assert '<h1 lang="ar" dir="rtl">حافلات ليلية في عمّان</h1>' in shown


def test_a_document_whose_language_cannot_be_told_says_so(officer: Person) -> None:
    page = upload(officer, content="# N26\n\nGrand opening 2019.\n").text
    assert "its words do not tell. Choose it." in page


def test_a_language_told_by_the_words_is_called_by_its_name(officer: Person) -> None:
    page = upload(officer, content=DOCUMENT.replace("language: en\n", "")).text
    assert "By its words it is &#39;English&#39;: check it." in page


def test_reading_without_a_file_says_what_to_do(officer: Person) -> None:
    answer = officer.press(NEW, "read", title="Typed")
    assert answer.status_code == 422
    assert errors_on(answer.text) == {"file": "Choose a file first."}


def test_other_forms_stay_as_small_as_before(site: Site, officer: Person) -> None:
    large = {"file": FileStorage(io.BytesIO(b"x" * 1024 * 1024), "large.html")}
    for path in ("/sign-in", f"/submissions/{site.draft().record.slug}/details"):
        answer = send(officer, path, dict(large))
        assert answer.status_code == 413
        large["file"] = FileStorage(io.BytesIO(b"x" * 1024 * 1024), "large.html")


def test_a_form_without_its_token_reads_nothing(site: Site, officer: Person) -> None:
    data = {"do": "read", "title": "Typed", "file": FileStorage(io.BytesIO(DOCUMENT.encode()), "night.md")}
    answer = send(officer, NEW, data)
    assert answer.status_code == 400
    assert not kept(site)


def test_the_file_is_not_kept_but_its_name_and_hash_are(site: Site, officer: Person) -> None:
    page = upload(officer, name="../../night <b>.md").text
    officer.press_on(page, NEW, "save", checked=ticks(page, "title"))
    provenance = record_of(site).provenance
    assert provenance is not None
    assert provenance.derived_from == "night <b>.md"
    assert "SHA-256 " in (provenance.note or "")
    assert "night <b>" not in officer.get(f"/submissions/{record_of(site).slug}").text
    assert not list(site.application.settings.data.rglob("*.md"))


def test_a_form_whose_proposals_are_gone_saves_nothing_unchecked(site: Site, officer: Person) -> None:
    page = upload(officer).text
    for path in kept(site):
        path.unlink()
    answer = officer.press_on(page, NEW, "save")
    assert answer.status_code == 409
    assert "has changed since this page was opened" in answer.text
    assert not site.heads_of(OFFICER)


def test_nobody_gets_the_proposals_of_another(site: Site, officer: Person) -> None:
    page = upload(officer).text
    token = PageForm(page).values["document"]
    other = site.signed_in(OTHER_OFFICER)
    form = PageForm(other.get(NEW).text).filled("save", {"title": "Mine", "document": token})
    assert other.client.post(NEW, data=form).status_code == 409
    for bad in ("../record-x", "x" * 200, "서울"):
        form["document"] = bad
        assert other.client.post(NEW, data=form).status_code == 409


def test_a_second_reading_takes_the_place_of_the_first(site: Site, officer: Person) -> None:
    page = upload(officer).text
    officer.press_on(page, NEW, "save", checked=ticks(page, "title"))
    path = f"/submissions/{record_of(site).slug}/edit"
    before = officer.get(path).text
    page = upload(officer, path, DOCUMENT.replace("May 2019", "June 2020")).text
    assert PageForm(page).values["started"] == "2020-06"
    assert officer.press_on(before, path, "save").status_code == 409
    answer = officer.press_on(page, path, "save", checked=ticks(page, "started"))
    assert answer.status_code == 303, errors_on(answer.text)
    assert str(record_of(site).started) == "2020-06"


def test_further_themes_and_cities_are_offered_as_before(officer: Person) -> None:
    more = "Tenants of social housing were evicted and homelessness rose; affordable housing was scarce."
    page = upload(officer, content=DOCUMENT.replace("No buses ran at night.", more)).text
    offered = page.partition('id="suggestions"')[2].partition("</fieldset>")[0]
    assert PageForm(page).values["primary_theme"] == "mobility-access"
    assert 'value="themes:housing"' in offered
    assert 'value="themes:mobility-access"' not in offered


def test_adding_a_row_or_losing_the_session_keeps_ticks_and_marks(site: Site, officer: Person) -> None:
    page = upload(officer).text
    page = officer.press_on(page, NEW, "add:sources", checked=ticks(page, "title")).text
    assert PageForm(page).values.getlist("checked") == ticks(page, "title")
    assert 'id="city-read"' in page
    officer.press_on(page, NEW, "save")
    assert record_of(site).title == "Night buses"


def test_the_document_itself_is_proposed_as_a_source(site: Site, officer: Person) -> None:
    page = upload(officer).text
    (row,) = re.findall(r'name="(sources-\d+)-checked"', page)
    officer.press_on(page, NEW, "save", checked=ticks(page, "title"), **{f"{row}-checked": "y"})
    assert [source.title for source in record_of(site).sources] == ["Night buses"]


def test_our_own_form_comes_with_its_rows_whole(site: Site, officer: Person) -> None:
    text = (Path(__file__).parents[1] / "fixtures/pair/harbour-school-meals.md").read_text("utf-8")
    page = upload(officer, content=text, name="harbour.md").text
    rows = re.findall(r'name="(sources-\d+)-checked"', page)
    assert rows
    officer.press_on(
        page, NEW, "save", checked=ticks(page, "title"), **{f"{row}-checked": "y" for row in rows}
    )
    path = f"/submissions/{record_of(site).slug}/details"
    html = officer.get(path).text
    figures = re.findall(r'name="(reported_results-\d+)-checked"', html)
    officer.press_on(html, path, "save", **{f"{row}-checked": "y" for row in figures})
    assert record_of(site).reported_results[0].design is not None
    assert json.dumps(record_of(site).model_dump(mode="json"))


def test_an_editor_checks_what_is_open_in_an_amendment(site: Site) -> None:
    slug = site.published(ended=None).record.slug
    editor = site.signed_in(EDITOR)
    page = upload(editor, f"/submissions/{slug}/edit", DOCUMENT)
    assert page.status_code == 200
    assert PageForm(page.text).values["title"] == "Harbour meals"


def test_nothing_waits_for_a_draft_that_was_deleted(site: Site, officer: Person) -> None:
    officer.press_on(upload(officer).text, NEW, "save", title="Night buses of ours")
    (waiting,) = kept(site)
    slug = record_of(site).slug
    assert slug in waiting.name
    officer.press(f"/submissions/{slug}/delete", None)
    assert kept(site) == []

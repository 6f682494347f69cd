"""Signing in and out: sessions, refusals, the limit on attempts, and text that survives an ended session."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from kb.permissions import OPERATOR
from tests.factories import EDITOR, OFFICER
from tests.web.filling import PageForm, errors_on
from tests.web.work import COMPLETE, PASSWORD, Person, Site, open_site
from webui.demo_accounts import ACCOUNTS
from webui.kept_text import own_path


def test_signing_in_leads_to_the_page_that_was_asked_for(site: Site) -> None:
    person = site.visitor()
    asked = person.get("/submissions/new?x=1")
    assert asked.status_code == 303
    answer = person.sign_in(OFFICER.login, path=asked.headers["Location"])
    assert (answer.status_code, answer.headers["Location"]) == (303, "/submissions/new?x=1")
    assert person.get("/submissions/new").status_code == 200


def test_signing_in_leads_people_to_their_work(site: Site) -> None:
    assert site.visitor().sign_in(OFFICER.login).headers["Location"] == "/submissions/"
    assert site.visitor().sign_in(EDITOR.login).headers["Location"] == "/review/"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "/\n/x",
        "",
    ],
)
def test_nobody_is_sent_elsewhere(site: Site, address: str) -> None:
    assert own_path(address) == "/"
    person = site.visitor()
    form = PageForm(person.get("/sign-in").text)
    sent = form.filled(None, {"login": OFFICER.login, "password": PASSWORD, "next": address})
    answer = person.client.post("/sign-in", data=sent)
    assert answer.headers["Location"] in ("/", "/submissions/")


def test_the_cookie_is_hidden_from_scripts_and_other_sites(site: Site) -> None:
    answer = site.visitor().sign_in(OFFICER.login)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_no_browser_keeps_what_somebody_saw_who_was_signed_in(site: Site) -> None:
    slug = site.published().record.slug
    officer, visitor = site.signed_in(OFFICER), site.visitor()
    seen = [
        officer.get(path) for path in ("/submissions/", f"/case-studies/{slug}", "/review/", "/no-such-page")
    ]
    for answer in seen:
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
    assert visitor.get(f"/case-studies/{slug}").headers["Cache-Control"] == "private, no-cache"
    # What was typed into a form is still there when the Back button leads to it.
    assert officer.get("/submissions/new").headers["Cache-Control"] == "private, no-cache"
    officer.press("/submissions/", None, ".sign-out")
    assert officer.get("/").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("login", "password"),
    [(OFFICER.login, "wrong"), ("nobody@city.example", PASSWORD), (OFFICER.login, "x" * 300)],
)
def test_a_refusal_says_the_same_for_every_reason(site: Site, login: str, password: str) -> None:
    answer = site.visitor().sign_in(login, password)
    assert answer.status_code == 422
    assert "do not belong to an active account" in answer.text
    assert password not in answer.text


def test_empty_fields_are_marked(site: Site) -> None:
    answer = site.visitor().sign_in("", "")
    assert errors_on(answer.text).keys() == {"login", "password"}


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    person = site.signed_in(OFFICER)
    with person.client.session_transaction() as cookie:
        stolen = dict(cookie)
    answer = person.press("/submissions/", None, "form.sign-out")
    assert answer.status_code == 303
    assert person.get("/submissions/").status_code == 303
    thief = site.visitor()
    with thief.client.session_transaction() as cookie:
        cookie.update(stolen)
    assert thief.get("/submissions/").status_code == 303


def test_a_disabled_account_is_out_at_once(site: Site) -> None:
    person = site.signed_in(OFFICER)
    site.application.accounts.disable(OPERATOR, OFFICER.login)
    assert person.get("/submissions/").status_code == 303
    assert site.visitor().sign_in(OFFICER.login).status_code == 422


def test_signing_in_takes_nothing_over_from_the_session_before(site: Site) -> None:
    person = site.visitor()
    person.get("/sign-in")
    with person.client.session_transaction() as cookie:
        before = cookie["csrf_token"]
    person.sign_in(OFFICER.login)
    with person.client.session_transaction() as cookie:
        assert cookie.get("csrf_token") != before


def test_attempts_are_limited_and_the_page_says_so(prepared: Path, tmp_path: Path) -> None:
    with open_site(prepared, tmp_path / "limited", sign_in_limit="3 per minute") as site:
        person = site.visitor()
        statuses = [person.sign_in(OFFICER.login, "wrong").status_code for _ in range(3)]
        answer = person.sign_in(OFFICER.login)
        assert statuses == [422, 422, 422]
        assert answer.status_code == 429
        assert "Wait a while" in answer.text
        assert person.get("/sign-in").status_code == 200


NEW_PASSWORD = "another long password"


def change_password(person: Person, current: str, new: str, again: str) -> TestResponse:
    return person.press("/password", None, current=current, password=new, again=again)


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(site: Site) -> None:
    person, elsewhere = site.signed_in(OFFICER), site.signed_in(OFFICER)
    assert 'href="/password"' in person.get("/submissions/").text
    assert change_password(person, PASSWORD, NEW_PASSWORD, NEW_PASSWORD).status_code == 303
    assert "Your password is changed" in person.get("/submissions/").text
    assert elsewhere.get("/submissions/").status_code == 303
    assert site.visitor().sign_in(OFFICER.login).status_code == 422
    assert site.visitor().sign_in(OFFICER.login, NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "again", "wrong"),
    [
        ("wrong", NEW_PASSWORD, NEW_PASSWORD, "current"),
        (PASSWORD, "short", "short", "password"),
        (PASSWORD, NEW_PASSWORD, "something else", "again"),
        ("", NEW_PASSWORD, NEW_PASSWORD, "current"),
    ],
)
def test_a_password_that_cannot_be_taken_changes_nothing(
    site: Site, current: str, new: str, again: str, wrong: str
) -> None:
    person = site.signed_in(OFFICER)
    answer = change_password(person, current, new, again)
    assert answer.status_code == 422
    assert errors_on(answer.text).keys() == {wrong}
    assert NEW_PASSWORD not in answer.text
    assert site.visitor().sign_in(OFFICER.login).status_code == 303


def test_guessing_at_the_present_password_is_limited(prepared: Path, tmp_path: Path) -> None:
    with open_site(prepared, tmp_path / "limited", sign_in_limit="3 per minute") as site:
        person = site.signed_in(OFFICER)
        tries = [change_password(person, "wrong", NEW_PASSWORD, NEW_PASSWORD) for _ in range(4)]
    assert [answer.status_code for answer in tries] == [422, 422, 422, 429]
    assert "Too many attempts" in tries[-1].text


def test_a_form_without_its_token_does_nothing(site: Site) -> None:
    person = site.signed_in(OFFICER)
    answer = person.client.post("/submissions/new", data=COMPLETE | {"do": "save"})
    assert answer.status_code == 400
    assert not site.heads_of(OFFICER)


@pytest.mark.parametrize("loss", ["session", "cookie"])
def test_text_typed_before_the_session_ended_comes_back(site: Site, loss: str) -> None:
    person = site.signed_in(OFFICER)
    page = person.get("/submissions/new").text
    if loss == "session":
        person.lose_session(site)
    else:
        person.client.delete_cookie("citykb")
    text = 'First line, "quoted" <b>bold</b>\r\nsecond line, 한글'
    refused = person.press_on(page, "/submissions/new", "save", **COMPLETE | {"problem": text})
    assert refused.status_code in (400, 401)
    assert "is kept" in refused.text
    resumed = person.press_on(refused.text, "/sign-in", None, login=OFFICER.login, password=PASSWORD)
    back = person.press_on(resumed.text, "/submissions/new", "resume")
    assert back.status_code == 200
    assert not site.heads_of(OFFICER)
    form = PageForm(back.text)
    assert form.values["problem"] == text
    assert form.values["title"] == COMPLETE["title"]
    assert person.press_on(back.text, "/submissions/new", "save").status_code == 303
    assert site.heads_of(OFFICER)[0].record.sections.problem == text.replace("\r\n", "\n")


def test_a_wrong_password_on_the_way_loses_nothing(site: Site) -> None:
    person = site.signed_in(OFFICER)
    page = person.get("/submissions/new").text
    person.lose_session(site)
    refused = person.press_on(page, "/submissions/new", "save", **COMPLETE)
    again = person.press_on(refused.text, "/sign-in", None, login=OFFICER.login, password="wrong")
    resumed = person.press_on(again.text, "/sign-in", None, login=OFFICER.login, password=PASSWORD)
    back = person.press_on(resumed.text, "/submissions/new", "resume")
    assert PageForm(back.text).values["summary"] == COMPLETE["summary"]


def test_a_comment_of_an_editor_survives_too(site: Site) -> None:
    slug = site.submitted().record.slug
    editor = site.signed_in(EDITOR)
    page = editor.get(f"/review/{slug}").text
    editor.lose_session(site)
    refused = editor.press_on(page, "", "request-changes", "form.decision", comment="Name the source.")
    resumed = editor.press_on(refused.text, "/sign-in", None, login=EDITOR.login, password=PASSWORD)
    back = editor.press_on(resumed.text, "", "resume")
    assert PageForm(back.text, "form.decision").values["comment"] == "Name the source."
    assert site.head(slug).status == "submitted"


def test_only_the_demo_shows_its_accounts(prepared: Path, tmp_path: Path, site: Site) -> None:
    assert ACCOUNTS[0][3] not in site.visitor().get("/sign-in").text
    with open_site(prepared, tmp_path / "demo", demo=True) as demo:
        page = demo.visitor().get("/sign-in").text
    assert all(login in page and password in page for login, _name, _role, password in ACCOUNTS)

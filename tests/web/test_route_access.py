"""Least privilege: every route has one entry in the table of access, and the table is enforced."""

from __future__ import annotations

import itertools

import pytest
from flask import Flask
from werkzeug.routing import Rule

from kb.permissions import Role
from tests.factories import EDITOR, OFFICER
from tests.web.work import Person, Site
from webui.access import ACCESS, ROLES, Access

PEOPLE = {Role.VISITOR: None, Role.CONTRIBUTOR: OFFICER, Role.EDITOR: EDITOR}


def rules(app: Flask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address(site: Site, rule: Rule) -> str:
    values = {
        "slug": "harbour-meals",
        "concept": "housing",
        "city_id": "seoul",
        "number": 1,
        "folder": "case-studies",
        "extension": "json",
        "identifier": "0123456789abcdef",
    }
    arguments = {name: values.get(name, "citykb.css") for name in rule.arguments}
    with site.app.test_request_context():
        return site.app.url_for(rule.endpoint, **arguments).partition("?")[0]


def test_every_route_has_exactly_one_entry(site: Site) -> None:
    assert {rule.endpoint for rule in rules(site.app)} == set(ACCESS)


def test_a_route_without_an_entry_is_refused(site: Site) -> None:
    site.app.view_functions["forgotten"] = lambda: "open"
    site.app.url_map.add(Rule("/forgotten", endpoint="forgotten"))
    assert site.signed_in(EDITOR).get("/forgotten").status_code == 403


@pytest.mark.parametrize("role", PEOPLE)
def test_the_table_is_enforced(site: Site, role: Role) -> None:
    actor = PEOPLE[role]
    person = site.signed_in(actor) if actor else site.visitor()
    site.app.config["WTF_CSRF_CHECK_DEFAULT"] = (
        False  # what is asked here is who may come in, not whether the form is signed
    )
    for rule in rules(site.app):
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answered = came_in(person, method, address(site, rule))
            allowed = role in ROLES[ACCESS[rule.endpoint]]
            assert answered == allowed, f"{role} {method} {rule.rule}"
            if rule.endpoint == "account.sign_out" and actor:
                person.sign_in(actor.login)


def came_in(person: Person, method: str, path: str) -> bool:
    """False for a visitor who is sent to sign in, or a person who is told that the page is not theirs."""
    answer = person.client.open(path, method=method, buffered=True)
    sent_to_sign_in = answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")
    told_no = "This page is for editors" in answer.text or "not open to anybody" in answer.text
    return not (sent_to_sign_in or answer.status_code == 401 or told_no)


def test_roles_widen_from_public_to_editor() -> None:
    order = [Access.PUBLIC, Access.SIGNED_IN, Access.CONTRIBUTOR, Access.EDITOR]
    assert all(ROLES[wide] >= ROLES[narrow] for wide, narrow in itertools.pairwise(order))
    assert Role.VISITOR not in ROLES[Access.SIGNED_IN]
    assert ROLES[Access.EDITOR] == {Role.EDITOR}

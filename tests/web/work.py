"""A site for tests of accounts, submissions and review: real database and index in a folder, and people who use it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kb.config import Settings
from kb.db import migrate, repository
from kb.permissions import OPERATOR, Actor
from kb.records import Record, StoredRecord
from kb.wiring import Application, build
from tests.factories import EDITOR, OFFICER, OTHER_OFFICER, make_record
from tests.web.filling import PageForm, Value
from tests.web.page import CheckingClient
from webui.app import create_app

PASSWORD = "a long enough password"
COMPLETE = {
    "title": "Warm homes",
    "summary": "Social housing tenants get their rent paid.",
    "city": "Seoul",
    "lead_name": "Example housing office",
    "lead_type": "government",
    "primary_theme": "housing",
    "stage": "running",
    "contact_email": "desk@city.example",
}


class Site:
    """The application under test, with an officer, another officer and an editor."""

    def __init__(self, app: Flask, application: Application) -> None:
        self.app, self.application = app, application

    def visitor(self) -> Person:
        return Person(self.app.test_client())

    def signed_in(self, actor: Actor) -> Person:
        person = self.visitor()
        answer = person.sign_in(actor.login)
        assert answer.status_code == 303
        return person

    def head(self, slug: str) -> StoredRecord:
        with self.application.database.read() as session:
            return repository.get_head(session, slug)

    def heads_of(self, actor: Actor) -> tuple[StoredRecord, ...]:
        with self.application.database.read() as session:
            return repository.records_owned_by(session, actor.login)

    def draft(self, **changes: object) -> StoredRecord:
        """A complete draft of the officer."""
        return self.application.catalog.create(OFFICER, make_record(**changes))

    def submitted(self, **changes: object) -> StoredRecord:
        draft = self.draft(**changes)
        return self.application.catalog.submit(OFFICER, draft.record.slug, draft.revision)

    def published(self, **changes: object) -> StoredRecord:
        waiting = self.submitted(**changes)
        return self.application.catalog.publish(EDITOR, waiting.record.slug, waiting.revision)

    def index(self) -> None:
        self.application.indexer.drain()

    def change_record(self, slug: str, actor: Actor, **changes: object) -> StoredRecord:
        """Somebody else saves a new revision."""
        head = self.head(slug)
        record: Record = head.record.with_changes(**changes)
        return self.application.catalog.save(actor, slug, record, head.revision)


class Person:
    """Somebody with a browser: opens pages, fills in forms, presses buttons."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def sign_in(self, login: str, password: str = PASSWORD, path: str = "/sign-in") -> TestResponse:
        form = PageForm(self.get(path).text)
        return self.client.post("/sign-in", data=form.filled(None, {"login": login, "password": password}))

    def press(self, path: str, do: str | None, selector: str = "main form", **values: Value) -> TestResponse:
        """Open the page, fill in the form and press the button; redirections are not followed."""
        return self.press_on(self.get(path).text, path, do, selector, **values)

    def press_on(
        self, html: str, path: str, do: str | None, selector: str = "main form", **values: Value
    ) -> TestResponse:
        """The same on a page that is open already."""
        form = PageForm(html, selector)
        return self.client.post(form.action or path, data=form.filled(do, values))

    def lose_session(self, site: Site) -> None:
        """The session ends on the server, as when it expires; the browser does not know."""
        with self.client.session_transaction() as cookie:
            site.application.accounts.end_session(cookie["_user_id"])


def prepare(data: Path) -> None:
    """An empty database with the three accounts, to be copied for each test."""
    data.mkdir(parents=True)
    application = build(_settings(data))
    migrate.upgrade(application.database)
    for actor in (OFFICER, OTHER_OFFICER, EDITOR):
        application.accounts.add(OPERATOR, actor.login, actor.name, actor.role, PASSWORD)
    application.database.dispose()


@contextlib.contextmanager
def open_site(prepared: Path, data: Path, **settings: object) -> Iterator[Site]:
    """A fresh site in the folder `data`; `settings` differ from those usual in tests."""
    shutil.copytree(prepared, data)
    application = build(_settings(data, **settings))
    try:
        app = create_app(application.settings, application)
        app.test_client_class = CheckingClient
        yield Site(app, application)
    finally:
        application.database.dispose()


def _settings(data: Path, **changes: object) -> Settings:
    values = {"secret_key": "key of a test", "password_cost": 1, "sign_in_limit": "1000 per minute"} | changes
    return Settings(data=data, **values)  # type: ignore[arg-type]

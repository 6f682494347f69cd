"""Connections, transactions, and what becomes of a refusal by the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from kb.catalog import Catalog
from kb.db import migrate, repository
from kb.db.session import Database
from kb.db.tables import Base, IndexOutboxRow, RecordRow, RevisionRow, UserRow
from kb.errors import DuplicateValue, InvalidRecord, SettingsError
from tests.factories import OFFICER, make_record

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def user(login: str) -> UserRow:
    return UserRow(login=login, name="Somebody", role="editor", password_hash="-", created_at=NOW)


def add(database: Database, *rows: Base, flush: bool = False, fail: bool = False) -> None:
    """Write rows in one transaction; with `fail`, something else goes wrong at its end."""
    with database.write() as session:
        session.add_all(rows)
        if flush:
            session.flush()
        if fail:
            raise ZeroDivisionError


def test_a_transaction_is_whole_or_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        add(database, user("a@city.example"), flush=True, fail=True)

    with database.read() as session:
        assert session.query(UserRow).count() == 0


@pytest.mark.parametrize("flush", [True, False], ids=["at once", "at commit"])
def test_a_duplicate_names_field_and_value(database: Database, flush: bool) -> None:
    add(database, user("a@city.example"))

    with pytest.raises(DuplicateValue) as refusal:
        add(database, user("a@city.example"), flush=flush)

    assert (refusal.value.field, refusal.value.value) == ("login", "a@city.example")
    assert isinstance(refusal.value.__cause__, IntegrityError)


def test_a_refusal_that_is_no_field_is_raised_as_it_is(database: Database, catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record())
    second_first_revision = RevisionRow(
        record_id=1, number=1, document="{}", schema_version=1, content_hash="-",
        origin="edit", holds_edit=True, author="-", comment="", created_at=NOW,
    )  # fmt: skip
    of_no_record = IndexOutboxRow(record_id=999, created_at=NOW)
    without_role = UserRow(login="a", name="A", role="king", password_hash="-", created_at=NOW)

    for row in (second_first_revision, of_no_record, without_role):
        with pytest.raises(IntegrityError):
            add(database, row)


def test_every_constraint_and_index_has_a_name(database: Database) -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name


def test_times_come_back_in_utc(database: Database) -> None:
    somebody = user("a@city.example")
    somebody.disabled_at = NOW.astimezone(timezone(timedelta(hours=9)))
    add(database, somebody)

    with database.read() as session:
        stored = session.query(UserRow).one().disabled_at
    assert stored is not None
    assert (stored, stored.tzinfo) == (NOW, UTC)


def test_a_time_without_zone_is_refused(database: Database) -> None:
    somebody = user("a@city.example")
    somebody.disabled_at = datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001

    with pytest.raises(StatementError, match="no time zone"):
        add(database, somebody)


def test_a_text_that_postgresql_cannot_hold_is_a_clear_error(postgres_url: str) -> None:
    database = Database(postgres_url)
    with pytest.raises(InvalidRecord, match="NUL character"), database.read() as session:
        repository.get_published(session, "harbour\x00meals")
    database.dispose()


def test_a_reader_changes_nothing(database: Database, catalog: Catalog) -> None:
    catalog.create(OFFICER, make_record())

    with database.read() as session:
        session.get_one(RecordRow, 1).status = "published"

    with database.read() as session:
        assert repository.get_head(session, "harbour-meals").status == "draft"


def test_sqlite_is_set_up_for_readers_beside_a_writer(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    database.dispose()


def test_opening_a_database_writes_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}")

    assert not database.is_reachable()
    assert migrate.current(database) is None
    assert list(tmp_path.iterdir()) == []


def test_reachable_or_not(database: Database, postgres_url: str) -> None:
    assert database.is_reachable()
    elsewhere = Database(postgres_url.replace("host=", "host=/no-such-folder"))
    assert not elsewhere.is_reachable()


@pytest.mark.parametrize("url", ["not a url", "oracle://host/name", "nosuchengine://host"])
def test_a_url_that_cannot_be_used_is_a_settings_error(url: str) -> None:
    with pytest.raises(SettingsError, match="database_url cannot be used"):
        Database(url)

"""The outbox: nothing is lost, nothing is done twice for nothing, and one bad row holds up nobody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from kb import outbox
from kb.catalog import Catalog, ImportRequest
from kb.db import repository
from kb.db.session import Database
from kb.db.tables import IndexOutboxRow
from kb.permissions import OPERATOR
from tests.factories import EDITOR, make_record


@pytest.fixture
def three_rows(catalog: Catalog) -> None:
    for slug in ("a", "b", "c"):
        catalog.import_record(OPERATOR, ImportRequest(make_record(slug=slug), (), f"{slug}.md", slug))


def pending(database: Database, limit: int = 100) -> list[outbox.OutboxRow]:
    with database.read() as session:
        return outbox.pending(session, limit)


def ids(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(IndexOutboxRow.id).order_by(IndexOutboxRow.id)))


@pytest.mark.usefixtures("three_rows")
def test_the_oldest_rows_come_first(database: Database) -> None:
    rows = pending(database)

    assert len({row.record_id for row in rows}) == 3
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    assert pending(database, 2) == rows[:2]


@pytest.mark.usefixtures("three_rows")
def test_exactly_the_rows_done_are_closed(database: Database, catalog: Catalog) -> None:
    first, second, third = pending(database)
    catalog.withdraw(EDITOR, "a", "A test.")

    with database.write() as session:
        outbox.mark_done(session, [first.id, third.id])
        outbox.mark_done(session, [first.id])

    left = pending(database)
    assert [row.record_id for row in left] == [second.record_id, first.record_id], (
        "a record that changed meanwhile has a row of its own"
    )


@pytest.mark.usefixtures("three_rows")
def test_a_row_that_fails_too_often_is_parked_and_the_others_go_on(database: Database) -> None:
    bad, *good = pending(database)

    for attempt in range(outbox.MAX_ATTEMPTS):
        assert bad.id in {row.id for row in pending(database)}, f"still tried after {attempt} failures"
        with database.write() as session:
            outbox.mark_failed(session, bad.id, f"failure {attempt + 1} {'x' * 5000}")

    assert pending(database) == good
    with database.read() as session:
        (parked,) = outbox.parked(session)
    assert (parked.id, parked.attempts) == (bad.id, outbox.MAX_ATTEMPTS)
    assert parked.last_error is not None
    assert parked.last_error.startswith(f"failure {outbox.MAX_ATTEMPTS}")
    assert len(parked.last_error) == outbox.ERROR_LIMIT

    with database.write() as session:
        outbox.mark_done(session, [bad.id])
    with database.read() as session:
        assert outbox.parked(session) == []


@pytest.mark.usefixtures("three_rows")
def test_rows_done_long_ago_are_removed_and_no_others(database: Database) -> None:
    done, parked, waiting = pending(database)
    with database.write() as session:
        outbox.mark_done(session, [done.id])
        for _ in range(outbox.MAX_ATTEMPTS):
            outbox.mark_failed(session, parked.id, "a failure")
    now = datetime.now(UTC)

    with database.write() as session:
        outbox.remove_done(session, now + outbox.KEPT_DONE - timedelta(minutes=1))
    assert ids(database) == [done.id, parked.id, waiting.id]
    with database.write() as session:
        outbox.remove_done(session, now + outbox.KEPT_DONE + timedelta(minutes=1))
        outbox.remove_done(session, now + timedelta(days=1000))
    assert ids(database) == [parked.id, waiting.id]


def test_a_change_that_fails_leaves_no_row(database: Database, catalog: Catalog) -> None:
    with database.write() as session:
        session.execute(text("DROP TABLE audit_events"))

    with pytest.raises(DBAPIError, match="audit_events"):
        catalog.import_record(OPERATOR, ImportRequest(make_record(), (), "a.md", "a1"))

    assert pending(database) == []
    with database.read() as session:
        assert not repository.slug_exists(session, "harbour-meals")

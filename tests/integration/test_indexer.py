"""Keeping the index in step: what is marked, what a bad record does to the others, what `check` finds, what a rebuild keeps."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from kb import outbox
from kb.db import repository
from kb.errors import SearchUnavailable
from kb.indexer import IndexDifferences, Indexer, NotIndexable
from kb.search.document import IndexDocument, to_document
from kb.search.memory_backend import MemoryBackend
from kb.wiring import Application
from kb.worker import index_lock
from tests.factories import EDITOR, OFFICER, make_record
from tests.installations import found_slugs, open_application, publish


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    with open_application(tmp_path) as application:
        yield application


def document_of(application: Application, slug: str) -> IndexDocument:
    with application.database.read() as session:
        return to_document(repository.get_published(session, slug), application.vocabulary)


def poison(application: Application, record_id: int) -> None:
    """Break a stored document behind the program's back."""
    with application.database.write() as session:
        session.execute(text("UPDATE revisions SET document = '{}' WHERE record_id = :id"), {"id": record_id})


def parked(application: Application) -> list[int]:
    with application.database.read() as session:
        return [row.record_id for row in outbox.parked(session)]


class UnwillingBackend(MemoryBackend):
    """An engine that refuses to write as long as `refuses` says so."""

    refuses = True

    def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
        if self.refuses:
            raise SearchUnavailable("The engine is away.")
        super().apply(upserts, deletes)


def test_a_drain_indexes_and_marks_exactly_what_it_took(application: Application) -> None:
    for number in range(5):
        publish(application, f"practice-{number}")

    assert application.indexer.drain_once(limit=2) == 2
    assert found_slugs(application) == ["practice-0", "practice-1"]
    assert application.indexer.pending_count() == 3
    assert application.indexer.drain() == 3
    assert application.indexer.drain_once() == 0
    assert len(found_slugs(application)) == 5


@pytest.mark.parametrize("name", ["gdansk", "Gdańsk", "그단스크", "poland", "Pologne"])
def test_a_city_that_the_thesaurus_leaves_out_is_found_by_its_names(
    application: Application, name: str
) -> None:
    publish(application, "buses", cities=["gdansk"])
    publish(application, "meals", cities=["seoul"])
    application.indexer.drain()
    assert found_slugs(application, name) == ["buses"]


def test_a_row_written_while_its_record_is_indexed_stays_pending(application: Application) -> None:
    publish(application, "meals", title="First title")

    class BusyBackend(MemoryBackend):
        def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
            super().apply(upserts, deletes)
            if "Second" not in str(list(upserts)):
                publish(application, "meals", title="Second title")

    indexer = Indexer(application.database, BusyBackend(application.vocabulary), application.vocabulary)

    assert indexer.drain_once() == 1
    assert indexer.pending_count() == 1


def test_the_record_is_indexed_as_it_is_now_not_as_it_was_when_the_row_was_written(
    application: Application,
) -> None:
    publish(application, "meals", title="First title")
    publish(application, "meals", title="Second title")

    assert application.indexer.drain() == 2
    assert found_slugs(application, "title:second") == ["meals"]
    assert found_slugs(application, "title:first") == []


def test_a_withdrawn_record_leaves_the_index(application: Application) -> None:
    publish(application, "meals")
    application.indexer.drain()
    application.catalog.withdraw(EDITOR, "meals", "Out of date.")

    application.indexer.drain()

    assert found_slugs(application) == []
    assert not application.indexer.check().found


def test_an_amendment_changes_nothing_in_the_index_until_it_is_published(application: Application) -> None:
    publish(application, "meals", title="Public title")
    application.indexer.drain()
    application.catalog.save(EDITOR, "meals", make_record(slug="meals", title="Amended title"), 1)

    assert application.indexer.pending_count() == 0
    assert not application.indexer.check().found
    assert found_slugs(application, "amended") == []


def test_a_bad_record_is_parked_after_its_attempts_and_holds_up_nobody(application: Application) -> None:
    first, bad, last = (publish(application, slug) for slug in ("first", "bad", "last"))
    poison(application, bad)

    application.indexer.drain_once()

    assert set(found_slugs(application)) == {"first", "last"}
    with application.database.read() as session:
        (row,) = outbox.pending(session, 10)
    assert (row.record_id, row.attempts) == (bad, 1)
    application.indexer.drain()
    assert parked(application) == [bad]
    assert application.indexer.drain_once() == 0
    publish(application, "later")
    application.indexer.drain()
    assert set(found_slugs(application)) == {"first", "last", "later"}
    (shown,) = application.indexer.check().parked
    assert shown.attempts == outbox.MAX_ATTEMPTS
    assert shown.last_error is not None
    assert shown.last_error.startswith("ValidationError: ")
    assert {first, last} <= set(application.backend.revisions())


def test_an_engine_that_is_away_costs_no_attempt(application: Application) -> None:
    backend = UnwillingBackend(application.vocabulary)
    indexer = Indexer(application.database, backend, application.vocabulary)
    publish(application, "meals")

    for _ in range(outbox.MAX_ATTEMPTS + 1):
        with pytest.raises(SearchUnavailable):
            indexer.drain_once()

    assert parked(application) == []
    backend.refuses = False
    assert indexer.drain() == 1
    assert set(backend.revisions().values()) == {1}


def test_check_finds_nothing_where_nothing_differs(application: Application) -> None:
    assert application.indexer.check() == IndexDifferences()
    publish(application, "meals")
    application.indexer.drain()
    assert application.indexer.check() == IndexDifferences()


def test_check_finds_and_repairs_a_planted_difference_of_each_kind(application: Application) -> None:
    missing, stale, good, bad = (publish(application, slug) for slug in ("missing", "stale", "good", "bad"))
    application.catalog.create(OFFICER, make_record(slug="draft"))
    application.indexer.drain()
    bad_again = publish(application, "bad", title="Changed")
    with application.database.write() as session:
        (row,) = outbox.pending(session, 10)
        for _ in range(outbox.MAX_ATTEMPTS):
            outbox.mark_failed(session, row.id, "planted")
    stale_document = dataclasses.replace(document_of(application, "stale"), revision=7)
    orphan = dataclasses.replace(document_of(application, "good"), id=999, slug="orphan")
    with application.database.read() as session:
        draft = dataclasses.replace(orphan, id=repository.get_head(session, "draft").id, slug="draft")
    application.backend.apply([stale_document, orphan, draft], [missing])

    found = application.indexer.check()

    assert (found.missing, found.stale, found.orphaned) == ((missing,), (stale, bad), (draft.id, 999))
    assert [(row.record_id, row.last_error) for row in found.parked] == [(bad_again, "planted")]
    assert application.indexer.check(repair=True) == found
    assert application.indexer.check() == IndexDifferences()
    assert set(found_slugs(application)) == {"missing", "stale", "good", "bad"}
    assert application.backend.revisions() == {missing: 1, stale: 1, good: 1, bad: 2}


def test_a_repair_gets_past_a_bad_record_and_parks_it_again(application: Application) -> None:
    bad, good = publish(application, "bad"), publish(application, "good")
    application.indexer.drain()
    application.backend.apply([], [bad, good])
    poison(application, bad)

    application.indexer.check(repair=True)

    assert found_slugs(application) == ["good"]
    assert parked(application) == [bad]
    assert application.indexer.check().missing == (bad,)


def test_a_rebuild_makes_the_index_from_the_database_alone(application: Application) -> None:
    for number in range(3):
        publish(application, f"practice-{number}")
    orphan = dataclasses.replace(document_of(application, "practice-0"), id=999, slug="orphan")
    application.backend.apply([orphan], [])
    seen: list[tuple[int, int]] = []

    assert application.indexer.rebuild(lambda done, total: seen.append((done, total))) == 3

    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert application.indexer.pending_count() == 0
    assert not application.indexer.check().found


def test_what_changes_during_a_rebuild_is_not_lost(application: Application) -> None:
    for number in range(4):
        publish(application, f"practice-{number}", title="Old title")
    application.indexer.drain()

    def meanwhile(done: int, _: int) -> None:
        if done == 2:
            publish(application, "practice-0", title="New title")
            publish(application, "practice-3", title="New title")
            publish(application, "newcomer")
            application.catalog.withdraw(EDITOR, "practice-1", "Out of date.")

    application.indexer.rebuild(meanwhile)

    assert application.indexer.pending_count() == 4
    application.indexer.drain()
    assert not application.indexer.check().found
    assert set(found_slugs(application, "new")) == {"practice-0", "practice-3"}
    assert set(found_slugs(application)) == {"practice-0", "practice-2", "practice-3", "newcomer"}


def test_a_rebuild_that_fails_leaves_the_old_index_serving(application: Application) -> None:
    bad = publish(application, "bad")
    publish(application, "good")
    application.indexer.drain()
    poison(application, bad)

    with pytest.raises(NotIndexable, match="index in use was not touched"):
        application.indexer.rebuild()

    assert set(found_slugs(application)) == {"bad", "good"}


def test_publishing_draining_and_rebuilding_at_once_lose_nothing(application: Application) -> None:
    """Three threads with their own connections, as three processes would."""
    stop = threading.Event()
    data = application.settings.data
    failures: list[Exception] = []

    def again_and_again(task_name: str) -> None:
        with open_application(data) as other:
            task = {"drain": other.indexer.drain_once, "rebuild": other.indexer.rebuild}[task_name]
            while not stop.is_set():
                try:
                    task()
                except Exception as error:
                    failures.append(error)
                    return
                stop.wait(0.01)

    threads = [
        threading.Thread(target=again_and_again, args=(name,)) for name in ("drain", "drain", "rebuild")
    ]
    for thread in threads:
        thread.start()
    for turn in range(3):
        for number in range(8):
            publish(application, f"practice-{number}", title=f"Turn {turn}")
    stop.set()
    for thread in threads:
        thread.join()

    assert failures == []
    application.indexer.drain()
    assert application.indexer.check() == IndexDifferences()
    assert len(found_slugs(application, "title:2")) == 8


def test_a_drain_waits_for_whoever_holds_the_index(application: Application) -> None:
    publish(application, "meals")
    drained = threading.Event()

    def drain() -> None:
        with open_application(application.settings.data) as other:
            other.indexer.drain()
        drained.set()

    thread = threading.Thread(target=drain)
    with index_lock(application.settings.data):
        thread.start()
        assert not drained.wait(0.5)
    thread.join(timeout=30)

    assert drained.is_set()
    assert found_slugs(application) == ["meals"]


def test_the_lock_is_held_from_reading_the_records_until_the_rows_are_marked(
    application: Application,
) -> None:
    events: list[str] = []

    @contextlib.contextmanager
    def lock() -> Iterator[None]:
        events.append("locked")
        yield
        events.append("open rows: " + str(application.indexer.pending_count()))

    publish(application, "meals")
    Indexer(application.database, application.backend, application.vocabulary, lock).drain_once()

    assert events == ["locked", "open rows: 0"]


def test_a_file_left_as_draft_is_not_indexed(application: Application) -> None:
    application.catalog.create(OFFICER, make_record(slug="draft"))

    assert application.indexer.drain() == 0
    assert found_slugs(application) == []

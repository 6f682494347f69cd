"""The worker as a real process: it indexes what is published, one per data folder, and kill -9 loses nothing."""

from __future__ import annotations

import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import text

from kb import worker
from kb.db import repository
from kb.errors import SearchUnavailable
from kb.indexer import IndexDifferences, Indexer
from kb.search.document import IndexDocument
from kb.search.memory_backend import MemoryBackend
from kb.wiring import Application
from kb.worker import WorkerRunning, worker_lock
from tests.factories import EDITOR
from tests.installations import (
    citykb,
    found_slugs,
    open_application,
    publish,
    start_worker,
    wait_until,
    worker_runs,
)

KILLS = 4
QUEUE = 600


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    with open_application(tmp_path) as application:
        yield application


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[str]]]:
    """Whatever a test starts ends with it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def test_kill_9_at_any_point_loses_nothing(
    application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    """A worker with a long queue is killed again and again, while records are published, changed and withdrawn."""
    chance = random.Random(20261124)
    for number in range(QUEUE):
        publish(application, f"practice-{number}")
    done = killed_at_work = 0
    for turn in range(KILLS):
        process = start_worker(application.settings.data)
        processes.append(process)
        publish(application, f"newcomer-{turn}")
        publish(application, f"practice-{turn}", title="Changed")
        application.catalog.withdraw(EDITOR, f"practice-{QUEUE - 1 - turn}", "Out of date.")
        wait_until(lambda before=done: rows_done(application) > before)  # type: ignore[misc]
        time.sleep(chance.uniform(0.0, 0.1))  # now it is somewhere inside a later batch
        process.send_signal(signal.SIGKILL)
        process.communicate()
        done = rows_done(application)
        killed_at_work += application.indexer.pending_count() > 0
    assert killed_at_work, "no worker was killed at its work, so the test proves nothing"

    processes.append(start_worker(application.settings.data))
    wait_until(lambda: application.indexer.pending_count() == 0)

    assert application.indexer.check() == IndexDifferences()
    with application.database.read() as session:
        published = repository.published_revisions(session)
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    assert application.backend.revisions() == published
    assert len(found_slugs(application)) == len(published) == QUEUE


def rows_done(application: Application) -> int:
    with application.database.read() as session:
        query = text("SELECT count(*) FROM index_outbox WHERE processed_at IS NOT NULL")
        return int(session.scalar(query) or 0)


def test_what_is_published_is_found_within_two_seconds(
    application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    processes.append(start_worker(application.settings.data))
    publish(application, "first")
    wait_until(lambda: found_slugs(application) == ["first"])
    publish(application, "meals", title="School meals")
    published = time.monotonic()

    wait_until(lambda: found_slugs(application, "title:meals") == ["meals"])

    assert time.monotonic() - published < 2


def test_a_second_worker_is_refused_and_the_first_works_on(
    application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    data = application.settings.data
    processes.append(start_worker(data))

    second = citykb(data, "worker")

    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr == f"Error: A worker already runs for {data}; it does the work.\n"
    publish(application, "meals")
    wait_until(lambda: found_slugs(application) == ["meals"])


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_in_peace(
    end: signal.Signals, application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    process = start_worker(application.settings.data)
    processes.append(process)

    process.send_signal(end)
    output, errors = process.communicate(timeout=30)

    assert (process.returncode, output, errors) == (0, "", "")
    assert not worker_runs(application.settings.data)


def test_the_lock_goes_with_a_killed_process(
    application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    process = start_worker(application.settings.data)
    processes.append(process)
    assert worker_runs(application.settings.data)

    process.kill()
    process.communicate()

    assert not worker_runs(application.settings.data)


def test_two_data_folders_have_a_worker_each(tmp_path: Path) -> None:
    with (
        worker_lock(tmp_path / "one"),
        worker_lock(tmp_path / "two"),
        pytest.raises(WorkerRunning, match="one; it does the work"),
        worker_lock(tmp_path / "one"),
    ):
        pass


def test_a_command_drains_beside_a_running_worker(
    application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    processes.append(start_worker(application.settings.data))
    for number in range(20):
        publish(application, f"practice-{number}")

    application.indexer.drain()

    assert len(found_slugs(application)) == 20
    assert application.indexer.pending_count() == 0


def test_a_command_drains_without_a_worker(application: Application) -> None:
    publish(application, "meals")

    done = citykb(application.settings.data, "index", "drain")

    assert (done.returncode, done.stdout, done.stderr) == (0, "The index is up to date.\n", "")
    assert found_slugs(application) == ["meals"]


def test_a_rebuild_beside_a_running_worker_loses_nothing(
    application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    processes.append(start_worker(application.settings.data))
    for turn in range(3):
        for number in range(10):
            publish(application, f"practice-{number}", title=f"Turn {turn}")
        application.indexer.rebuild()
    wait_until(lambda: application.indexer.pending_count() == 0)

    assert application.indexer.check() == IndexDifferences()


def test_a_worker_deletes_what_was_done_long_ago(
    application: Application, processes: list[subprocess.Popen[str]]
) -> None:
    for slug in ("old", "new"):
        publish(application, slug)
    application.indexer.drain()
    with application.database.write() as session:
        session.execute(text("UPDATE index_outbox SET processed_at = '2020-01-01 00:00:00' WHERE id = 1"))

    processes.append(start_worker(application.settings.data))

    wait_until(lambda: rows_done(application) == 1)
    assert found_slugs(application) == ["new", "old"]


def test_a_fault_of_the_program_is_reported_and_survived(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a record cannot be encoded: the worker is started once, and nobody would notice that it ended."""
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.01)
    stop = threading.Event()
    messages: list[str] = []
    publish(application, "meals")

    class Encoding:
        def look_again(self) -> None:
            pass

        def step(self) -> bool:
            if messages:
                stop.set()
                return False
            raise RuntimeError("no such token")

    encoding = cast("worker.Encoding", Encoding())
    worker.run(application.indexer, encoding, application.settings.data, stop, messages.append)

    assert messages[0].startswith("A fault of the program; going on in 0.01 seconds.")
    assert "RuntimeError: no such token" in messages[0]
    assert application.indexer.pending_count() == 0


def test_an_outage_is_reported_and_survived(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.01)
    away = 3

    class ReturningBackend(MemoryBackend):
        def apply(self, upserts: Iterable[IndexDocument], deletes: Iterable[int]) -> None:
            nonlocal away
            away -= 1
            if away >= 0:
                raise SearchUnavailable("The engine is away.")
            super().apply(upserts, deletes)
            stop.set()

    stop = threading.Event()
    messages: list[str] = []
    backend = ReturningBackend(application.vocabulary)
    publish(application, "meals")

    indexer = Indexer(application.database, backend, application.vocabulary)
    worker.run(indexer, None, application.settings.data, stop, messages.append)

    assert messages == ["Nothing can be indexed now; trying again in 0.01 seconds. The engine is away."] * 3
    assert len(backend.revisions()) == 1
    assert application.indexer.pending_count() == 0

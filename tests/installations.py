"""A CityKB of its own for a test: a data folder with SQLite and Whoosh, records in it, and its command as a real process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kb.catalog import ImportRequest
from kb.config import Settings
from kb.db import repository
from kb.permissions import OPERATOR
from kb.records import Record, content_hash
from kb.search.request import SearchRequest
from kb.wiring import Application, build
from kb.worker import WorkerRunning, worker_lock
from tests.factories import make_record

COMMAND = (sys.executable, "-c", "from kb.cli import main; main()")
ROOT = Path(__file__).parents[1]


@contextmanager
def open_application(data: Path, **settings: Any) -> Iterator[Application]:
    """The application on a data folder whose database is up to date."""
    application = build(Settings(data=data, password_cost=1, **settings))
    yield application
    application.database.dispose()


def publish(application: Application, slug: str, **changes: Any) -> int:
    """Import a record as an operator does; the same slug again is a new revision. Returns the record's id."""
    record = make_record(slug=slug, **({"title": slug.replace("-", " ")} | changes))
    application.catalog.import_record(OPERATOR, _request(record))
    with application.database.read() as session:
        return repository.get_published(session, slug).id


def _request(record: Record) -> ImportRequest:
    return ImportRequest(record, (), path=f"/write-ups/{record.slug}.md", sha256=content_hash(record))


def found_slugs(application: Application, query: str = "") -> list[str]:
    """The slugs a search finds, in its order."""
    page = application.backend.search(SearchRequest(query=query, per_page=1000))
    return [hit.display.slug for hit in page.hits]


def environment(data: Path, **settings: str) -> dict[str, str]:
    """The environment of a process that works on the data folder; other CityKB settings are kept out of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CITYKB_")}
    return kept | {"CITYKB_DATA": str(data), "CITYKB_PASSWORD_COST": "1", "PYTHONPATH": str(ROOT)} | settings


def citykb(data: Path, *arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own, with these variables set beside those of the test."""
    return subprocess.run(
        [*COMMAND, *arguments],
        env=environment(data, **settings),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def start_worker(data: Path) -> subprocess.Popen[str]:
    """Start `citykb worker` and wait until it works."""
    process = subprocess.Popen(
        [*COMMAND, "worker"], env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_until(lambda: worker_runs(data) or process.poll() is not None)
    return process


def worker_runs(data: Path) -> bool:
    try:
        with worker_lock(data):
            return False
    except WorkerRunning:
        return True


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    """Poll until something holds; fails when it does not in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)

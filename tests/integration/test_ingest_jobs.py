"""Several readers, one writer: the same result as one reader, also after a kill, and a reader that breaks down."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from ingest.discover import FoundFile, discover
from ingest.pipeline import IngestOptions, ingest_paths
from ingest.prepare import Prepared
from ingest.preparing import Preparation, Ready
from kb.config import Settings
from kb.db import repository
from kb.wiring import build
from tests.installations import COMMAND, environment, wait_until

CITIES = ("seoul", "paris", "dakar", "bogota", "lisbon")


def write_ups(folder: Path, count: int) -> Path:
    for number in range(count):
        city = CITIES[number % len(CITIES)]
        file = folder / city / f"practice-{number:03}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"---\ntitle: Practice {number}\nlanguage: en\nsummary: The practice of number {number}.\n"
            f"cities: [{city}]\nthemes: [housing]\n---\n## The problem\nRents rose in {city} by {number} percent.\n",
            "utf-8",
        )
    (folder / "broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    return folder


def stored(settings: Settings) -> dict[str, str]:
    """Every published record with the hash of its content."""
    application = build(settings)
    try:
        with application.database.read() as session:
            ids = repository.published_ids(session)
            return {
                one.record.slug: str(one.revision) + one.record.model_dump_json()
                for one in repository.stream_published(session, ids)
            }
    finally:
        application.database.dispose()


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    (tmp_path / "data").mkdir()
    shutil.copyfile(sqlite_template, tmp_path / "data" / "citykb.sqlite3")
    return Settings(data=tmp_path / "data")


@pytest.fixture
def other_settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    (tmp_path / "other").mkdir()
    shutil.copyfile(sqlite_template, tmp_path / "other" / "citykb.sqlite3")
    return Settings(data=tmp_path / "other")


def ingest(settings: Settings, folder: Path, jobs: int) -> list[tuple[str, str]]:
    application = build(settings)
    try:
        report = ingest_paths(application, [folder], IngestOptions(jobs=jobs))
    finally:
        application.database.dispose()
    return [(Path(file.path).name, file.result) for file in report.files]


def test_two_readers_give_what_one_gives(
    settings: Settings, other_settings: Settings, tmp_path: Path
) -> None:
    folder = write_ups(tmp_path / "write-ups", 25)
    assert ingest(settings, folder, 2) == ingest(other_settings, folder, 1)
    assert stored(settings) == stored(other_settings)
    assert len(stored(settings)) == 25


def test_a_killed_run_goes_on_where_it_was(
    settings: Settings, other_settings: Settings, tmp_path: Path
) -> None:
    folder = write_ups(tmp_path / "write-ups", 60)
    process = subprocess.Popen(
        [*COMMAND, "ingest", str(folder), "--jobs", "2"],
        env=environment(settings.data),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    wait_until(lambda: len(stored(settings)) > 5 or process.poll() is not None)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert 0 < len(stored(settings)) < 60, "it was killed too early or too late to show anything"
    ingest(settings, folder, 2)
    ingest(other_settings, folder, 1)
    assert stored(settings) == stored(other_settings)


class Fragile(Preparation):
    """Reads like the real one, but for a file that ends the process: what a fault in a C library looks like."""

    def one(self, file: FoundFile) -> Ready:
        if file.slug == "practice-003":
            os._exit(3)
        return Preparation.one(self, file)


@pytest.fixture
def fragile() -> Preparation:
    return Fragile(10**6, publish=True)


def test_a_file_that_brings_its_reader_down_is_rejected_alone(fragile: Preparation, tmp_path: Path) -> None:
    files = discover([write_ups(tmp_path / "write-ups", 12)])
    started = time.monotonic()
    done = list(fragile.each(files, 2))
    assert [file for file, _ in done] == list(files)
    refused = {file.slug: str(ready[0]) for file, ready in done if isinstance(ready, tuple)}
    assert set(refused) == {"broken", "practice-003"}
    assert "broke down" in refused["practice-003"]
    assert sum(isinstance(ready, Prepared) for _, ready in done) == 11
    assert time.monotonic() - started < 60

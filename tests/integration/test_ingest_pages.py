"""Pages of a web server to published records: named once, known again by their address, revised when they change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingest.cli import ingest
from ingest.fetching import Captures, Fetcher
from ingest.fetching.client import Limits
from ingest.fetching.fetcher import Clock
from ingest.pages import captures_of, fetched_pages, listed_addresses
from ingest.pipeline import IngestOptions, ingest_paths
from ingest.report import Report
from kb.cli import CommandGroup
from kb.config import Settings
from kb.db import repository
from kb.wiring import Application, build
from tests.installations import found_slugs
from tests.web_server import PAGE, Site, running_site


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database_url=sqlite_url)


@pytest.fixture
def application(settings: Settings) -> Iterator[Application]:
    application = build(settings)
    yield application
    application.database.dispose()


def take_in(application: Application, *urls: str, dry_run: bool = False) -> Report:
    """As the command does, but for the right to reach this machine and the pauses."""
    with captures_of(application.settings, dry_run=dry_run) as captures:
        fetcher = Fetcher(
            captures,
            Limits(10**6),
            "CityKB/test",
            lambda address: address == "127.0.0.1",
            Clock(sleep=lambda _: None),
        )
        pages = fetched_pages(urls, fetcher, captures, application.catalog)
        return ingest_paths(application, [], IngestOptions(dry_run=dry_run), pages=pages)


def results(report: Report) -> list[tuple[str, str]]:
    return [(file.slug, file.result) for file in report.files]


def test_a_page_becomes_a_record_that_says_where_it_came_from(site: Site, application: Application) -> None:
    url = site.says("/buses")
    report = take_in(application, url)
    assert [(file.path, file.slug, file.result) for file in report.files] == [
        (url, "seoul-night-buses-in-seoul", "created")
    ]
    with application.database.read() as session:
        record = repository.get_published(session, "seoul-night-buses-in-seoul").record
    assert record.cities == ("seoul",)
    assert record.provenance is not None
    assert record.provenance.derived_from == url
    capture = Captures(application.settings.data / "captures").latest(url)
    assert capture is not None
    assert record.provenance.note == f"As fetched on {capture.day}; SHA-256 {capture.sha256}."
    assert found_slugs(application, "night buses") == ["seoul-night-buses-in-seoul"]


def test_the_same_page_changes_nothing_and_another_text_makes_a_revision(
    site: Site, application: Application
) -> None:
    url = site.says("/buses")
    assert results(take_in(application, url)) == [("seoul-night-buses-in-seoul", "created")]
    assert results(take_in(application, url)) == [("seoul-night-buses-in-seoul", "unchanged")]
    site.says("/buses", PAGE.replace(b"Night buses in Seoul", b"All night buses in Seoul"))
    assert results(take_in(application, url)) == [("seoul-night-buses-in-seoul", "revised")]


def test_two_pages_of_one_title_get_two_names(site: Site, application: Application) -> None:
    report = take_in(application, site.says("/a"), site.says("/b"))
    assert results(report) == [
        ("seoul-night-buses-in-seoul", "created"),
        ("seoul-night-buses-in-seoul-2", "created"),
    ]


def test_a_page_that_cannot_be_fetched_holds_up_no_other(site: Site, application: Application) -> None:
    report = take_in(application, site.url + "/nothing", site.says("/buses"))
    assert results(report) == [("", "rejected"), ("seoul-night-buses-in-seoul", "created")]
    assert "status 404" in report.to_text()


def test_a_dry_run_keeps_nothing(site: Site, application: Application) -> None:
    report = take_in(application, site.says("/buses"), dry_run=True)
    assert results(report) == [("seoul-night-buses-in-seoul", "created")]
    assert not (application.settings.data / "captures").exists()
    assert found_slugs(application) == []


def test_the_character_set_of_the_server_counts(site: Site, application: Application) -> None:
    korean = PAGE.decode().replace("Night buses in Seoul", "서울 심야버스").replace("lang='en'", "lang='ko'")
    url = site.says("/buses", korean.encode("euc-kr"), Content_Type="text/html; charset=euc-kr")
    take_in(application, url)
    with application.database.read() as session:
        assert repository.get_published(session, "seoul-practice").record.title == "서울 심야버스"


def run(settings: Settings, *arguments: str) -> Result:
    group = CommandGroup("citykb", commands={"ingest": ingest})
    return CliRunner().invoke(group, ["ingest", *arguments], obj=settings, catch_exceptions=False)


def test_the_command_refuses_this_machine(site: Site, settings: Settings) -> None:
    done = run(settings, site.says("/buses"))
    assert done.exit_code == 1
    assert "not a machine of the public internet" in done.output
    assert site.asked == []


def test_the_command_reads_a_list_and_goes_on_after_a_failure(settings: Settings, tmp_path: Path) -> None:
    listed = tmp_path / "pages.txt"
    listed.write_text(
        "\ufeff# case studies\n\nhttp://localhost/a\nftp://example.org/b\nhttp://localhost/a\n", "utf-8"
    )
    assert listed_addresses(listed) == ["http://localhost/a", "ftp://example.org/b"]
    done = run(settings, "--from-list", str(listed))
    assert done.exit_code == 1
    assert "2 files: 2 rejected." in done.output


def test_the_command_wants_something_to_read(settings: Settings) -> None:
    done = run(settings)
    assert done.exit_code == 2
    assert "--from-list" in done.output

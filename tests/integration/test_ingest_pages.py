"""Pages of a web server to published records: named once, known again by their address, revised when they change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx.document import Document

from ingest.cli import ingest
from ingest.fetching import Captures, Fetcher
from ingest.fetching.client import Limits
from ingest.fetching.fetcher import Clock
from ingest.pages import Page, captures_of, fetched_pages, kept_captures, listed_pages
from ingest.pipeline import IngestOptions, ingest_paths
from ingest.readers import word
from ingest.report import Report
from kb.cli import CommandGroup
from kb.config import Settings
from kb.db import repository
from kb.wiring import Application, build
from tests.documents import LINE, changed_docx, docx_file, pdf_file
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
    return take_in_pages(application, [Page(url) for url in urls], dry_run=dry_run)


def take_in_pages(application: Application, named: list[Page], *, dry_run: bool = False) -> Report:
    """As the command does, but for the right to reach this machine and the pauses."""
    with captures_of(application.settings, dry_run=dry_run) as captures:
        fetcher = Fetcher(
            captures,
            Limits(10**6),
            "CityKB/test",
            lambda address: address == "127.0.0.1",
            Clock(sleep=lambda _: None),
        )
        kept = kept_captures(application.settings)
        pages = fetched_pages(named, fetcher, captures, kept, application.catalog)
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
        assert repository.get_published(session, "seoul-simyabeoseu").record.title == "서울 심야버스"


def written(document: Document) -> None:
    document.add_heading("Night buses in Seoul", 0)
    document.add_paragraph("The city of Seoul, in Korea, runs buses all night.")
    document.add_heading("How it works", 1)
    document.add_paragraph(LINE)


PDF = pdf_file([[("Night buses in Seoul", 20), ("", 10), (f"The city of Seoul runs buses. {LINE}", 10)]])
TEXT = (
    f"Night buses in Seoul\n\nThe city of Seoul, in Korea, runs buses.\n\nHow it works\n\n{LINE}\n".encode()
)


@pytest.mark.parametrize(
    ("body", "served_as"),
    [
        (docx_file(written), word.MEDIA_TYPE),
        (PDF, "application/pdf"),
        (TEXT, "text/plain; charset=utf-8"),
        (PDF, "text/html"),
        (docx_file(written), "application/octet-stream"),
    ],
)
def test_a_document_of_the_web_becomes_a_record(
    site: Site, application: Application, body: bytes, served_as: str
) -> None:
    url = site.says("/report", body, Content_Type=served_as)
    assert results(take_in(application, url)) == [("seoul-night-buses-in-seoul", "created")]
    assert results(take_in(application, url)) == [("seoul-night-buses-in-seoul", "unchanged")]
    with application.database.read() as session:
        record = repository.get_published(session, "seoul-night-buses-in-seoul").record
    assert LINE in " ".join([record.summary or "", *record.sections.texts().values()])
    assert record.provenance is not None
    assert record.provenance.derived_from == url


def test_fields_of_a_document_of_the_web_stand_in_its_folder(site: Site, application: Application) -> None:
    url = site.says("/report", pdf_file([[("Night buses", 20), (LINE, 10)]]), Content_Type="application/pdf")
    (rejected,) = take_in(application, url).files
    assert rejected.result == "rejected"
    capture = Captures(application.settings.data / "captures").latest(url)
    assert capture is not None
    folder = Captures(application.settings.data / "captures").path(capture).parent
    assert f"from the file 'captures/{folder.name}/fields.yaml' in the data folder" in str(
        rejected.problems[0]
    )
    (folder / "fields.yaml").write_text("cities: [seoul]\n", "utf-8")
    assert results(take_in(application, url)) == [("seoul-night-buses", "created")]
    newer = pdf_file([[("Night buses", 20), (LINE, 10), (LINE.replace("Nine", "Ten"), 10)]])
    site.says("/report", newer, Content_Type="application/pdf")
    assert results(take_in(application, url)) == [("seoul-night-buses", "revised")]


BOMB = changed_docx(docx_file(written), {"word/document.xml": b"<w:document>" + b" " * 60_000_000})
LYING_PDF = b"%PDF-1.7\n" + b"\x00\xff" * 2_000 + b"\n%%EOF\n"
MANY_PAGES = pdf_file([[(LINE, 10)]] * 501)


@pytest.mark.parametrize(
    ("body", "served_as", "said"),
    [
        (BOMB, word.MEDIA_TYPE, "unpacks to far more than a document needs"),
        (BOMB, "text/html", "unpacks to far more than a document needs"),
        (LYING_PDF, "application/pdf", "damaged"),
        (MANY_PAGES, "application/pdf", "pages"),
        (pdf_file([[("", 10)]]), "application/pdf", "no text"),
        (PAGE, "application/pdf", "perhaps a notice or a sign-in page"),
        (b"Night \x00\x01 buses", "text/plain", "binary file"),
    ],
)
def test_a_hostile_document_of_the_web_is_rejected_alone(
    site: Site, application: Application, body: bytes, served_as: str, said: str
) -> None:
    report = take_in(application, site.says("/report", body, Content_Type=served_as), site.says("/buses"))
    assert [file.result for file in report.files] == ["rejected", "created"]
    assert said in str(report.files[0].problems[0])


def test_a_dry_run_looks_at_the_fields_of_a_page(site: Site, application: Application) -> None:
    url = site.says("/report", pdf_file([[("Night buses", 20), (LINE, 10)]]), Content_Type="application/pdf")
    fields = kept_captures(application.settings).fields_file(url)
    fields.parent.mkdir(parents=True)
    fields.write_text("cities: [seoul]\n", "utf-8")
    assert results(take_in(application, url, dry_run=True)) == [("seoul-night-buses", "created")]
    assert list(fields.parent.iterdir()) == [fields]
    assert results(take_in(application, url)) == [("seoul-night-buses", "created")]


@pytest.mark.parametrize("dry_run", [True, False])
def test_fields_beside_a_list_hold_for_its_pages_and_those_of_a_page_win(
    site: Site, application: Application, tmp_path: Path, dry_run: bool
) -> None:
    page = PAGE.replace(b" in Seoul", b"").replace(b"The city of Seoul, in Korea,", b"The city")
    listed = tmp_path / "pages.txt"
    listed.write_text("\n".join((site.says("/a", page), site.says("/b", page))), "utf-8")
    listed.with_name("pages.txt.yaml").write_text("cities: [busan]\n", "utf-8")
    pages = listed_pages(listed)
    own = kept_captures(application.settings).fields_file(pages[1].url)
    own.parent.mkdir(parents=True)
    own.write_text("cities: [seoul]\n", "utf-8")
    report = take_in_pages(application, pages, dry_run=dry_run)
    assert results(report) == [("busan-night-buses", "created"), ("seoul-night-buses", "created")]
    listed.with_name("pages.txt.yaml").write_text("cities: [\n", "utf-8")
    broken = take_in_pages(application, pages[:1], dry_run=dry_run).files[0]
    assert broken.result == "rejected"
    assert "In the file beside ('pages.txt.yaml'): " in str(broken.problems[0])


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
    assert [page.url for page in listed_pages(listed)] == ["http://localhost/a", "ftp://example.org/b"]
    done = run(settings, "--from-list", str(listed))
    assert done.exit_code == 1
    assert "2 files: 2 rejected." in done.output


def test_the_command_wants_something_to_read(settings: Settings) -> None:
    done = run(settings)
    assert done.exit_code == 2
    assert "--from-list" in done.output


def test_the_command_refuses_a_list_that_is_no_text(settings: Settings, tmp_path: Path) -> None:
    listed = tmp_path / "pages.txt"
    listed.write_bytes("https://city.example/caf\xe9\n".encode("latin-1"))
    done = run(settings, "--from-list", str(listed))
    assert done.exit_code == 2
    assert "Save it as UTF-8 text" in done.output


def test_what_is_no_address_is_quoted_once(settings: Settings, tmp_path: Path) -> None:
    listed = tmp_path / "pages.txt"
    listed.write_text("un café\n", "utf-8")
    assert "    'un café' is not a web address" in run(settings, "--from-list", str(listed)).output

"""The report of a run in its three forms, and that proposals stay out of the record. All texts are invented."""

from __future__ import annotations

import html
import json
from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner, Result

from ingest.cli import ingest
from kb.cli import CommandGroup
from kb.config import Settings
from kb.db import repository
from kb.wiring import build

SENTENCE = "In 2022 the buses carried 12,500 nurses <b>at night</b>."
WRITE_UP = f"""---
title: Night buses & more
language: en
summary: Buses run all night in Seoul since May 2019.
cities: [seoul]
themes: [health-care-ageing]
reported_results:
  - {{metric: Stops, value: "48"}}
---
## Funding
The city paid KRW 2.5 billion in 2021.

## Results
{SENTENCE} They call at 48 stops.
"""


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database_url=sqlite_url)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "write-ups"
    folder.mkdir()
    (folder / "night-buses.md").write_text(WRITE_UP, "utf-8")
    (folder / "<script>.md").write_text("---\ntitle: a: b\n---\n", "utf-8")
    return folder


def run(settings: Settings, *arguments: str) -> Result:
    group = CommandGroup("citykb", commands={"ingest": ingest})
    return CliRunner().invoke(group, ["ingest", *arguments], obj=settings, catch_exceptions=False)


def test_the_terminal_tells_tags_gaps_and_proposals_of_what_is_new(settings: Settings, folder: Path) -> None:
    text = run(settings, str(folder)).output
    assert "created   night-buses\n    suggested: cities: seoul 0." in text
    assert "to confirm: 1 started, 1 reported_results, 1 costs, 1 timeline" in text
    assert "rejected" in text
    assert "night-buses" not in run(settings, str(folder)).output  # unchanged: counted only


def test_json_holds_each_proposal_with_its_sentence_and_rule(settings: Settings, folder: Path) -> None:
    run(settings, str(folder), "--report", str(folder.parent / "report.json"))
    files = json.loads((folder.parent / "report.json").read_text("utf-8"))["files"]
    (created,) = (file for file in files if file["result"] == "created")
    started, result, cost, event = created["proposals"]
    assert (started["field"], started["value"], started["parsed"]) == (
        "started",
        "since May 2019",
        {"date": "2019-05"},
    )
    assert (event["field"], event["parsed"]["date"]) == ("timeline", "2019-05")
    assert (result["value"], result["rule"], result["section"]) == ("12,500", "result-sentence", "results")
    assert (result["parsed"]["number"], result["parsed"]["period"]) == (12500, "2022")
    assert (cost["value"], cost["parsed"]["currency"]) == ("KRW 2.5 billion", "KRW")
    assert cost["sentence"] == "The city paid KRW 2.5 billion in 2021."


def test_proposals_do_not_enter_the_record(settings: Settings, folder: Path) -> None:
    run(settings, str(folder))
    application = build(settings)
    with application.database.read() as session:
        record = repository.get_published(session, "night-buses").record
    application.database.dispose()
    assert [row.value for row in record.reported_results] == ["48"]
    assert not record.costs
    assert record.started is None


def test_the_page_is_whole_escaped_and_without_anything_to_load(settings: Settings, folder: Path) -> None:
    run(settings, str(folder), "--report", str(folder.parent / "report.html"))
    page = (folder.parent / "report.html").read_text("utf-8")
    builder = html5lib.getTreeBuilder("etree")
    document = html5lib.HTMLParser(builder, strict=True, namespaceHTMLElements=False).parse(page)
    assert not [element.tag for element in document.iter() if element.tag in ("script", "img", "link", "b")]
    assert not [name for element in document.iter() for name in element.attrib if name.startswith("on")]
    assert "@import" not in page
    assert "url(" not in page
    targets = {element.get("id") for element in document.iter()}
    assert {element.get("href", "")[1:] for element in document.iter("a")} <= targets
    text = " ".join("".join(document.itertext()).split())
    for shown in (
        "1 created",
        "1 rejected",
        "were not stored",
        "12,500",
        "KRW 2.5 billion",
        "authority file",
        "<script>.md",
    ):
        assert shown in text
    assert text.count("Not answered.") == 1
    assert "jurisdiction, scale, instruments, target_groups, started, " in text
    assert "carried <mark>12,500</mark> nurses" in page.replace(html.escape("<b>"), "")


def test_a_dry_run_says_so_on_the_page(settings: Settings, folder: Path) -> None:
    run(settings, str(folder), "--dry-run", "--report", str(folder.parent / "report.html"))
    assert "dry run: nothing was written" in (folder.parent / "report.html").read_text("utf-8")


def test_documents_that_cannot_be_read_are_named_and_hold_up_nothing(
    settings: Settings, folder: Path
) -> None:
    (folder / "<script>.md").unlink()
    for name in ("Plan.DOC", "figures.xlsx", "~$night-buses.docx", ".hidden.odt", "photo.jpg"):
        (folder / name).write_bytes(b"\0")
    reported = {name: folder.parent / name for name in ("report.json", "report.html")}
    for report in reported.values():
        done = run(settings, str(folder), "--report", str(report))
        assert done.exit_code == 0
    told = [str(folder / name) for name in ("Plan.DOC", "figures.xlsx")]
    assert json.loads(reported["report.json"].read_text("utf-8"))["passed_over"] == told
    assert "save them as Word (.docx) or PDF" in done.output
    for path in told:
        assert path in done.output
        assert path in reported["report.html"].read_text("utf-8")


def test_rejected_files_are_told_apart_on_the_page(settings: Settings, folder: Path) -> None:
    for name in ("empty.txt", "empty.docx"):
        (folder / name).touch()
    run(settings, str(folder), "--report", str(folder.parent / "report.html"))
    page = (folder.parent / "report.html").read_text("utf-8")
    assert ">empty.txt</h2>" in page
    assert ">empty.docx</h2>" in page

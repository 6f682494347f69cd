"""Files to published, tagged and searchable records: the whole way, on real files, databases and the real index."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest import preparing
from ingest.discover import FoundFile, discover
from ingest.pipeline import IngestOptions, NothingToCompare, ingest_paths
from ingest.prepare import Prepared
from ingest.report import FileReport, Report
from kb.config import Settings
from kb.db import repository
from kb.permissions import OPERATOR
from kb.records import Status, StoredRecord, canonical_json
from kb.search.request import SearchRequest
from kb.wiring import Application, build
from tests.factories import EDITOR

ROOT = Path(__file__).parents[2]
PAIR = ROOT / "tests" / "fixtures" / "pair"
SLUG = "night-buses"
WRITE_UP = """---
title: Night buses
language: en
summary: Buses run all night.
cities: [seoul]
themes: [mobility-access]
---
## The problem
Nurses in Seoul could not get home: there was no public transport after midnight.

## How it works
Nine night bus lines meet at the subway stations, every forty minutes, at the usual fare.
"""
PROSE_ONLY = """# Huertas en los barrios

La ciudad de Rosario, en Argentina, entrega tierra a familias que cultivan alimentos. La agricultura urbana mejora la
seguridad alimentaria de los hogares, y las ferias venden verduras sin intermediarios.

La municipalidad de Rosario compra parte de la cosecha para los comedores comunitarios.
"""


@pytest.fixture
def application(sqlite_url: str, tmp_path: Path) -> Iterator[Application]:
    """A wired application on a database of its own, with an index in the same folder."""
    application = build(Settings(data=tmp_path, database_url=sqlite_url))
    yield application
    application.database.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the test puts its files."""
    folder = tmp_path / "write-ups"
    folder.mkdir()
    return folder


def write(folder: Path, name: str = f"{SLUG}.md", text: str = WRITE_UP) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def ingest(application: Application, *paths: Path, **options: bool) -> Report:
    return ingest_paths(application, paths, IngestOptions(**options))


def only(report: Report) -> FileReport:
    (file,) = report.files
    return file


def results(report: Report) -> list[tuple[str, str]]:
    return [(file.slug, file.result) for file in report.files]


def head(application: Application, slug: str = SLUG) -> StoredRecord:
    with application.database.read() as session:
        return repository.get_head(session, slug)


def published(application: Application, slug: str = SLUG) -> StoredRecord:
    with application.database.read() as session:
        return repository.get_published(session, slug)


def outbox_rows(application: Application) -> int:
    """How many rows were ever written, worked off or not."""
    with application.database.read() as session:
        return int(session.connection().exec_driver_sql("SELECT count(*) FROM index_outbox").scalar_one())


def found(application: Application, query: str) -> list[str]:
    request = SearchRequest.from_params({"q": [query]}, application.vocabulary)
    return [hit.display.slug for hit in application.backend.search(request).hits]


def test_the_whole_corpus_is_taken_in_published_and_found(application: Application) -> None:
    report = ingest(application, ROOT / "corpus")
    assert [(file.path, *map(str, file.problems)) for file in report.rejected] == []
    originals = [file for file in discover([ROOT / "corpus"]) if file.is_original]
    assert len(originals) == 99
    assert report.counts["created"] == len(report.files) > 99 + 11, "each translation too"
    assert not report.index_problem
    assert len(application.backend.revisions()) == len(originals)
    assert "seoul-didimdol-income" in found(application, "negative income tax")
    assert "seoul-didimdol-income" in found(application, "디딤돌소득")
    event = published(application, "seoul-metropolis-assembly-2025")
    assert event.record.kind == "event"


def test_the_corpus_answers_every_publish_rule(application: Application) -> None:
    report = ingest(application, ROOT / "corpus", dry_run=True)
    assert {file.slug: [str(gap) for gap in file.unmet] for file in report.files if file.unmet} == {}


def test_both_forms_of_one_case_study_give_the_same_record(application: Application, folder: Path) -> None:
    file = folder / "harbour-school-meals.html"
    shutil.copyfile(PAIR / file.name, file)
    ingest(application, file)
    from_html = published(application, "harbour-school-meals")
    file.unlink()
    shutil.copyfile(PAIR / "harbour-school-meals.md", folder / "harbour-school-meals.md")
    assert only(ingest(application, folder)).result == "unchanged"
    from_markdown = published(application, "harbour-school-meals")
    assert canonical_json(from_html.record) == canonical_json(from_markdown.record)
    assert from_markdown.revision == 1


def test_the_same_file_twice_changes_nothing(application: Application, folder: Path) -> None:
    assert only(ingest(application, write(folder))).result == "created"
    rows = outbox_rows(application)
    assert only(ingest(application, folder)).result == "unchanged"
    assert head(application).head_revision == 1
    assert outbox_rows(application) == rows


def test_a_changed_file_makes_one_new_revision(application: Application, folder: Path) -> None:
    ingest(application, write(folder))
    report = ingest(application, write(folder, text=WRITE_UP.replace("all night", "until five")))
    assert (only(report).result, only(report).revision) == ("revised", 2)
    assert published(application).record.summary == "Buses run until five."
    assert found(application, "until five") == [SLUG]


def test_a_file_named_in_another_script_keeps_the_slug_it_was_given(
    application: Application, folder: Path
) -> None:
    slug = only(ingest(application, write(folder, "심야버스.md"))).slug
    assert only(ingest(application, folder)).result == "unchanged"
    retitled = WRITE_UP.replace("title: ", "title: More ")
    report = only(ingest(application, write(folder, "심야버스.md", retitled)))
    assert (report.slug, report.result, report.revision) == (slug, "revised", 2)


def test_a_write_up_of_prose_alone_gets_city_and_themes(application: Application, folder: Path) -> None:
    text = f"---\nlanguage: es\n---\n{PROSE_ONLY}"
    report = only(ingest(application, write(folder, "huertas.md", text)))
    stored = published(application, "huertas")
    assert report.result == "created"
    assert stored.record.title == "Huertas en los barrios"
    assert stored.record.cities == ("rosario",)
    assert stored.record.primary_theme == "basic-services-food"
    city = next(tag for tag in stored.assignments if tag.field == "cities")
    assert (city.method, city.cue, city.section, city.language) == (
        "authority-file",
        "Rosario",
        "summary",
        "es",
    )
    assert "Rosario" in city.sentence


def test_what_the_file_names_wins_and_suggestions_are_kept_beside(
    application: Application, folder: Path
) -> None:
    text = WRITE_UP.replace("mobility-access", "health-care-ageing")
    ingest(application, write(folder, text=text))
    stored = published(application)
    assert stored.record.themes == ("health-care-ageing",)
    tags = {(tag.method, tag.concept) for tag in stored.assignments if tag.field == "themes"}
    assert {("human", "health-care-ageing"), ("cue-words", "mobility-access")} <= tags


BAD_FILES = {
    "empty.md": (b"", "The file is empty"),
    "binary.md": (b"\x00\x01\x02", "binary file"),
    "encoding.md": ("title: Año".encode("latin-1"), "not UTF-8"),
    "front.md": (b"---\ntitle: a: b\n---\nText", "cannot be read: mapping values are not allowed"),
    "untitled.md": (b"---\nlanguage: en\ncities: [seoul]\n---\nText.", "title: There is no title."),
    "language.md": (b"---\ntitle: A\ncities: [seoul]\n---\nText.", "language: There is no language."),
    "city.md": (
        b"---\ntitle: A\nlanguage: en\ncities: [atlantis]\n---\nText.",
        "not in the city authority file",
    ),
    "nowhere.md": (b"---\ntitle: A\nlanguage: en\n---\nSome text.", "cities: No city is named"),
    "perhaps.md": (
        b"---\ntitle: A\nlanguage: en\n---\nSpringfield opens a park. Springfield pays for it.",
        "perhaps Springfield, Missouri, United States (springfield-missouri-us)",
    ),
    "silent.md": (b"---\ntitle: A\nlanguage: en\ncities: [seoul]\n---\n", "sections: There is no text."),
    "huge.md": (b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
    "page.html": (b"plain words", "no HTML in this file"),
    "orphan.es.md": (b"---\ntitle: A\n---\nTexto.", "orphan"),
}


def test_bad_files_are_rejected_with_their_reason_while_the_run_goes_on(
    sqlite_url: str, tmp_path: Path, folder: Path
) -> None:
    application = build(Settings(data=tmp_path, database_url=sqlite_url, max_file_mb=1))
    for name, (content, _) in BAD_FILES.items():
        (folder / name).write_bytes(content)
    write(folder)
    report = ingest(application, folder)
    application.database.dispose()
    assert {file.slug for file in report.files if file.result == "created"} == {SLUG}
    assert len(report.rejected) == len(BAD_FILES)
    for file in report.rejected:
        reason = BAD_FILES[Path(file.path).name][1]
        assert any(reason in str(problem) for problem in file.problems), (file.path, file.problems)


def test_no_file_ends_the_run(
    application: Application, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names that are no text, signs that only look like digits, and faults of the program."""
    page = "<html lang=en><h1>Buses by night</h1><dl><dt>City<dd>Seoul</dl><h2>Sources</h2><ol start='²'><li>A</ol>"
    write(folder, "buses.html", f"{page}<h2>Results</h2><p>They run.</p></html>")
    write(folder, "broken.md", WRITE_UP.replace("Night buses", "Broken"))
    (folder / os.fsdecode(b"caf\xe9.md")).write_text(WRITE_UP.replace("Night buses", "Named"), "utf-8")
    write(folder)
    prepared = preparing.prepare

    def prepare(file: FoundFile, *arguments: Any, **options: Any) -> Prepared:
        if file.slug == "broken":
            raise RuntimeError("out of order")
        return prepared(file, *arguments, **options)

    monkeypatch.setattr(preparing, "prepare", prepare)
    report = ingest(application, folder)
    assert sorted(results(report)) == [
        ("broken", "rejected"),
        ("buses", "created"),
        ("caf", "rejected"),
        (SLUG, "created"),
    ]
    text = report.to_text()
    assert text.encode()
    assert "RuntimeError: out of order" in text
    assert "The file's name is not UTF-8. Rename it." in text


def test_all_problems_of_a_file_are_told_at_once(application: Application, folder: Path) -> None:
    text = "---\nlanguage: en\ncities: [atlantis]\nthemes: [nonsense]\ncolour: red\nstarted: once\n---\nText."
    file = only(ingest(application, write(folder, text=text)))
    assert [problem.field for problem in file.problems] == ["cities", "themes", "colour", "title", "started"]


def test_two_files_of_one_slug_are_a_duplicate(application: Application, folder: Path) -> None:
    write(folder, f"a/{SLUG}.md")
    second = write(folder, f"b/{SLUG}.md", WRITE_UP.replace("all night", "until five"))
    report = ingest(application, folder)
    assert results(report) == [(SLUG, "created"), (SLUG, "rejected")]
    assert "already taken by" in str(report.rejected[0].problems[0])
    assert only(ingest(application, second)).result == "rejected", "the first file still exists"
    (folder / "a" / f"{SLUG}.md").unlink()
    assert only(ingest(application, second)).result == "revised", "the file has moved"


def test_a_persons_decision_on_a_tag_survives_a_new_text(application: Application, folder: Path) -> None:
    ingest(application, write(folder))
    application.catalog.decide_tag(OPERATOR, SLUG, "themes", "gender-care", "accepted")
    application.catalog.decide_tag(OPERATOR, SLUG, "themes", "mobility-access", "rejected")
    ingest(application, write(folder, text=WRITE_UP.replace("all night", "until five")))
    stored = published(application)
    assert stored.record.summary == "Buses run until five."
    assert stored.record.themes == ("gender-care",)
    assert {tag.decision for tag in stored.assignments if tag.concept == "mobility-access"} == {"rejected"}


def test_a_text_that_a_person_edited_gets_an_amendment(application: Application, folder: Path) -> None:
    ingest(application, write(folder))
    edited = published(application).record.with_changes(summary="Edited by hand.")
    amendment = application.catalog.save(EDITOR, SLUG, edited, 1)
    assert amendment.head_revision == 2
    report = ingest(application, write(folder, text=WRITE_UP.replace("all night", "until five")))
    assert only(report).result == "amendment"
    assert published(application).record.summary == "Buses run all night."
    assert head(application).status is not Status.PUBLISHED


def test_a_translation_stands_beside_its_original(application: Application, folder: Path) -> None:
    translation = write(
        folder,
        f"{SLUG}.es.md",
        "---\ntitle: Buses nocturnos\nkeywords: [madrugada, trasnochador]\ntranslation: {by: human}\n---\n"
        "## El problema\nSin buses.\n",
    )
    write(folder)
    report = ingest(application, folder)
    assert results(report) == [(SLUG, "created"), (SLUG, "created")]
    assert only(ingest(application, translation)).result == "unchanged"
    text = published(application).record.in_language("es")
    assert text is not None
    assert (text.title, text.by, text.of_revision, text.sections.problem) == (
        "Buses nocturnos",
        "human",
        1,
        "Sin buses.",
    )
    assert text.keywords == ("madrugada", "trasnochador")
    assert found(application, "nocturnos") == found(application, "trasnochadores") == [SLUG]
    assert {file.result for file in ingest(application, folder).files} == {"unchanged"}


def test_a_name_with_dots_is_no_translation(tmp_path: Path) -> None:
    names = ("data.gouv.fr.md", "inventaire.zae.md", "buses.md", "buses.fil.md", "buses.es.md")
    for name in names:
        (tmp_path / name).write_text("# A\n", "utf-8")
    assert {file.path.name for file in discover([tmp_path]) if not file.is_original} == {
        "buses.fil.md",
        "buses.es.md",
    }


def test_a_translation_may_be_html_and_may_hold_nothing_but_text(
    application: Application, folder: Path
) -> None:
    write(folder)
    page = "<html lang=fr><h1>Bus de nuit</h1><h2>Le problème</h2><p>Pas de bus.</p></html>"
    wrong = "---\ntitle: 심야버스\nlanguage: es\nthemes: [housing]\n---\n본문\n"
    write(folder, f"{SLUG}.fr.html", page)
    write(folder, f"{SLUG}.ko.md", wrong)
    report = ingest(application, folder)
    assert published(application).record.languages == ("en", "fr")
    assert [problem.field for problem in report.rejected[0].problems] == ["language", "themes"]


@pytest.mark.parametrize(
    ("language", "row", "by"),
    [
        ("es", "<dt>Traducido por</dt><dd>máquina</dd>", "machine"),
        ("fr", "<dt>Traduit par</dt><dd>une personne</dd>", "human"),
        ("ko", "<dt>번역</dt><dd>기계</dd>", "machine"),
    ],
)
def test_a_page_says_in_its_own_language_who_translated_it(
    application: Application, folder: Path, language: str, row: str, by: str
) -> None:
    write(folder)
    page = f"<html lang={language}><h1>Bus</h1><dl>{row}</dl><p>Bus</p></html>"
    write(folder, f"{SLUG}.{language}.html", page)
    ingest(application, folder)
    text = published(application).record.in_language(language)
    assert text is not None
    assert text.by == by


def test_a_draft_run_leaves_what_is_new_for_an_editor(application: Application, folder: Path) -> None:
    assert only(ingest(application, write(folder), draft=True)).result == "created"
    assert head(application).status is Status.SUBMITTED
    assert not head(application).is_public
    assert found(application, "night") == []


def test_pruning_withdraws_what_lost_its_file(application: Application, folder: Path) -> None:
    gone, kept = write(folder, "a/gone.md"), write(folder, "b/kept.md")
    ingest(application, folder)
    gone.unlink()
    assert only(ingest(application, folder)).result == "unchanged", "a vanished file alone changes nothing"
    assert ingest(application, folder, prune=True, dry_run=True).withdrawn == ("gone",)
    assert head(application, "gone").status is Status.PUBLISHED
    assert ingest(application, kept.parent, prune=True).withdrawn == ()
    assert ingest(application, folder, prune=True).withdrawn == ("gone",)
    stored = published(application, "gone")
    assert stored.tombstone is not None
    assert found(application, "night") == ["kept"]


@pytest.mark.parametrize("is_there", [True, False], ids=["without a write-up", "not there"])
def test_pruning_refuses_a_path_that_would_lose_every_record(
    application: Application, folder: Path, *, is_there: bool
) -> None:
    file = write(folder, "a/night-buses.md")
    ingest(application, folder)
    file.unlink()
    new = write(folder, "b/new.md", WRITE_UP.replace("Night buses", "New buses"))
    if is_there:
        (file.parent / "README.md").write_text("Nothing here.", "utf-8")
    else:
        file.parent.rmdir()
    for dry_run in (True, False):
        with pytest.raises(NothingToCompare, match="Nothing was read or withdrawn"):
            ingest(application, new.parent, file.parent, prune=True, dry_run=dry_run)
    assert head(application).status is Status.PUBLISHED
    assert application.catalog.known_original("new") is None
    assert ingest(application, folder, prune=True).withdrawn == (SLUG,), (
        "the folder above says that it is gone"
    )


def test_a_dry_run_writes_nothing(application: Application, folder: Path, tmp_path: Path) -> None:
    before = (tmp_path / "citykb.sqlite3").read_bytes()
    write(folder, f"{SLUG}.es.md", "---\ntitle: Buses\n---\n## El problema\nSin buses.\n")
    report = ingest(application, write(folder).parent, dry_run=True)
    assert results(report) == [(SLUG, "created"), (SLUG, "created")]
    assert (tmp_path / "citykb.sqlite3").read_bytes() == before
    assert not (tmp_path / "index").exists()
    assert report.to_text().endswith("Nothing was written. It would be: 2 files: 2 created.")


def test_the_report_tells_gaps_reasons_and_tags(application: Application, folder: Path) -> None:
    write(folder)
    write(folder, "broken.md", "---\ntitle: a: b\n---\n")
    report = ingest(application, folder, folder / "absent")
    document = json.loads(json.dumps(report.to_document()))
    assert document["counts"] == {
        "created": 1, "revised": 0, "amendment": 0, "retagged": 0, "unchanged": 0, "rejected": 2,
    }  # fmt: skip
    by_name = {Path(file["path"]).name: file for file in document["files"]}
    assert by_name["broken.md"]["problems"][0]["line"] == 2
    assert "no such file or folder" in by_name["absent"]["problems"][0]["message"]
    created = by_name[f"{SLUG}.md"]
    assert "evidence" in [gap["field"] for gap in created["unmet_publish_rules"]]
    city = created["suggestions"][0]
    assert (city["field"], city["concept"], city["method"], city["cue"]) == (
        "cities",
        "seoul",
        "authority-file",
        "Seoul",
    )
    assert city["sentence"].startswith("Nurses in Seoul")
    text = report.to_text()
    assert f"created   {SLUG}\n    suggested: cities: seoul 0." in text
    assert "    incomplete: " in text
    assert text.endswith("3 files: 1 created, 2 rejected.")


def test_an_engine_that_cannot_write_is_told_and_nothing_is_lost(
    application: Application, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "index").write_text("in the way of the index folder", "utf-8")
    report = ingest(application, write(folder))
    assert only(report).result == "created"
    assert report.index_problem
    (tmp_path / "index").unlink()
    assert ingest(application, folder).index_problem == ""
    assert found(application, "night") == [SLUG]

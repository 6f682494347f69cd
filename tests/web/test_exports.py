"""Result sets and comparisons as files: complete, in the order of the search, harmless in a spreadsheet, or loudly broken."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kb.export import ExportIncomplete
from kb.export.tables import BOM
from tests.factories import EDITOR
from tests.web.work import Person, Site

COUNT = 45


@pytest.fixture
def visitor(site: Site) -> Person:
    """A visitor of a site with more records than fit a page, two of them about housing."""
    for number in range(COUNT):
        themes = ["housing"] if number in (3, 17) else ["mobility-access"]
        site.published(slug=f"practice-{number:02}", title=f"Practice {number:02}", themes=themes)
    site.index()
    return site.visitor()


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_the_file_holds_every_record_of_the_search(visitor: Person) -> None:
    answer = visitor.get("/export.csv")
    assert answer.is_streamed
    rows = rows_of(answer.data)
    assert len({row["slug"] for row in rows}) == len(rows) == COUNT
    assert answer.headers["X-Total-Count"] == str(COUNT)
    assert f">{COUNT}<" in visitor.get("/search").text


def test_the_file_follows_filters_and_order(visitor: Person) -> None:
    answer = visitor.get("/export.csv?q=practice&theme=housing&sort=newest&page=3")
    assert [row["slug"] for row in rows_of(answer.data)] == ["practice-03", "practice-17"]
    assert answer.headers["X-Total-Count"] == "2"
    by_label = visitor.get("/export.csv?theme=Housing+and+homelessness")
    assert len(rows_of(by_label.data)) == 2


def test_an_empty_result_is_a_file_with_a_head(visitor: Person) -> None:
    answer = visitor.get("/export.csv?q=nothinglikethis")
    assert answer.headers["X-Total-Count"] == "0"
    assert answer.data.startswith(b"slug,kind,")
    assert not rows_of(answer.data)


def test_an_index_that_was_lost_gives_no_file(site: Site) -> None:
    site.published()
    assert site.visitor().get("/export.csv").status_code == 503
    site.index()
    assert site.visitor().get("/export.csv").headers["X-Total-Count"] == "1"


def test_json_lines_hold_one_record_each(visitor: Person) -> None:
    answer = visitor.get("/export.jsonl")
    records = [json.loads(line) for line in answer.data.splitlines()]
    assert len(records) == COUNT
    assert answer.mimetype == "application/x-ndjson"
    assert all("contact" not in record and record["status"] == "published" for record in records)


def test_results_are_one_row_per_figure(visitor: Person) -> None:
    answer = visitor.get("/export-results.csv?theme=housing")
    assert [row["metric"] for row in rows_of(answer.data)] == ["Meals served", "Meals served"]
    assert answer.headers["X-Total-Count"] == "2"


@pytest.mark.parametrize(
    "path", ["/export.csv", "/export-results.csv", "/compare.csv?id=practice-00&id=practice-01"]
)
def test_csv_is_utf8_with_crlf_and_a_mark_on_request(visitor: Person, path: str) -> None:
    plain = visitor.get(path)
    assert plain.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert not plain.data.startswith(BOM)
    assert b"\r\n" in plain.data
    assert b"\n" not in plain.data.replace(b"\r\n", b"")
    marked = visitor.get(f"{path}{'&' if '?' in path else '?'}bom=1")
    assert marked.data == BOM + plain.data


def test_formulas_are_made_harmless(site: Site) -> None:
    site.published(title='=HYPERLINK("https://elsewhere.example")', summary="+1 of it", keywords=["@x"])
    site.index()
    (row,) = rows_of(site.visitor().get("/export.csv").data)
    assert row["title"] == '\'=HYPERLINK("https://elsewhere.example")'
    assert row["summary"] == "'+1 of it"
    assert row["keywords"] == "'@x"


def test_the_file_name_says_what_is_inside(visitor: Person) -> None:
    name = visitor.get("/export.csv?q=café+homes&theme=housing").headers["Content-Disposition"]
    assert name.startswith('attachment; filename="citykb-cafe-homes-housing-records-20')
    assert name.endswith('.csv"')
    assert (
        visitor.get("/export.jsonl?q=디딤돌")
        .headers["Content-Disposition"]
        .startswith('attachment; filename="citykb-didimdol-records-')
    )
    long = visitor.get(f"/export.csv?q={'a' * 400}").headers["Content-Disposition"]
    assert len(long) < 160


@pytest.mark.parametrize(
    "query", ["theme=no-such-theme", "themes=housing", "year=soon", "sort=best", f"q={'x' * 501}"]
)
def test_a_search_that_is_not_understood_gives_no_file(visitor: Person, query: str) -> None:
    answer = visitor.get(f"/export.csv?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_a_record_that_went_meanwhile_breaks_the_file(site: Site, visitor: Person) -> None:
    site.application.catalog.withdraw(EDITOR, "practice-07", "For this test; the index does not know yet.")
    with pytest.raises(ExportIncomplete):
        visitor.get("/export.csv").get_data()


@pytest.mark.parametrize(
    ("extension", "media_type"), [("csv", "text/csv"), ("json", "application/json"), ("md", "text/markdown")]
)
def test_a_comparison_is_taken_out_in_its_order(visitor: Person, extension: str, media_type: str) -> None:
    answer = visitor.get(f"/compare.{extension}?id=practice-05&id=practice-03")
    assert answer.mimetype == media_type
    assert f"citykb-compare-practice-05-practice-03.{extension}" in answer.headers["Content-Disposition"]
    text = answer.get_data(as_text=True)
    first, second = ("practice-05", "practice-03") if extension != "md" else ("Practice 05", "Practice 03")
    assert text.index(first) < text.index(second)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("id=practice-01", 400),
        ("", 400),
        ("id=practice-01&id=gone", 404),
        ("&".join(f"id=practice-{n:02}" for n in range(7)), 400),
    ],
)
def test_a_comparison_that_cannot_be_made_gives_no_file(visitor: Person, query: str, status: int) -> None:
    answer = visitor.get(f"/compare.csv?{query}")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")


def test_a_comparison_with_a_record_that_is_gone_names_it(visitor: Person) -> None:
    answer = visitor.get("/compare.json?id=practice-01&id=gone")
    assert json.loads(answer.data)["detail"] == "There is no published record: gone."

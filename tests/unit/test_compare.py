"""Records side by side: silence and differences, aligned figures, and three files that hold the same cells."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from typing import Any

import pytest

from kb.compare import WRITERS, Cell, Comparison, Row, matrix
from kb.records import Record, StoredRecord
from kb.vocab import Vocabulary
from tests.factories import make_record, make_result, make_stored

BARE = {"slug": "bare", "language": "en", "title": "Bare", "cities": ["paris"]}


def bare(**values: Any) -> StoredRecord:
    return make_stored(Record.model_validate(BARE | values))


def full(**changes: Any) -> StoredRecord:
    return make_stored(make_record(**changes))


def row(comparison: Comparison, name: str) -> Row:
    return next(row for row in comparison.rows() if row.name == name)


def texts(comparison: Comparison, name: str) -> list[str]:
    return [cell.text for cell in row(comparison, name).cells]


def states(comparison: Comparison, name: str) -> list[str]:
    return [cell.state for cell in row(comparison, name).cells]


def test_columns_stand_in_the_order_asked_for(vocabulary: Vocabulary) -> None:
    comparison = matrix([full(), bare()], vocabulary)

    assert [stored.record.slug for stored in comparison.columns] == ["harbour-meals", "bare"]
    assert all(len(row.cells) == 2 for row in comparison.rows())
    assert len({row.name for row in comparison.rows()}) == len(list(comparison.rows()))


@pytest.mark.parametrize(
    ("field", "name", "answer"),
    [
        ("scale", "scale", "city"),
        ("stage", "stage", "running"),
        ("started", "started", "2021-09"),
        ("themes", "themes", ["housing"]),
        ("lead_organisation", "lead_organisation", {"name": "City Hall"}),
        ("partners", "partners", [{"name": "Port"}]),
        ("evidence", "evidence.level", {"level": 2, "reason": "Counted."}),
        ("conflicts", "conflicts", [{"statement": "They disagree."}]),
        ("practice_transfers", "practice_transfers", [{"kind": "inspired-by", "place": "Jeju"}]),
        ("reported_results", "results.other", [{"metric": "Riders", "value": "9"}]),
        ("costs", "costs.other", [{"amount": "EUR 1"}]),
    ],
)
def test_reported_not_reported_and_not_asked(
    field: str, name: str, answer: object, vocabulary: Vocabulary
) -> None:
    comparison = matrix([bare(**{field: answer}), bare(**{field: None}), bare()], vocabulary)

    assert states(comparison, name) == ["reported", "not-reported", "not-asked"]
    assert texts(comparison, name)[1:] == ["not reported", "not asked"]


def test_sections_know_the_three_answers_too(vocabulary: Vocabulary) -> None:
    records = [
        bare(sections={"funding": "City budget [1]."}),
        bare(sections={"funding": None}),
        bare(),
        bare(sections=None),
    ]
    comparison = matrix(records, vocabulary)

    assert states(comparison, "sections.funding") == ["reported", "not-reported", "not-asked", "not-reported"]
    assert [cell.is_prose for cell in row(comparison, "sections.funding").cells] == [
        True,
        False,
        False,
        False,
    ]


def test_a_level_without_reason_says_how_it_is_silent(vocabulary: Vocabulary) -> None:
    comparison = matrix(
        [full(), bare(evidence={"level": 2, "reason": None}), bare(evidence={"level": 2})], vocabulary
    )

    assert states(comparison, "evidence.reason") == ["reported", "not-reported", "not-asked"]


def test_rows_that_no_record_was_asked_about_are_left_out(vocabulary: Vocabulary) -> None:
    names = [row.name for row in matrix([bare(), bare()], vocabulary).rows()]

    assert names == ["cities", "country"]


def test_differences_are_marked_and_silence_is_no_difference(vocabulary: Vocabulary) -> None:
    comparison = matrix(
        [
            bare(stage="running", scale="city", summary="a", jurisdiction=None, ended="2020"),
            bare(stage="ended", scale="city"),
        ],
        vocabulary,
    )

    assert row(comparison, "stage").differs
    assert row(comparison, "ended").differs
    assert not row(comparison, "scale").differs
    assert not row(comparison, "jurisdiction").differs


def test_concepts_cities_and_countries_are_labelled_in_the_language_asked_for(vocabulary: Vocabulary) -> None:
    records = [bare(themes=["housing"], stage="ended"), bare(cities=["seoul", "paris"])]

    assert texts(matrix(records, vocabulary), "cities") == ["Paris", "Seoul; Paris"]
    assert texts(matrix(records, vocabulary), "country") == ["France", "South Korea; France"]
    assert texts(matrix(records, vocabulary, "ko"), "cities") == ["파리", "서울; 파리"]
    assert texts(matrix(records, vocabulary, "es"), "themes")[0] == vocabulary.scheme("themes").label(
        "housing", "es"
    )


def test_figures_of_a_shared_family_are_aligned(vocabulary: Vocabulary) -> None:
    first = bare(
        reported_results=[
            make_result("Riders a day", "900", family="ridership", kind="output", unit="people"),
            make_result("Jobs", "12", kind="outcome", family="employment"),
        ]
    )
    second = bare(
        reported_results=[
            make_result("Passengers", "1,200", family="ridership", kind="impact", period="2024")
        ]
    )

    comparison = matrix([first, second], vocabulary)

    results = next(group for group in comparison.groups if group.name == "results")
    assert [row.name for row in results.rows] == ["family.ridership", "results.outcome"]
    assert texts(comparison, "family.ridership") == ["Riders a day: 900 people", "Passengers: 1,200 (2024)"]
    assert texts(comparison, "results.outcome") == ["Jobs: 12", "not asked"]


def test_no_figure_is_lost_between_family_and_kind(vocabulary: Vocabulary) -> None:
    places = itertools.product(("output", "outcome", "impact"), ("a", "b"))
    results = [
        make_result(f"M{number}", str(number), kind=kind, family=family)
        for number, (kind, family) in enumerate(places)
    ]
    unsorted = make_result("M6", "6")
    comparison = matrix(
        [bare(reported_results=[*results, unsorted]), bare(reported_results=results[:1])], vocabulary
    )

    shown = [
        part.text
        for group in comparison.groups
        if group.name == "results"
        for row in group.rows
        for part in row.cells[0].parts
    ]
    assert sorted(shown) == sorted(f"M{n}: {n}" for n in range(7))


def test_a_cell_shows_its_sources_and_its_weakest_evidence(vocabulary: Vocabulary) -> None:
    record = bare(
        reported_results=[
            make_result("A", "1", evidence_level=3, sources=[4, 2]),
            make_result("B", "2", evidence_level=1, sources=[2]),
            make_result("C", "3", sources=[]),
        ],
    )
    (cell,) = row(matrix([record], vocabulary), "results.other").cells

    assert cell.sources == (4, 2)
    assert cell.weakest_evidence == 1
    assert [part.evidence_level for part in cell.parts] == [3, 1, None]
    assert Cell("reported").weakest_evidence is None


@pytest.mark.parametrize(("field", "name"), [("reported_results", "results"), ("costs", "costs")])
def test_where_no_record_has_a_figure_one_row_says_so(field: str, name: str, vocabulary: Vocabulary) -> None:
    comparison = matrix([bare(**{field: None}), bare()], vocabulary)

    assert [row.name for row in comparison.rows()][2:] == [name]
    assert states(comparison, name) == ["not-reported", "not-asked"]


def test_costs_stand_by_kind_and_foreign_figures_say_so(vocabulary: Vocabulary) -> None:
    comparison = matrix(
        [
            bare(
                costs=[
                    {"amount": "EUR 9 million", "kind": "total", "scope": "elsewhere", "period": "2024"},
                    {"amount": "EUR 2 million", "kind": "total"},
                    {"amount": "5", "currency": "EUR", "kind": "per-unit"},
                ]
            )
        ],
        vocabulary,
    )

    assert texts(comparison, "costs.total") == [
        "EUR 2 million; EUR 9 million (2024, not this practice's own)"
    ]
    assert texts(comparison, "costs.per-unit") == ["EUR 5"]


def test_a_result_without_a_value_is_shown_as_not_reported(vocabulary: Vocabulary) -> None:
    assert texts(
        matrix([bare(reported_results=[{"metric": "Riders", "value": None}])], vocabulary), "results.other"
    ) == ["Riders: not reported"]


@pytest.fixture
def comparison(vocabulary: Vocabulary) -> Comparison:
    return matrix(
        [
            full(
                title="A | B",
                sections={"problem": "First line\nsecond | line", "funding": None},
                reported_results=[
                    make_result("=cmd", "+5 / +3", family="=evil|family"),
                    make_result("B", "-10.4"),
                ],
            ),
            bare(
                reported_results=[make_result("Other", "7", family="=evil|family")],
                sections={"problem": "Other"},
            ),
        ],
        vocabulary,
    )


def unquoted(text: str) -> str:
    return text.removeprefix("'")


def markdown_cells(line: str) -> list[str]:
    parts = re.split(r"(?<!\\)\|", line)[1:-1]
    return [part.strip().replace("\\|", "|").replace("<br>", "\n") for part in parts]


def test_csv_json_and_markdown_hold_the_same_cells(comparison: Comparison) -> None:
    table = list(csv.DictReader(io.StringIO(WRITERS["csv"](comparison), newline="")))
    document = json.loads(WRITERS["json"](comparison))
    lines = [
        line for line in WRITERS["md"](comparison).splitlines() if line.startswith("|") and "---" not in line
    ]
    heads = [line for line in lines if "A \\| B" in line]
    from_markdown = [markdown_cells(line) for line in lines if line not in heads]
    from_json = [(group, row) for group in document["groups"] for row in group["rows"]]

    rows = list(comparison.rows())
    assert len(rows) == len(table) == len(from_json) == len(from_markdown) > 15
    for expected, csv_row, (group, json_row), md_row in zip(
        rows, table, from_json, from_markdown, strict=True
    ):
        cited = [cell.cited_text for cell in expected.cells]
        assert [unquoted(csv_row["harbour-meals"]), unquoted(csv_row["bare"])] == cited
        assert [cell["text"] for cell in json_row["cells"]] == [cell.text for cell in expected.cells]
        assert md_row[1:] == cited
        assert (
            (csv_row["group"], csv_row["field"])
            == (group["name"], json_row["field"])
            == (group["name"], expected.name)
        )
        assert (
            unquoted(csv_row["label"]) == json_row["label"] == md_row[0].removeprefix("≠ ") == expected.label
        )
        assert (
            (csv_row["differs"] == "yes")
            == json_row["differs"]
            == md_row[0].startswith("≠ ")
            == expected.differs
        )


def test_the_files_name_the_records(comparison: Comparison) -> None:
    header = next(csv.reader(io.StringIO(WRITERS["csv"](comparison))))

    assert header == ["group", "field", "label", "differs", "harbour-meals", "bare"]
    assert json.loads(WRITERS["json"](comparison))["columns"] == [
        {"slug": "harbour-meals", "title": "A | B"}, {"slug": "bare", "title": "Bare"},
    ]  # fmt: skip
    assert WRITERS["md"](comparison).startswith(
        "## Practice\n\n| Practice | A \\| B | Bare |\n| --- | --- | --- |\n"
    )


def test_the_csv_runs_no_formula(comparison: Comparison) -> None:
    for line in csv.reader(io.StringIO(WRITERS["csv"](comparison))):
        assert not any(cell.startswith(("=", "@", "+")) for cell in line)


def test_csv_and_markdown_name_the_sources_of_each_figure(vocabulary: Vocabulary) -> None:
    record = bare(
        reported_results=[
            make_result("A", "1", sources=[4, 2]),
            make_result("B [2]", "2", sources=[2, 3]),
            make_result("C", "3", sources=[]),
        ]
    )
    comparison = matrix([record, bare()], vocabulary)
    said = "A: 1 [4,2]; B [2]: 2 [3]; C: 3"

    cells = [line[4] for line in csv.reader(io.StringIO(WRITERS["csv"](comparison)))]
    assert said in cells
    assert f"| {said} |" in WRITERS["md"](comparison)


def test_json_cells_say_their_state_parts_sources_and_evidence(vocabulary: Vocabulary) -> None:
    comparison = matrix(
        [bare(reported_results=[make_result("A", "1", evidence_level=2)]), bare(reported_results=None)],
        vocabulary,
    )
    (results,) = (
        group for group in json.loads(WRITERS["json"](comparison))["groups"] if group["name"] == "results"
    )

    (row,) = results["rows"]
    assert row["cells"] == [
        {"state": "reported", "text": "A: 1", "parts": ["A: 1"], "sources": [1], "evidence_level": 2},
        {"state": "not-reported", "text": "not reported", "parts": [], "sources": [], "evidence_level": None},
    ]


def test_a_figure_keeps_its_qualifier_and_says_its_unit_once(vocabulary: Vocabulary) -> None:
    results = [
        make_result("Homes", "500", qualifier="about", unit="homes", kind="outcome"),
        make_result("Rent saved", "30%", qualifier="up to", unit="% of rent", kind="outcome"),
        make_result("Visits", "over 40", qualifier="over", kind="outcome"),
    ]
    comparison = matrix([full(reported_results=results), bare()], vocabulary)

    assert [part.text for part in row(comparison, "results.outcome").cells[0].parts] == [
        "Visits: over 40",
        "Rent saved: up to 30% of rent",
        "Homes: about 500 homes",
    ]

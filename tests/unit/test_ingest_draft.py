"""From a write-up to a checked record: labels become ids, and every problem is named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.discover import discover
from ingest.draft import draft
from ingest.organisations import organisation
from ingest.prepare import draft_texts
from ingest.readers import read
from ingest.tagging import texts_of
from ingest.validate import validated
from kb.errors import InvalidRecord
from kb.records import Record, canonical_json
from kb.vocab import Vocabulary

PAIR = Path(__file__).parents[1] / "fixtures" / "pair"
EVERY_PROBLEM = """
cities: 'seol' is not in the city authority file. Did you mean 'seoul'? (line 6)
themes: 'housin' is not a term of the scheme themes. Did you mean 'housing'? (line 7)
colour: There is no field of this name. See corpus/README.md for the fields there are. (line 8)
reported_results.1.number: '9,069' is not a plain number. Write digits with at most one point, such as 9069 or 2.5. (line 11)
reported_results.1.kind: 'outcom' is not a term of the scheme result-kinds. Did you mean 'outcome'? (line 11)
costs.0.sources: 'one' is no list of source numbers. Write [3, 7]. (line 13)
title: There is no title. Give one as `title:` in the front matter or as the <h1> of the page.
started: 'last spring' is not a date CityKB can read; write 2022, 2022-07, 2022-07-04, 2022-H1, 2022-Q3, \
'c. 2022', 'before 2008', 'after 2015' or 2020/2023 (line 14)
reported_results.0.000 riders: There is no field of this name here. Put text that holds a comma into double quotes. (line 10)
costs.0.currency: 'Euro' is not a currency code of three capital letters, such as EUR. (line 13)
sources.0.url: 'ftp://x' is not a web address; it must start with http:// or https:// and hold no space. (line 16)
"""
START = "---\nslug: a-b\nkind: case-study\ntitle: A\nlanguage: en\nsummary: S\ncities: [seoul]\n"


def record_of(content: bytes, vocabulary: Vocabulary, media_type: str = "text/markdown") -> Record:
    write_up = read(content, media_type)
    return validated(draft(write_up, vocabulary), write_up, vocabulary)


def problems_of(text: str, vocabulary: Vocabulary) -> list[str]:
    with pytest.raises(InvalidRecord) as refused:
        record_of(text.encode(), vocabulary)
    return [str(problem) for problem in refused.value.problems]


def test_both_forms_of_one_case_study_give_the_same_record(vocabulary: Vocabulary) -> None:
    html = (PAIR / "harbour-school-meals.html").read_bytes()
    markdown = (PAIR / "harbour-school-meals.md").read_bytes()
    from_html = record_of(html, vocabulary, "text/html").with_changes(kind="case-study")
    from_markdown = record_of(markdown, vocabulary)
    assert canonical_json(from_html) == canonical_json(from_markdown)
    assert len(from_html.reported_results) == 3
    assert from_html.sections.legal_basis is None
    assert from_html.sections.was_asked("legal_basis")


def test_the_tagger_reads_the_same_texts_in_a_draft_and_in_its_record(vocabulary: Vocabulary) -> None:
    content = (PAIR / "harbour-school-meals.md").read_bytes()
    in_draft = draft_texts(draft(read(content, "text/markdown"), vocabulary))
    in_record = texts_of(record_of(content, vocabulary))
    titles = "Harbour meals report\nL'évaluation des repas\nNotes on harbour kitchens"
    assert in_draft["sources"] == in_record["sources"] == titles
    assert in_draft["aliases"] == in_record["aliases"] != ""


def test_labels_in_any_language_become_ids(vocabulary: Vocabulary) -> None:
    text = START.replace("[seoul]", "Seúl") + (
        "themes: [Vivienda y sinhogarismo, gender-care]\nscale: Ville\nstage: Ended\nstarted: mayo de 2019\n"
        "lead_organisation: Seoul Metropolitan Government (SMG)\npartners: [World Bank (International body; funds)]\n"
        "---\n"
    )
    housing = vocabulary.scheme("themes")["housing"].pref_label["es"]
    record = record_of(text.replace("Vivienda y sinhogarismo", housing).encode(), vocabulary)
    assert record.cities == ("seoul",)
    assert record.themes == ("housing", "gender-care")
    assert (record.scale, record.stage) == ("city", "ended")
    assert record.started is not None
    assert record.started.raw == "2019-05"
    assert record.lead_organisation is not None
    assert record.lead_organisation.name == "Seoul Metropolitan Government (SMG)"
    assert (record.partners[0].type, record.partners[0].role) == ("international-body", "funds")


def test_every_problem_is_told_at_once_and_with_its_line(vocabulary: Vocabulary) -> None:
    text = START.replace("[seoul]", "[seol]").replace("title: A\n", "") + (
        "themes: [housin]\ncolour: red\nreported_results:\n"
        "  - {metric: Trips, value: Over 24,000 riders, kind: outcome}\n"
        '  - {metric: Stops, value: "9", number: "9,069", kind: outcom}\n'
        "costs:\n  - {amount: EUR 3, currency: Euro, sources: [one]}\nstarted: last spring\n"
        "sources:\n  - {n: 1, title: T, url: ftp://x}\n---\n"
    )
    assert "\n".join(problems_of(text, vocabulary)) == EVERY_PROBLEM.strip()


def test_a_citation_without_source_and_a_cross_theme_in_front_are_problems(vocabulary: Vocabulary) -> None:
    text = (
        START + "themes: [planning-regeneration]\ntimeline:\n  - {date: 2020, event: E, sources: [4]}\n---\n"
    )
    problems = " ".join(problems_of(text, vocabulary))
    assert "cites source 4, which is not in the list of sources" in problems
    assert "Put another theme first" in problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EBS (Not reported; delivers)", {"name": "EBS", "type": None, "role": "delivers"}),
        ("Fonsis (funds)", {"name": "Fonsis", "role": "funds"}),
        ("Union (Union/professional)", {"name": "Union", "type": "union-professional"}),
        ("Example Bank (EB)", {"name": "Example Bank (EB)"}),
        ("Plain name", {"name": "Plain name"}),
    ],
)
def test_an_organisation_is_taken_apart(
    text: str, expected: dict[str, object], vocabulary: Vocabulary
) -> None:
    assert organisation(text, vocabulary, roles=True) == expected


def test_files_are_found_in_order_originals_first(tmp_path: Path) -> None:
    for name in ("b.md", "a.es.md", "a.html", "README.md", "LICENSE.md", "x.yaml", ".hidden.md", "facts/f.md",
                 "events/e.md", "relevance/r.md", "Año Nuevo.html"):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x", "utf-8")
    found = discover([tmp_path, tmp_path / "b.md"])
    assert [(file.slug, file.language) for file in found] == [
        ("ano-nuevo", ""), ("a", ""), ("b", ""), ("e", ""), ("a", "es"),
    ]  # fmt: skip
    assert [file.kind for file in found if file.slug == "e"] == ["event"]


def test_a_file_named_outright_is_taken_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text("x", "utf-8")
    assert [found.slug for found in discover([file])] == ["readme"]


@pytest.mark.parametrize("evidence", ["strong", "Not reported"])
def test_a_part_that_is_said_in_two_ways_is_told(evidence: str, vocabulary: Vocabulary) -> None:
    text = f"{START}evidence: {evidence}\nevidence.level: 3\n---\n"
    assert any(
        problem.startswith("evidence.level: There is no field") for problem in problems_of(text, vocabulary)
    )


@pytest.mark.parametrize(
    "field", ["awards: [{name: A, year: 99999999999}]", f"costs: [{{amount: A, number: '{'9' * 400}'}}]"]
)
def test_a_number_that_no_database_can_keep_is_refused(field: str, vocabulary: Vocabulary) -> None:
    assert problems_of(f"{START}{field}\n---\n", vocabulary)

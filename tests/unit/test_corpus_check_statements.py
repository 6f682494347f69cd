"""Which source stands beside which words, in sheets and in records; and pairing one to one."""

from __future__ import annotations

from ingest.corpus_check.evidence import Evidence
from ingest.corpus_check.pairing import unpaired
from ingest.corpus_check.sheet import Sheet
from ingest.figures.reading import figures_of
from ingest.statements import Statement, sentences_of, statements_of


def said(statements: list[Statement]) -> list[tuple[str, list[int]]]:
    return [(statement.text.strip(" ;,."), sorted(statement.sources)) for statement in statements]


def test_a_citation_of_a_sheet_covers_what_precedes_it() -> None:
    entry = "Seats: 484 in one paper [2][4]; 500 in another [3,5], which is newer"
    assert said([*statements_of(entry)]) == [
        ("Seats", [2, 3, 4, 5]),
        ("Seats: 484 in one paper", [2, 4]),
        ("500 in another", [3, 5]),
        ("which is newer", [2, 3, 4, 5]),
    ]


def test_a_citation_of_a_record_covers_its_sentence() -> None:
    text = 'It has 484 seats [2]. The U.S. report says "500." A second one has none [3, 4].'
    assert said([*sentences_of(text)]) == [
        ("It has 484 seats", [2]),
        ('The U.S. report says "500', []),
        ("A second one has none", [3, 4]),
    ]


def test_a_list_and_its_introduction_share_citations() -> None:
    cited_in_list = "Three phases:\n\n1. first with 484 seats [2];\n2. then more [3].\n\nNothing else."
    assert [statement.sources for statement in sentences_of(cited_in_list)] == [{2, 3}, {2}, {3}, set()]
    cited_before = "The index rose [7]:\n\n- housing to 120;\n- safety to 148 [8]."
    assert [statement.sources for statement in sentences_of(cited_before)] == [{7}, {7}, {8}]


def test_list_numbers_and_citations_are_no_figures() -> None:
    texts = [statement.text for statement in sentences_of("1. reading [12]\n2. writing [13]")]
    assert not [figure for text in texts for figure in figures_of(text, "en")]


def test_the_sources_of_a_figure_are_those_of_every_statement_that_has_it() -> None:
    sheet = Sheet.model_validate({
        "slug": "a", "title_en": "A", "city": "Goyang", "approach": ["484 seats [2]", "484 chairs and 12 tables [3]"],
        "timeline": [{"date": "2022-07", "event": "Opening; a fair on 27 July [4]"}], "checked": ["999 seats: contradicted"],
        "results": [{"metric": "Visits", "value": "5.06", "unit": "million", "source": ["5"]}],
        "sources": [{"id": "6", "url": "https://example.org", "title": "T", "date": "2019"}],
    })  # fmt: skip
    evidence = Evidence(sheet)
    given = {text: sorted(evidence.sources_of(figures_of(text, "en")[0])) for text in
             ("484", "12", "July 2022", "27 July 2022", "5.06", "5,060,000", "2019")}  # fmt: skip
    assert given == {
        "484": [2, 3],
        "12": [3],
        "July 2022": [4],
        "27 July 2022": [4],
        "5.06": [5],
        "5,060,000": [5],
        "2019": [6],
    }
    assert not evidence.has(figures_of("999", "en")[0])


def test_pairing_moves_partners_until_most_are_paired() -> None:
    fits = {("a", 1), ("a", 2), ("b", 1), ("c", 1)}
    assert unpaired(["a", "b", "c"], [1, 2], lambda left, right: (left, right) in fits) == ["c"]
    assert unpaired(["a"], [], lambda left, right: True) == ["a"]

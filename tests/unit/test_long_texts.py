"""Texts of anybody are read in time that grows with their length, whatever signs they are made of."""

from __future__ import annotations

import pytest

from ingest import normalise
from ingest.readers import read
from ingest.readers.extractors import own_extractor
from ingest.readers.html import read_html
from ingest.statements import without_citations
from kb.search.plain_text import plain_text
from tests.in_time import in_time

LENGTH = 40_000
HOSTILE = {
    "dashes": "-" * LENGTH + "x",
    "blanks": "a" + " " * LENGTH + "x",
    "empty lines": "\n" * LENGTH + "x",
    "bars": "| " * LENGTH + "x",
    "brackets": "[" * LENGTH,
    "pictures": "![" * LENGTH,
    "open links": "[a](" * LENGTH,
    "citations": "[1]" * LENGTH + "x",
    "an open citation": "[1" + ",1" * LENGTH,
    "emphasis": "*" * LENGTH + "_" * LENGTH + "x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_takes_longer_than_its_length_asks_for(text: str) -> None:
    with in_time():
        plain_text(text)
        normalise.plain_text(text)
        normalise.split_citations(text)
        normalise.join_citations(text)
        without_citations(text)


def test_what_is_taken_out_stays_the_same() -> None:
    assert (
        plain_text("Fell  [8] by 4 % [9, 11].\n\n| a | b |\n| --- | --- |\n| 1 | 2 |")
        == "Fell by 4 %. a; b; 1; 2"
    )
    assert (
        normalise.plain_text("see [the [1] plan](https://x.example) and [it](y)")
        == "see [the [1] plan](https://x.example) and it"
    )
    assert without_citations("Fell  [8] , by 4 %  [9] [11] .") == "Fell, by 4 %."
    assert normalise.split_citations("It fell [x] [8] [9,11] ") == ("It fell [x]", (8, 9, 11))
    assert normalise.split_citations("[8] it fell") == ("[8] it fell", (8,))


OPENING = "# Night buses\n\nThe city runs night buses since 2013 for those who work at night. "


@pytest.mark.parametrize(
    "repeated",
    ["<a href='x'>", "<!-- ", "<h2>", "<script>", "<a href='x' ", "![", "![](", "[a](b"],
)
def test_markdown_of_other_sites_is_read_in_time(repeated: str) -> None:
    with in_time():
        write_up = read((OPENING + repeated * 20_000).encode(), "text/markdown")
    assert write_up.fields["title"] == "Night buses"


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr>" + "<td colspan=100 rowspan=100>a" * 3_000 + "</table>",
        "<table>" + "<tr><th colspan=100 rowspan=100>a" * 2_000 + "</table>",
        ("<div>" * 100 + "a" + "</div>" * 100) * 100,
    ],
    ids=["wide", "long", "nested"],
)
def test_pages_are_read_in_time(page: str) -> None:
    with in_time(10):
        write_up = read_html(
            f"<html lang=en><h1>Night buses</h1><p>{OPENING * 3}</p>{page}</html>".encode(), "", own_extractor
        )
    assert write_up.fields["title"] == "Night buses"


def test_a_paragraph_of_very_many_lines_is_read_in_time() -> None:
    lines = "a\n" * 400_000
    with in_time(10):
        write_up = read(f"Night buses\n\n{OPENING}\n\n{lines}".encode(), "text/plain")
    assert write_up.fields["title"] == "Night buses"

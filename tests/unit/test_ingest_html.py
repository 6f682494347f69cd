"""HTML as a city would publish it."""

from __future__ import annotations

import pytest

from ingest.readers import Unreadable, WriteUp, read


def page(body: str, head: str = "") -> WriteUp:
    return read(
        f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{body}</body></html>".encode(), "text/html"
    )


def prose(body: str) -> str:
    """The Markdown of a results section with a list of sources on the page."""
    sources = '<h2>Sources</h2><ol><li id="source-8" value="8"><a href="https://e.org">T</a></li></ol>'
    return page(f"<h1>A</h1><h2>Results</h2>{body}{sources}").sections["results"]


def test_boilerplate_is_left_aside() -> None:
    body = (
        "<header><nav>Menu</nav></header><nav>Crumbs</nav><main><h1>Title</h1><aside>Share</aside>"
        "<script>x()</script><style>p{}</style><h2>Results</h2><p>Kept.<!-- gone --></p><p hidden>Gone</p></main>"
        "<footer>Imprint</footer>"
    )
    write_up = page(body)
    assert write_up.fields == {"title": "Title", "language": "en"}
    assert write_up.sections == {"results": "Kept."}


def test_a_header_that_holds_the_title_is_kept() -> None:
    assert page("<article><header><h1>Title</h1><p>Lead.</p></header></article>").fields["summary"] == "Lead."


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<p>Ten <a href="#source-8">8</a>.</p>', "Ten [8]."),
        ('<p>Ten <sup>[<a href="#source-8">8</a>]</sup> <a href="#source-9">9</a></p>', "Ten [8,9]"),
        ("<p>A <b>bold </b>and <em>soft</em> word</p>", "A **bold** and *soft* word"),
        ('<p>See <a href="https://e.org/a_(b)">there</a></p>', "See [there](https://e.org/a_%28b%29)"),
        ('<p>See <a href="javascript:x()">there</a></p>', "See there"),
        ("<p>2 * 3 &lt; 7 [sic] snake_case</p>", "2 \\* 3 \\< 7 \\[sic] snake_case"),
        ("<p># no heading</p>", "\\# no heading"),
        ("<p>1. no list</p>", "1\\. no list"),
        ("<p>One<br>two</p>", "One\\\ntwo"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "3. a\n    - b\n4. c"),
        ("<blockquote><p>Said</p><p>so</p></blockquote>", "> Said\n>\n> so"),
        ("<table><tr><th>Stop</th><th>Way</th></tr><tr><td>A|B</td><td>2</td></tr></table>",
         "| Stop | Way |\n| --- | --- |\n| A\\|B | 2 |"),
        ("<div>Loose <i>words</i> here</div><div>and there</div>", "Loose *words* here\n\nand there"),
        ("<p>x</p><img src='http://e.org/i.png' alt='y'>", "x"),
        ("<p>x</p><h3>Detail</h3><p>y</p>", "x\n\n### Detail\n\ny"),
    ],
)  # fmt: skip
def test_prose_becomes_markdown(html: str, markdown: str) -> None:
    assert prose(html) == markdown


def test_facts_stand_in_a_definition_list() -> None:
    write_up = page(
        "<h1>A</h1><dl><dt>City</dt><dd>Dakar</dd><dt>Stage</dt><dd>Running</dd><dt>Partners</dt><dd>X (Private)</dd>"
        "<dd>Y</dd><dt>Reached groups</dt><dd>Not reported</dd><dt>Bus colour</dt><dd>Green</dd></dl>"
    )
    assert write_up.fields["cities"] == "Dakar"
    assert write_up.fields["partners"] == ["X (Private)", "Y"]
    assert write_up.fields["reached_groups"] is None
    assert write_up.sections["other"] == "**Bus colour:** Green"


def test_facts_stand_in_a_table_of_two_columns_in_other_languages() -> None:
    write_up = page(
        "<h1>A</h1><h2>Ficha</h2><table><tr><th>Ciudad</th><td>Rosario</td></tr>"
        "<tr><th>Presupuesto</th><td>USD 3; EUR 2</td></tr>"
        "<tr><th>Desafío</th><td><p>Pobreza.</p></td></tr></table>"
    )
    assert write_up.fields["cities"] == "Rosario"
    assert write_up.fields["costs"] == [{"amount": "USD 3"}, {"amount": "EUR 2"}]
    assert write_up.sections["problem"] == "Pobreza."


def test_a_table_of_results_keeps_every_column() -> None:
    rows = page(
        "<h1>A</h1><h2>Results</h2><table><tr><th>Measure<th>Value<th>Period<th>Colour<th>Source</tr>"
        "<tr><td>Trips<td>about 14<td>Not reported<td>red<td>3, 7</tr><tr><td>Stops<td>9<td><td><td>own count</tr></table>"
    ).fields["reported_results"]
    assert rows == [
        {"metric": "Trips", "value": "about 14", "period": None, "note": "Colour: red", "sources": [3, 7]},
        {"metric": "Stops", "value": "9", "note": "Source: own count"},
    ]


def test_spans_of_a_table_are_resolved() -> None:
    rows = page(
        "<h1>A</h1><table><tr><th>Measure</th><th>Value</th><th>Period</th></tr>"
        "<tr><td rowspan=2>Trips</td><td>1</td><td>2020</td></tr><tr><td>2</td><td>2021</td></tr></table>"
    ).fields["reported_results"]
    assert rows == [
        {"metric": "Trips", "value": "1", "period": "2020"},
        {"metric": "Trips", "value": "2", "period": "2021"},
    ]


def test_a_timeline_may_be_a_list_in_several_styles() -> None:
    rows = page(
        "<h1>A</h1><h2>Milestones</h2><ul><li><time datetime='2021-09'>Sept 2021</time>: Opens [1]</li>"
        "<li>2022-H1: Grows</li><li>15 May 2024 – Done [2,3]</li><li>2025 reopened</li></ul>"
    ).fields["timeline"]
    assert rows == [
        {"date": "2021-09", "event": "Opens", "sources": [1]},
        {"date": "2022-H1", "event": "Grows", "sources": []},
        {"date": "2024-05-15", "event": "Done", "sources": [2, 3]},
        {"date": "2025", "event": "reopened", "sources": []},
    ]


def test_numbered_sources_are_taken_apart() -> None:
    sources = page(
        "<h1>A</h1><h2>Fuentes</h2><ol><li value=4><a href='https://e.org/1'>Informe, 2.ª ed.</a>, Diario, Madrid, 2023-05. "
        "Idioma: es. Nota: fuente débil</li><li><a href='https://e.org/2' hreflang=fr>Étude</a>, s. f.</li>"
        "<li>Plan of the city, City Office, 2020. https://e.org/3</li></ol>"
    ).fields["sources"]
    assert sources == [
        {"n": 4, "title": "Informe, 2.ª ed.", "url": "https://e.org/1", "publisher": "Diario, Madrid", "issued": "2023-05",
         "language": "es", "note": "fuente débil"},
        {"n": 5, "title": "Étude", "url": "https://e.org/2", "issued": None, "language": "fr"},
        {"n": 6, "title": "Plan of the city", "url": "https://e.org/3", "publisher": "City Office", "issued": "2020"},
    ]  # fmt: skip


def test_without_a_list_of_sources_the_links_are_the_sources() -> None:
    write_up = page(
        "<h1>A</h1><h2>Results</h2><p>Ten <a href='https://e.org/1'>trips</a>, <a href='https://e.org/2'>nine</a>,"
        " again <a href='https://e.org/1'>ten</a>.</p>"
    )
    assert write_up.sections["results"] == "Ten trips [1], nine [2], again ten [1]."
    assert write_up.fields["sources"] == [
        {"n": 1, "title": "trips", "url": "https://e.org/1"},
        {"n": 2, "title": "nine", "url": "https://e.org/2"},
    ]


def test_not_reported_under_the_heading_of_a_part_is_an_answer() -> None:
    assert (
        page("<h1>A</h1><h2>Practice transfers</h2><p>Not reported</p>").fields["practice_transfers"] is None
    )


def test_meta_speaks_where_the_page_does_not() -> None:
    head = '<meta name="citykb.slug" content="x-y"><meta name="citykb.evidence-level" content="2"><title>T</title>'
    fields = page("<h2>Results</h2><p>Ten.</p>", head).fields
    assert (fields["slug"], fields["evidence.level"], fields["title"]) == ("x-y", "2", "T")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("just words", "no HTML in this file"),
        ("<div>" * 5000 + "x", "nested more than 120 elements deep"),
        ("<p>x" * 100_001, "more than 100000 elements"),
    ],
)
def test_pages_beyond_the_bounds_are_refused(content: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(content.encode(), "text/html")


def test_xhtml_with_a_declaration_is_read() -> None:
    text = '<?xml version="1.0" encoding="UTF-8"?><html xml:lang="fr"><body><h1>Titre</h1><p>Bonjour</p></body></html>'
    fields = read(text.encode(), "text/html").fields
    assert (fields["title"], fields["language"], fields["summary"]) == ("Titre", "fr", "Bonjour")

"""Pages of other sites: main text without what surrounds it, and what the page says of itself."""

from __future__ import annotations

import pytest

from ingest.readers import Unreadable, WriteUp
from ingest.readers.extractors import Extractor, best_extractor, own_extractor, trafilatura_extractor
from ingest.readers.html import read_html

PARAGRAPH = (
    "Nine night bus lines meet at the subway stations every forty minutes, so that nurses, cleaners and guards "
    "who finish after midnight can get home at the usual fare, which the city pays for out of its own budget. "
)
MENU = (
    "<ul class='menu'>" + "".join(f"<li><a href='/{n}'>Department {n}</a></li>" for n in range(30)) + "</ul>"
)
BODY = f"""
<div id="top"><div class="logo"><a href="/">City of Seoul</a></div>{MENU}</div>
<div class="cookie-notice"><p>This website uses cookies to give you the best experience. {PARAGRAPH}</p></div>
<div class="page"><div class="breadcrumbs"><a href="/">Home</a> &gt; <a href="/news">News</a></div>
<div class="story"><h1>Night buses for late workers</h1>
<div class="share-bar"><a href="https://facebook.example/share">Share on Facebook</a></div>
<h2>The challenge</h2><p>{PARAGRAPH}</p><p>Before that a taxi cost a day's pay, as
<a href="https://city.example/report">a report</a> found. {PARAGRAPH}</p>
<h2>How it works</h2><ul><li>Nine lines of buses, with 70 vehicles.</li><li>Every forty minutes.</li></ul>
<table><tr><th>Line</th><th>Riders a night</th></tr><tr><td>N26</td><td>1,200</td></tr><tr><td>N37</td><td>900</td></tr></table>
<p>{PARAGRAPH}</p></div>
<div class="related-stories"><h3><a href="/a">Bike lanes opened</a></h3><p>The mayor opened ten lanes.</p></div>
<div class="comments"><h3>Comments</h3><p>I like this bus very much, thank you. {PARAGRAPH}</p></div></div>
<div class="footer"><p>© City of Seoul, 110 Sejong-daero. All rights reserved.</p></div>
"""
HEAD = """<title>Night buses for late workers | City of Seoul</title>
<meta property="og:site_name" content="City of Seoul"><meta name="author" content="Transport Division">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "Seoul"},
{"@type": ["NewsArticle"], "headline": "Night buses for late workers", "datePublished": "2024-05-15T09:00:00+09:00",
"dateModified": "2024-06-01", "publisher": {"@type": "Organization", "name": "Seoul Metropolitan Government"}}]}</script>"""


def read(
    body: str = BODY, head: str = HEAD, lang: str = 'lang="en"', extractor: Extractor = own_extractor
) -> WriteUp:
    page = f"<!DOCTYPE html><html {lang}><head>{head}</head><body>{body}</body></html>"
    return read_html(page.encode(), extractor=extractor)


def text_of(write_up: WriteUp) -> str:
    """The prose of the record; a summary that repeats its opening is counted once."""
    summary, prose = str(write_up.fields.get("summary", "")), "\n".join(write_up.sections.values())
    return prose if summary in prose else f"{summary}\n{prose}"


@pytest.mark.parametrize("extractor", [own_extractor, trafilatura_extractor])
def test_the_main_text_is_kept_and_what_surrounds_it_is_dropped(extractor: Extractor) -> None:
    text = text_of(read(extractor=extractor))
    assert text.count("Nine night bus lines meet") == 3
    for kept in ("[a report](https://city.example/report)", "Every forty minutes", "N26"):
        assert kept in text
    for dropped in (
        "Department",
        "cookies",
        "Facebook",
        "Home",
        "Bike lanes",
        "I like this bus",
        "All rights reserved",
    ):
        assert dropped not in text


def test_lists_and_tables_stay_lists_and_tables() -> None:
    mechanism = read().sections["mechanism"]
    assert "- Nine lines of buses, with 70 vehicles.\n- Every forty minutes." in mechanism
    assert "| Line | Riders a night |\n| --- | --- |\n| N26 | 1,200 |" in mechanism


def test_the_page_says_what_it_is() -> None:
    write_up = read()
    assert write_up.fields["title"] == "Night buses for late workers"
    facts = write_up.facts
    assert (facts.published, facts.modified, facts.language) == ("2024-05-15", "2024-06-01", "en")
    assert (facts.publisher, facts.author) == ("Seoul Metropolitan Government", "Transport Division")
    assert write_up.warnings == ()


def test_the_write_up_says_which_extractor_was_used() -> None:
    assert read().extractor == "citykb"
    assert read(extractor=trafilatura_extractor).extractor.startswith("citykb, agreeing with trafilatura ")
    assert best_extractor() is trafilatura_extractor


def test_where_the_two_extractors_disagree_trafilatura_is_believed() -> None:
    box = f"<div class='enhancement'><p>Beside it: {PARAGRAPH}</p></div>"
    body = f"<article><h1>Night buses</h1><p>{PARAGRAPH}</p><p>More: {PARAGRAPH}</p>{box}<p>And: {PARAGRAPH}</p></article>"
    assert "Beside it" not in text_of(read(body))
    write_up = read(body, extractor=trafilatura_extractor)
    assert write_up.extractor.startswith("trafilatura ")
    assert "Beside it" in text_of(write_up)


def test_our_own_extractor_answers_where_the_other_loses_a_section() -> None:
    parts = {
        "Antecedentes": "<p>En Zaragoza viven 145.000 personas mayores de 65 años, el 21,3 % de la población. Muchas viven solas "
        "y el Ayuntamiento de Zaragoza detectó aislamiento y soledad no deseada.</p>",
        "¿En qué consiste?": "<p>El programa ofrece acompañamiento, talleres y una red de comercios amigos en los barrios de "
        "Zaragoza. Lo gestiona el Ayuntamiento de Zaragoza junto con Cruz Roja. Empezó en octubre de 2015.</p>",
        "Resultados": "<ul><li>Han participado 12.480 personas.</li><li>El 68 % son mujeres.</li></ul>",
        "Dificultades": "<p>Falta personal en los centros y las asociaciones vecinales critican las listas de espera.</p>",
    }
    text = "".join(f"<h2>{heading}</h2>{part}" for heading, part in parts.items())
    body = f"<div id='cookies'>Aceptar</div><div class='contenido'><h1>Mayores</h1>{text}</div><footer>Aviso legal</footer>"
    sections = read(body, head="", lang='lang="es"', extractor=trafilatura_extractor).sections
    assert "12.480 personas" in sections["results"]


def test_our_own_extractor_answers_where_the_other_finds_next_to_nothing() -> None:
    rows = "".join(
        f"<div class='row'><aside><h3>Part {n}</h3></aside><div>{PARAGRAPH}</div></div>" for n in range(3)
    )
    notes = f"<div class='notes'><p>{PARAGRAPH}</p></div>"
    write_up = read(f"<main><h1>A</h1>{rows}</main>{notes}", extractor=trafilatura_extractor)
    assert text_of(write_up).count("Nine night bus lines meet") >= 3


def test_labelled_facts_are_read_where_a_site_stands_around_them() -> None:
    facts = "<dl><dt>City</dt><dd>Dakar</dd><dt>Stage</dt><dd>Running</dd></dl>"
    write_up = read(
        f"{MENU}<main><h1>Night buses</h1>{facts}<h2>Results</h2><p>{PARAGRAPH}</p></main><div class='footer'>Imprint</div>"
    )
    assert (write_up.fields["cities"], write_up.fields["title"]) == ("Dakar", "Night buses")
    assert write_up.sections == {"results": PARAGRAPH.strip()}


def test_headings_in_the_margin_are_headings() -> None:
    rows = "".join(
        f"<div class='row'><aside><h3>{heading}</h3></aside><div><p>{PARAGRAPH * 2}</p></div></div>"
        for heading in ("Press office", "Impact", "Who pays", "Our staff", "Awards night")
    )
    sections = read(f"{MENU}<main><h1>Night buses</h1><p>{PARAGRAPH}</p>{rows}</main>").sections
    assert sections["results"].startswith("Nine night bus lines")


def test_a_layout_of_tables_is_read_like_any_other() -> None:
    inner = (
        f"<table><tr><td><h1>Night buses</h1><p>{PARAGRAPH}</p><p>Again: {PARAGRAPH}</p></td></tr></table>"
    )
    body = f"<table><tr><td>{MENU}</td><td>{inner}</td></tr></table>"
    write_up = read(body, head="")
    assert write_up.fields["summary"] == PARAGRAPH.strip()
    assert write_up.sections == {"other": f"Again: {PARAGRAPH.strip()}"}


def test_words_of_our_field_in_class_names_do_not_cost_text() -> None:
    body = (
        f"<main><h1>Plan</h1><section id='social-inclusion'><h2>Social inclusion</h2><p>{PARAGRAPH}</p></section>"
        f"<section class='share-of-renters'><h2>Renters</h2><p>{PARAGRAPH}</p></section><p>{PARAGRAPH}</p></main>"
    )
    assert text_of(read(body, head="")).count("Nine night bus lines") == 3


def test_sources_stay_although_they_are_mere_links() -> None:
    links = (
        "<h2>References</h2><ul><li><a href='https://e.example/1'>Report of the city auditor</a></li></ul>"
    )
    other = f"<h2>Press office</h2><p>{PARAGRAPH}</p><h2>Our staff</h2><p>{PARAGRAPH}</p>"
    assert "[Report of the city auditor](https://e.example/1)" in text_of(
        read(f"<main><h1>Plan</h1>{other}{links}</main>")
    )


def test_a_page_that_does_not_say_its_language_is_told_by_its_words() -> None:
    write_up = read(lang="")
    assert write_up.fields["language"] == "en"
    assert "does not name its language" in str(write_up.warnings[0])


def test_a_page_whose_words_contradict_its_declaration_is_marked() -> None:
    write_up = read(lang="lang='es'")
    assert write_up.fields["language"] == "es"
    assert "says that its language is 'es', its words look like 'en'" in str(write_up.warnings[0])


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Night buses | City</title>", "<p>x</p>", "Night buses"),
        ("<title>City</title>", "<h1>Night buses</h1><h1>Read next</h1>", "Night buses"),
        ("", "<nav><h1>City of Seoul</h1></nav><main><h1>Night buses</h1></main>", "Night buses"),
        (
            '<meta property="og:title" content="Night buses - City"><meta property="og:site_name" content="City">',
            "",
            "Night buses",
        ),
        (
            '<meta property="og:title" content="Night buses">',
            "<h1>City</h1><h1>Night buses</h1>",
            "Night buses",
        ),
    ],
)
def test_the_title_is_the_documents_and_not_the_sites(head: str, body: str, title: str) -> None:
    assert read(f"{body}<p>{PARAGRAPH}</p>", head=head).fields["title"] == title


def test_a_page_without_title_is_named_by_its_first_line_and_marked() -> None:
    write_up = read(f"<p>Buses run all night.</p><p>{PARAGRAPH}</p>", head="")
    assert write_up.fields["title"] == "Buses run all night."
    assert any("names no title" in str(warning) for warning in write_up.warnings)


@pytest.mark.parametrize(
    "json",
    ["[" * 5000, '{"@graph": ' * 400 + "{}" + "}" * 400, '{"@type": "Article", "author": [[[["x"]]]]}', "x"],
)
def test_broken_json_in_the_head_is_passed_over(json: str) -> None:
    assert read(head=f'<title>T</title><script type="application/ld+json">{json}</script>').facts.author == ""


@pytest.mark.parametrize(
    "page",
    [
        "<title>Night buses</title><main><p>{0}</p></main>",
        "<title>Night buses</title><header>Seoul</header><article><h1>Night buses</h1><p>{0}</p></article><p>More.</p>",
    ],
)
def test_a_page_may_leave_out_the_tags_of_head_and_body(page: str) -> None:
    write_up = read_html(page.format(PARAGRAPH).encode(), extractor=own_extractor)
    assert write_up.fields["title"] == "Night buses"
    assert "Nine night bus lines meet" in text_of(write_up)


def test_the_number_of_a_note_does_not_run_into_the_number_before_it() -> None:
    body = (
        f"<main><h1>Buses</h1><p>{PARAGRAPH}</p><p>It began in 2011<a href='notes.html#n15'>15</a>, cost 90<sup>3</sup>, and "
        f"runs on 40 km<sup>2</sup> of <sup>new</sup> road. {PARAGRAPH}</p></main>"
    )
    assert "in 2011¹⁵, cost 90³, and runs on 40 km² of new road." in text_of(read(body))


def test_a_page_without_text_says_so() -> None:
    with pytest.raises(Unreadable, match="No text was found"):
        read("<div id='app'></div><script>render()</script>", head="<title>Night buses</title>")


def test_little_text_is_taken_and_marked() -> None:
    write_up = read("<h1>Night buses</h1><p>Buses run all night.</p>", head="")
    assert write_up.fields["summary"] == "Buses run all night."
    assert "Only 20 characters" in str(write_up.warnings[0])


def test_a_page_that_only_describes_itself_has_no_title() -> None:
    head = f'<meta name="description" content="{PARAGRAPH}">'
    assert read("", head=head).fields == {"language": "en", "summary": PARAGRAPH.strip()}

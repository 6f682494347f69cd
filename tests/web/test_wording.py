"""Small pieces of text: dates no more exact than known, first sentences, citations, safe prose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kb.records import PartialDate
from kb.search.results import Fragment, Snippet
from tests.factories import make_record, make_source, make_stored
from tests.web.library import Library
from webui import citing, dates, prose
from webui.leads import LONGEST, lead
from webui.references import References


@pytest.fixture(autouse=True)
def in_a_request(library: Library) -> Iterator[None]:
    with library.app.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    ("started", "ended", "stage", "shown"),
    [
        ("2022-07", "2025-06", "ended", "2022–2025"),
        ("2022-01", "2022-12", "ended", "2022"),
        ("c. 2019", None, "running", "since 2019"),
        ("2027", None, "proposed", "2027"),
        (None, "before 2008", "ended", "until 2008"),
        (None, None, None, ""),
    ],
)
def test_years(started: str | None, ended: str | None, stage: str | None, shown: str) -> None:
    assert dates.years(started, ended, stage) == shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("2022-07-04", "4 July 2022"),
        ("2022-07", "July 2022"),
        ("2022", "2022"),
        ("c. 2022", "c. 2022"),
        ("2021-H1", "first half of 2021"),
        ("2021h2", "second half of 2021"),
        ("2022-Q3", "third quarter of 2022"),
        ("c. 2021-H1", "c. 2021-H1"),
    ],
)
def test_partial_dates_are_no_more_exact_than_they_are(raw: str, shown: str) -> None:
    assert dates.partial_date(PartialDate.model_validate(raw)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2022-07/2025-06", "July 2022 – June 2025"),
        ("2022-07-01/2025", "1 July 2022 – 2025"),
        ("2017/2022", "2017–2022"),
        ("2014/2015", "2014/2015"),
        ("2018/19 school year", "2018/19 school year"),
        ("2022-13/2025-06", "2022-13/2025-06"),
        ("a month", "a month"),
    ],
)
def test_intervals_are_written_in_words(text: str, shown: str) -> None:
    assert dates.period(text) == shown


def test_a_lead_is_the_first_sentence_with_its_matches() -> None:
    fragments = (
        Fragment("Two districts paid for "),
        Fragment("meals", True),
        Fragment(" on every school day. Then it ended."),
    )
    cut = lead(Snippet(fragments))
    assert "".join(fragment.text for fragment in cut) == "Two districts paid for meals on every school day."
    assert [fragment.text for fragment in cut if fragment.matched] == ["meals"]


def test_a_lead_without_end_is_cut_at_a_word() -> None:
    cut = "".join(fragment.text for fragment in lead(Snippet((Fragment("word " * 200),))))
    assert cut.endswith("word…")
    assert len(cut) <= LONGEST + 1


def test_a_bibtex_entry_escapes_what_bibtex_reads_as_code() -> None:
    entry = citing.bibtex(make_stored(make_record(title="Food & {homes} at 50 %_#$")))
    assert r"title = {{Food \& \{homes\} at 50 \%\_\#\$}}" in entry
    hostile = citing.bibtex(make_stored(make_record(title=r"\input /etc/passwd ~ ^")))
    assert r"title = {{\textbackslash{}input /etc/passwd \textasciitilde{} \textasciicircum{}}}" in hostile
    assert entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "[x](javascript:alert(1))", "![x](https://example.org/x.png)",
        "[x](data:text/html,<script>)", '<a id="source-1" href="#">x</a>', "<style>*{}</style>",
    ],
)  # fmt: skip
def test_prose_lets_nothing_through(attack: str) -> None:
    html = str(prose.block(attack, References(())))
    for sign in ("<script", "<img", "<style", 'href="javascript', 'href="data', "<a id"):
        assert sign not in html


def test_headings_inside_prose_stay_below_the_section() -> None:
    assert prose.block("# One\n\n## Two", References(())) == "<h3>One</h3>\n<h4>Two</h4>\n"


def test_a_citation_is_not_a_link_text() -> None:
    references = References([make_source(8)])
    assert "#source-8" in prose.inline("as said [8]", references)
    assert prose.inline("[8](https://example.org/a)", references) == '<a href="https://example.org/a">8</a>'
    assert references.places(8) == ("cite-8-1",)


def test_other_brackets_stay_text() -> None:
    assert prose.inline("so [sic] it [12a] was", References(())) == "so [sic] it [12a] was"


def test_sources_are_not_cited_twice() -> None:
    references = References([make_source(1), make_source(2)])
    html = prose.cited("One said so [1].", (1, 2), references)
    assert html.count("#source-1") == html.count("#source-2") == 1

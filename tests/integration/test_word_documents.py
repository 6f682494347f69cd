"""Word documents as offices write them: styles, lists, tables, links, notes, tracked changes; and what they say of themselves."""

from __future__ import annotations

import datetime
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ingest.readers import WriteUp, docx_text, read
from ingest.readers.word import MEDIA_TYPE
from tests.documents import LINE, docx_file


def word(*build: Any) -> WriteUp:
    def fill(document: Document) -> None:
        for step in build:
            step(document)

    return read(docx_file(fill), MEDIA_TYPE)


def prose(write_up: WriteUp) -> str:
    return "\n\n".join(write_up.sections.values())


def night_buses(document: Document) -> None:
    document.core_properties.title = "Night buses"
    document.core_properties.author = "Transport Division"
    document.core_properties.language = "en-GB"
    document.core_properties.modified = datetime.datetime(2024, 5, 15, 9, 0, tzinfo=datetime.UTC)
    document.add_heading("Night buses", 0)
    document.add_paragraph(LINE)
    document.add_heading("The challenge", 1)
    document.add_paragraph("After midnight there was no way home but by taxi.")
    document.add_heading("How it works", 1)
    document.add_paragraph("Nine lines", style="List Bullet")
    document.add_paragraph("Seventy buses", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ("Line", "Riders", "N26", "1,200 | night"), strict=True
    ):
        cell.text = text


def test_styles_open_sections_and_lists_and_tables_stay_what_they_are() -> None:
    write_up = word(night_buses)
    assert write_up.fields == {"title": "Night buses", "language": "en-GB", "summary": LINE}
    assert write_up.sections == {
        "problem": "After midnight there was no way home but by taxi.",
        "mechanism": "- Nine lines\n- Seventy buses\n\n| Line | Riders |\n| --- | --- |\n| N26 | 1,200 \\| night |",
    }


def test_the_document_says_what_it_is() -> None:
    facts = word(night_buses).facts
    assert (facts.author, facts.modified, facts.published) == ("Transport Division", "2024-05-15", "")
    assert word(night_buses).extractor.startswith("python-docx ")


def test_a_title_left_over_from_a_template_gives_way() -> None:
    def left_over(document: Document) -> None:
        document.core_properties.title = "Microsoft Word - plan.docx"

    assert word(night_buses, left_over).fields["title"] == "Night buses"


def test_bold_lines_are_headings_where_no_styles_say_it() -> None:
    def bold(document: Document) -> None:
        document.add_paragraph().add_run("Results").bold = True
        document.add_paragraph(LINE)

    assert word(bold).sections == {"results": LINE}


def test_numbered_bold_lines_are_headings_below_a_styled_title() -> None:
    def bold(document: Document) -> None:
        document.add_heading("Night buses", 0)
        document.add_paragraph().add_run("2. What we did").bold = True
        document.add_paragraph(LINE)

    blocks = docx_text.parse(docx_file(bold)).blocks
    assert [(block.level, block.text) for block in blocks] == [
        (1, "Night buses"),
        (2, "2. What we did"),
        (0, LINE),
    ]


def test_links_are_kept_and_nothing_else_leads_out_of_the_document() -> None:
    def linked(document: Document) -> None:
        relation = document.part.relate_to(
            "https://city.example/a (1)".replace(" ", "%20"), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        paragraph = document.add_paragraph(f"{LINE} See ")
        hyperlink = OxmlElement("w:hyperlink")
        hyperlink.set(qn("r:id"), relation)
        run = OxmlElement("w:r")
        text = OxmlElement("w:t")
        text.text = "the report"
        run.append(text)
        hyperlink.append(run)
        paragraph._p.append(hyperlink)
        document.add_heading("More", 1)

    assert "[the report](https://city.example/a%20%281%29)" in prose(word(linked)) + str(
        word(linked).fields["summary"]
    )


def test_deleted_text_is_gone_and_inserted_text_is_there() -> None:
    def tracked(document: Document) -> None:
        document.add_heading("Results", 1)
        paragraph = document.add_paragraph(f"{LINE} ")
        for tag, name, words in (("w:del", "w:delText", "nobody"), ("w:ins", "w:t", "1,200 riders")):
            change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(name)
            text.text = words
            run.append(text)
            change.append(run)
            paragraph._p.append(change)

    assert word(tracked).sections["results"] == f"{LINE} 1,200 riders"


def test_text_that_looks_like_markdown_stays_text() -> None:
    def odd(document: Document) -> None:
        document.add_heading("Results", 1)
        document.add_paragraph("# 3 * 2 <b> [x] snake_case")
        document.add_paragraph(LINE)

    assert word(odd).sections["results"].startswith("\\# 3 \\* 2 \\<b> \\[x] snake_case")


def test_tables_of_one_column_are_layout() -> None:
    def framed(document: Document) -> None:
        document.add_heading("Results", 1)
        document.add_table(rows=1, cols=1).rows[0].cells[0].text = LINE

    assert word(framed).sections["results"] == LINE

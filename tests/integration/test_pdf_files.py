"""PDF files with a text layer: sizes become headings, broken lines paragraphs, and what repeats on every page is dropped."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.readers import Unreadable, WriteUp, pdf_lines, pdf_text, read
from ingest.readers.pdf import MEDIA_TYPE
from tests.documents import pdf_file

Page = Sequence[tuple[str, float]]
BODY = [
    ("Nine night bus lines meet at the subway stations every forty", 11),
    ("minutes, so that nurses, cleaners and guards who finish after mid-", 11),
    ("night can get home at the usual fare, which the long-term bud-", 11),
    ("get of the city pays for.", 11),
]
FIRST: Page = [("Night buses for", 24), ("late workers", 24), *BODY, ("", 11), ("The challenge", 16), *BODY]


def pdf(*pages: Page, **options: str) -> WriteUp:
    return read(pdf_file(pages, **options), MEDIA_TYPE)


@pytest.mark.parametrize("read_lines", [pdf_lines._by_pdfium, pdf_lines._by_pypdf])
def test_both_readers_give_headings_and_paragraphs(
    read_lines: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_text, "read_lines", read_lines)
    parsed = pdf_text.parse(pdf_file([FIRST], info="/Title (Microsoft Word - x.docx)"))
    assert [(block.level, block.text[:30]) for block in parsed.blocks] == [
        (1, "Night buses for late workers"),
        (0, "Nine night bus lines meet at t"),
        (2, "The challenge"),
        (0, "Nine night bus lines meet at t"),
    ]
    assert "after midnight can get home" in parsed.blocks[1].text
    assert "long-term budget of the city" in parsed.blocks[1].text


def test_the_title_is_the_largest_heading_where_the_property_is_left_over() -> None:
    write_up = pdf(
        FIRST,
        info="/Title (Microsoft Word - x.docx) /Author (Transport Division) /ModDate (D:20240515090000Z)",
    )
    assert write_up.fields["title"] == "Night buses for late workers"
    assert (write_up.facts.author, write_up.facts.modified) == ("Transport Division", "2024-05-15")
    assert write_up.sections["problem"].startswith("Nine night bus lines")


def test_the_language_of_the_catalogue_counts() -> None:
    assert pdf(FIRST, catalog="/Lang (en-GB)").fields["language"] == "en-GB"
    assert "does not name its language" in str(pdf(FIRST).warnings[0])


def test_running_heads_and_page_numbers_are_dropped() -> None:
    bodies = [[(f"{word} {text}", size) for text, size in BODY] for word in ("Oh:", "Yes:", "No:", "Well:")]
    pages = [
        [(f"City of Seoul, report {number}", 8), *body, ("", 11), (f"Page {number} of 4", 8)]
        for number, body in enumerate(bodies, start=1)
    ]
    text = "\n".join([*pdf(*pages).sections.values(), str(pdf(*pages).fields["summary"])])
    assert "City of Seoul" not in text
    assert "Page" not in text


def test_footnotes_do_not_cut_through_the_text() -> None:
    first = [*BODY[:2], ("", 11), ("1 Report of the city auditor, 2024.", 8)]
    sections = pdf([("Plan", 20), ("Results", 16), *first], [*BODY[2:]]).sections
    assert "after midnight can get home" in sections["results"]
    assert "1 Report of the city auditor, 2024." in sections["other"]


def test_a_scanned_pdf_says_what_to_do() -> None:
    with pytest.raises(Unreadable, match=r"pictures of pages and no text.*OCR"):
        pdf([], [])


def test_bullets_are_lists() -> None:
    entries = [("• Nine lines", 11), ("• Seventy buses that run", 11), ("all night", 11)]
    assert (
        "- Nine lines\n- Seventy buses that run all night"
        in pdf([("Results", 16), *BODY, ("", 11), *entries]).sections["results"]
    )

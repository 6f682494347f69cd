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


def test_a_title_property_that_is_the_name_of_a_file_is_none() -> None:
    for left_over in ("Copy of Night plan", "night_buses_12_06"):
        assert pdf([*BODY, *BODY], info=f"/Title ({left_over})").fields["title"] != left_over
    assert pdf([*BODY, *BODY], info="/Title (Night buses)").fields["title"] == "Night buses"


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


def all_text(write_up: WriteUp) -> str:
    return "\n".join([*write_up.sections.values(), str(write_up.fields.get("summary"))])


def headings(*pages: Page) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in pdf_text.parse(pdf_file(pages)).blocks if block.level]


COVER: Page = [
    ("Good practice", 18),
    ("Impact", 18),
    ("", 11),
    ("Night buses for", 30),
    ("late workers", 30),
    ("", 30),
    ("City of Seoul", 18),
    ("January 2024", 14),
]


def test_what_stands_on_a_cover_opens_no_section_and_is_kept() -> None:
    imprint = [("City of Seoul", 18), ("Printed by the Transport Division.", 8)]
    first = [("Night buses for", 20), ("late workers", 20), *BODY, *BODY]
    second = [("The challenge", 16), *BODY, *BODY]
    write_up = pdf(COVER, imprint, first, second)
    assert write_up.fields["title"] == "Night buses for late workers"
    assert str(write_up.fields["summary"]).startswith("Nine night bus lines")
    assert set(write_up.sections) == {"problem", "other"}
    kept = write_up.sections["other"].partition("### Cover\n\n")[2].split("\n\n")
    assert kept == [
        "Good practice",
        "Impact",
        "City of Seoul",
        "January 2024",
        "Printed by the Transport Division.",
    ]
    assert headings(COVER, imprint, first, second) == [
        (1, "Night buses for late workers"),
        (1, "The challenge"),
        (1, "Cover"),
    ]


def test_what_stands_above_the_title_is_no_heading_and_no_title() -> None:
    page = [
        ("Policy brief 26/2016", 28),
        ("", 28),
        ("Seoul", 16),
        ("Night buses for", 24),
        ("late workers", 24),
        *BODY,
        *BODY,
    ]
    assert pdf(page).fields["title"] == "Night buses for late workers"
    assert [text for _, text in headings(page)] == ["Night buses for late workers"]
    assert "Policy brief 26/2016" in all_text(pdf(page))


def test_a_page_printed_from_a_browser_is_read_though_its_head_is_printed_last() -> None:
    up_to_the_head = ("", -110)
    page: Page = [("", 40), ("Night buses", 24), *BODY, up_to_the_head, ("11/29/26, 6:23 AM", 7)]
    assert headings(page) == [(1, "Night buses"), (1, "Notes")]
    assert pdf(page).fields["title"] == "Night buses"


def test_a_heading_on_two_lines_stays_whole() -> None:
    page = [*BODY, ("", 11), ("THE LINES MEET AT NIGHT:", 16.2), ("WHAT THEY COST", 15.8), *BODY]
    assert [text for _, text in headings(page)] == ["THE LINES MEET AT NIGHT: WHAT THEY COST"]


def test_a_line_has_the_size_of_its_letters_and_not_of_its_blanks() -> None:
    page = [
        ("Night buses", 24),
        ("", 24),
        ("Reforms that the city", 16),
        ("has passed\tso far by law", 16),
        *BODY,
        *BODY,
    ]
    assert headings(page)[1:] == [(2, "Reforms that the city has passed so far by law")]


def test_headings_and_feet_that_change_with_the_page_are_dropped() -> None:
    bodies = [
        [(f"{word} {text}", size) for text, size in BODY] for word in ("Oh:", "Yes:", "No:", "Well:", "Hm:")
    ]
    chapters = ["Plans", "Plans", "Lines", "Fares", "Money"]
    pages = [
        [
            (f"{number} | Seoul at night" if number % 2 else f"{chapter} {number}", 11),
            *body,
            ("", 11),
            ("7 Report of the city auditor.", 8),
        ]
        for number, (chapter, body) in enumerate(zip(chapters, bodies, strict=True), start=1)
    ]
    text = all_text(pdf(*pages))
    assert not [word for word in ("Seoul at night", *chapters) if word in text]
    assert "7 Report of the city auditor." in text


def test_bold_lines_are_headings_below_the_large_ones() -> None:
    page = [("Night buses", 24), *BODY, ("", 11), ("**The challenge", 11), *BODY, *BODY]
    content = pdf_file([page])
    for read_lines in (pdf_lines._by_pdfium, pdf_lines._by_pypdf):
        assert [line.text for line in read_lines(content).pages[0] if line.is_bold] == ["The challenge"]
    assert (5, "The challenge") in [(block.level, block.text) for block in pdf_text.parse(content).blocks]
    assert read(content, MEDIA_TYPE).sections["problem"].startswith("Nine night bus lines")

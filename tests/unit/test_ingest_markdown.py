"""Markdown: front matter as text, headings as sections, clear refusals with their line."""

from __future__ import annotations

import pytest

from ingest.readers import Unreadable, WriteUp, read


def markdown(text: str) -> WriteUp:
    return read(text.encode(), "text/markdown")


def refusal(text: str) -> str:
    with pytest.raises(Unreadable) as refused:
        markdown(text)
    return str(refused.value)


def test_every_scalar_but_null_is_text() -> None:
    fields = markdown("---\na: no\nb: 2022-07-04\nc: 012\nd: 1e3\ne: ~\nf: null\ng:\nh: 'null'\n---\n").fields
    assert fields == {
        "a": "no",
        "b": "2022-07-04",
        "c": "012",
        "d": "1e3",
        "e": None,
        "f": None,
        "g": None,
        "h": "null",
    }


def test_tags_do_nothing() -> None:
    assert markdown('---\ntitle: !!python/object/apply:os.system ["ls"]\n---\n').fields["title"] == ["ls"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: a\n", "never closed. Put --- on a line after it. (line 1)"),
        ("---\nlanguage: en\ntitle: a: b\n---\n", "mapping values are not allowed"),
        ("---\ntitle: a\ntitle: b\n---\n", "'title' is given twice. Keep one. (line 3)"),
        ("---\na: &x [1]\nb: *x\n---\n", "*x are not accepted. Write the value out. (line 3)"),
        ("---\na: " + "[" * 5000 + "]" * 5000 + "\n---\n", "nested more than 12 deep. (line 2)"),
        ("---\n- a\n---\n", "must consist of lines"),
        ("---\n{a: b}: c\n---\n", "name must be plain text"),
    ],
)
def test_broken_front_matter_is_refused_with_its_line(text: str, reason: str) -> None:
    assert reason in refusal(text)


def test_the_line_of_a_broken_field_is_counted_in_the_file() -> None:
    assert "(line 3)" in refusal("---\nlanguage: en\ntitle: a: b\n---\n")
    write_up = markdown("---\ntitle: a\ncosts:\n  - {amount: EUR 1}\n  - {amount: EUR 2}\n---\n")
    assert write_up.line_of("costs.1.amount") == 5
    assert write_up.line_of("costs.1.currency") == 5
    assert write_up.line_of("costs") == 3
    assert write_up.line_of("themes") is None


def test_headings_open_sections_in_any_order_and_windows_line_ends_do_not_matter() -> None:
    sections = markdown(
        "---\r\ntitle: A\r\n---\r\n## Results\r\nTwo.\r\n\r\n## The problem\r\nOne.\r\n"
    ).sections
    assert sections == {"results": "Two.", "problem": "One."}


def test_an_unknown_heading_stays_visible_in_other() -> None:
    sections = markdown("---\ntitle: A\n---\n## Parking\nNone.\n\n### Fees\nFree.\n").sections
    assert sections == {"other": "### Parking\n\nNone.\n\n### Fees\n\nFree."}


def test_sub_headings_stay_inside_unless_they_name_a_section_outright() -> None:
    text = "---\ntitle: A\n---\n## Results\nSum.\n\n### Results for women\nMore.\n\n### Lessons\nPlan.\n"
    assert markdown(text).sections == {
        "results": "Sum.\n\n### Results for women\n\nMore.",
        "lessons": "Plan.",
    }


def test_a_heading_inside_code_is_no_heading() -> None:
    assert markdown("---\ntitle: A\n---\n## Results\n\n```\n## x\n```\n").sections == {
        "results": "```\n## x\n```"
    }


def test_without_front_matter_the_first_heading_is_the_title_and_the_first_paragraph_the_summary() -> None:
    write_up = markdown("# Night *buses*\n\nBuses run **all** night.\n\nMore text.\n")
    assert write_up.fields == {"title": "Night *buses*", "summary": "Buses run all night."}
    assert write_up.sections == {"other": "More text."}


def test_two_headings_of_one_section_are_joined_and_silence_gives_way() -> None:
    text = "---\ntitle: A\nsummary: S\n---\n## Results\nNot reported\n\n## What changed\nTen.\n\n## Lessons\nNot reported\n"
    assert markdown(text).sections == {"results": "Ten.", "lessons": "Not reported"}


def test_text_under_the_heading_of_a_part_keeps_its_heading() -> None:
    write_up = markdown(
        "---\ntitle: A\nsummary: S\n---\n## Timeline\nIt began in May.\n\n## Awards\nNot reported\n"
    )
    assert write_up.sections == {"other": "### Timeline\n\nIt began in May."}
    assert write_up.fields["awards"] is None

"""Plain text files, Markdown without front matter of ours, and character sets that nobody names."""

from __future__ import annotations

import pytest

from ingest.readers import WriteUp, read
from tests.documents import LINE

SPANISH = (
    "La ciudad abrió nueve líneas de autobús para que las enfermeras puedan volver a su casa en la mañana. "
    * 4
)


def plain(text: str) -> WriteUp:
    return read(text.encode(), "text/plain")


def markdown(text: str) -> WriteUp:
    return read(text.encode(), "text/markdown")


def test_headings_that_are_plain_to_see_open_sections() -> None:
    write_up = plain(
        f"Night buses\n\n{LINE}\n\nRESULTS\n\n{LINE}\nMore of it.\n\nLessons\n-------\n1. Plan\n2. Ask\n   riders\n"
    )
    assert write_up.fields == {"title": "Night buses", "language": "en", "summary": LINE}
    assert write_up.sections == {"results": f"{LINE} More of it.", "lessons": "1. Plan\n2. Ask riders"}


def test_known_headings_may_have_a_number_and_stand_right_above_their_text() -> None:
    write_up = plain(
        f"심야버스\n\n1. 추진 배경\n{LINE}\n\nⅡ. 추진 성과\n{LINE}\n\n5. 문제점 및 한계\n{LINE}\n\nLes enjeux\n{LINE}\n"
    )
    assert list(write_up.sections) == ["problem", "results", "critique"]


def test_a_short_line_of_its_own_that_announces_a_section_opens_it() -> None:
    write_up = plain(
        f"Night buses\n\n{LINE}\n\nBudget et financement\n\n{LINE}\n\nThe impact was great.\n\nMore.\n"
    )
    assert list(write_up.sections) == ["funding"]


def test_a_section_may_open_the_text() -> None:
    write_up = plain(f"Background\n{LINE}\n\nResults\n{LINE}\n")
    assert list(write_up.sections) == ["problem", "results"]


def test_a_numbered_list_of_known_words_stays_a_list() -> None:
    write_up = plain("Night buses\n\nIt has:\n\n1. Results\n2. Costs\n\n1. Costs of\n   the line\n")
    assert list(write_up.sections) == ["other"]


def test_what_looks_like_markdown_is_text() -> None:
    assert (
        "\\# 1 \\* 2"
        in plain(
            f"Night buses\n\n{LINE}\n\nOne\n# 1 * 2\n\n# 1 * 2 stays as it is, with all its signs, for ever."
        ).sections["other"]
    )


def test_another_sites_front_matter_is_read_for_what_it_says() -> None:
    write_up = markdown(
        "---\ntitle: Night buses\nlayout: post\ndescription: Buses run all night.\ncreatedAt: 2024-05-15\n"
        "author: Transport Division\n"
        f"vision: A city where work at night is no reason to walk home.\ncontact: office@city.example\n---\n{LINE}\n"
    )
    assert write_up.fields == {"title": "Night buses", "language": "en", "summary": "Buses run all night."}
    assert (write_up.facts.published, write_up.facts.author) == ("2024-05-15", "Transport Division")
    assert write_up.sections["other"].startswith("**vision:** A city where work")
    assert "office@" not in str(write_up.sections)
    assert "not taken over: layout, contact" in str(write_up.warnings[0])


def test_a_long_title_of_another_site_is_no_text_and_no_summary() -> None:
    front = "---\ntitle: Nine night buses for all who work late\nlayout: post\n---\n"
    write_up = markdown(f"{front}{LINE}\n")
    assert write_up.fields["title"] == "Nine night buses for all who work late"
    assert write_up.fields["summary"] == LINE
    assert "title" not in str(write_up.sections)


def test_html_between_markdown_is_read_as_markdown() -> None:
    body = (
        f'<h2 class="x">Results <b>so far</b></h2>\n{LINE}<br>See <a class="b" href="https://city.example" target="_top">us</a>'
        ' and <a href="/map">the map</a>. <img src="/a.png"/><iframe src="https://x.example"><p>No frames</p></iframe> 5 < 7.\n'
    )
    text = markdown(f"# Night buses\n\n{body}")
    assert text.sections["results"] == f"{LINE}\nSee [us](https://city.example) and the map. 5 < 7."


def test_a_misspelled_field_of_ours_is_still_named() -> None:
    assert markdown("---\ntitle: A\nlanguage: en\ncitties: [seoul]\n---\nText.\n").fields["citties"] == [
        "seoul"
    ]


def test_pictures_and_links_within_the_old_site_are_left_out() -> None:
    body = f"![A bus](/images/bus.jpg) {LINE} See [the map](/map) and [us](https://city.example)."
    text = markdown(f"# Night buses\n\n## Results\n\n{body}\n")
    assert text.sections["results"] == f"{LINE} See the map and [us](https://city.example)."


KOREAN = (
    "서울시는 심야버스 노선 아홉 개를 운영하여 늦게까지 일하는 간호사들이 안전하게 귀가하도록 돕는다. " * 4
)


@pytest.mark.parametrize(
    ("charset", "text", "words"), [("cp1252", SPANISH, "la mañana"), ("cp949", KOREAN, "심야버스")]
)
def test_a_character_set_that_nobody_names_is_guessed_last_and_said(
    charset: str, text: str, words: str
) -> None:
    write_up = read(f"N26\n\n{text}".encode(charset), "text/plain")
    assert words in str(write_up.fields["summary"])
    assert "does not name its character set" in str(write_up.warnings[0])


def test_a_few_broken_bytes_do_not_cost_the_document() -> None:
    text = f"Night buses\n\n{LINE * 60} caf".encode() + b"\xe9" + " and résumé.".encode()
    write_up = read(
        b"<html lang=en><meta charset=utf-8><h1>Night buses</h1><p>" + text + b"</p></html>", "text/html"
    )
    assert "1 characters could not be read" in str(write_up.warnings[0])

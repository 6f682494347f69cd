"""Bytes to text: UTF-8, then what the file declares, then a clear refusal."""

from __future__ import annotations

import pytest

from ingest.readers import Unreadable, read


def refusal(content: bytes, media_type: str = "text/markdown") -> str:
    with pytest.raises(Unreadable) as refused:
        read(content, media_type)
    return str(refused.value)


def test_a_declared_character_set_is_used_where_utf_8_does_not_fit() -> None:
    page = (
        "<html lang=ko><meta http-equiv='Content-Type' content='text/html; charset=euc-kr'><h1>서울 똠방</h1>"
    )
    assert read(page.encode("cp949"), "text/html").fields["title"] == "서울 똠방"
    western = "<html lang=es><meta charset=iso-8859-1><h1>Año “uno”</h1>"
    assert read(western.encode("cp1252"), "text/html").fields["title"] == "Año “uno”"


def test_a_byte_order_mark_says_enough() -> None:
    assert read("---\ntitle: Año\n---\n".encode("utf-16"), "text/markdown").fields["title"] == "Año"
    assert read("---\ntitle: Año\n---\n".encode("utf-8-sig"), "text/markdown").fields["title"] == "Año"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"a\x00\x01b", "binary"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"PK\x03\x04...", "office document"),
        ("Año".encode("latin-1"), "Save it as UTF-8"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(content: bytes, reason: str) -> None:
    assert reason in refusal(content)


@pytest.mark.parametrize("label", ["foo-9", "hex", "utf-8"])
def test_a_wrong_declaration_is_refused(label: str) -> None:
    page = f"<meta charset={label}><h1>é</h1>".encode("latin-1")
    assert f"declares the character set '{label}'" in refusal(page, "text/html")


def test_a_media_type_without_reader_is_named() -> None:
    assert "'image/png' is no type" in refusal(b"x", "image/png")


def test_what_a_server_says_wins_over_what_the_page_says() -> None:
    page = "<html lang=ko><meta charset=iso-8859-1><h1>서울</h1>".encode("cp949")
    assert read(page, "Text/HTML; charset=EUC-KR").fields["title"] == "서울"
    assert "'foo-9'" in refusal(page, "text/html; charset=foo-9")

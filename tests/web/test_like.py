"""Finding practices like a text: the order, the reasons, the text that stays, the bounds, and that nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests.web.filling import PageForm
from tests.web.library import Library
from tests.web.page import parsed, text_of
from tests.web.work import Site, open_site
from webui.like import LONGEST

MEALS = "Pupils from poor families get a warm school meal. Meals are cooked at school for children every day."


def near(library: Library, text: str, language: str = "en") -> list[str]:
    page = parsed(library.client.post("/like", data={"text": text, "language": language}))
    (found,) = [part for part in page.iter("section") if part.get("aria-labelledby") == "found"]
    return [text_of(entry) for entry in found.iter("li")]


def test_the_nearest_records_come_with_reasons(library: Library) -> None:
    first = near(library, "Women wait for buses at night. Public transport has to stop on request at night.")[
        0
    ]
    assert first.startswith("Night buses (Bogotá, Colombia) Shares: main theme Mobility and universal access")
    assert "for Women and girls" in first
    words = first.partition("words ")[2].split(", ")
    assert {"buses", "night", "request"} <= set(words)


def test_a_text_in_another_language_meets_records_in_terms(library: Library) -> None:
    spanish = near(
        library, "Los autobuses nocturnos y el transporte público son gratuitos para las mujeres.", "es"
    )
    assert any(entry.startswith("Buses de noche") and "Mobility" in entry for entry in spanish)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Los autobuses nocturnos y el transporte público son gratuitos para las mujeres de la ciudad.",
            "Spanish",
        ),
        ("Les bus de nuit sont gratuits pour les femmes.", "French"),
        ("여성은 심야버스를 무료로 탑니다.", "Korean"),
        ("Night buses, free for women", "English"),
        ("zzqx qqzz xxzq", "English"),
    ],
)
def test_the_language_is_recognised_where_none_is_chosen(library: Library, text: str, language: str) -> None:
    answer = library.client.post("/like", data={"text": text})
    assert f"Read as {language}." in answer.text
    assert PageForm(answer.text, ".like-form").values["language"] == ""
    assert near(library, text, "") == near(
        library, text, {"Spanish": "es", "French": "fr", "Korean": "ko"}.get(language, "en")
    )


def test_the_page_says_what_it_read_and_keeps_the_text(library: Library) -> None:
    answer = library.client.post("/like", data={"text": MEALS, "language": "en"})
    assert "Read out of your text:" in answer.text
    assert PageForm(answer.text, ".like-form").values["text"].strip() == MEALS
    assert "nothing of it is stored" in answer.text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Give at least 3 words"),
        ("  \n ", "Give at least 3 words"),
        ("a " * LONGEST, "at most 20000 are read"),
    ],
)
def test_a_text_that_cannot_be_read_stays_in_the_form(library: Library, text: str, message: str) -> None:
    answer = library.client.post("/like", data={"text": text, "language": "en"})
    assert answer.status_code == 422
    assert message in answer.text
    assert PageForm(answer.text, ".like-form").values["text"].strip() == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> one two",
        "\x00\x07 a b c \u202e d",
        "zzqx qqzz xxzq",
        '"((( AND OR NOT :*',
        "야간 버스 안내",
    ],
)
def test_odd_texts_are_answered(library: Library, text: str) -> None:
    for language in ("en", "ko", "nonsense"):
        assert library.client.post("/like", data={"text": text, "language": language}).status_code == 200


def test_nothing_near_is_said(library: Library) -> None:
    answer = library.client.post("/like", data={"text": "zzqx qqzz xxzq", "language": "en"})
    assert "No record shares enough with this text" in answer.text


def test_nothing_is_stored_and_no_cookie_is_set(site: Site) -> None:
    def contents() -> list[str]:
        with site.application.database.read() as session:
            dump = session.connection().connection.dbapi_connection.iterdump()  # type: ignore[union-attr]
            assert session.execute(sql("SELECT 1")).scalar() == 1
            return list(dump)

    before = contents()
    answer = site.visitor().client.post("/like", data={"text": MEALS})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert contents() == before


@pytest.fixture
def strict_site(prepared: Path, tmp_path: Path) -> Iterator[Site]:
    with open_site(prepared, tmp_path / "strict", text_limit="1 per hour") as opened:
        yield opened


def test_who_sends_too_many_texts_keeps_the_last(strict_site: Site) -> None:
    client = strict_site.visitor().client
    assert client.post("/like", data={"text": MEALS}).status_code == 200
    answer = client.post("/like", data={"text": MEALS})
    assert answer.status_code == 429
    assert "Too many texts" in answer.text
    assert PageForm(answer.text, ".like-form").values["text"].strip() == MEALS


def test_the_results_page_leads_there(library: Library) -> None:
    links = {a.get("href") for a in parsed(library.client.get("/search")).iter("a")}
    assert "/like" in links

"""What of a record is encoded, and that a text is known again by its content."""

from __future__ import annotations

from kb.search.document import TextFields
from kb.search.meaning.passages import (
    MAX_PASSAGES,
    PASSAGE_BYTES,
    key_of,
    passages_of,
    shortened,
)


def text(
    *body: str, title: str = "Night buses", summary: str = "", aliases: tuple[str, ...] = ()
) -> TextFields:
    return TextFields("en", title, aliases, summary, body)


def test_names_and_summary_stand_together_and_short_entries_make_one_passage_led_by_the_title() -> None:
    found = passages_of(
        [text("Nine lines.", "Every night.", summary="Buses at night.", aliases=("N-Bus", "심야버스"))]
    )

    assert found == ("Night buses\nN-Bus, 심야버스\nBuses at night.", "Night buses\nNine lines. Every night.")


def test_every_language_version_is_encoded_the_original_first() -> None:
    found = passages_of([text(summary="At night."), TextFields("fr", "Bus de nuit", (), "La nuit.", ())])

    assert found == ("Night buses\nAt night.", "Bus de nuit\nLa nuit.")


def test_passages_are_packed_up_to_their_size_and_lose_no_entry() -> None:
    entries = [f"Entry {number} of a body with some words in it." for number in range(120)]

    head, *bodies = passages_of([text(*entries, title="T")])

    assert head == "T"
    assert len(bodies) > 2
    assert all(len(body.encode()) <= PASSAGE_BYTES + len(entries) + 2 for body in bodies)
    assert " ".join(body.removeprefix("T\n") for body in bodies) == " ".join(entries)


def test_a_long_entry_is_cut_into_about_equal_parts_between_words_and_one_without_spaces_anywhere() -> None:
    words = " ".join(f"word{number}" for number in range(500))
    syllables = "가" * (PASSAGE_BYTES // 3 + 100)

    cut = passages_of([text(words, title="")])
    sizes = [len(part.encode()) for part in cut]
    assert " ".join(cut) == words
    assert len(cut) == -(-len(words) // PASSAGE_BYTES)
    assert max(sizes) <= PASSAGE_BYTES
    assert max(sizes) - min(sizes) < 200
    assert "".join(passages_of([text(syllables, title="")])) == syllables


def test_an_entry_that_fits_stays_whole() -> None:
    entry = "word " * (PASSAGE_BYTES // 5 - 1) + "end."

    assert passages_of([text(entry, title="")]) == (entry,)


def test_nothing_to_encode_gives_no_passage_and_very_much_is_bounded() -> None:
    assert passages_of([text(" ", "", title="", summary=" ")]) == ()
    assert len(passages_of([text(*["word " * 300] * 200)])) == MAX_PASSAGES + 1


def test_the_key_depends_on_the_content_alone() -> None:
    assert key_of("Night buses") == key_of("Night " + "buses")
    assert key_of("Night buses") != key_of("Night bus")
    assert len(key_of("\ud800 half of a pair")) == 16


def test_a_query_is_cut_between_characters() -> None:
    assert shortened("돌봄 서비스", 4) == "돌"
    assert shortened("plain", 400) == "plain"
    assert shortened("a\ud800b", 400) == "a?b"

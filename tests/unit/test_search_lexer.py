"""Words of a query put into quotation marks, the rest of it left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search import lexer
from kb.search.parser import parse
from kb.vocab import Vocabulary


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("vivienda digna", {"vivienda"}, '"vivienda" digna'),
        ("(vivienda, digna)", {"vivienda", "digna"}, '("vivienda", "digna")'),
        ("¿vivienda?", {"vivienda"}, '¿"vivienda"?'),
        ('"vivienda" vivienda', {"vivienda"}, '"vivienda" "vivienda"'),
        ("title:vivienda vivienda -vivienda", {"vivienda"}, 'title:vivienda "vivienda" -vivienda'),
        ('"vivienda digna', {"vivienda"}, '"vivienda" digna'),
        ("서울시의 주거", {"주거"}, '서울시의 "주거"'),
        ("low-income", {"low-income"}, '"low-income"'),
        ("", set(), ""),
    ],
)
def test_words_are_quoted_where_they_stand_for_others(text: str, words: set[str], expected: str) -> None:
    assert lexer.quoted(text, words) == expected


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "vivienda",
                "Seoul,",
                "(housing",
                ")",
                "OR",
                "-",
                '"',
                "older",
                "people",
                "title:",
                "주거와",
                "*",
                "“",
            ]
        ),
        max_size=9,
    )
)
def test_nothing_is_added_to_a_query_typed_exactly(vocabulary: Vocabulary, pieces: list[str]) -> None:
    text = lexer.clean(" ".join(pieces))
    typed = {word for part in parse(text, vocabulary).understood.also for word in part.typed}
    if not parse(text, vocabulary).understood.fell_back:
        assert parse(lexer.quoted(text, typed), vocabulary).understood.also == ()

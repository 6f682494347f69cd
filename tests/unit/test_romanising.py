"""Hangul in Latin letters."""

from __future__ import annotations

import pytest

from kb.catalog.romanising import romanised


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [
        ("서울", "seoul"),
        ("디딤돌소득", "didimdolsodeuk"),
        ("꿈 많은 뷔페", "kkum maneun bwipe"),
        ("가힣", "gahit"),
        ("따릉이 2호", "ttareungi 2ho"),
        ("Программа", "Программа"),
    ],
)
def test_syllables_become_letters(hangul: str, latin: str) -> None:
    assert romanised(hangul) == latin

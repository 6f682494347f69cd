"""Hangul in Latin letters for addresses: the letters of the Revised Romanization of Korean, syllable by syllable.

Sounds that change between syllables are left out: an address has to be readable and the same every time, no guide to
pronunciation.
"""

from __future__ import annotations

import re

_FIRST, _LAST = "가", "힣"
_INITIALS = (
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h",
)  # fmt: skip
_VOWELS = (
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu",
    "eu", "ui", "i",
)  # fmt: skip
_FINALS = (
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "ng", "t", "t", "k", "t", "p", "t",
)  # fmt: skip
_SYLLABLE = re.compile(f"[{_FIRST}-{_LAST}]")


def romanised(text: str) -> str:
    """The text with every syllable of Hangul in Latin letters; other scripts stay as they are. Expects Unicode form NFC."""
    return _SYLLABLE.sub(lambda syllable: _letters(syllable[0]), text)


def _letters(syllable: str) -> str:
    """The letters of the parts by which Unicode numbers the syllables."""
    rest, final = divmod(ord(syllable) - ord(_FIRST), len(_FINALS))
    initial, vowel = divmod(rest, len(_VOWELS))
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]

"""A folded text as it is typed, key by key: Hangul syllables become the letters of the two-set keyboard.

So the beginning of a word is the beginning of its keystrokes even in the middle of a syllable ("돌ㅂ" and "돌보" begin
돌봄, "돍" begins 돌고), and a slip of one key is one letter, as it is in other scripts. Other text stays as it is.
"""

from __future__ import annotations

import re

_FIRST, _LAST = "\uac00", "\ud7a3"  # the block of composed syllables: initial, vowel, final in this order
_VOWELS, _FINALS = 21, 28  # a syllable may have no final
_INITIAL_KEYS = tuple("ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ")
_VOWEL_KEYS: tuple[str, ...] = (
    *"ㅏㅐㅑㅒㅓㅔㅕㅖㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ",
)  # fmt: skip
_FINAL_KEYS: tuple[str, ...] = (
    "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ",
    "ㅁ", "ㅂ", "ㅂㅅ", *"ㅅㅆㅇㅈㅊㅋㅌㅍㅎ",
)  # fmt: skip
# Single letters stand in a folded text as conjoining ones, since folding decomposes them.
_SINGLE_KEYS = {
    chr(start + number): keys
    for start, letters in ((0x1100, _INITIAL_KEYS), (0x1161, _VOWEL_KEYS), (0x11A8, _FINAL_KEYS))
    for number, keys in enumerate(letters)
}
_HANGUL = re.compile("[\u1100-\u11c2\uac00-\ud7a3]")


def keystrokes(folded: str) -> str:
    """The keys one types for a folded text."""
    return folded if folded.isascii() else _HANGUL.sub(lambda match: _keys(match[0]), folded)


def is_hangul(character: str) -> bool:
    """Whether it is a composed syllable."""
    return _FIRST <= character <= _LAST


def _keys(letter: str) -> str:
    if not is_hangul(letter):
        return _SINGLE_KEYS.get(letter, letter)
    initial, rest = divmod(ord(letter) - ord(_FIRST), _VOWELS * _FINALS)
    vowel, final = divmod(rest, _FINALS)
    return _INITIAL_KEYS[initial] + _VOWEL_KEYS[vowel] + ("", *_FINAL_KEYS)[final]

"""Small analysers of Korean for tests of what is done with their answers."""

from __future__ import annotations

import re

WORDS = ("돌봄", "서비스", "지원", "소득", "주택", "청년", "서울", "아이", "공공", "임대")
_KNOWN = "|".join(WORDS)


class ListedWords:
    """A `Morphology` that knows a few words: the listed ones that a run of syllables begins with."""

    name = "listed words 1"

    def warm_up(self) -> None:
        """There is nothing to load."""

    def content_words(self, text: str) -> list[str]:
        beginnings = re.findall(f"(?<![가-힣])(?:{_KNOWN})+", text)
        return [word for begun in beginnings for word in re.findall(_KNOWN, begun)]


class NoWords:
    """A `Morphology` that answers no words, so that pairs of syllables stand alone."""

    name = "no words"

    def warm_up(self) -> None:
        """There is nothing to load."""

    def content_words(self, text: str) -> list[str]:
        return []

"""Korean words without the particles and endings that are written onto them: 서울시의 and 서울시에서 are both 서울시.

What follows a noun in Korean is one of a few hundred forms. Cutting the longest known one off, and once more (가구들의
is 가구 with 들 and 의), needs no dictionary. It errs where a word itself ends like one (공원도로, a road by a park,
becomes 공원, the park); texts and queries err alike, so such words still meet.
"""

from __future__ import annotations

import re

from kb.search.analysis import fold

MIN_SYLLABLES = 2  # that are left of a word: of two syllables most end like a particle by chance (제도, 정도)
_MOST_CUT = 2  # forms cut off one after the other

_CASES = "이 가 을 를 의 에 에서 에게 에게서 께 께서 한테 로 으로 로서 으로서 로써 으로써 와 과 하고 이나 나 이랑 랑"
_TOPICS = "은 는 도 만 까지 부터 보다 처럼 마다 조차 마저 뿐 뿐만 대로 만큼 이든 든 이라도 라도"
_JOINED = (
    "에는 에도 에만 에의 에선 에서는 에서도 에서만 에서의 에서부터 에게는 에게도 에겐 에게만 으로는 로는 으로도 로도 으로만 로만 "
    "으로의 로의 으로부터 로부터 와의 과의 와는 과는 와도 과도 까지의 까지는 까지도 부터의 부터는 만의 만은 만을 만이 "
    "보다는 보다도 뿐이 뿐이다"
)
_PLURALS = "들 들이 들은 들을 들의 들에 들에게 들도 들과 들만 들에서 들로 들까지 들에는 들에게는"
_COPULAS = (
    "이다 이고 이며 며 이자 인 일 임 인데 인지 인가 인가요 이었다 였다 입니다 이지만 지만 이라 라 이라고 라고 이라는 라는 "
    "이란 란 이라면 라면 이므로 므로"
)
_VERBS = (  # of nouns that are made verbs: 지원하는, 확대되어, 향상시키고
    "하는 한 하여 해 해서 하고 하며 하면 하면서 하기 하기로 할 함 하다 한다 한다는 하던 했다 했던 했고 했으며 "
    "하였다 하였고 하였으며 하지 하도록 하려고 하려는 하려면 하는데 하기에 하기는 합니다 했습니다 하세요 하나 "
    "하나요 할까 했나 하자 하지만 한다면 "
    "되는 된 되어 돼 돼서 되고 되며 되면 되면서 될 됨 되다 된다 됐다 되었다 되었고 되었으며 되지 되도록 됩니다 "
    "되었습니다 되나 되나요 "
    "시키는 시킨 시켜 시키고 시키며 시킬 시킨다 시켰다 시키기 시키려는"
)
_ADJECTIVES = "적 적인 적으로 적이고 적이며 적이다 적인지"
_FORMS = frozenset(f"{_CASES} {_TOPICS} {_JOINED} {_PLURALS} {_COPULAS} {_VERBS} {_ADJECTIVES}".split())
_LONGEST = max(map(len, _FORMS))
_WORD = re.compile("[가-힣]+")


class Particles:
    """The `Morphology` of those who have none installed. It answers all words, also those that carry little meaning."""

    name = "words without particles 1"

    def warm_up(self) -> None:
        """There is nothing to load."""

    def content_words(self, text: str) -> list[str]:
        return [without_particles(word) for word in _WORD.findall(fold(text))]


PARTICLES = Particles()


def without_particles(word: str) -> str:
    """A word of Hangul without what is written onto it, of at least MIN_SYLLABLES; a shorter word as it is."""
    for _ in range(_MOST_CUT):
        longest = min(_LONGEST, len(word) - MIN_SYLLABLES)
        cut = next((size for size in range(longest, 0, -1) if word[-size:] in _FORMS), 0)
        if not cut:
            break
        word = word[:-cut]
    return word


def is_written_onto(end: str) -> bool:
    """Whether the end of a word is nothing, or one of the forms."""
    return not end or end in _FORMS

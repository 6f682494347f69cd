"""The names of cities as they are looked for in running text, and where they stand in it.

Latin names are found word by word, in one pass over the capitalised words of a sentence; names in Hangul at the start of
a word that goes on with nothing but levels of government and particles; names in other scripts, of the kept cities only,
anywhere. A name counts in a text of its own language; English names and names in languages without an interface of ours
count in any.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ingest.tagging.passages import Sentence
from kb.search.analysis import fold, terms
from kb.vocab import City, Vocabulary

_INTERFACE_LANGUAGES = ("en", "es", "fr", "ko")
_KIND_WEIGHTS = {"adjective": 0.5}
# Everyday words and personal names among the names of the kept cities (see kb/vocab/data/CITIES-SOURCES.md).
_EVERYDAY = frozenset((
    "solo", "medina", "rosario", "santiago", "victoria", "빅토리아", "sejong", "세종", "한양", "한성", "salisbury", "byzantium",
))  # fmt: skip
# Marks of names that need care (`City.caution`), by the language of the text. Names of no known language, and texts in
# other languages, need it where any of ours has the word.
_CARE = {"en": "epd-", "es": "spd-", "fr": "fpd-", "ko": "pd-"}
_ANY_CARE = "esfpd-"
_HANGUL = re.compile("[가-힣]")
_HANGUL_RUN = re.compile("[가-힣]+")
_NOT_LATIN = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2018\u2019]")
_SHORTEST_HANGUL = 2
# What may follow a name inside a Korean word: a level of government, then particles or a common noun.
_KOREAN_TAIL = re.compile(
    r"^(?:특별자치시|특별시|광역시|시)?(?:민|장|청|의회|내|권|형|도심|지역|교육청|본청|전역)?(?:들)?"
    r"(?:은|는|이|가|을|를|의|에|에서|에게|로|으로|와|과|도|만|부터|까지|보다|처럼|이나|나|이며|이고|이다|에는|에서는|에도|의회)?$"
)


class Name(NamedTuple):
    """A name as it is looked for: folded words (one for scripts without word breaks), the cities that have it, largest
    first, and its standing. A weak name never speaks for itself; `is_kept` tells the cities kept by hand."""

    cities: tuple[str, ...]
    words: tuple[str, ...]
    weight: float
    is_weak: bool
    is_kept: bool


class Mention(NamedTuple):
    """A name at these characters of a sentence."""

    name: Name
    sentence: Sentence
    start: int
    end: int


class NameTable(NamedTuple):
    """Names by their first folded word, Hangul names by themselves, names of other scripts as they are written."""

    latin: Mapping[str, Sequence[Name]]
    hangul: Mapping[str, Sequence[Name]]
    other: Sequence[Name]


def mentions(sentence: Sentence, table: NameTable) -> list[Mention]:
    """The names in a sentence, of those that overlap the longest, without what a negation turns round."""
    found = [
        *_latin_mentions(sentence, table.latin),
        *(_hangul_mentions(sentence, table.hangul) if table.hangul else ()),
        *_other_mentions(sentence, table.other),
    ]
    return [
        mention
        for mention in found
        if not any(_is_longer(other, mention) for other in found)
        and not sentence.is_negated(mention.start, mention.end)
    ]


def _is_longer(other: Mention, mention: Mention) -> bool:
    return (
        other.start <= mention.start
        and mention.end <= other.end
        and other.end - other.start > mention.end - mention.start
    )


def _latin_mentions(sentence: Sentence, names: Mapping[str, Sequence[Name]]) -> Iterator[Mention]:
    words = [token.text for token in sentence.tokens]
    for at, word in enumerate(words):
        if word not in names or not sentence.text[sentence.tokens[at].start].isupper():
            continue
        for name in names[word]:
            end = at + len(name.words)
            if tuple(words[at:end]) == name.words:
                yield Mention(name, sentence, sentence.tokens[at].start, sentence.tokens[end - 1].end)


def _hangul_mentions(sentence: Sentence, names: Mapping[str, Sequence[Name]]) -> Iterator[Mention]:
    """Korean names open a word and are followed by nothing but levels of government, particles and the like."""
    for run in _HANGUL_RUN.finditer(sentence.text):
        for length in range(len(run[0]), _SHORTEST_HANGUL - 1, -1):
            for name in names.get(run[0][:length], ()):
                whole = name.words[0]
                end = run.start() + len(whole)
                if sentence.text[run.start() : end] == whole and _has_korean_tail(sentence.text, end):
                    yield Mention(name, sentence, run.start(), end)


def _has_korean_tail(text: str, end: int) -> bool:
    tail = _HANGUL_RUN.match(text, end)
    return bool(_KOREAN_TAIL.match(tail[0] if tail else ""))


def _other_mentions(sentence: Sentence, names: Sequence[Name]) -> Iterator[Mention]:
    """Names in scripts where a name is part of a longer run: Han, Kana, Arabic and others."""
    if sentence.text.isascii():
        return
    for name in names:
        if name.words[0] in sentence.text:
            for match in re.finditer(re.escape(name.words[0]), sentence.text):
                yield Mention(name, sentence, match.start(), match.end())


@functools.lru_cache(maxsize=8)
def name_table(vocabulary: Vocabulary, language: str) -> NameTable:
    """All names that count in a text of this language."""
    names = [*_kept_names(vocabulary, language), *_further_names(vocabulary, language)]
    latin: dict[str, list[Name]] = {}
    hangul: dict[str, list[Name]] = {}
    other: list[Name] = []
    for name in names:
        if len(name.words) > 1 or not _NOT_LATIN.search(name.words[0]):
            latin.setdefault(name.words[0], []).append(name)
        elif run := _HANGUL_RUN.match(name.words[0]):
            hangul.setdefault(run[0], []).append(name)
        else:
            other.append(name)
    return NameTable(latin, hangul, other)


def _kept_names(vocabulary: Vocabulary, language: str) -> Iterator[Name]:
    for city in vocabulary.cities.kept:
        countries = vocabulary.cities.countries[city.country]
        for words, text, kind in _spoken(city, language):
            is_country = text == countries.get(language) and city.names.get("en") != countries.get("en")
            is_weak = kind == "former" or fold(text) in _EVERYDAY or is_country
            yield Name((city.id,), words, _KIND_WEIGHTS.get(kind, 1.0), is_weak, is_kept=True)


def _further_names(vocabulary: Vocabulary, language: str) -> Iterator[Name]:
    """Names that several cities share stand as one, with the care that the largest needs. None in Han, Kana, Arabic and the
    like, where a name may be part of any longer word."""
    cities: dict[tuple[str, ...], list[str]] = {}
    weak: set[tuple[str, ...]] = set()
    for city in sorted(vocabulary.cities.further.values(), key=lambda city: -(city.population or 0)):
        for words, text, kind in _spoken(city, language):
            if _NOT_LATIN.search(words[0]) and not _HANGUL.match(words[0]):
                continue
            ids = cities.setdefault(words, [])
            ids.append(city.id)
            care = _CARE.get(language, _ANY_CARE) if kind == "accepted" else _ANY_CARE
            if len(ids) == 1 and set(care).intersection(city.caution.get(text, "")):
                weak.add(words)
    for words, ids in cities.items():
        yield Name(tuple(ids), words, 1.0, words in weak, is_kept=False)


def _spoken(city: City, language: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """The names that count in a text of this language, each once: as words, as written, and of which kind."""
    named = [(text, spoken, "accepted") for spoken, text in city.names.items()]
    named += [(alt.name, alt.language or "", alt.kind) for alt in city.alt_names]
    known: set[tuple[str, ...]] = set()
    for text, spoken, kind in named:
        if spoken in _INTERFACE_LANGUAGES and spoken not in (language, "en"):
            continue
        words = (text,) if _NOT_LATIN.search(text) else tuple(terms(text))
        if words and words not in known:
            known.add(words)
            yield words, text, kind

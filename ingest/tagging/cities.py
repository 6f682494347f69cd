"""Cities from the authority file: accepted, alternative and local names, abbreviations and adjectives.

A name counts in a text of its own language; English names and names in languages without an interface of ours count in
any. Latin names must be capitalised as names are; the longest name at a place counts. Some names never speak for
themselves: former names, everyday words, and a city's name that is also its country's. They count where something
else in the text supports them: another name of the city, its country, area or district, or "city of". Names of other
places ("Athens, Georgia") are told apart in `namesakes`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ingest.tagging.namesakes import is_elsewhere
from ingest.tagging.passages import Sentence
from ingest.tagging.scoring import Match
from kb.records import Assignment
from kb.search.analysis import fold, terms
from kb.vocab import City, Vocabulary

_INTERFACE_LANGUAGES = ("en", "es", "fr", "ko")
_KIND_WEIGHTS = {"adjective": 0.5}
# Everyday words and personal names among the city names (see kb/vocab/data/CITIES-SOURCES.md).
_EVERYDAY = frozenset(
    (
        "solo",
        "medina",
        "rosario",
        "santiago",
        "victoria",
        "빅토리아",
        "sejong",
        "세종",
        "한양",
        "한성",
        "salisbury",
        "byzantium",
    )
)
# Names that hold a city's name and mean no place.
_NOT_PLACES = re.compile(
    r"paris agreement|paris accords?|acuerdo de paris|accords? de paris|파리\s?(?:기후\s?)?협정|new york times|"
    r"declaration of sydney|vienna convention|convencion de viena|convention de vienne|istanbul convention|"
    r"convenio de estambul|convention d.istanbul|sendai framework|marco de sendai|cadre de sendai|lake victoria|"
    r"queen victoria|victoria (?:falls|day|cross|line|station)"
)
_CITY_BEFORE = re.compile(
    r"(?:cit(?:y|ies)|ciudad(?:es)?|municipio|ayuntamiento|villes?|mairie|metropolis|capital) (?:of |de |d.|del )$"
)
_CITY_AFTER = re.compile(r"^(?:\s(?:city|municipality|metropolitan|council)\b|시(?![가-힣]*대)|특별|광역)")
# A city named after these is one that the text compares with or borrows from.
_COMPARED = re.compile(
    r"(?:inspired by|model+ed on|patterned on|adapted from|copied from|borrowed from|based on|after|like|unlike|such as"
    r"|similar to|compared (?:with|to)|than (?:in )?|founded in|inspirad[oa] en|a diferencia de|igual que|como en|similar a"
    r"|inspire[es]* (?:de|par)|contrairement a|comme a|a l.instar de|semblable a) (?:the |that of |those of |el de |celui de )?$"
)
_COMPARED_WEIGHT = 0.2
_HANGUL = re.compile("[가-힣]")
_NOT_LATIN = re.compile("[^\x00-\u024f\u1e00-\u1eff\u2018\u2019]")
# What may follow a name inside a Korean word: a level of government, then particles or a common noun.
_KOREAN_TAIL = re.compile(
    r"^(?:특별자치시|특별시|광역시|시)?(?:민|장|청|의회|내|권|형|도심|지역|교육청|본청|전역)?(?:들)?"
    r"(?:은|는|이|가|을|를|의|에|에서|에게|로|으로|와|과|도|만|부터|까지|보다|처럼|이나|나|이며|이고|이다|에는|에서는|에도|의회)?$"
)


class Name(NamedTuple):
    """A name of a city as it is looked for: folded words (one for scripts without word breaks) and its standing."""

    city: str
    words: tuple[str, ...]
    weight: float
    is_weak: bool


class _Mention(NamedTuple):
    name: Name
    sentence: Sentence
    start: int
    end: int


def city_matches(sentences: Sequence[Sentence], language: str, vocabulary: Vocabulary) -> list[Match]:
    """The names of cities in the text that can be told from other places and from other words."""
    names = _names(vocabulary, language)
    mentions = [mention for sentence in sentences for mention in _mentions(sentence, names, vocabulary)]
    whole = fold("\n".join(sentence.text for sentence in sentences))
    meant = _without_namesakes(mentions, whole, vocabulary)
    strong = {mention.name.city for mention in meant if not mention.name.is_weak}
    return [
        Match(
            mention.name.city,
            mention.name.city,
            _weight(mention),
            mention.sentence,
            mention.start,
            mention.end,
        )
        for mention in meant
        if not mention.name.is_weak or _is_supported(mention, strong, whole, vocabulary)
    ]


def _without_namesakes(mentions: Sequence[_Mention], whole: str, vocabulary: Vocabulary) -> list[_Mention]:
    """Without names that mean another place, and without all of a city's once one does and nothing else in the text
    names the city's own country, area or districts."""
    elsewhere = {
        id(mention): mention.name.city
        for mention in mentions
        if is_elsewhere(mention.sentence.text, mention.start, mention.end, mention.name.city, vocabulary)
    }
    lost = {
        city for city in elsewhere.values() if not _is_placed(vocabulary.cities[city], (), whole, vocabulary)
    }
    return [mention for mention in mentions if id(mention) not in elsewhere and mention.name.city not in lost]


def _weight(mention: _Mention) -> float:
    before = fold(mention.sentence.text[: mention.start])
    return mention.name.weight * (_COMPARED_WEIGHT if _COMPARED.search(before) else 1.0)


def without_surroundings(suggested: list[Assignment], vocabulary: Vocabulary) -> list[Assignment]:
    """Without the metropolitan area or region that is named beside a city of it which counts as much or more."""
    scores = {suggestion.concept: suggestion.score for suggestion in suggested}
    lesser = {
        area
        for city, score in scores.items()
        if (area := vocabulary.cities[city].part_of) and scores.get(area, 0.0) <= score
    }
    return [suggestion for suggestion in suggested if suggestion.concept not in lesser]


def _is_supported(mention: _Mention, strong: set[str], whole: str, vocabulary: Vocabulary) -> bool:
    city = vocabulary.cities[mention.name.city]
    if city.id in strong:
        return True
    text = fold(mention.sentence.text)
    if _CITY_BEFORE.search(text[: mention.start]) or _CITY_AFTER.match(text[mention.end :]):
        return True
    return _is_placed(city, mention.name.words, whole, vocabulary)


def _is_placed(city: City, but: Sequence[str], whole: str, vocabulary: Vocabulary) -> bool:
    """Whether the text names the city's country, the area it is part of or a district; `but` are words that do not count."""
    around = [*vocabulary.cities.countries[city.country].values()]
    around += [name for district in city.districts for name in district.values()]
    if city.part_of and city.part_of in vocabulary.cities:
        around += vocabulary.cities[city.part_of].names.values()
    places = {fold(name) for name in around} - set(but)
    return any(re.search(rf"(?<!\w){re.escape(place)}", whole) for place in places)


def _mentions(sentence: Sentence, names: _NameTable, vocabulary: Vocabulary) -> Iterator[_Mention]:
    found = [*_latin_mentions(sentence, names), *_other_mentions(sentence, names)]
    text = fold(sentence.text)
    covered = (
        [match.span() for match in _NOT_PLACES.finditer(text)] if len(text) == len(sentence.text) else []
    )
    for mention in found:
        if any(start <= mention.start < end for start, end in covered):
            continue
        if any(_is_longer(other, mention) for other in found):
            continue
        if not sentence.is_negated(mention.start, mention.end):
            yield mention


def _is_longer(other: _Mention, mention: _Mention) -> bool:
    return (
        other.start <= mention.start
        and mention.end <= other.end
        and other.end - other.start > mention.end - mention.start
    )


def _latin_mentions(sentence: Sentence, names: _NameTable) -> Iterator[_Mention]:
    words = [token.text for token in sentence.tokens]
    for at, word in enumerate(words):
        for name in names.latin.get(word, ()):
            end = at + len(name.words)
            if tuple(words[at:end]) != name.words:
                continue
            start, stop = sentence.tokens[at].start, sentence.tokens[end - 1].end
            if sentence.text[start].isupper() and not (
                name.is_weak and _is_personal(sentence.text, start, stop)
            ):
                yield _Mention(name, sentence, start, stop)


def _is_personal(text: str, start: int, end: int) -> bool:
    """Whether a weak name stands amid a longer name: "María Rosario", "Santiago Ramírez", "Medina del Campo"."""
    before = re.search(r"(\w+)[ ]$", text[:start])
    preceded = bool(before and before[1][0].isupper() and before.start() > 0)
    return preceded or bool(
        re.match(r" (?:del? |de l[ao]s? |da |do )?[A-ZÁÉÍÓÚÑ]\w+", text[end:])
        and not _CITY_AFTER.match(fold(text[end:]))
    )


def _other_mentions(sentence: Sentence, names: _NameTable) -> Iterator[_Mention]:
    """Names in scripts where a name is part of a longer run: Hangul with particles, Han, Kana, Arabic and others."""
    for name in names.other:
        for match in re.finditer(re.escape(name.words[0]), sentence.text):
            if not _HANGUL.search(name.words[0]) or _stands_alone(sentence.text, match.start(), match.end()):
                yield _Mention(name, sentence, match.start(), match.end())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a Korean name opens a word and is followed by nothing but levels of government, particles and the like."""
    if start and _HANGUL.match(text[start - 1]):
        return False
    tail = re.match("[가-힣]*", text[end:])
    return bool(_KOREAN_TAIL.match(tail[0] if tail else ""))


class _NameTable(NamedTuple):
    """Names by their first folded word, and names of other scripts as they are written."""

    latin: Mapping[str, Sequence[Name]]
    other: Sequence[Name]


@functools.lru_cache(maxsize=32)
def _names(vocabulary: Vocabulary, language: str) -> _NameTable:
    latin: dict[str, list[Name]] = {}
    other: list[Name] = []
    for city in vocabulary.cities.kept:
        for name in _names_of(city, language, vocabulary):
            if len(name.words) == 1 and _NOT_LATIN.search(name.words[0]):
                other.append(name)
            else:
                latin.setdefault(name.words[0], []).append(name)
    return _NameTable(latin, other)


def _names_of(city: City, language: str, vocabulary: Vocabulary) -> Iterator[Name]:
    countries = vocabulary.cities.countries[city.country]
    named = [(text, spoken, "accepted") for spoken, text in city.names.items()]
    named += [(alt.name, alt.language or "", alt.kind) for alt in city.alt_names]
    known: set[tuple[str, ...]] = set()
    for text, spoken, kind in named:
        if spoken in _INTERFACE_LANGUAGES and spoken not in (language, "en"):
            continue
        words = (text,) if _NOT_LATIN.search(text) else tuple(terms(text))
        if not words or words in known:
            continue
        known.add(words)
        is_country = text == countries.get(language) and city.names.get("en") != countries.get("en")
        is_weak = kind == "former" or fold(text) in _EVERYDAY or is_country
        yield Name(city.id, words, _KIND_WEIGHTS.get(kind, 1.0), is_weak)

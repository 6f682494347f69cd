"""Countries and divisions that a text names: beside a city's name ("Birmingham, Alabama"), and anywhere in it."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from ingest.tagging.city_names import Mention
from ingest.tagging.passages import Sentence
from kb.search.analysis import terms
from kb.vocab import City, Vocabulary
from kb.vocab.labels import name_key

_REACH = 60  # characters beside a name that are looked at
_LONGEST = 5  # words of a country's or division's name
_JOINED = re.compile(
    r"\s*(?:[,(]\s*|(?=\s(?:in|en|au|aux|du|de)\s))(?:(?:in|en|au|aux|du|de)\s+(?:the\s+|la\s+|el\s+)?)?"
)
_NEXT = re.compile(r"\s*,\s*")
_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*\.?")
_OWNING = re.compile(r"(?:['’]s|주|의)?\s+(?:\w+ (?:of|de) )?$")
_PARTICLES = re.compile("(?:주|의|에|도)$")
_HANGUL = re.compile("[가-힣]+")


def beside(sentence: Sentence, start: int, end: int, vocabulary: Vocabulary) -> list[str]:
    """The keys (`name_key`) of the countries and divisions that stand directly beside the name at these characters."""
    text = sentence.text
    found = list(_after(text[end : end + _REACH], vocabulary))
    if before := _before(text[max(0, start - _REACH) : start], vocabulary):
        found.append(before)
    return found


def named(
    sentences: Sequence[Sentence], mentions: Iterable[Mention], vocabulary: Vocabulary
) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """How often a text names each country (by code) and each division (by country and name), outside the `mentions` of
    cities whose names hold one ("Ciudad Bolívar")."""
    inside = {
        (id(mention.sentence), token.start)
        for mention in mentions
        if len(mention.name.words) > 1
        for token in mention.sentence.tokens
        if mention.start <= token.start < mention.end
    }
    countries: Counter[str] = Counter()
    divisions: Counter[tuple[str, str]] = Counter()
    known = _by_first_word(vocabulary)
    for sentence in sentences:
        words = [token.text for token in sentence.tokens]
        for at, word in enumerate(words):
            start = sentence.tokens[at].start
            if word not in known or not _is_name(sentence.text[start]) or (id(sentence), start) in inside:
                continue
            key = next((key for key in known[word] if tuple(words[at : at + len(key)]) == key), ())
            countries.update(vocabulary.cities.places.of_country.get(" ".join(key), ()))
            divisions.update(vocabulary.cities.places.of_division.get(" ".join(key), ()))
        if sentence.language == "ko":
            countries.update(_korean_countries(sentence.text, vocabulary))
    return countries, divisions


def is_in(city: City, keys: Collection[str], vocabulary: Vocabulary) -> bool:
    """Whether one of the places is the city's country or division and none is another's."""
    places = vocabulary.cities.places
    return any(places.includes(key, city) for key in keys) and not is_out(city, keys, vocabulary)


def is_out(city: City, keys: Collection[str], vocabulary: Vocabulary) -> bool:
    """Whether one of the places is another country or division."""
    return any(vocabulary.cities.places.excludes(key, city) for key in keys)


def _after(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    joined = _JOINED.match(text)
    while joined and joined.end():
        key, length = _longest(text[joined.end() :], vocabulary)
        if not key:
            return
        yield key
        text = text[joined.end() + length :]
        joined = _NEXT.match(text)


def _longest(text: str, vocabulary: Vocabulary) -> tuple[str, int]:
    """The longest name of a country or division at the start of a text, as key, and its length; "" when none stands there."""
    places = vocabulary.cities.places
    words: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if word.start() > (words[-1].end() + 1 if words else 0) or len(words) == _LONGEST:
            break
        words.append(word)
    for last in reversed(words):
        written = text[: last.end()]
        key = name_key(_PARTICLES.sub("", written) if _HANGUL.search(written) else written)
        is_abbreviation = len(key) < 4
        if is_abbreviation and not written.replace(".", "").isupper():
            continue
        if _is_name(written[0]) and (key in places.of_country or key in places.of_division):
            return key, last.end()
    return "", 0


def _before(text: str, vocabulary: Vocabulary) -> str:
    """The country or division that "Texas's Paris", "the Texas town of Paris" or "영국 런던" name before the city."""
    owning = _OWNING.search(text)
    if owning is None:
        return ""
    words = [match.span() for match in _WORD.finditer(text[: owning.start()])][-_LONGEST:]
    places = vocabulary.cities.places
    for start, _ in words:
        written = text[start : owning.start()]
        key = name_key(written) if written[-1].isalpha() else ""
        if (
            _is_name(written[0])
            and len(key) > 1
            and (key in places.of_country or (len(key) > 3 and key in places.of_division))
        ):
            return key
    return ""


def _is_name(letter: str) -> bool:
    """Capitals mark names where there are any."""
    return letter.isupper() or not (letter.islower())


@functools.lru_cache(maxsize=4)
def _by_first_word(vocabulary: Vocabulary) -> dict[str, list[tuple[str, ...]]]:
    """The names of countries and divisions as words, by the first, the longest first; without abbreviations."""
    places = vocabulary.cities.places
    found: dict[str, list[tuple[str, ...]]] = {}
    for key in sorted({*places.of_country, *places.of_division}, key=lambda key: -len(key)):
        words = tuple(terms(key))
        if (words and len(key) > 3) or key in ("usa", "uk", "uae"):
            found.setdefault(words[0], []).append(words)
    return found


def _korean_countries(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Countries at the start of Korean words: "영국의" names the United Kingdom."""
    of_country = vocabulary.cities.places.of_country
    for run in _HANGUL.findall(text):
        for length in range(len(run), 1, -1):
            if run[:length] in of_country:
                yield from of_country[run[:length]]
                break

"""The names of a city: one in English, others where a source has them, and which of them need care in running text.

Names by language come from the catalogues of the Debian package `libgeonames-common` (one file of gettext per language,
the GeoNames id as message), and before them from the Unicode CLDR exemplar cities of the time zones (Babel).
"""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from ingest.world_cities.places import Place
from kb.vocab.labels import name_key

LANGUAGES = ("en", "es", "fr", "ko")
SAFE_LENGTH = 4  # letters; shorter names are words somewhere
_KNOWN_TO_ALL = 1_000_000  # inhabitants; such a city is meant more often than a person of its name
_LOCAL_KEPT = 3  # names in the languages of the country
# Where the accents of GeoNames belong to the spelling; elsewhere they are marks of a transcription.
_ACCENTED = frozenset((
    "AD", "AL", "AR", "AT", "BE", "BG", "BO", "BR", "CA", "CH", "CL", "CO", "CR", "CU", "CZ", "DE", "DK", "DO", "EC",
    "EE", "ES", "FI", "FR", "GT", "HN", "HR", "HU", "IE", "IS", "IT", "LT", "LU", "LV", "MD", "MX", "NI", "NL", "NO",
    "PA", "PE", "PL", "PR", "PT", "PY", "RO", "RS", "RU", "SE", "SI", "SK", "SV", "TR", "UA", "UY", "VE",
))  # fmt: skip
_UNMARKED = str.maketrans("ıłøđðĐÐŁØ", "iloddDDLO")  # letters that decomposition leaves as they are
_APOSTROPHES = re.compile("[’‘`´ʻʼ]")
_MARKED_SUFFIX = re.compile(r"-(?:si|shi|gun)$| District$")
_CITY = " City"  # part of the name in the Philippines in official use only
_TOO_OFFICIAL = re.compile(r"(?i)\b(?:city|district|borough|island|town)\b|[’']$")
_LATIN_NAME = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ .'-]+")
_KOREAN_LEVEL = re.compile(r"(?<=[가-힣]{2}) ?(?:특별자치시|특별시|광역시|시)$")
_HANGUL_NAME = re.compile(r"[가-힣]+(?: [가-힣]+)*")


@dataclass(frozen=True, slots=True)
class Naming:
    """The names of a city by language ("en" always), and further names. `caution` says of a name why it needs care:
    "e", "s", "f" for a word of English, Spanish or French, "p" a person's name, "d" a division or country, "-" short."""

    names: Mapping[str, str]
    others: tuple[str, ...]
    caution: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NameSources:
    """What names are made from. `tagged` by GeoNames id and language; `words` by language mark; `spoken` by country;
    `divisions` are the keys of division and country names with the codes of their countries; the rest was chosen by hand
    (`ingest/data/world-cities.yaml`), by GeoNames id."""

    tagged: Mapping[int, Mapping[str, str]]
    words: Mapping[str, Collection[str]]
    persons: Collection[str]
    spoken: Mapping[str, Collection[str]]
    countries: Collection[str]
    divisions: Mapping[str, Collection[str]]
    english: Mapping[int, str]
    also: Mapping[int, Collection[str]]
    caution: Mapping[int, Mapping[str, str]]


def read_tagged(folder: Path) -> dict[int, dict[str, str]]:
    """Names by GeoNames id and language, from `LANGUAGE/LC_MESSAGES/geonames.mo` under the folder."""
    tagged: dict[int, dict[str, str]] = defaultdict(dict)
    for path in sorted(folder.glob("*/LC_MESSAGES/geonames.mo")):
        with path.open("rb") as file:
            catalogue: Mapping[object, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for key, name in catalogue.items():
            if isinstance(key, str) and key.isdigit():
                tagged[int(key)][path.parts[-3]] = name
    return tagged


def naming(place: Place, division: str, sources: NameSources) -> Naming:
    """The names of a city in the division of this name."""
    tagged = sources.tagged.get(place.geonames_id, {})
    english = sources.english.get(place.geonames_id) or _english(place, tagged.get("en", ""))
    zone = _zone_names(place, english)
    names = {"en": english} | {
        language: name
        for language in LANGUAGES[1:]
        if (name := zone.get(language) or _clean(tagged.get(language, ""), language))
    }
    others = _others(place, names, tagged, sources)
    caution = {
        name: marks
        for name in (*names.values(), *others)
        if (marks := _caution(name, place, division, sources))
    }
    return Naming(names, others, caution | dict(sources.caution.get(place.geonames_id, {})))


def _english(place: Place, tagged: str) -> str:
    """The GeoNames name without the marks of a transcription; the English one that is tagged where Europeans have it."""
    tagged = _plain(tagged)
    if tagged and place.country in _ACCENTED and not _TOO_OFFICIAL.search(tagged) and _fits(tagged, place):
        return tagged
    name = _MARKED_SUFFIX.sub("", _plain(place.name))
    return name if place.country in _ACCENTED else _bare(name)


def _fits(name: str, place: Place) -> bool:
    return name_key(name) in {name_key(known) for known in (place.name, *place.alternate_names)}


def _plain(name: str) -> str:
    return _APOSTROPHES.sub("'", name).strip(" '")


def _bare(name: str) -> str:
    """Without the dots, macrons and tails of transcriptions."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_UNMARKED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("'", "")


def _clean(name: str, language: str) -> str:
    """A tagged name; "" when it is in another script than the language has."""
    name = _KOREAN_LEVEL.sub("", _plain(unicodedata.normalize("NFC", name)))
    wanted = _HANGUL_NAME if language == "ko" else _LATIN_NAME
    return name if wanted.fullmatch(name) else ""


def _zone_names(place: Place, english: str) -> dict[str, str]:
    """CLDR's names of the city that a time zone is called after, where that is this city."""
    if name_key(place.timezone.rpartition("/")[2].replace("_", " ")) != name_key(english):
        return {}
    found = {}
    for language in LANGUAGES[1:]:
        zone = Locale(language).time_zones.get(place.timezone, {})
        if name := _clean(str(zone.get("city", "")), language):
            found[language] = name
    return found


def _others(
    place: Place, names: Mapping[str, str], tagged: Mapping[str, str], sources: NameSources
) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in _further(place, names, tagged, sources):
        key = name_key(name)
        if key and key != name_key(names["en"]):
            found.setdefault(key, name)
    return tuple(found.values())


def _further(
    place: Place, names: Mapping[str, str], tagged: Mapping[str, str], sources: NameSources
) -> Iterator[str]:
    yield from sources.also.get(place.geonames_id, ())
    english = names["en"]
    if english.startswith("Saint "):
        yield "St. " + english.removeprefix("Saint ")
    if place.country == "PH" and english.endswith(_CITY):
        yield english.removesuffix(_CITY)
    for name in (place.name, tagged.get("en", "")):
        if _LATIN_NAME.fullmatch(name := _plain(name)) and not _TOO_OFFICIAL.search(name):
            yield name
    for language in list(sources.spoken.get(place.country, ()))[:_LOCAL_KEPT]:
        name = _plain(tagged.get(language, ""))
        if len(name) >= SAFE_LENGTH or (name and not _LATIN_NAME.fullmatch(name)):
            yield name


def _caution(name: str, place: Place, division: str, sources: NameSources) -> str:
    key = name_key(name)
    marks = "".join(mark for mark, words in sorted(sources.words.items()) if key in words)
    if key in sources.persons and place.population < _KNOWN_TO_ALL:
        marks += "p"
    if key in sources.countries or (
        key in sources.divisions
        and not (name_key(division) == key and {place.country} == set(sources.divisions[key]))
    ):
        marks += "d"
    letters = len(key.replace(" ", ""))
    is_short = letters < SAFE_LENGTH if not _HANGUL_NAME.fullmatch(name) else letters < SAFE_LENGTH - 1
    return marks + ("-" if is_short else "")

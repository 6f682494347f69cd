"""Cities that a text is about: accepted, alternative and local names, abbreviations and adjectives, with their context.

Names are found by `city_names`. Of the cities kept by hand some names never speak for themselves: former names, everyday
words, and a city's name that is also its country's. They count where something else in the text supports them: another
name of the city, its country, area or district, or "city of". Names of other places ("Athens, Georgia") are told apart
in `namesakes`. What the names of all other cities mean is decided in `further_cities`. A city that is named in passing
(`aboutness`) is none of the text's.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from ingest.tagging.aboutness import is_about
from ingest.tagging.city_names import Mention, mentions, name_table
from ingest.tagging.further_cities import Reading, readings
from ingest.tagging.name_contexts import is_governed, is_passing
from ingest.tagging.namesakes import is_elsewhere
from ingest.tagging.passages import ORGANISATION, Sentence
from ingest.tagging.places_beside import beside, is_in, is_out
from ingest.tagging.scoring import Match, weight_of
from kb.records import Assignment
from kb.search.analysis import fold
from kb.vocab import City, Vocabulary

# Names that hold a city's name and mean no place.
_NOT_PLACES = re.compile(
    r"paris agreement|paris accords?|acuerdo de paris|accords? de paris|파리\s?(?:기후\s?)?협정|new york times|"
    r"declaration of sydney|vienna convention|convencion de viena|convention de vienne|istanbul convention|"
    r"convenio de estambul|convention d.istanbul|sendai framework|marco de sendai|cadre de sendai|lake victoria|"
    r"queen victoria|paris hilton|victoria (?:falls|day|cross|line|station)"
)
_PASSING_WEIGHT = 0.2  # of a name the text compares with, or that stands in brackets or for an institution
_MOST_UNSURE = 4
_KM_PER_DEGREE = 111.2  # of latitude
_SUBURBAN, _TIMES_LARGER = 30.0, 3  # km to a city so many times larger


def city_matches(sentences: Sequence[Sentence], language: str, vocabulary: Vocabulary) -> list[Match]:
    """The names of cities in the text that can be told from other places and from other words, also in passing."""
    found = _cities_named(sentences, language, vocabulary)[0]
    return [match for city, named in found.items() for match in _matches(city, named)]


def cities_about(matches: Iterable[Match], sentences: Sequence[Sentence]) -> set[str]:
    """The cities that a text of these sentences, in which these names stand, is about."""
    by_city: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        by_city[match.concept].append(match)
    return {city for city, named in by_city.items() if is_about(named, sentences)}


def unsure_cities(
    sentences: Sequence[Sentence], language: str, vocabulary: Vocabulary
) -> list[tuple[str, Match]]:
    """Cities that the text may be about, for a person to decide: named in passing, or one of several of a name. Each
    with the mention that says most, the likeliest first."""
    found, unsure = _cities_named(sentences, language, vocabulary)
    possible = [(city, _matches(city, named)) for city, named in found.items()]
    possible = [(city, matches) for city, matches in possible if not is_about(matches, sentences)]
    for reading in unsure:
        if len(reading.mentions) > 1 or any(_stands_out(mention) for mention in reading.mentions):
            possible += [(city, _matches(city, reading.mentions)) for city in reading.possible]
    possible.sort(key=lambda entry: -weight_of(entry[1]))
    return [
        (city, max(matches, key=lambda match: match.contribution))
        for city, matches in possible[:_MOST_UNSURE]
    ]


def without_surroundings(suggested: list[Assignment], vocabulary: Vocabulary) -> list[Assignment]:
    """Without the metropolitan area or region that is named beside a city of it which counts as much or more, and
    without a suburb, of the large file, beside the much larger city that counts as much or more."""
    scores = {suggestion.concept: suggestion.score for suggestion in suggested}
    lesser = {
        area
        for city, score in scores.items()
        if (area := vocabulary.cities[city].part_of) and scores.get(area, 0.0) <= score
    }
    cities = [vocabulary.cities[city] for city in scores]
    lesser |= {
        suburb.id
        for suburb in cities
        for city in cities
        if suburb.id in vocabulary.cities.further
        and scores[city.id] >= scores[suburb.id]
        and _is_suburb(suburb, city)
    }
    return [suggestion for suggestion in suggested if suggestion.concept not in lesser]


def _is_suburb(place: City, city: City) -> bool:
    if place.latitude is None or place.longitude is None or city.latitude is None or city.longitude is None:
        return False
    east = (place.longitude - city.longitude) * math.cos(math.radians(city.latitude))
    is_near = math.hypot(place.latitude - city.latitude, east) * _KM_PER_DEGREE < _SUBURBAN
    return is_near and (city.population or 0) >= _TIMES_LARGER * (place.population or 0)


def _cities_named(
    sentences: Sequence[Sentence], language: str, vocabulary: Vocabulary
) -> tuple[dict[str, list[Mention]], list[Reading]]:
    """The mentions by city, and the readings of names that could not be told."""
    table = name_table(vocabulary, language)
    everything = [
        mention
        for sentence in sentences
        for mention in _outside_fixed_names(sentence, mentions(sentence, table))
    ]
    everything = [mention for mention in everything if not _is_publisher_seat(mention)]
    whole = fold("\n".join(sentence.text for sentence in sentences))
    kept = _kept_mentions([mention for mention in everything if mention.name.is_kept], whole, vocabulary)
    further = [mention for mention in everything if not mention.name.is_kept]
    home: dict[str, float] = defaultdict(float)
    for mention in kept:
        home[vocabulary.cities[mention.name.cities[0]].country] += mention.sentence.weight
    read = readings(_free_of_kept(further, everything, vocabulary), sentences, home, vocabulary)
    found: dict[str, list[Mention]] = defaultdict(list)
    for mention in kept:
        found[mention.name.cities[0]].append(mention)
    for reading in read:
        if reading.city:
            found[reading.city] += reading.mentions
    return found, [reading for reading in read if reading.city is None]


def _is_publisher_seat(mention: Mention) -> bool:
    """Whether a newspaper or company that published the text is called after the city; a city's government is its own."""
    return mention.sentence.section == ORGANISATION and not is_governed(
        mention.sentence, mention.start, mention.end
    )


def _outside_fixed_names(sentence: Sentence, found: Iterable[Mention]) -> Iterator[Mention]:
    text = fold(sentence.text)
    covered = (
        [match.span() for match in _NOT_PLACES.finditer(text)] if len(text) == len(sentence.text) else []
    )
    for mention in found:
        if not any(start <= mention.start < end for start, end in covered):
            yield mention


def _free_of_kept(
    further: Iterable[Mention], everything: Iterable[Mention], vocabulary: Vocabulary
) -> list[Mention]:
    """Without the names that a kept city has too, unless the place beside the name is that of a further one."""
    kept = {(id(mention.sentence), mention.start) for mention in everything if mention.name.is_kept}
    return [
        mention
        for mention in further
        if (id(mention.sentence), mention.start) not in kept or _is_placed_beside(mention, vocabulary)
    ]


def _is_placed_beside(mention: Mention, vocabulary: Vocabulary) -> bool:
    places = beside(mention.sentence, mention.start, mention.end, vocabulary)
    return any(is_in(vocabulary.cities[city], places, vocabulary) for city in mention.name.cities)


def _matches(city: str, named: Iterable[Mention]) -> list[Match]:
    return [
        Match(city, city, _weight(mention), mention.sentence, mention.start, mention.end) for mention in named
    ]


def _stands_out(mention: Mention) -> bool:
    return mention.sentence.section in ("title", "summary") or is_governed(
        mention.sentence, mention.start, mention.end
    )


def _weight(mention: Mention) -> float:
    is_in_passing = is_passing(mention.sentence, mention.start, mention.end)
    return mention.name.weight * (_PASSING_WEIGHT if is_in_passing else 1.0)


def _kept_mentions(found: Sequence[Mention], whole: str, vocabulary: Vocabulary) -> list[Mention]:
    """Those that can be told from other places and from other words."""
    standing = [
        mention
        for mention in found
        if not (mention.name.is_weak and _is_personal(mention.sentence.text, mention.start, mention.end))
    ]
    meant = _without_namesakes(standing, whole, vocabulary)
    strong = {mention.name.cities[0] for mention in meant if not mention.name.is_weak}
    return [
        mention
        for mention in meant
        if not mention.name.is_weak or _is_supported(mention, strong, whole, vocabulary)
    ]


def _without_namesakes(found: Sequence[Mention], whole: str, vocabulary: Vocabulary) -> list[Mention]:
    """Without names that mean another place, and without all of a city's once one does and nothing else in the text
    names the city's own country, area or districts."""
    elsewhere = {
        id(mention): mention.name.cities[0] for mention in found if _is_elsewhere(mention, vocabulary)
    }
    lost = {
        city for city in elsewhere.values() if not _is_placed(vocabulary.cities[city], (), whole, vocabulary)
    }
    return [
        mention for mention in found if id(mention) not in elsewhere and mention.name.cities[0] not in lost
    ]


def _is_elsewhere(mention: Mention, vocabulary: Vocabulary) -> bool:
    city, sentence = vocabulary.cities[mention.name.cities[0]], mention.sentence
    if is_elsewhere(sentence.text, mention.start, mention.end, city.id, vocabulary):
        return True
    places = beside(sentence, mention.start, mention.end, vocabulary)
    return is_out(city, [key for key in places if key in vocabulary.cities.places.of_country], vocabulary)


def _is_personal(text: str, start: int, end: int) -> bool:
    """Whether a weak name stands amid a longer name: "María Rosario", "Santiago Ramírez", "Medina del Campo"."""
    before = re.search(r"(\w+)[ ]$", text[:start])
    preceded = bool(before and before[1][0].isupper() and before.start() > 0)
    return preceded or bool(
        re.match(r" (?:del? |de l[ao]s? |da |do )?[A-ZÁÉÍÓÚÑ]\w+", text[end:])
        and not re.match(r" (?:city|municipality|metropolitan|council)\b", fold(text[end:]))
    )


def _is_supported(mention: Mention, strong: Collection[str], whole: str, vocabulary: Vocabulary) -> bool:
    city = vocabulary.cities[mention.name.cities[0]]
    if city.id in strong or is_governed(mention.sentence, mention.start, mention.end):
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

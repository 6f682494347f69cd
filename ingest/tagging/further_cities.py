"""Which of the thousands of further cities a name means, and whether the text says enough to take it for a city.

The cities kept by hand may be named in passing; a name of the large file is taken for its city only where the text
supports it. Rules, strongest first; the first that leaves one city decides:

1. a country or division beside the name ("Birmingham, Alabama", "Canada's Winnipeg");
2. a division of one of the cities named anywhere, then its country;
3. one of them is large (300,000) and four times larger than the next, or the only one, and the text says that it is a
   city ("City of Winnipeg"); not where the text has its cities in another country.

A name that is also a word, a person's or a region's (`City.caution`) counts only by rule 1 or where its government is
named ("Reading Borough Council"). Names of institutions and streets, and names amid other names, do not count, nor does a
name whose province or canton the title or the summary speaks of. Where the rules leave several cities, none is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ingest.tagging.city_names import Mention, Name
from ingest.tagging.name_contexts import (
    is_acronym,
    is_amid_names,
    is_area,
    is_governed,
    is_heading,
    is_institution,
)
from ingest.tagging.passages import Sentence
from ingest.tagging.places_beside import beside, is_in, is_out, named
from kb.search.analysis import fold
from kb.vocab import City, Vocabulary

_LARGE = 300_000  # inhabitants of a city that is known by its name alone
_TIMES_LARGER = 4  # than the next of the same name
_ELSEWHERE = 3  # a text that names cities elsewhere a third as much has its home there
_MOST_OFFERED = 4  # cities of a name that nobody can tell apart


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name was taken for: `mentions` count for `city`; None where it cannot be told, and `possible` says which
    cities it could be, the likeliest first."""

    city: str | None
    mentions: tuple[Mention, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Around:
    """How often the text names countries, divisions and, by country, kept cities."""

    countries: Counter[str]
    divisions: Counter[tuple[str, str]]
    home: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Stand:
    """A mention with what stands around it."""

    mention: Mention
    is_governed: bool
    beside: tuple[str, ...]


def readings(
    mentions: Sequence[Mention],
    sentences: Sequence[Sentence],
    home: Mapping[str, float],
    vocabulary: Vocabulary,
) -> list[Reading]:
    """What the names of further cities in the text were taken for, one reading per name; `home` are the countries of the
    kept cities that the text names, by the weight of the places where it does."""
    by_name: dict[Name, list[_Stand]] = defaultdict(list)
    areas = {mention.name for mention in mentions if _is_area_of_the_text(mention)}
    for mention in mentions:
        if stand := _standing(mention, vocabulary):
            by_name[mention.name].append(stand)
    if not by_name:
        return []
    around = _Around(*named(sentences, mentions, vocabulary), home)
    return [
        _read(name, stands, around, vocabulary, is_area=name in areas) for name, stands in by_name.items()
    ]


def _is_area_of_the_text(mention: Mention) -> bool:
    return mention.sentence.section in ("title", "summary") and is_area(
        mention.sentence, mention.start, mention.end
    )


def _standing(mention: Mention, vocabulary: Vocabulary) -> _Stand | None:
    """None where the name belongs to something else."""
    sentence, start, end = mention.sentence, mention.start, mention.end
    places = tuple(beside(sentence, start, end, vocabulary))
    governed = is_governed(sentence, start, end)
    if governed:
        return _Stand(mention, governed, places)
    if is_institution(sentence, start, end) or is_acronym(sentence, start, end):
        return None
    amid = is_amid_names(sentence, start, end) and not (is_heading(sentence) and not mention.name.is_weak)
    return None if amid and not places else _Stand(mention, governed, places)


def _read(
    name: Name,
    stands: Sequence[_Stand],
    around: _Around,
    vocabulary: Vocabulary,
    *,
    is_area: bool,
) -> Reading:
    cities = [vocabulary.cities[city] for city in name.cities]
    cities = [city for city in cities if not all(is_out(city, stand.beside, vocabulary) for stand in stands)]
    governed = any(stand.is_governed for stand in stands)
    placed = {city.id for city in cities if any(is_in(city, stand.beside, vocabulary) for stand in stands)}
    may_count = governed or (not is_area and (placed or not name.is_weak))
    weight = sum(stand.mention.sentence.weight for stand in stands)
    meant = _meant(cities, placed, around, weight, governed=governed) if may_count else None
    counted = tuple(
        stand.mention for stand in stands if meant is None or not is_out(meant, stand.beside, vocabulary)
    )
    return Reading(meant.id if meant else None, counted, tuple(city.id for city in cities[:_MOST_OFFERED]))


def _meant(
    cities: Sequence[City],
    placed: Collection[str],
    around: _Around,
    weight: float,
    *,
    governed: bool,
) -> City | None:
    if placed:
        return _clearly_first([city for city in cities if city.id in placed])
    for count in (
        {
            city.id: around.divisions[city.country, city.division]
            for city in cities
            if not _is_own_division(city)
        },
        {city.id: around.countries[city.country] + around.home.get(city.country, 0.0) for city in cities},
    ):
        most = max(count.values(), default=0)
        if most:
            return _clearly_first([city for city in cities if count.get(city.id) == most])
    first = _clearly_first(cities)
    if first is None or governed:
        return first
    is_at_home = sum(around.home.values()) * _ELSEWHERE < weight
    return first if is_at_home and (first.population or 0) >= _LARGE else None


def _is_own_division(city: City) -> bool:
    """Whether the division is called like the city: naming one then says nothing of the other."""
    return fold(city.division) in map(fold, city.names.values())


def _clearly_first(cities: Sequence[City]) -> City | None:
    """The only city, or the one much larger than the next; cities come largest first."""
    if len(cities) > 1 and (cities[0].population or 0) < _TIMES_LARGER * (cities[1].population or 0):
        return None
    return cities[0] if cities else None

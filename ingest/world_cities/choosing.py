"""Which places are cities of their own: large enough, and no district of a larger city.

GeoNames lists districts and quarters (Kreuzberg, Brooklyn) as places like any other, and the file at hand does not tell
them apart. A place is taken for a district when a much larger one lies near it in the same division and hardly any
language has a name for it, or when its division is itself one city. Both rules err; what is known to be wrong is
named in `ingest/data/world-cities.yaml`.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ingest.world_cities.places import Place, distance

LEAST_POPULATION = 90_000  # "about 100,000": populations of GeoNames are of different years
_GIANT = 700_000  # a city of this size or more has districts of a city's size
_TIMES_LARGER = 3
_NAMED_IN = 5  # languages; districts that the world does not speak of have fewer
_REACH, _REACH_OF_SIZE = 6.0, 0.006  # km, and km for the square root of the larger city's population


@dataclass(frozen=True, slots=True)
class Choices:
    """What was decided by hand: `city_divisions` ("DE.16") and `city_countries` ("SG") are one city with its districts,
    `municipalities` are cities beside a larger one, `districts` are none."""

    city_divisions: Collection[str]
    city_countries: Collection[str]
    municipalities: Collection[int]
    districts: Collection[int]
    capitals: Collection[int]


def cities_of(
    places: Iterable[Place], languages: Mapping[int, Collection[str]], choices: Choices
) -> list[Place]:
    """The cities among the places, largest first; `languages` are those in which a place has a name, by GeoNames id."""
    large = [
        place
        for place in places
        if place.population >= LEAST_POPULATION or place.geonames_id in choices.capitals
    ]
    large.sort(key=lambda place: (-place.population, place.geonames_id))
    giants: dict[str, list[Place]] = defaultdict(list)
    for place in large:
        if place.population >= _GIANT:
            giants[place.country].append(place)
    first_of = _first_of_city_areas(large, choices)
    return [
        place
        for place in large
        if not _is_district(
            place, giants[place.country], len(languages.get(place.geonames_id, ())), first_of, choices
        )
    ]


def _is_district(
    place: Place, giants: Iterable[Place], named_in: int, first_of: Mapping[str, Place], choices: Choices
) -> bool:
    if place.geonames_id in choices.districts:
        return True
    if place.geonames_id in choices.municipalities or place.geonames_id in choices.capitals:
        return False
    for area in (place.country, f"{place.country}.{place.admin1}"):
        if area in first_of and first_of[area] is not place:
            return True
    return named_in < _NAMED_IN and any(
        giant.admin1 == place.admin1
        and giant.population >= _TIMES_LARGER * place.population
        and distance(giant, place) < _REACH + _REACH_OF_SIZE * math.sqrt(giant.population)
        for giant in giants
    )


def _first_of_city_areas(places: Iterable[Place], choices: Choices) -> dict[str, Place]:
    """The largest place of each division and country that is one city."""
    first: dict[str, Place] = {}
    for place in places:
        for area in (place.country, f"{place.country}.{place.admin1}"):
            if area in choices.city_divisions or area in choices.city_countries:
                first.setdefault(area, place)
    return first

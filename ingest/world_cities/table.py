"""The table of further cities: ids, and one line of text per city."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.world_cities.naming import LANGUAGES, Naming
from ingest.world_cities.places import Place
from kb.search.analysis import fold
from kb.vocab.labels import name_key
from kb.vocab.world import COLUMNS, SAME

_LARGE, _TIMES_LARGER = (
    1_000_000,
    10,
)  # a city so large, and so much larger than its namesakes, needs no country
_DIGITS = 3  # decimals of a degree; about 100 m


@dataclass(frozen=True, slots=True)
class WorldCity:
    """A city of the table: its place, division ("" where unknown) and names."""

    place: Place
    division: str
    naming: Naming


def with_ids(
    cities: Iterable[WorldCity], taken: Collection[str], known: Mapping[int, str]
) -> Iterator[tuple[str, WorldCity]]:
    """Every city with its id: the slug of its English name; with the country where another city has that too, and with
    the division where two of one country have. One that is by far the largest keeps the plain slug. `known` are ids given
    before, by GeoNames id: an id never changes."""
    cities = sorted(cities, key=lambda city: -city.place.population)
    given = set(taken) | set(known.values())
    new = [city for city in cities if city.place.geonames_id not in known]
    names = Counter(_slug(city.naming.names["en"]) for city in cities)
    in_country = Counter((_slug(city.naming.names["en"]), city.place.country) for city in cities)
    largest = _largest(cities)
    found = {city.place.geonames_id: known[city.place.geonames_id] for city in cities if city not in new}
    for city in new:
        slug, country = _slug(city.naming.names["en"]), city.place.country.lower()
        candidates = (
            slug if names[slug] == 1 or largest.get(slug) is city else "",
            f"{slug}-{country}" if in_country[slug, city.place.country] == 1 else "",
            f"{slug}-{_slug(city.division)}-{country}" if city.division else "",
            f"{slug}-{city.place.geonames_id}",
        )
        found[city.place.geonames_id] = next(
            name for name in candidates if name and name not in given and not name.isdigit()
        )
        given.add(found[city.place.geonames_id])
    yield from ((found[city.place.geonames_id], city) for city in cities)


def _largest(cities: Iterable[WorldCity]) -> dict[str, WorldCity]:
    """By slug, the city that everybody means by a name that smaller ones have too; cities come by size."""
    by_slug: dict[str, list[WorldCity]] = defaultdict(list)
    for city in cities:
        by_slug[_slug(city.naming.names["en"])].append(city)
    return {
        slug: found[0]
        for slug, found in by_slug.items()
        if found[0].place.population >= _LARGE
        and found[0].place.population >= _TIMES_LARGER * sum(city.place.population for city in found[1:2])
    }


def lines(cities: Iterable[tuple[str, WorldCity]]) -> Iterator[str]:
    """The lines of the file, the header first, ordered by id."""
    yield "\t".join(COLUMNS)
    for city_id, city in sorted(cities, key=lambda entry: entry[0]):
        yield "\t".join(_cells(city_id, city))


def _cells(city_id: str, city: WorldCity) -> Iterator[str]:
    place, names = city.place, city.naming.names
    yield city_id
    yield str(place.geonames_id)
    yield place.country
    yield city.division
    yield f"{round(place.latitude, _DIGITS)}"
    yield f"{round(place.longitude, _DIGITS)}"
    yield str(place.population)
    for language in LANGUAGES:
        name = names.get(language, "")
        yield SAME if language != "en" and name == names["en"] else name
    yield "|".join(city.naming.others)
    yield "|".join(f"{name}={marks}" for name, marks in city.naming.caution.items())


def _slug(name: str) -> str:
    return "-".join(fold(name_key(name)).split())

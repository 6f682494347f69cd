"""Countries and their first-level divisions: their names, and what a name beside a city's says of where that lies."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kb.vocab.city import City
from kb.vocab.labels import name_key


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO 3166 code. `also` are further names, of it or of a country that is part of it; `divisions`
    are the first-level divisions by the abbreviation that writers put after a city ("TX")."""

    code: str
    names: Mapping[str, str]
    region: str
    also: tuple[str, ...] = ()
    divisions: Mapping[str, str] = field(default_factory=dict)


class Countries:
    """All countries; `cities` are those whose divisions are known."""

    def __init__(self, countries: Iterable[Country], cities: Mapping[str, City]) -> None:
        self._countries = {country.code: country for country in countries}
        self._cities = cities
        self.names = {code: country.names for code, country in self._countries.items()}

    def all_names(self, code: str) -> tuple[str, ...]:
        """The names of a country in all languages, and what it is called besides."""
        country = self._countries[code]
        return (*country.names.values(), *country.also)

    def division_names(self, code: str, division: str) -> tuple[str, ...]:
        """The name of a division and its abbreviation."""
        short = self._countries[code].divisions
        return (division, *(key for key, name in short.items() if name == division)) if division else ()

    def includes(self, key: str, city: City) -> bool:
        """Whether the key (`name_key`) is that of the city's own country or division."""
        return city.country in self.of_country.get(key, ()) or (
            bool(city.division) and (city.country, city.division) in self.of_division.get(key, ())
        )

    def excludes(self, key: str, city: City) -> bool:
        """Whether the key is that of another country or division and of none of the city's own."""
        if self.includes(key, city):
            return False
        divisions = self.of_division.get(key, ())
        at_home = any(country == city.country for country, _ in divisions)
        if at_home and not city.division:
            return False
        namesakes = {name_key(place["admin"]) for place in city.ambiguous_with if "admin" in place}
        return bool(divisions) or key in self.of_country or key in namesakes

    @functools.cached_property
    def of_country(self) -> Mapping[str, frozenset[str]]:
        """The codes of the countries by the keys of their names."""
        found: dict[str, set[str]] = defaultdict(set)
        for code in self._countries:
            for name in self.all_names(code):
                found[name_key(name)].add(code)
        return {key: frozenset(codes) for key, codes in found.items()}

    @functools.cached_property
    def of_division(self) -> Mapping[str, frozenset[tuple[str, str]]]:
        """Country code and name of the divisions by the keys of their names and abbreviations."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        known = {(city.country, city.division) for city in self._cities.values() if city.division}
        known |= {
            (code, name) for code, country in self._countries.items() for name in country.divisions.values()
        }
        for code, division in known:
            for name in self.division_names(code, division):
                found[name_key(name)].add((code, division))
        return {key: frozenset(places) for key, places in found.items()}

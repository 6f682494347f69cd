"""The city authority file: the accepted name of each city with its variants, place and Metropolis membership."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kb.errors import NotFound
from kb.vocab.labels import in_language, name_key


@dataclass(frozen=True, slots=True)
class AltName:
    """Another name of a city. kind: alternative, former, abbreviation, adjective."""

    name: str
    language: str | None = None
    kind: str = "alternative"


@dataclass(frozen=True, slots=True)
class Membership:
    """Membership of Metropolis with its evidence; `member` is true only where a source names the government as one."""

    member: bool
    evidence: str = ""
    note: str = ""
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class City:
    """A city, metropolitan area or region. Coordinates are degrees, WGS 84; `population` counts people in `population_year`."""

    id: str
    names: Mapping[str, str]
    country: str
    region: str
    type: str = "city"
    alt_names: tuple[AltName, ...] = ()
    districts: tuple[Mapping[str, str], ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    geonames_id: int | None = None
    population_band: str | None = None
    population: int | None = None
    population_year: int | None = None
    part_of: str | None = None
    metropolis: Membership | None = None
    ambiguous_with: tuple[Mapping[str, str], ...] = field(default=())

    def label(self, language: str = "en") -> str:
        return in_language(self.names, language)

    @property
    def is_member(self) -> bool:
        return self.metropolis is not None and self.metropolis.member


class CityAuthority:
    """All cities, found by id or by any of their names; `countries` maps ISO 3166 codes to names per language."""

    def __init__(self, cities: tuple[City, ...], countries: Mapping[str, Mapping[str, str]]) -> None:
        self._cities = {city.id: city for city in cities}
        self.countries = countries
        self._by_name = _names(cities)

    def __contains__(self, city_id: object) -> bool:
        return city_id in self._cities

    def __iter__(self) -> Iterator[City]:
        return iter(self._cities.values())

    def __len__(self) -> int:
        return len(self._cities)

    def __getitem__(self, city_id: str) -> City:
        """Raises NotFound."""
        try:
            return self._cities[city_id]
        except KeyError:
            raise NotFound(f"'{city_id}' is not in the city authority file.") from None

    def resolve(self, name: str) -> str | None:
        """The id for an id or a name, also "Seoul, Republic of Korea"; None when nothing or more than one city fits.

        What follows a comma is not checked against a gazetteer, but "Athens, Georgia" and "Barcelona, Venezuela" name
        none: the file knows them as namesakes, or as places in another country.
        """
        if name in self._cities:
            return name
        whole = self._by_name.get(name_key(name))
        if whole:
            return whole
        first, *places = name.split(",")
        city_id = self._by_name.get(name_key(first))
        return None if city_id is None or self._is_elsewhere(city_id, places) else city_id

    def _is_elsewhere(self, city_id: str, places: Iterable[str]) -> bool:
        city = self._cities[city_id]
        countries = {code: names for code, names in self.countries.items() if code != city.country}
        elsewhere = {name_key(name) for names in countries.values() for name in names.values()}
        elsewhere |= {name_key(namesake["admin"]) for namesake in city.ambiguous_with if "admin" in namesake}
        return not elsewhere.isdisjoint(map(name_key, places))

    def label(self, city_id: str, language: str = "en") -> str:
        city = self._cities.get(city_id)
        return city.label(language) if city else city_id

    def country_label(self, city_id: str, language: str = "en") -> str:
        city = self._cities.get(city_id)
        return in_language(self.countries[city.country], language) if city else ""


def _names(cities: tuple[City, ...]) -> dict[str, str]:
    """Preferred names first; a variant that two cities share names neither."""
    preferred = {name_key(name): city.id for city in cities for name in (city.id, *city.names.values())}
    variants: dict[str, set[str]] = {}
    for city in cities:
        for alt in city.alt_names:
            variants.setdefault(name_key(alt.name), set()).add(city.id)
    return {key: ids.pop() for key, ids in variants.items() if len(ids) == 1} | preferred

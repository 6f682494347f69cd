"""The city authority: the cities kept by hand and the further ones, found by id or by any of their names."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from kb.errors import NotFound
from kb.vocab.city import City
from kb.vocab.country import Countries
from kb.vocab.labels import in_language, name_key

_NEAR, _CUTOFF = 3, 0.8  # how many similar names are offered, and how similar they are (difflib's ratio)


class CityAuthority:
    """All cities. `kept` are those of the file kept by hand, which go before the others where they share a name.

    The further cities are read when they are asked for; the index of their names is made by the first look-up that the
    kept ones do not answer. `countries` maps ISO 3166 codes to names per language.
    """

    def __init__(self, kept: tuple[City, ...], further: Mapping[str, City], places: Countries) -> None:
        self.kept: Sequence[City] = kept
        self.places = places
        self.countries = places.names
        self._kept = {city.id: city for city in kept}
        self._further = further
        self._kept_by_name = _kept_names(kept)

    def __contains__(self, city_id: object) -> bool:
        return city_id in self._kept or city_id in self._further

    def __iter__(self) -> Iterator[City]:
        return chain(self.kept, self._further.values())

    def __len__(self) -> int:
        return len(self._kept) + len(self._further)

    def __getitem__(self, city_id: str) -> City:
        """Raises NotFound."""
        city = self._kept.get(city_id) or self._further.get(city_id)
        if city is None:
            raise NotFound(f"'{city_id}' is not in the city authority file.")
        return city

    @property
    def further(self) -> Mapping[str, City]:
        """The cities of the large file by id."""
        return self._further

    def resolve(self, name: str) -> str | None:
        """The id for an id or a name, also "Seoul, Republic of Korea"; None when nothing or more than one city fits."""
        found = self.candidates(name)
        return found[0] if len(found) == 1 else None

    def candidates(self, name: str) -> tuple[str, ...]:
        """The ids of the cities that a name can mean, the largest first. A city of the kept file stands alone.

        After a comma countries and divisions are understood: "Birmingham, Alabama" is one of two cities, "Athens,
        Georgia" is none of Greece, and "Paris, Texas" none that is known.
        """
        if name in self:
            return (name,)
        if whole := self._named(name_key(name)):
            return whole
        first, *rest = name.split(",")
        places = [key for place in rest if (key := name_key(place))]
        if not places:
            return ()
        possible = [
            city
            for city in self._every(name_key(first))
            if not any(self.places.excludes(key, city) for key in places)
        ]
        placed = tuple(city.id for city in possible if any(self.places.includes(key, city) for key in places))
        left = {city.id for city in possible}
        return placed or tuple(city for city in self._named(name_key(first)) if city in left)

    def similar(self, name: str) -> tuple[str, ...]:
        """The ids of cities with a name much like this one, the most similar first."""
        key = name_key(name)
        known = [known for known in self._further_by_name[0] if known[:1] == key[:1]]
        near = difflib.get_close_matches(key, [*self._kept_by_name, *known], n=_NEAR, cutoff=_CUTOFF)
        return tuple(dict.fromkeys(city for found in near for city in self._named(found)))[:_NEAR]

    def label(self, city_id: str, language: str = "en") -> str:
        city = self._kept.get(city_id) or self._further.get(city_id)
        return city.label(language) if city else city_id

    def full_label(self, city_id: str, language: str = "en") -> str:
        """A label that `resolve` leads back to the city: with country, and division, where the name alone does not."""
        name, country = self.label(city_id, language), self.country_label(city_id, language)
        if city_id in self._kept or not country:
            return name
        division = self._further[city_id].division
        labels = (name, f"{name}, {country}", f"{name}, {division}, {country}" if division else "")
        return next((label for label in labels if self.candidates(label) == (city_id,)), city_id)

    def country_label(self, city_id: str, language: str = "en") -> str:
        city = self._kept.get(city_id) or self._further.get(city_id)
        return in_language(self.countries[city.country], language) if city else ""

    def _named(self, key: str) -> tuple[str, ...]:
        """The cities of this name: of the kept file, else the one that has it for its id, else those that are called so,
        else those called so too."""
        if kept := self._kept_by_name.get(key):
            return (kept,)
        if (slug := "-".join(key.split())) in self._further:
            return (slug,)
        accepted, others = self._further_by_name
        return accepted.get(key) or others.get(key, ())

    def _every(self, key: str) -> list[City]:
        accepted, others = self._further_by_name
        ids = dict.fromkeys((*self._named(key), *accepted.get(key, ()), *others.get(key, ())))
        return [self[city_id] for city_id in ids]

    @functools.cached_property
    def _further_by_name(self) -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
        """The further cities by accepted names and by other names, the largest first."""
        by_size = sorted(self._further.values(), key=lambda city: -(city.population or 0))
        accepted: dict[str, tuple[str, ...]] = {}
        others: dict[str, tuple[str, ...]] = {}
        for city in by_size:
            for key in {name_key(name) for name in city.names.values()}:
                accepted[key] = (*accepted.get(key, ()), city.id)
            for key in {name_key(alt.name) for alt in city.alt_names}:
                others[key] = (*others.get(key, ()), city.id)
        return accepted, others


def _kept_names(cities: Sequence[City]) -> dict[str, str]:
    """Preferred names first; a variant that two cities share names neither."""
    preferred = {name_key(name): city.id for city in cities for name in (city.id, *city.names.values())}
    variants: dict[str, set[str]] = {}
    for city in cities:
        for alt in city.alt_names:
            variants.setdefault(name_key(alt.name), set()).add(city.id)
    return {key: ids.pop() for key, ids in variants.items() if len(ids) == 1} | preferred

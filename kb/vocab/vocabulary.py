"""Reading the vocabulary files into one immutable value."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from kb.errors import NotFound
from kb.vocab import thesaurus_lists
from kb.vocab.authority import CityAuthority
from kb.vocab.city import AltName, City, Membership
from kb.vocab.country import Countries, Country
from kb.vocab.scheme import Concept, Cue, Scheme
from kb.vocab.thesaurus import Thesaurus, joined
from kb.vocab.world import WorldCities

# Facet and filter fields whose values are concepts, with the scheme that names them.
SCHEME_OF_FILTER = {
    "theme": "themes",
    "target_group": "target-groups",
    "instrument": "instruments",
    "stage": "stages",
    "evidence": "evidence-levels",
    "region": "regions",
}
_NOT_SCHEMES = ("cities", "countries", "cue-modifiers")


class Vocabulary:
    """All schemes by name, the cities, per language the words that negate what follows (for the tagger), and the
    thesaurus (for the search)."""

    def __init__(
        self,
        schemes: Mapping[str, Scheme],
        cities: CityAuthority,
        negations: Mapping[str, tuple[str, ...]],
        thesaurus: Thesaurus,
    ) -> None:
        self.schemes, self.cities, self.negations, self.thesaurus = schemes, cities, negations, thesaurus

    def scheme(self, name: str) -> Scheme:
        """Raises NotFound."""
        try:
            return self.schemes[name]
        except KeyError:
            raise NotFound(
                f"There is no scheme '{name}'. Schemes: {', '.join(sorted(self.schemes))}."
            ) from None

    def resolve_filter(self, field: str, name: str) -> str | None:
        """The value of a filter field for an id or label; None when it is not a term. Free fields give it back."""
        if field == "city":
            return self.cities.resolve(name)
        scheme = SCHEME_OF_FILTER.get(field)
        return self.scheme(scheme).resolve(name) if scheme else name

    def filter_label(self, field: str, value: str, language: str = "en") -> str:
        """What a person reads for a filter value."""
        return self._known_labels(field, value, language)

    @functools.cached_property
    def _known_labels(self) -> Callable[[str, str, str], str]:
        """Labels once looked up: a results page shows two hundred, and mostly the same ones."""
        return functools.lru_cache(maxsize=20_000)(self._look_up_label)

    def _look_up_label(self, field: str, value: str, language: str) -> str:
        if field == "city":
            return self.cities.full_label(value, language)
        scheme = SCHEME_OF_FILTER.get(field)
        return self.scheme(scheme).label(value, language) if scheme else value


@functools.cache
def load_vocabulary() -> Vocabulary:
    """Read `kb/vocab/data`, once per process. A file that is missing or broken is a broken installation and raises."""
    folder = resources.files("kb.vocab") / "data"
    files = _files(folder)
    schemes = {
        scheme.name: scheme
        for scheme in (_scheme(content) for name, content in files.items() if name not in _NOT_SCHEMES)
    }
    negations = {language: tuple(words) for language, words in files["cue-modifiers"]["negations"].items()}
    countries = [_country(entry) for entry in files["countries"]["countries"]]
    further = WorldCities(
        (folder / "world-cities.tsv").read_text("utf-8"),
        {country.code: country.region for country in countries},
    )
    kept = tuple(_city(entry) for entry in files["cities"]["cities"])
    cities = CityAuthority(kept, further, Countries(countries, further))
    return Vocabulary(schemes, cities, negations, _thesaurus(folder / "thesaurus", schemes, cities))


def _files(folder: Traversable) -> dict[str, Any]:
    """The content of every YAML file of the folder by its name without the ending."""
    return {
        file.name.removesuffix(".yaml"): _read(file.read_text("utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".yaml")
    }


def _thesaurus(folder: Traversable, schemes: Mapping[str, Scheme], cities: CityAuthority) -> Thesaurus:
    """What was written for the search goes before the labels of themes, groups and instruments, these before places."""
    lists = (
        thesaurus_lists.written({name: content["entries"] for name, content in _files(folder).items()}),
        *(
            thesaurus_lists.of_scheme(
                schemes[SCHEME_OF_FILTER[field]], field, same_people=field == "target_group"
            )
            for field in ("theme", "target_group", "instrument")
        ),
        thesaurus_lists.of_places(cities, schemes["regions"]),
    )
    return joined(itertools.chain.from_iterable(lists))


def _read(text: str) -> Any:
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both loaders are safe


def _scheme(content: dict[str, Any]) -> Scheme:
    return Scheme(
        content["scheme"],
        content["title"],
        content.get("source", ""),
        tuple(_concept(entry) for entry in content["concepts"]),
    )


def _concept(entry: dict[str, Any]) -> Concept:
    return Concept(
        id=str(entry["id"]),
        pref_label=entry["pref_label"],
        scope_note=entry.get("scope_note", {}),
        alt_labels=_tuples(entry.get("alt_labels")),
        broader=entry.get("broader"),
        narrower_terms=tuple((term["id"], term["pref_label"]) for term in entry.get("narrower_terms", ())),
        cues={
            language: tuple(Cue(term, weight) for weight, terms in by_weight.items() for term in terms)
            for language, by_weight in entry.get("cues", {}).items()
        },
        exclusions=_tuples(entry.get("exclusions")),
        crosswalk=entry.get("crosswalk", {}),
        primary=entry.get("primary", True),
    )


def _tuples(lists: dict[str, list[str]] | None) -> dict[str, tuple[str, ...]]:
    return {language: tuple(values) for language, values in (lists or {}).items()}


def _country(entry: dict[str, Any]) -> Country:
    return Country(
        code=entry["iso2"],
        names=entry["names"],
        region=entry["region"],
        also=tuple(entry.get("also", ())),
        divisions=entry.get("divisions", {}),
    )


def _city(entry: dict[str, Any]) -> City:
    band = entry.get("population_band") or {}
    membership = entry.get("metropolis")
    return City(
        id=entry["id"],
        names=entry["names"],
        country=entry["country"],
        region=entry["region"],
        type=entry.get("type", "city"),
        alt_names=tuple(
            AltName(alt["name"], alt.get("language"), alt.get("kind", "alternative"))
            for alt in entry.get("alt_names", ())
        ),
        districts=tuple(entry.get("districts", ())),
        latitude=entry.get("latitude"),
        longitude=entry.get("longitude"),
        geonames_id=entry.get("geonames_id"),
        population_band=band.get("band"),
        population=band.get("population"),
        population_year=band.get("year"),
        part_of=entry.get("part_of"),
        metropolis=Membership(**membership) if membership else None,
        ambiguous_with=tuple(entry.get("ambiguous_with", ())),
    )

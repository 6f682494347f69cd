"""The lists a thesaurus is made of: written entries, the terms of the schemes, the names of cities, countries and regions."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kb.vocab.authority import CityAuthority
from kb.vocab.city import City
from kb.vocab.scheme import Scheme
from kb.vocab.thesaurus import Entry, entry

MIN_LATIN_VARIANT = 5  # letters: a shorter other name of a city is likely to be a word as well ("Solo")


def written(files: Mapping[str, Iterable[Mapping[str, Iterable[str]]]]) -> Iterator[Entry]:
    """The entries of the files by file name, in the order of the names."""
    return (entry(name, texts) for name in sorted(files) for texts in files[name])


def of_scheme(scheme: Scheme, filter_field: str, *, same_people: bool) -> Iterator[Entry]:
    """Each concept and each narrower term by its label in the languages: one says what the other says.

    All alternative labels lead to the concept and what is filed under it. Those of a target group are equivalents, they
    name the `same_people`; those of other schemes are none, since they may name a part ("Housing", "Homelessness").
    """
    for concept in scheme:
        labels = _texts(concept.pref_label)
        names = {
            language: [*labels.get(language, ()), *alts] for language, alts in concept.alt_labels.items()
        }
        texts = labels | names if same_people else labels
        yield entry(scheme.name, texts, [(filter_field, concept.id)], also_known=labels | names)
        yield from (entry(scheme.name, _texts(narrower)) for _, narrower in concept.narrower_terms)


def of_places(cities: CityAuthority, regions: Scheme) -> Iterator[Entry]:
    """The cities kept by hand by all their names, countries and regions by the cities that lie there.

    Names of the thousands of further cities would meet too many words that mean something else.
    """
    yield from (entry("cities", _city_names(city), [("city", city.id)], is_name=True) for city in cities.kept)
    by_country: dict[str, list[City]] = defaultdict(list)
    for city in cities.kept:
        by_country[city.country].append(city)
    for code, names in cities.countries.items():
        there = [("city", city.id) for city in by_country[code]]
        yield entry("countries", _texts(names), there, is_name=True)
    for region in regions:
        yield entry("regions", _texts(region.pref_label), [("region", region.id)], is_name=True)


def _texts(labels: Mapping[str, str]) -> dict[str, list[str]]:
    return {language: [label] for language, label in labels.items()}


def _city_names(city: City) -> dict[str, list[str]]:
    names = _texts(city.names)
    for alt in city.alt_names:
        if alt.kind != "adjective" and (alt.kind == "abbreviation" or not _may_be_a_word(alt.name)):
            names.setdefault(alt.language or "", []).append(alt.name)
    return names


def _may_be_a_word(name: str) -> bool:
    return len(name) < MIN_LATIN_VARIANT and unicodedata.name(name[0], "").startswith("LATIN")

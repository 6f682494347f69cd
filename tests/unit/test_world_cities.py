"""Making the file of further cities: districts left out, names per language, names that need care, ids that stay."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from ingest.world_cities import countries, table
from ingest.world_cities.choosing import Choices, cities_of
from ingest.world_cities.naming import NameSources, Naming, naming, read_tagged
from ingest.world_cities.places import Divisions, Place, read_places
from ingest.world_cities.table import WorldCity
from kb.vocab.world import WorldCities

NO_CHOICES = Choices((), (), (), (), ())
NO_SOURCES = NameSources({}, {}, (), {}, (), {}, {}, {}, {})


def place(number: int, name: str, population: int, **fields: object) -> Place:
    given: dict[str, object] = {
        "country": "GB", "admin1": "ENG", "latitude": 51.5, "longitude": -0.1, "timezone": "Europe/London",
        "alternate_names": (),
    }  # fmt: skip
    return Place(number, name, population=population, **(given | fields))  # type: ignore[arg-type]


def world_city(number: int, name: str, population: int, country: str = "GB", division: str = "") -> WorldCity:
    return WorldCity(place(number, name, population, country=country), division, Naming({"en": name}, (), {}))


def test_places_and_their_divisions_are_read(tmp_path: Path) -> None:
    entry = {
        "geonameid": 1, "name": "Leeds", "countrycode": "GB", "admin1code": "ENG", "latitude": 53.8, "longitude": -1.5,
        "population": 455123, "timezone": "Europe/London", "alternatenames": ["Lids"],
    }  # fmt: skip
    (tmp_path / "cities.json").write_text(json.dumps({"1": entry}), "utf-8")
    (tmp_path / "rg.csv").write_text(
        "lat,lon,name,admin1,admin2,cc\n53.79,-1.54,Leeds,England,,GB\n53.8,-1.5,Elsewhere,Texas,,US\n",
        "utf-8",
    )
    (leeds,) = read_places(tmp_path / "cities.json")
    divisions = Divisions(tmp_path / "rg.csv", [leeds])
    assert (leeds.name, leeds.population, leeds.alternate_names) == ("Leeds", 455123, ("Lids",))
    assert divisions.of(leeds) == "England"
    assert divisions.of(place(2, "Far", 1, country="FR", admin1="11")) == ""


def test_districts_of_a_larger_city_are_no_cities() -> None:
    london, quarter = place(1, "London", 8_900_000), place(2, "Quarter", 120_000, latitude=51.55)
    known = place(3, "Known", 120_000, latitude=51.45)
    beyond = place(4, "Beyond", 120_000, latitude=52.5)
    over_the_border = place(5, "Border", 120_000, admin1="WLS")
    village = place(6, "Village", 40_000, latitude=54.0)
    every = [quarter, london, known, beyond, over_the_border, village]
    languages = {3: {"en", "fr", "de", "ja", "ko"}}
    assert cities_of(every, languages, NO_CHOICES) == [london, known, beyond, over_the_border]


def test_choices_by_hand_go_before_the_rule() -> None:
    city, quarter = place(1, "City", 3_000_000), place(2, "Quarter", 120_000)
    town, capital = place(3, "Town", 120_000, latitude=50.0), place(4, "Capital", 20_000, country="LI")
    chosen = Choices((), (), municipalities={2}, districts={3}, capitals={4})
    assert cities_of([city, quarter, town, capital], {}, chosen) == [city, quarter, capital]
    one_city = Choices({"GB.ENG"}, (), (), (), ())
    assert cities_of([city, quarter, town], {}, one_city) == [city]


def test_names_come_from_tagged_lists_and_time_zones(tmp_path: Path) -> None:
    for language, name in {
        "en": "Moscow",
        "es": "Moscú",
        "ko": "모스크바시",
        "fr": "Москва",
        "ru": "Москва",
    }.items():
        catalogue = Catalog(locale=language)
        catalogue.add("7", name)
        folder = tmp_path / language / "LC_MESSAGES"
        folder.mkdir(parents=True)
        with (folder / "geonames.mo").open("wb") as file:
            write_mo(file, catalogue)
    sources = NameSources(read_tagged(tmp_path), {}, (), {"RU": ["ru"]}, (), {}, {}, {}, {})
    moscow = place(
        7, "Moskva", 12_000_000, country="RU", alternate_names=("Moscow",), timezone="Europe/Moscow"
    )
    found = naming(moscow, "", sources)
    assert found.names == {"en": "Moscow", "es": "Moscú", "fr": "Moscou", "ko": "모스크바"}
    assert found.others == ("Moskva", "Москва")


def test_transcriptions_lose_their_marks_and_spellings_keep_theirs() -> None:
    assert naming(place(1, "Agrı", 1, country="IN"), "", NO_SOURCES).names["en"] == "Agri"
    assert naming(place(1, "Kyōto-shi", 1, country="JP"), "", NO_SOURCES).names["en"] == "Kyoto"
    assert naming(place(1, "Málaga", 1, country="ES"), "", NO_SOURCES).names["en"] == "Málaga"


@pytest.mark.parametrize(
    ("name", "population", "marks"),
    [
        ("Reading", 300_000, "e"), ("Lincoln", 300_000, "p"), ("Lincoln", 3_000_000, ""), ("Nord", 300_000, "d"),
        ("Chad", 300_000, "d"), ("Man", 300_000, "-"), ("Leeds", 300_000, ""),
    ],
)  # fmt: skip
def test_names_that_are_also_something_else_need_care(name: str, population: int, marks: str) -> None:
    sources = NameSources({}, {"e": {"reading"}}, {"lincoln"}, {}, {"chad"}, {"nord": {"FR"}}, {}, {}, {})
    assert naming(place(1, name, population), "England", sources).caution.get(name, "") == marks


def ids(cities: list[WorldCity], taken: set[str], known: Mapping[int, str]) -> dict[int, str]:
    return {city.place.geonames_id: city_id for city_id, city in table.with_ids(cities, taken, known)}


def test_an_id_has_the_country_and_the_division_only_where_it_must() -> None:
    cities = [
        world_city(1, "Leeds", 400_000), world_city(2, "Birmingham", 900_000),
        world_city(3, "Birmingham", 200_000, "US", "Alabama"), world_city(4, "Springfield", 170_000, "US", "Missouri"),
        world_city(5, "Springfield", 150_000, "US", "Illinois"), world_city(6, "Springfield", 140_000, "US"),
        world_city(7, "London", 9_000_000), world_city(8, "London", 400_000, "CA"), world_city(9, "Paris", 95_000, "CA"),
    ]  # fmt: skip
    assert ids(cities, {"paris"}, {}) == {
        1: "leeds", 2: "birmingham-gb", 3: "birmingham-us", 4: "springfield-missouri-us", 5: "springfield-illinois-us",
        6: "springfield-6", 7: "london", 8: "london-ca", 9: "paris-ca",
    }  # fmt: skip


def test_an_id_once_given_stays() -> None:
    before = ids([world_city(1, "Leeds", 400_000)], set(), {})
    now = [world_city(1, "Leeds", 400_000), world_city(2, "Leeds", 200_000, "US")]
    assert ids(now, set(), before) == {1: "leeds", 2: "leeds-us"}


def test_what_is_written_is_what_is_read() -> None:
    names = Naming({"en": "Cologne", "fr": "Cologne", "ko": "쾰른"}, ("Köln", "Keulen"), {"Cologne": "e"})
    cologne = WorldCity(
        place(9, "Köln", 1_024_621, country="DE", latitude=50.93333), "North Rhine-Westphalia", names
    )
    text = "\n".join(table.lines([("cologne", cologne)]))
    city = WorldCities(text, {"DE": "europe"})["cologne"]
    assert (city.names, city.country, city.region) == (names.names, "DE", "europe")
    assert [alt.name for alt in city.alt_names] == ["Köln", "Keulen"]
    assert (city.latitude, city.population, city.population_band) == (50.933, 1_024_621, "1m-5m")
    assert (city.geonames_id, city.division, city.caution) == (9, "North Rhine-Westphalia", {"Cologne": "e"})


def test_countries_have_names_a_region_and_abbreviations(tmp_path: Path) -> None:
    (tmp_path / "countries.json").write_text(
        json.dumps({
            "NO": {"continentcode": "EU", "languages": "no,nb,nn", "capital": "Oslo"},
            "US": {"continentcode": "NA", "languages": "en-US,es-US", "capital": "Washington"},
            "AN": {"continentcode": "NA", "languages": "nl-AN", "capital": "Willemstad"},
            "AQ": {"continentcode": "AN", "languages": "", "capital": ""},
        }), "utf-8",
    )  # fmt: skip
    (tmp_path / "iso.json").write_text(
        json.dumps({"3166-2": [{"code": "US-OR", "name": "Oregon", "type": "State"},
                               {"code": "NO-03", "name": "Oslo", "type": "County"}]}), "utf-8",
    )  # fmt: skip
    states = countries.read_countries(tmp_path / "countries.json")
    assert set(states) == {"NO", "US"}
    assert countries.languages_of(states) == {"NO": ["no", "nb", "nn"], "US": ["en", "es"]}
    divisions = countries.read_divisions(tmp_path / "iso.json", ("US",))
    text = "".join(countries.lines({"NO", "US"}, states, {"US": "north-america"}, {"US": ["USA"]}, divisions))
    assert '- iso2: "NO"\n' in text
    assert "region: europe\n" in text
    assert "region: north-america\n    also: [USA]\n    divisions: {OR: Oregon}\n" in text

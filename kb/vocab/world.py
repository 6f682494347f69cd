"""The file of further cities: one line per city, read into a `City` only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb.vocab.city import AltName, City

COLUMNS = (
    "id", "geonames_id", "country", "division", "latitude", "longitude", "population",
    "en", "es", "fr", "ko", "others", "caution",
)  # fmt: skip
SAME = "="  # the name is the English one
YEAR = 2026  # of the GeoNames snapshot; the counts themselves are of different years
_BANDS = ((250_000, "under-250k"), (1_000_000, "250k-1m"), (5_000_000, "1m-5m"), (10_000_000, "5m-10m"))
_LANGUAGES = ("en", "es", "fr", "ko")


class WorldCities(Mapping[str, City]):
    """The cities by id. `regions` maps the codes of their countries to regions."""

    def __init__(self, text: str, regions: Mapping[str, str]) -> None:
        lines = text.splitlines()[1:]
        self._lines = {line.partition("\t")[0]: line for line in lines}
        self._regions = regions
        self._read: dict[str, City] = {}

    def __getitem__(self, city_id: str) -> City:
        if city_id not in self._read:
            self._read[city_id] = _city(self._lines[city_id], self._regions)
        return self._read[city_id]

    def __contains__(self, city_id: object) -> bool:
        return city_id in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


def _city(line: str, regions: Mapping[str, str]) -> City:
    cells = dict(zip(COLUMNS, line.split("\t"), strict=True))
    english, population = cells["en"], int(cells["population"])
    return City(
        id=cells["id"],
        names={
            language: english if name == SAME else name
            for language in _LANGUAGES
            if (name := cells[language])
        },
        country=cells["country"],
        region=regions[cells["country"]],
        alt_names=tuple(AltName(name) for name in cells["others"].split("|") if name),
        latitude=float(cells["latitude"]),
        longitude=float(cells["longitude"]),
        geonames_id=int(cells["geonames_id"]),
        population_band=next((band for limit, band in _BANDS if population < limit), "over-10m"),
        population=population or None,
        population_year=YEAR if population else None,
        division=cells["division"],
        caution=dict(entry.rsplit("=", 1) for entry in cells["caution"].split("|") if entry),
    )

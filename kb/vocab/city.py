"""A city as the authority files know it: names, place, population and Metropolis membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.vocab.labels import in_language


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
    """A city, metropolitan area or region. Coordinates are degrees, WGS 84; `population` counts people in `population_year`.

    `division` is the English name of the first-level division, "" where unknown. `caution` says which names need care in
    running text: "e", "s", "f" for a word of English, Spanish or French, "p" for a person's name, "d" for that of a
    division or country, "-" for a very short one.
    """

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
    division: str = ""
    caution: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str = "en") -> str:
        return in_language(self.names, language)

    @property
    def is_member(self) -> bool:
        return self.metropolis is not None and self.metropolis.member

"""Whether a name of a city means another place of that name: "Paris in Texas", "Georgia's Athens", "경기도 광주".

Beside the name stands another country or first-level division: one that the authority file gives for a namesake, or a
state or province of the countries whose writers add it by habit.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from kb.search.analysis import fold
from kb.vocab import Vocabulary

# Not among them: states named like a city of the authority file's own texts, such as New York and México.
_DIVISIONS: Mapping[str, tuple[str, ...]] = {
    "US": (
        "alabama", "alaska", "arizona", "arkansas", "california", "colorado", "connecticut", "delaware", "florida",
        "georgia", "idaho", "illinois", "indiana", "iowa", "kansas", "kentucky", "louisiana", "maine", "maryland",
        "massachusetts", "michigan", "minnesota", "mississippi", "missouri", "montana", "nebraska", "nevada",
        "new hampshire", "new jersey", "new mexico", "north carolina", "north dakota", "ohio", "oklahoma", "oregon",
        "pennsylvania", "rhode island", "south carolina", "south dakota", "tennessee", "texas", "utah", "vermont",
        "virginia", "west virginia", "wisconsin", "wyoming",
    ),
    "CA": ("alberta", "british columbia", "manitoba", "new brunswick", "nova scotia", "ontario", "saskatchewan"),
    "AU": ("new south wales", "queensland", "south australia", "tasmania", "western australia"),
}  # fmt: skip
_JOINED_AFTER = r"\s*(?:[,(]\s*(?:in (?:the )?|en |au |aux )?|(?:in (?:the )?|en |au |aux ))"
_JOINED_BEFORE = r"(?:'s|’s|주|도|의)?\s+(?:[a-z]+ (?:of|de) )?$"
_REACH = 60  # characters beside the name that are looked at


def is_elsewhere(text: str, start: int, end: int, city_id: str, vocabulary: Vocabulary) -> bool:
    """Whether the name at these characters of the text has another country or division beside it."""
    before, after = _patterns(city_id, vocabulary)
    return bool(
        after.match(fold(text[end : end + _REACH]))
        or before.search(fold(text[max(start - _REACH, 0) : start]))
    )


@functools.lru_cache(maxsize=512)
def _patterns(city_id: str, vocabulary: Vocabulary) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What would stand before and what after the name of a namesake."""
    city = vocabulary.cities[city_id]
    own = {fold(label) for label in vocabulary.cities.countries[city.country].values()}
    named = {
        fold(label)
        for place in city.ambiguous_with
        for label in (
            place.get("admin", ""),
            *vocabulary.cities.countries.get(place["country"], {}).values(),
        )
    }
    habitual = {name for country, names in _DIVISIONS.items() if country != city.country for name in names}
    others = "|".join(map(re.escape, sorted((named | habitual) - own - {""})))
    return (
        re.compile(rf"(?<!\w)(?:{others}){_JOINED_BEFORE}"),
        re.compile(rf"{_JOINED_AFTER}(?:{others})(?![a-z])"),
    )

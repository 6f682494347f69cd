"""What to say of a text whose city cannot be told: the cities it may be about, for a person to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest import tagging
from kb.errors import Problem
from kb.vocab import Vocabulary

FIELD = "cities"


def asked_for(
    problems: Sequence[Problem], texts: Mapping[str, str], language: str, vocabulary: Vocabulary
) -> list[Problem]:
    """The problems of a draft; the one that it names no city says which ones its text may be about."""
    missing = [problem for problem in problems if problem.field == FIELD and not problem.params]
    possible = tagging.unsure(texts, language, vocabulary) if missing else ()
    if not possible:
        return list(problems)
    message = (
        "No city is named, and the text does not say for certain which one it is about; perhaps %(cities)s. "
        "Name the city, for example `cities: [%(first)s]`."
    )
    ids = [found.concept for found in possible]
    said = Problem(FIELD, message, {"cities": _listed(ids, vocabulary), "first": ids[0]})
    return [said if problem in missing else problem for problem in problems]


def no_city(texts: Mapping[str, str], language: str, vocabulary: Vocabulary) -> Problem:
    """What a person who hands in a text without a certain city is told."""
    possible = [found.concept for found in tagging.unsure(texts, language, vocabulary)]
    if not possible:
        return Problem(FIELD, "No city was found in the document. Name the city yourself.")
    message = "The document does not say for certain which city it is about; perhaps %(cities)s. Name the city yourself."
    return Problem(
        FIELD, message, {"cities": "; ".join(vocabulary.cities.full_label(city) for city in possible)}
    )


def unknown_city(name: str, vocabulary: Vocabulary) -> Problem:
    """What is said of a name that is no city's, or that of several; the ids and names that would do."""
    cities = vocabulary.cities
    if several := cities.candidates(name):
        message = "'%(text)s' is the name of several cities: %(near)s. Write one of these ids."
        return Problem("", message, {"text": name, "near": _listed(several, vocabulary)})
    if near := cities.similar(name):
        message = "'%(text)s' is not in the city authority file. Did you mean %(near)s?"
        return Problem("", message, {"text": name, "near": " or ".join(f"'{city}'" for city in near)})
    message = "'%(text)s' is not in the city authority file. Use an id or name from it, or ask for the city to be added."
    return Problem("", message, {"text": name})


def _listed(ids: Sequence[str], vocabulary: Vocabulary) -> str:
    return "; ".join(f"{vocabulary.cities.full_label(city)} ({city})" for city in ids)

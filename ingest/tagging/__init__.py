"""Tags for a write-up by an explainable method of our own: every suggestion names its cue and its sentence.

Cities come from the authority file (`cities`), themes, target groups and instruments from cue words (`concepts`), SDG
targets from cue words and themes (`sdg`). All weigh where a cue stands (`passages`) and how often, and abstain below a
threshold (`scoring`). What a person decided never enters: suggestions are made from the text alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.tagging.cities import city_matches, without_surroundings
from ingest.tagging.concepts import SCHEMES, concept_matches, without_the_whole
from ingest.tagging.passages import read_sentences
from ingest.tagging.scoring import Match, assignments
from ingest.tagging.sdg import target_matches
from kb.records import Assignment, Record
from kb.records.workflow import TaggedField
from kb.vocab import Vocabulary

MAX_THEMES = 4

__all__ = ["chosen", "chosen_cities", "chosen_themes", "evidence", "suggest", "texts_of"]


def suggest(texts: Mapping[str, str], language: str, vocabulary: Vocabulary) -> tuple[Assignment, ...]:
    """Suggestions for a write-up, best first within each field.

    `texts` maps "title", "aliases", "summary" and section names to text (Markdown is fine); `language` is a BCP 47
    code. Cities are found in a text of any language, concepts in English, Spanish, French and Korean.
    """
    found = {
        field: assignments(field, matches) for field, matches in evidence(texts, language, vocabulary).items()
    }
    found["cities"] = without_surroundings(found["cities"], vocabulary)
    found["target_groups"] = without_the_whole(found["target_groups"])
    return tuple(suggestion for suggestions in found.values() for suggestion in suggestions)


def evidence(
    texts: Mapping[str, str], language: str, vocabulary: Vocabulary
) -> dict[TaggedField, list[Match]]:
    """Everything that counts in a write-up, by field: what `suggest` adds up, below the thresholds too."""
    primary = language.partition("-")[0].lower()
    sentences = read_sentences(texts, primary, vocabulary.negations)
    found: dict[TaggedField, list[Match]] = {"cities": city_matches(sentences, primary, vocabulary)}
    for field, scheme in SCHEMES.items():
        found[field] = concept_matches(sentences, vocabulary.scheme(scheme), primary)
    themes = assignments("themes", found["themes"])
    return found | {"sdg_targets": target_matches(sentences, primary, themes, vocabulary)}


def texts_of(record: Record) -> dict[str, str]:
    """The texts of a record by the names that `suggest` knows."""
    return {
        "title": record.title,
        "aliases": "\n".join(alias.text for alias in record.aliases),
        "summary": record.summary or "",
        **record.sections.texts(),
    }


def chosen_cities(suggestions: Sequence[Assignment]) -> list[str]:
    """The cities to give a record that names none: all suggested, the lead city first."""
    return _concepts_of("cities", suggestions)


def chosen_themes(suggestions: Sequence[Assignment], vocabulary: Vocabulary) -> list[str]:
    """The themes to give a record that names none, best first; a theme that may not lead never does."""
    themes = _concepts_of("themes", suggestions)
    leaders = [theme for theme in themes if vocabulary.scheme("themes")[theme].primary]
    if not leaders:
        return []
    return [leaders[0], *(theme for theme in themes if theme != leaders[0])][:MAX_THEMES]


def chosen(suggestions: Sequence[Assignment], vocabulary: Vocabulary) -> dict[TaggedField, list[str]]:
    """What the tagger would give a record that names nothing itself, best first in each field."""
    return {
        "cities": chosen_cities(suggestions),
        "themes": chosen_themes(suggestions, vocabulary),
        "target_groups": _concepts_of("target_groups", suggestions),
        "instruments": _concepts_of("instruments", suggestions),
        "sdg_targets": _concepts_of("sdg_targets", suggestions),
    }


def _concepts_of(field: TaggedField, suggestions: Sequence[Assignment]) -> list[str]:
    return [assignment.concept for assignment in suggestions if assignment.field == field]

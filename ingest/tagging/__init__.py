"""Tags for a write-up by an explainable method of our own: every suggestion names its cue and its sentence.

Cities come from the authority file (`cities`), themes, target groups and instruments from cue words (`concepts`), SDG
targets from cue words and themes (`sdg`). All weigh where a cue stands (`passages`) and how often, themes also what all
words of the text say (`classifier`), and abstain below a threshold (`scoring`). What a person decided never enters:
suggestions are made from the text alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.tagging.cities import cities_about, city_matches, unsure_cities, without_surroundings
from ingest.tagging.classifier import bag_of_words, theme_log_odds, word_contributions
from ingest.tagging.concepts import SCHEMES, concept_matches, without_the_whole
from ingest.tagging.passages import ORGANISATION, SOURCES, Sentence, read_sentences
from ingest.tagging.scoring import NO_LOG_ODDS, Match, as_assignment, assignments
from ingest.tagging.sdg import target_matches
from kb.records import Assignment, Record
from kb.records.workflow import TaggedField
from kb.vocab import Vocabulary

MAX_THEMES = 4

__all__ = [
    "chosen",
    "chosen_cities",
    "chosen_themes",
    "evidence",
    "stems_of",
    "suggest",
    "texts_of",
    "unsure",
    "words",
]


def suggest(texts: Mapping[str, str], language: str, vocabulary: Vocabulary) -> tuple[Assignment, ...]:
    """Suggestions for a write-up, best first within each field.

    `texts` maps "title", "aliases", "summary", "organisation", "sources" (their titles, a line each) and section names to
    text (Markdown is fine); `language` is a BCP 47 code. Cities are found in a text of any language, concepts in English,
    Spanish, French and Korean.
    """
    sentences = _sentences(texts, language, vocabulary)
    log_odds = theme_log_odds(_prose(sentences), _primary(language))
    matches = _evidence(sentences, language, vocabulary, log_odds)
    found = {
        field: assignments(field, cues, log_odds if field == "themes" else NO_LOG_ODDS)
        for field, cues in matches.items()
    }
    about = cities_about(matches["cities"], _own(sentences))
    cities = [suggestion for suggestion in found["cities"] if suggestion.concept in about]
    found["cities"] = without_surroundings(cities, vocabulary)
    found["target_groups"] = without_the_whole(found["target_groups"])
    return tuple(suggestion for suggestions in found.values() for suggestion in suggestions)


def evidence(
    texts: Mapping[str, str], language: str, vocabulary: Vocabulary
) -> dict[TaggedField, list[Match]]:
    """The cues that count in a write-up, by field: what `suggest` adds up, below the thresholds too."""
    sentences = _sentences(texts, language, vocabulary)
    log_odds = theme_log_odds(_prose(sentences), _primary(language))
    return _evidence(sentences, language, vocabulary, log_odds)


def words(
    texts: Mapping[str, str], language: str, vocabulary: Vocabulary
) -> Mapping[str, Mapping[str, float]]:
    """By theme, what each stem of a write-up adds to its log-odds; the constant of the theme stands under ""."""
    return word_contributions(_prose(_sentences(texts, language, vocabulary)), _primary(language))


def stems_of(texts: Mapping[str, str], language: str, vocabulary: Vocabulary) -> dict[str, float]:
    """What the classifier learns from: how much each stem of a write-up counts."""
    return bag_of_words(_prose(_sentences(texts, language, vocabulary)))


def unsure(texts: Mapping[str, str], language: str, vocabulary: Vocabulary) -> tuple[Assignment, ...]:
    """Cities that a person may confirm where `suggest` finds none: named in passing, or one of several of a name."""
    own = _own(_sentences(texts, language, vocabulary))
    possible = unsure_cities(own, _primary(language), vocabulary)
    return tuple(as_assignment("cities", city, 0.0, match) for city, match in possible)


def _sentences(texts: Mapping[str, str], language: str, vocabulary: Vocabulary) -> list[Sentence]:
    return read_sentences(texts, _primary(language), vocabulary.negations)


def _evidence(
    sentences: Sequence[Sentence], language: str, vocabulary: Vocabulary, log_odds: Mapping[str, float]
) -> dict[TaggedField, list[Match]]:
    primary = _primary(language)
    found: dict[TaggedField, list[Match]] = {"cities": city_matches(_own(sentences), primary, vocabulary)}
    prose = _prose(sentences)
    for field, scheme in SCHEMES.items():
        found[field] = concept_matches(prose, vocabulary.scheme(scheme), primary)
    themes = assignments("themes", found["themes"], log_odds)
    return found | {"sdg_targets": target_matches(prose, primary, themes, vocabulary)}


def _prose(sentences: Sequence[Sentence]) -> list[Sentence]:
    return [sentence for sentence in sentences if sentence.section != ORGANISATION]


def _own(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Without the titles of sources, which name cities that the practice has nothing to do with."""
    return [sentence for sentence in sentences if sentence.section != SOURCES]


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def texts_of(record: Record) -> dict[str, str]:
    """The texts of a record by the names that `suggest` knows."""
    return {
        "title": record.title,
        "aliases": "\n".join(alias.text for alias in record.aliases),
        "summary": record.summary or "",
        ORGANISATION: (record.provenance and record.provenance.attributed_to) or "",
        SOURCES: "\n".join(source.title for source in record.sources),
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

"""The tagger against people's decisions: measures per field, half and language, and the calibration of its scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingest.evaluation.label_measures import Bin, LabelMeasures, Labels, Scored, calibration, measure
from ingest.evaluation.tagging_gold import GoldCase
from ingest.tagging import chosen, suggest
from kb.records import Assignment
from kb.records.workflow import TAGGED_FIELDS, TaggedField
from kb.vocab import Vocabulary

PRIMARY = "primary_theme"


class TaggedCase(NamedTuple):
    """A case with what the tagger, which saw its texts alone, suggests and would give it."""

    case: GoldCase
    suggested: tuple[Assignment, ...]
    given: Mapping[TaggedField, Sequence[str]]


@dataclass(frozen=True, slots=True)
class TaggingScore:
    """Measures by group ("all", "dev", "test", "language en") and field; calibration by field over all cases."""

    groups: Mapping[str, Mapping[str, LabelMeasures]]
    calibration: Mapping[str, Sequence[Bin]]


def tag_cases(cases: Sequence[GoldCase], vocabulary: Vocabulary) -> list[TaggedCase]:
    """Every case with the tagger's word on its texts."""
    tagged = []
    for case in cases:
        suggested = suggest(case.texts, case.language, vocabulary)
        tagged.append(TaggedCase(case, suggested, chosen(suggested, vocabulary)))
    return tagged


def score(tagged: Sequence[TaggedCase]) -> TaggingScore:
    """Measures of cases that were tagged."""
    languages = sorted({entry.case.language for entry in tagged})
    groups = {"all": list(tagged)}
    groups |= {half: [entry for entry in tagged if entry.case.half == half] for half in ("dev", "test")}
    groups |= {
        f"language {language}": [entry for entry in tagged if entry.case.language == language]
        for language in languages
    }
    return TaggingScore(
        {name: _measures(entries) for name, entries in groups.items() if entries},
        {field: bins for field in TAGGED_FIELDS if (bins := calibration(_scored(tagged, field)))},
    )


def _measures(tagged: Sequence[TaggedCase]) -> dict[str, LabelMeasures]:
    """By field, with the primary theme as a field of its own."""
    found: dict[str, LabelMeasures] = {}
    for field in TAGGED_FIELDS:
        decided = [entry for entry in tagged if field in entry.case.decided]
        found[field] = measure(_labels(entry, field, None) for entry in decided)
        if field == "themes":
            found[PRIMARY] = measure(_labels(entry, field, 1) for entry in decided)
    return {field: measures for field, measures in found.items() if measures.cases}


def _labels(entry: TaggedCase, field: TaggedField, first: int | None) -> Labels:
    return Labels(frozenset(entry.case.decided[field][:first]), frozenset(entry.given[field][:first]))


def _scored(tagged: Sequence[TaggedCase], field: TaggedField) -> list[Scored]:
    return [
        Scored(found.score, found.concept in entry.case.decided[field])
        for entry in tagged
        if field in entry.case.decided
        for found in entry.suggested
        if found.field == field
    ]

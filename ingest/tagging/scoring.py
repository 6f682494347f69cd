"""How strongly a text speaks for a concept, from 0 to 1, and when the tagger abstains.

The weight of a concept is  W = Σ over its cues of  w · log2(1 + p),  where w is the cue's own weight (1 weak to 3
decisive; a city's name 1) and p the sum of the weights of the places where the cue stands (`passages.WEIGHTS`). The
logarithm lets a repeated cue count less than a further cue. With W_max the largest weight in the field,

    score = W / (W + half) · sqrt(W / W_max)

so a concept is likely when it has much for it, and when it is not far behind the strongest. Below THRESHOLD nothing
is suggested. `half` is HALF of the field; for cities it grows with the length of the text, since a long text names
many places that it is not about.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ingest.tagging.passages import Sentence
from kb.records import Assignment
from kb.records.workflow import Method, TaggedField

HALF: Mapping[TaggedField, float] = {"cities": 1.0, "themes": 6.0, "target_groups": 4.0, "instruments": 4.0}
THRESHOLD: Mapping[TaggedField, float] = {
    "cities": 0.4,
    "themes": 0.3,
    "target_groups": 0.25,
    "instruments": 0.3,
}


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found in a sentence: for which concept, with what weight, and the characters it covers."""

    concept: str
    cue: str
    weight: float
    sentence: Sentence
    start: int
    end: int

    @property
    def contribution(self) -> float:
        return self.weight * self.sentence.weight


def assignments(
    field: TaggedField, method: Method, matches: Iterable[Match], half: float
) -> list[Assignment]:
    """The concepts whose score reaches the threshold, best first; each with its strongest sentence."""
    by_concept: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        by_concept[match.concept].append(match)
    weights = {concept: _weight(found) for concept, found in by_concept.items()}
    strongest = max(weights.values(), default=0.0)
    scores = {concept: _score(weight, strongest, half) for concept, weight in weights.items()}
    ranked = sorted(scores, key=lambda concept: (-scores[concept], concept))
    return [
        _assignment(field, method, concept, scores[concept], by_concept[concept])
        for concept in ranked
        if scores[concept] >= THRESHOLD[field]
    ]


def _weight(matches: Iterable[Match]) -> float:
    places: dict[tuple[str, float], float] = defaultdict(float)
    for match in matches:
        places[match.cue, match.weight] += match.sentence.weight
    return sum(weight * math.log2(1 + place) for (_, weight), place in places.items())


def _score(weight: float, strongest: float, half: float) -> float:
    return round(weight / (weight + half) * math.sqrt(weight / strongest), 3) if strongest else 0.0


def _assignment(
    field: TaggedField, method: Method, concept: str, score: float, matches: list[Match]
) -> Assignment:
    best = max(matches, key=lambda match: match.contribution)
    sentence = best.sentence
    return Assignment(
        field=field,
        concept=concept,
        method=method,
        score=score,
        sentence=sentence.text,
        cue=sentence.text[best.start : best.end],
        section=sentence.section,
        language=sentence.language,
    )

"""How strongly a text speaks for a concept, as a probability, and when the tagger abstains.

The weight of a concept is  W = Σ over its cues of  w · log2(1 + p),  where w is the cue's own weight (1 weak to 3
decisive; a city's name 1) and p the sum of the weights of the places where the cue stands (`passages.WEIGHTS`). The
logarithm lets a repeated cue count less than a further cue. The share of a concept in all the evidence of its field is
taken with some doubt, as if a further concept that nobody named had the weight `doubt`,

    share = W / (doubt + Σ W),   score = 1 / (1 + exp(-(base + slope · ln share)))

so a concept is likely when it has much for it and other concepts have little. Base and slope are a logistic regression
on the dev half of the corpus (docs/tagging.md): of the suggestions with a score of 0.7 about seven in ten should be
right. Below the threshold nothing is suggested.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ingest.tagging.passages import Sentence
from kb.records import Assignment
from kb.records.workflow import TaggedField


class Curve(NamedTuple):
    """From weights to a score, and the score from which a concept is suggested."""

    doubt: float
    base: float
    slope: float
    threshold: float


CURVES: Mapping[TaggedField, Curve] = {
    "cities": Curve(2.0, 6.3, 4.35, 0.5),
    "themes": Curve(20.0, 5.69, 2.29, 0.45),
    "target_groups": Curve(40.0, 3.82, 1.46, 0.4),
    "instruments": Curve(40.0, 4.19, 1.63, 0.45),
    "sdg_targets": Curve(20.0, 5.12, 2.96, 0.45),
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


def assignments(field: TaggedField, matches: Iterable[Match]) -> list[Assignment]:
    """The concepts whose score reaches the threshold, best first; each with its strongest sentence."""
    by_concept: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        by_concept[match.concept].append(match)
    weights = {concept: weight_of(found) for concept, found in by_concept.items()}
    curve = CURVES[field]
    evidence = curve.doubt + sum(weights.values())
    scores = {concept: _score(weight / evidence, curve) for concept, weight in weights.items()}
    ranked = sorted(scores, key=lambda concept: (-weights[concept], concept))
    return [
        as_assignment(
            field, concept, scores[concept], max(by_concept[concept], key=lambda match: match.contribution)
        )
        for concept in ranked
        if scores[concept] >= curve.threshold
    ]


def weight_of(matches: Iterable[Match]) -> float:
    """W of the matches of one concept."""
    places: dict[tuple[str, float], float] = defaultdict(float)
    for match in matches:
        places[match.cue, match.weight] += match.sentence.weight
    return sum(weight * math.log2(1 + place) for (_, weight), place in places.items())


def _score(share: float, curve: Curve) -> float:
    return round(1 / (1 + math.exp(-(curve.base + curve.slope * math.log(share)))), 3)


def as_assignment(field: TaggedField, concept: str, score: float, best: Match) -> Assignment:
    """A suggestion with the sentence of the match that says most for it."""
    sentence = best.sentence
    return Assignment(
        field=field,
        concept=concept,
        method="authority-file" if field == "cities" else "cue-words",
        score=score,
        sentence=sentence.text,
        cue=sentence.text[best.start : best.end],
        section=sentence.section,
        language=sentence.language,
    )

"""How strongly a text speaks for a concept, as a probability, and when the tagger abstains.

The weight of a concept is  W = Σ over its cues of  w · log2(1 + p),  where w is the cue's own weight (1 weak to 3
decisive; a city's name 1) and p the sum of the weights of the places where the cue stands (`passages.WEIGHTS`). The
logarithm lets a repeated cue count less than a further cue. The share of a concept in all the evidence of its field is
taken with some doubt, as if a further concept that nobody named had the weight `doubt`,

    share = W / (doubt + Σ W),   lead = W / max W,
    score = 1 / (1 + exp(-(base + of_share · ln share + of_lead · ln lead)))

so a concept is likely when it has much for it and other concepts have little. The lead holds back a theme far behind
the strongest: what a text mentions beside its subject is seldom its theme. Which of the likely themes comes first, and so
which may be the primary one, depends on the title as well: W counts up to 1 + `of_title` times, by the theme's part of
what the title's cues say. Base and factors are a logistic regression on the dev half of the corpus, for themes on invented
write-ups too; how often suggestions of a given score are right is in docs/tagging.md. Below the threshold nothing is
suggested.
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
    of_share: float
    of_lead: float
    threshold: float
    of_title: float = 0.0

    def score(self, share: float, lead: float) -> float:
        """The chance, 0 to 1, for a concept with this share of all evidence and this part of the strongest one's."""
        logit = self.base + self.of_share * math.log(share) + self.of_lead * math.log(lead)
        return round(1 / (1 + math.exp(-logit)), 3)


CURVES: Mapping[TaggedField, Curve] = {
    "cities": Curve(2.0, 6.3, 4.35, 0.0, 0.5),
    "themes": Curve(20.0, 6.3, 2.4, 0.8, 0.46, of_title=2.0),
    "target_groups": Curve(40.0, 4.41, 1.53, 0.0, 0.4),
    "instruments": Curve(40.0, 4.32, 1.59, 0.0, 0.42),
    "sdg_targets": Curve(20.0, 5.12, 2.96, 0.0, 0.45),
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
    evidence, strongest = curve.doubt + sum(weights.values()), max(weights.values(), default=0.0)
    scores = {
        concept: curve.score(weight / evidence, weight / strongest) for concept, weight in weights.items()
    }
    titles = _title_shares(by_concept)
    ranked = sorted(
        scores, key=lambda concept: (-weights[concept] * (1 + curve.of_title * titles[concept]), concept)
    )
    return [
        as_assignment(
            field, concept, scores[concept], max(by_concept[concept], key=lambda match: match.contribution)
        )
        for concept in ranked
        if scores[concept] >= curve.threshold
    ]


def _title_shares(by_concept: Mapping[str, list[Match]]) -> Mapping[str, float]:
    """The part of each concept in what the title says, with some doubt, as if a weak cue spoke for none of them."""
    said = {
        concept: sum(match.weight for match in found if match.sentence.section == "title")
        for concept, found in by_concept.items()
    }
    whole = 1 + sum(said.values())
    return {concept: weight / whole for concept, weight in said.items()}


def weight_of(matches: Iterable[Match]) -> float:
    """W of the matches of one concept."""
    places: dict[tuple[str, float], float] = defaultdict(float)
    for match in matches:
        places[match.cue, match.weight] += match.sentence.weight
    return sum(weight * math.log2(1 + place) for (_, weight), place in places.items())


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

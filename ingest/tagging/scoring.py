"""How strongly a text speaks for a concept, as a probability, and when the tagger abstains.

The weight of a concept is  W = Σ over its cues of  w · log2(1 + p),  where w is the cue's own weight (1 weak to 3
decisive; a city's name 1) and p the sum of the weights of the places where the cue stands (`passages.WEIGHTS`). The
logarithm lets a repeated cue count less than a further cue. The share of a concept in all the evidence of its field is
taken with some doubt, as if a further concept that nobody named had the weight `doubt`,

    share = W / (doubt + Σ W),   lead = W / max W,
    score = 1 / (1 + exp(-(base + of_share · ln share + of_lead · ln lead + of_words · log-odds)))

so a concept is likely when it has much for it and other concepts have little. The log-odds are what all words of the text
say of a theme (`classifier`), in the language that has them. Elsewhere the lead holds back a theme far behind the
strongest: what a text mentions beside its subject is seldom its theme. Which of the likely themes comes first, and so
which may be the primary one, is decided by

    ln W + ln(1 + of_title · the theme's part of what the title's cues say) + first_of_words · log-odds

Base and factors are a logistic regression on the dev half of the corpus, for themes on write-ups outside it too; how
often suggestions of a given score are right is in docs/tagging.md. Below the threshold nothing is suggested.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from ingest.tagging.passages import Sentence
from kb.records import Assignment
from kb.records.workflow import TaggedField

_NEARLY_CERTAIN = 0.999  # no suggestion is certain


class Curve(NamedTuple):
    """From weights to a score, and the score from which a concept is suggested."""

    doubt: float
    base: float
    of_share: float
    of_lead: float
    threshold: float
    of_title: float = 0.0
    of_words: float = 0.0
    first_of_words: float = 0.0

    def score(self, share: float, lead: float, log_odds: float = 0.0) -> float:
        """The chance, 0 to 1, for a concept with this share of all evidence, this part of the strongest one's, and these
        log-odds by the words of the text."""
        logit = self.base + self.of_share * math.log(share) + self.of_lead * math.log(lead)
        return min(round(1 / (1 + math.exp(-logit - self.of_words * log_odds)), 3), _NEARLY_CERTAIN)


CURVES: Mapping[TaggedField, Curve] = {
    "cities": Curve(2.0, 6.3, 4.35, 0.0, 0.5),
    "themes": Curve(20.0, 6.3, 2.4, 0.8, 0.46, of_title=2.0),
    "target_groups": Curve(40.0, 4.41, 1.53, 0.0, 0.4),
    "instruments": Curve(40.0, 4.32, 1.59, 0.0, 0.42),
    "sdg_targets": Curve(20.0, 5.12, 2.96, 0.0, 0.45),
}
NO_LOG_ODDS: Mapping[str, float] = MappingProxyType({})
THEMES_BY_WORDS = Curve(20.0, 6.28, 2.20, 0.0, 0.3, of_title=1.0, of_words=0.94, first_of_words=0.2)


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
    field: TaggedField, matches: Iterable[Match], log_odds: Mapping[str, float] = NO_LOG_ODDS
) -> list[Assignment]:
    """The concepts whose score reaches the threshold, best first; each with its strongest sentence.

    `log_odds` are those of the themes, where the language of the text has them.
    """
    by_concept = _by_concept(matches)
    curve = THEMES_BY_WORDS if log_odds else CURVES[field]
    weights = {concept: weight_of(found) for concept, found in by_concept.items()}
    scores = _scores(curve, weights, log_odds)
    first = _first(curve, weights, _title_shares(by_concept), log_odds)
    return [
        as_assignment(
            field, concept, scores[concept], max(by_concept[concept], key=lambda match: match.contribution)
        )
        for concept in sorted(scores, key=lambda concept: (-first[concept], concept))
        if scores[concept] >= curve.threshold
    ]


def _scores(curve: Curve, weights: Mapping[str, float], log_odds: Mapping[str, float]) -> Mapping[str, float]:
    evidence, strongest = curve.doubt + sum(weights.values()), max(weights.values(), default=0.0)
    return {
        concept: curve.score(weight / evidence, weight / strongest, log_odds.get(concept, 0.0))
        for concept, weight in weights.items()
    }


def _first(
    curve: Curve, weights: Mapping[str, float], titles: Mapping[str, float], log_odds: Mapping[str, float]
) -> Mapping[str, float]:
    """What decides which of the likely concepts comes first."""
    return {
        concept: math.log(weight * (1 + curve.of_title * titles[concept]))
        + curve.first_of_words * log_odds.get(concept, 0.0)
        for concept, weight in weights.items()
    }


def _title_shares(by_concept: Mapping[str, list[Match]]) -> Mapping[str, float]:
    """The part of each concept in what the title says, with some doubt, as if a weak cue spoke for none of them."""
    said = {
        concept: sum(match.weight for match in found if match.sentence.section == "title")
        for concept, found in by_concept.items()
    }
    whole = 1 + sum(said.values())
    return {concept: weight / whole for concept, weight in said.items()}


def weights_of(matches: Iterable[Match]) -> dict[str, float]:
    """W of every concept that has matches."""
    return {concept: weight_of(found) for concept, found in _by_concept(matches).items()}


def _by_concept(matches: Iterable[Match]) -> dict[str, list[Match]]:
    found: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        found[match.concept].append(match)
    return found


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

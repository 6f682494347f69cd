"""Targets and goals of sustainable development that a text speaks for.

A target has cues of its own. They count more, up to double, where a theme that refers to the target (its `crosswalk`)
is suggested too: by 1 plus the theme's score. A goal needs a fixed weight of cues, since a passage can speak of several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.tagging.concepts import concept_matches
from ingest.tagging.passages import Sentence, read_sentences
from ingest.tagging.scoring import Match, weight_of
from kb.records import Assignment
from kb.vocab import Scheme, Vocabulary

# Frozen on the dev half of the benchmark that `citykb eval tagging` reads: one decisive cue and a weak one, said once.
GOAL_WEIGHT = 9.0


def target_matches(
    sentences: Sequence[Sentence], language: str, themes: Iterable[Assignment], vocabulary: Vocabulary
) -> list[Match]:
    """What speaks for targets; `themes` are the suggestions for the same text."""
    support = _support(themes, vocabulary.scheme("themes"))
    return [
        replace(match, weight=match.weight * (1 + support.get(match.concept, 0.0)))
        for match in concept_matches(sentences, vocabulary.scheme("sdg-targets"), language)
    ]


def goals_of(passage: str, language: str, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The numbers of the goals that a passage of a few sentences speaks of. Goals have cues in English only."""
    sentences = read_sentences({"summary": passage}, language, vocabulary.negations)
    by_goal: dict[str, list[Match]] = defaultdict(list)
    for match in concept_matches(sentences, vocabulary.scheme("sdg-goals"), language):
        by_goal[match.concept].append(match)
    return tuple(sorted(int(goal) for goal, found in by_goal.items() if weight_of(found) >= GOAL_WEIGHT))


def _support(themes: Iterable[Assignment], scheme: Scheme) -> Mapping[str, float]:
    """By target, the score of the best suggested theme that refers to it."""
    support: dict[str, float] = {}
    for theme in themes:
        targets = scheme[theme.concept].crosswalk.get("sdg", ())
        for target in targets if isinstance(targets, list) else ():
            support[target] = max(support.get(target, 0.0), theme.score)
    return support

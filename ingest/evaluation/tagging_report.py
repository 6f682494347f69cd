"""What `citykb eval tagging` found, as lines for a person and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.evaluation.label_measures import LabelMeasures
from ingest.evaluation.sdg_benchmark import PUBLISHED, GoalAccuracy
from ingest.evaluation.tagging_score import TaggingScore

_HEAD = f"{'group':12} {'field':14} {'cases':>5} {'P':>6} {'R':>6} {'F1':>6} {'expected':>8} {'given':>6} {'abstained':>9}"


@dataclass(frozen=True, slots=True)
class TaggingReport:
    """`goals` is the accuracy on the SDG benchmark by half, `decisions` the measures against what people accepted and
    rejected in the database, by field; both None when they were not measured."""

    score: TaggingScore
    goals: Mapping[str, GoalAccuracy] | None
    decisions: Mapping[str, LabelMeasures] | None

    def to_lines(self) -> Iterator[str]:
        yield _HEAD
        for group, fields in self.score.groups.items():
            yield from (_line(group, field, found) for field, found in fields.items())
        yield "Suggestions by score, and how many of them people agree with:"
        for field, bins in self.score.calibration.items():
            for step in bins:
                yield (
                    f"  {field:14} {step.low:.1f}-{step.high:.1f} {step.suggestions:5} suggestions, "
                    f"mean score {step.mean_score:.2f}, agreed {step.hit_rate:.2f}"
                )
        if self.goals:
            yield from _goal_lines(self.goals)
        if self.decisions is not None:
            yield from _decision_lines(self.decisions)

    def to_document(self) -> dict[str, object]:
        return {
            "groups": {group: _fields(fields) for group, fields in self.score.groups.items()},
            "calibration": {
                field: [step._asdict() for step in bins] for field, bins in self.score.calibration.items()
            },
            "sdg_benchmark": self.goals
            and {
                half: {"passages": found.passages, "mean_accuracy": found.mean, "by_goal": found.by_goal}
                for half, found in self.goals.items()
            },
            "decisions": None if self.decisions is None else _fields(self.decisions),
        }


def _line(group: str, field: str, found: LabelMeasures) -> str:
    return (
        f"{group:12} {field:14} {found.cases:5} {_figure(found.precision)} {_figure(found.recall)} "
        f"{_figure(found.f1)} {found.expected:8} {found.given:6} {found.abstained:9}"
    )


def _goal_lines(goals: Mapping[str, GoalAccuracy]) -> Iterator[str]:
    yield "SDG benchmark, mean accuracy over the 17 goals:"
    for half, found in goals.items():
        yield f"  {half:14} {found.mean:.3f} on {found.passages} passages"
    yield "  published, all: " + ", ".join(f"{name} {mean:.2f}" for name, mean in PUBLISHED.items())


def _decision_lines(decisions: Mapping[str, LabelMeasures]) -> Iterator[str]:
    yield "Tags that people accepted or rejected in the database, and what the tagger says of them now:"
    if not decisions:
        yield "  none yet"
    for field, found in decisions.items():
        yield _line("decided", field, found)


def _fields(fields: Mapping[str, LabelMeasures]) -> dict[str, dict[str, float | None]]:
    return {
        field: {
            "cases": found.cases,
            "expected": found.expected,
            "given": found.given,
            "right": found.right,
            "precision": found.precision,
            "recall": found.recall,
            "f1": found.f1,
            "abstained": found.abstained,
        }
        for field, found in fields.items()
    }


def _figure(value: float | None) -> str:
    return "     -" if value is None else f"{value:6.3f}"

"""The evidence level of a result fits how it was measured: what nobody compared is no comparison, a model measures nothing.

The levels are those of `evidence-levels`, the designs those of `result-designs` in the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.corpus_check.report import Finding
from kb.records import Record
from kb.records.parts import ReportedResult

# By design the lowest and highest level that it can carry; an independent or repeated measurement may stand higher.
_CARRIED = {
    "model": (0, 1),
    "survey": (1, 5),
    "before-after": (2, 5),
    "comparison-group": (3, 5),
    "randomised-trial": (3, 5),
}
_COMPARISONS = frozenset(("before-after", "comparison-group", "randomised-trial"))


def evidence_findings(record: Record) -> Iterator[Finding]:
    """Outcomes and impacts have a level, and a level is one that the design can carry."""
    for row in record.reported_results:
        if message := _problem(row):
            yield Finding("evidence-level", f"reported_results.{row.id}.evidence_level", message)


def _problem(row: ReportedResult) -> str | None:
    level = row.evidence_level
    if level is None:
        is_change = row.kind in ("outcome", "impact") or row.design in _COMPARISONS
        return "A measured change needs its evidence level. Give it." if is_change else None
    lowest, highest = _CARRIED.get(row.design or "", (0, 5))
    if not lowest <= level <= highest:
        return f"A result of design '{row.design}' has level {lowest} to {highest}, not {level}. Correct the level or the design."
    return None

"""Every figure of a record stands in its sheet, beside a source that the sheet gives for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from ingest.corpus_check.evidence import Evidence
from ingest.corpus_check.passages import Passage
from ingest.corpus_check.report import Finding
from ingest.figures.reading import figures_of
from ingest.figures.readings import Figure, implied

# That something was looked for and not found has no source to be cited.
_ABSENCE = re.compile(
    r"\bnot (?:been )?(?:reported|found|stated|known|verified|confirmed)\b|\b(?:no|nothing)\b.*\bfound\b"
    r"|\bno (?:se )?(?:ha |han |fue |fueron )?(?:consta|inform|encontr|report)|\bn(?:'|’|e )\S.*(?:trouv|renseign|rapport)"
    r"|보고되지 않|찾지 못|확인되지 않|알려지지 않",
    re.IGNORECASE,
)


def figure_findings(passages: Iterable[Passage], evidence: Evidence) -> Iterator[Finding]:
    """Figures that are not in the sheet, have no source beside them, or stand beside another source."""
    rows: dict[str, list[tuple[Figure, Passage]]] = {}
    for passage in passages:
        figures = figures_of(passage.text, passage.language)
        if unknown := [figure for figure in figures if not evidence.has(figure)]:
            message = f"{_quoted(unknown)} not in the fact sheet. Write the figure as the sheet has it, or leave it out."
            yield Finding("figure", passage.field, message, passage.text)
        known = [figure for figure in figures if figure not in unknown]
        misplaced = [figure for figure in known if _is_misplaced(figure, passage, evidence)]
        if misplaced and passage.citing == "row":
            rows.setdefault(passage.field.rpartition(".")[0], []).extend(
                (figure, passage) for figure in misplaced
            )
        elif misplaced:
            message = _misplacement(misplaced, passage.sources, evidence)
            yield Finding("figure-source", passage.field, message, passage.text)
    for field, misplaced_in_row in rows.items():
        figures = tuple(figure for figure, _ in misplaced_in_row)
        sources = frozenset(number for _, passage in misplaced_in_row for number in passage.sources)
        yield Finding("figure-source", field, _misplacement(figures, sources, evidence))


def summary_findings(
    passages: Iterable[Passage], record: Sequence[Passage], evidence: Evidence
) -> Iterator[Finding]:
    """Figures of a summary, which cites nothing, that no cited sentence or row of the record says again."""
    said = {
        meaning
        for passage in record
        if passage.sources
        for figure in figures_of(passage.text, passage.language)
        for reading in figure.readings
        for meaning in implied(reading)
    }
    for passage in passages:
        if passage.citing == "repeated":
            figures = figures_of(passage.text, passage.language)
            if alone := [
                figure for figure in figures if evidence.has(figure) and said.isdisjoint(figure.readings)
            ]:
                message = f"{_quoted(alone)} said in no cited sentence or row. Say it there with its source, or leave it out."
                yield Finding("summary", passage.field, message, passage.text)


def _is_misplaced(figure: Figure, passage: Passage, evidence: Evidence) -> bool:
    given = evidence.sources_of(figure)
    if passage.citing in ("uncited", "repeated") or not given or given & passage.sources:
        return False
    is_told_elsewhere = passage.citing == "row" and not passage.sources
    is_absence = not passage.sources and _ABSENCE.search(passage.text)
    return not (is_told_elsewhere or is_absence)


def _misplacement(figures: Sequence[Figure], sources: Set[int], evidence: Evidence) -> str:
    by_text = {figure.text: evidence.sources_of(figure) for figure in figures}
    given = "; ".join(f"'{text}' with {_cited(numbers)}" for text, numbers in by_text.items())
    if not sources:
        return f"There is no source beside the figures. The fact sheet gives {given}. Cite what applies in this sentence."
    return f"The sources {_cited(sources)} are not the sheet's: it gives {given}. Cite what applies."


def _quoted(figures: Sequence[Figure]) -> str:
    texts = dict.fromkeys(f"'{figure.text}'" for figure in figures)
    return f"{', '.join(texts)} {'is' if len(texts) == 1 else 'are'}"


def _cited(numbers: Iterable[int]) -> str:
    return f"[{','.join(map(str, sorted(numbers)))}]"

"""Write-ups with the figures and dates that people took from them: records of our corpus, or any folder in the documented layout.

A folder for `--gold` is laid out as `gold_lines` says; a line has `file` (a path in the folder) and any of
`reported_results` and `costs` (figures as texts, or rows as the record has them), `started` (a date or null) and
`timeline` (dates, or rows); `language` where the file does not say it; `half` ("dev" or "test"). A field that is left out
was not looked for and is not counted; an empty list says that the text reports nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.discover import FoundFile, discover
from ingest.draft import Draft, draft
from ingest.evaluation.gold_lines import check_keys, gold_cases, gold_file
from ingest.evaluation.halves import Half, half_of, stated_half
from ingest.prepare import draft_texts
from ingest.readers import read
from kb.errors import InvalidRecord, Problem
from kb.vocab import Vocabulary

Measured = Literal["reported_results", "costs", "started", "timeline"]
FIELDS: tuple[Measured, ...] = ("reported_results", "costs", "started", "timeline")
VALUE_CELLS = {"reported_results": "value", "costs": "amount", "timeline": "date"}
_KNOWN = frozenset((*FIELDS, "file", "language", "half"))


@dataclass(frozen=True, slots=True)
class ProposalCase:
    """The texts of a write-up by section; `expected` has the rows (mappings) of each field that somebody looked for, and
    a date or None under "started". `language` is a primary language tag, "" where nobody says."""

    language: str
    half: Half
    texts: Mapping[str, str]
    expected: Mapping[Measured, Any]


def corpus_cases(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> list[ProposalCase]:
    """The case studies of a corpus folder, and their full translations, which tell the figures of the original's rows.

    Raises InvalidRecord for a file that cannot be read.
    """
    originals: dict[tuple[Path, str], Draft] = {}
    cases = []
    for file in discover([folder]):  # originals come first
        if file.kind != "case-study":
            continue
        drafted = draft(read(file.path, max_bytes=max_bytes), vocabulary)
        place = file.path.parent, file.slug
        if file.is_original:
            originals[place] = drafted
        if place in originals and drafted.document.get("sections"):
            cases.append(_corpus_case(file, drafted, originals[place].document))
    return cases


def folder_cases(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> list[ProposalCase]:
    """The write-ups that `expected.jsonl` names. Raises InvalidRecord with every line that cannot be used."""

    def case(line: Mapping[str, Any]) -> ProposalCase | None:
        return _folder_case(folder, line, vocabulary, max_bytes) if set(FIELDS) & set(line) else None

    cases = gold_cases(folder, case, "docs/proposals.md")
    if not cases:
        raise InvalidRecord([Problem(str(folder), f"No line gives any of {', '.join(FIELDS)}.")])
    return cases


def _corpus_case(file: FoundFile, drafted: Draft, original: Mapping[str, Any]) -> ProposalCase:
    cities = original.get("cities") or [file.slug]
    language = file.language or str(original.get("language") or "")
    expected: dict[Measured, Any] = {field: original.get(field) for field in FIELDS}
    return ProposalCase(_primary(language), half_of(str(cities[0])), draft_texts(drafted), expected)


def _folder_case(
    folder: Path, line: Mapping[str, Any], vocabulary: Vocabulary, max_bytes: int
) -> ProposalCase:
    file = gold_file(folder, line)
    check_keys(line, _KNOWN)
    drafted = draft(read(file, max_bytes=max_bytes), vocabulary)
    language = str(line.get("language") or drafted.document.get("language") or "")
    expected = {field: _expected(field, line[field]) for field in FIELDS if field in line}
    half = stated_half(line.get("half")) or half_of(line["file"])
    return ProposalCase(_primary(language), half, draft_texts(drafted), expected)


def _expected(field: Measured, given: Any) -> Any:
    """The rows of a line, or its date. Raises InvalidRecord."""
    if field == "started":
        if given is None or (isinstance(given, str | int) and not isinstance(given, bool)):
            return given
        raise InvalidRecord([Problem(field, 'Write a date such as "2021-05", or null.')])
    cell = VALUE_CELLS[field]
    rows = [{cell: row} if isinstance(row, str | int | float) else row for row in _list(field, given)]
    if any(not isinstance(row, Mapping) or row.get(cell) is None for row in rows):
        raise InvalidRecord([Problem(field, f"Every entry is a text, or an object with `{cell}`.")])
    return rows


def _list(field: Measured, given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise InvalidRecord([Problem(field, "Write a list, [] for none.")])
    return given


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()

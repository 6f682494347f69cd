"""What became of each file: for people as text on the terminal, for programs as JSON; as a page in `report_page`."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ingest.proposals import Proposal
from kb.errors import Problem
from kb.records import Assignment

Result = Literal["created", "revised", "unchanged", "amendment", "retagged", "rejected"]
RESULTS: tuple[Result, ...] = ("created", "revised", "amendment", "retagged", "unchanged", "rejected")
PASSED_OVER = "Passed over, as their type cannot be read; save them as Word (.docx) or PDF:"
_SHOWN_UNMET = 3


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file. `problems` says why it was rejected, `unmet` which publish rules its record does not meet yet.

    `warnings` is what a person should look at although the file was taken in; `extractor` says what found its text.
    `proposals` is what the text seems to report beyond the record; none of it was stored. `language` is the text's.
    """

    path: str
    slug: str
    result: Result
    revision: int | None = None
    problems: tuple[Problem, ...] = ()
    unmet: tuple[Problem, ...] = ()
    suggestions: tuple[Assignment, ...] = ()
    warnings: tuple[Problem, ...] = ()
    extractor: str = ""
    proposals: tuple[Proposal, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A run. `withdrawn` are the slugs that --prune took out; `index_problem` is empty when the index is up to date;
    `passed_over` are the documents in its folders that are of no type that can be read."""

    files: tuple[FileReport, ...]
    withdrawn: tuple[str, ...] = ()
    is_dry_run: bool = False
    index_problem: str = ""
    passed_over: tuple[str, ...] = ()

    @property
    def counts(self) -> Mapping[Result, int]:
        counted = Counter(file.result for file in self.files)
        return {result: counted[result] for result in RESULTS}

    @property
    def rejected(self) -> tuple[FileReport, ...]:
        return tuple(file for file in self.files if file.result == "rejected")

    def to_document(self) -> dict[str, Any]:
        """The whole report as JSON values."""
        return {
            "dry_run": self.is_dry_run,
            "counts": dict(self.counts),
            "withdrawn": list(self.withdrawn),
            "passed_over": list(self.passed_over),
            "index_problem": self.index_problem,
            "files": [_file_document(file) for file in self.files],
        }

    def to_text(self) -> str:
        """What was rejected and why; of each file that is new or has changed, its tags with their scores, what to look
        at, what is still missing and what is proposed; and the counts. Files that did not change are only counted."""
        parts = (
            self._rejections(),
            self._changes(),
            self._withdrawals(),
            self._passed_over(),
            self._extractors(),
        )
        return "\n".join([*itertools.chain.from_iterable(parts), self.summary_line()])

    def summary_line(self) -> str:
        """How many files came to what."""
        counted = ", ".join(f"{count} {result}" for result, count in self.counts.items() if count)
        withdrawn = f", {len(self.withdrawn)} withdrawn" if self.withdrawn else ""
        prefix = "Nothing was written. It would be: " if self.is_dry_run else ""
        files = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'}"
        return f"{prefix}{files}: {counted or 'nothing to do'}{withdrawn}."

    def _rejections(self) -> Iterator[str]:
        for file in self.rejected:
            yield f"rejected  {file.path}"
            yield from (f"    {problem}" for problem in file.problems)

    def _changes(self) -> Iterator[str]:
        for file in self.files:
            if file.result not in ("rejected", "unchanged"):
                yield f"{file.result:9} {file.slug}"
                yield from (f"    {line}" for line in _told(file))

    def _extractors(self) -> Iterator[str]:
        counted = Counter(file.extractor for file in self.files if file.extractor)
        yield from (f"text found by {name}: {count}" for name, count in sorted(counted.items()))

    def _withdrawals(self) -> Iterator[str]:
        verb = "would be withdrawn" if self.is_dry_run else "withdrawn"
        yield from (f"{verb} {slug}: its file is gone" for slug in self.withdrawn)

    def _passed_over(self) -> Iterator[str]:
        if self.passed_over:
            yield PASSED_OVER
            yield from (f"    {path}" for path in self.passed_over)


def _told(file: FileReport) -> Iterator[str]:
    """What the terminal says of a file that was taken in."""
    by_field = itertools.groupby(file.suggestions, key=lambda suggestion: suggestion.field)
    tags = [f"{field}: {', '.join(map(_scored, found))}" for field, found in by_field]
    if tags:
        yield f"suggested: {'; '.join(tags)}"
    yield from (f"look at this: {warning}" for warning in file.warnings)
    if file.unmet:
        first = "; ".join(map(str, file.unmet[:_SHOWN_UNMET]))
        more = len(file.unmet) - _SHOWN_UNMET
        yield f"incomplete: {first}{f' (and {more} more)' if more > 0 else ''}"
    if file.proposals:
        counted = Counter(proposal.field for proposal in file.proposals)
        counts = ", ".join(f"{count} {field}" for field, count in counted.items())
        yield f"to confirm: {counts} (with their sentences in --report FILE.html)"


def _scored(suggestion: Assignment) -> str:
    return f"{suggestion.concept} {suggestion.score:.2f}"


def _file_document(file: FileReport) -> dict[str, Any]:
    return {
        "path": file.path,
        "slug": file.slug,
        "result": file.result,
        "revision": file.revision,
        "problems": [_problem_document(problem) for problem in file.problems],
        "extractor": file.extractor,
        "warnings": [_problem_document(problem) for problem in file.warnings],
        "unmet_publish_rules": [_problem_document(problem) for problem in file.unmet],
        "suggestions": [_suggestion_document(suggestion) for suggestion in file.suggestions],
        "proposals": [proposal.to_document() for proposal in file.proposals],
    }


def _suggestion_document(suggestion: Assignment) -> dict[str, Any]:
    return {
        "field": suggestion.field,
        "concept": suggestion.concept,
        "method": suggestion.method,
        "score": suggestion.score,
        "cue": suggestion.cue,
        "section": suggestion.section,
        "sentence": suggestion.sentence,
    }


def _problem_document(problem: Problem) -> dict[str, Any]:
    message = problem.message % dict(problem.params)
    return {"field": problem.field, "message": message, "line": problem.params.get("line")}

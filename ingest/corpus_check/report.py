"""What a check found: for people as text, for programs as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem. `rule` names its kind; `field` and `sentence` say where it is, `message` what it is and what to do."""

    rule: str
    field: str
    message: str
    sentence: str = ""

    def __str__(self) -> str:
        place = f"{self.field}: " if self.field else ""
        quote = f"\n        “{self.sentence}”" if self.sentence else ""
        return f"{place}{self.message} ({self.rule}){quote}"


@dataclass(frozen=True, slots=True)
class FileFindings:
    """A file of the corpus, its path relative to the corpus, with what is wrong with it."""

    path: str
    slug: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """All files that were checked, by path."""

    files: tuple[FileFindings, ...]

    @property
    def finding_count(self) -> int:
        return sum(len(file.findings) for file in self.files)

    def to_document(self) -> dict[str, Any]:
        """The whole report as JSON values."""
        return {
            "files": [asdict(file) for file in self.files],
            "file_count": len(self.files),
            "finding_count": self.finding_count,
        }

    def to_text(self) -> str:
        """The files with findings, then a line of counts."""
        return "\n".join([*self._findings(), self._summary()])

    def _findings(self) -> Iterator[str]:
        for file in self.files:
            if file.findings:
                yield file.path
                yield from (f"    {finding}" for finding in file.findings)

    def _summary(self) -> str:
        files = f"{len(self.files)} file{'' if len(self.files) == 1 else 's'} checked"
        if not self.finding_count:
            return f"{files}, nothing to correct."
        faulty = sum(bool(file.findings) for file in self.files)
        problems = f"{self.finding_count} problem{'' if self.finding_count == 1 else 's'}"
        return f"{files}: {problems} in {faulty} of them."

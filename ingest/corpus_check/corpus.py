"""The files of a corpus read for checking: each record with its translations and its sheet, or the reasons why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.corpus_check.report import Finding
from ingest.corpus_check.sheet import Sheet, read_sheet
from ingest.discover import FoundFile, discover
from ingest.draft import draft
from ingest.readers import MEDIA_TYPE_OF_SUFFIX, read, read_bytes
from ingest.validate import validated, validated_translation
from kb.errors import InvalidRecord
from kb.records import Record, Translation
from kb.vocab import Vocabulary

FACTS = "facts"


@dataclass(slots=True)
class CorpusFile:
    """A file, and what became of it. One that cannot be read, or has no sheet, says so in `findings`."""

    path: Path
    slug: str
    record: Record | None = None
    translation: Translation | None = None
    sheet: Sheet | None = None
    findings: list[Finding] = field(default_factory=list)


def read_corpus(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> list[CorpusFile]:
    """Every record and translation under the folder, and every fact sheet that has no record. Never raises for a bad file.

    What is wrong with a sheet is told once, at the original.
    """
    found = discover([folder])
    originals = {file.slug for file in found if file.is_original}
    paths = {path.stem: path for path in sorted((folder / FACTS).glob("*.yaml"))}
    sheets = {file.slug: _read_sheet(file.slug, paths.get(file.slug)) for file in found}
    files = []
    for entry in found:
        file = _read_write_up(entry, vocabulary, max_bytes)
        file.sheet, problems = sheets[entry.slug]
        if entry.slug not in originals:
            message = "There is no original beside this translation. Add it, or take the translation away."
            file.findings.append(Finding("record", "", message))
        elif entry.is_original:
            file.findings += problems
        files.append(file)
    return [*files, *_without_record(paths, {file.slug for file in files})]


def _read_write_up(file: FoundFile, vocabulary: Vocabulary, max_bytes: int) -> CorpusFile:
    found = CorpusFile(file.path, file.slug)
    try:
        write_up = read(
            read_bytes(file.path, max_bytes), MEDIA_TYPE_OF_SUFFIX[file.path.suffix.lower()], max_bytes
        )
        drafted = draft(write_up, vocabulary)
        if not file.is_original:
            found.translation = validated_translation(drafted, write_up, file.language)
            return found
        drafted.document.setdefault("slug", file.slug)
        drafted.document.setdefault("kind", file.kind)
        found.record = validated(drafted, write_up, vocabulary)
    except InvalidRecord as error:
        found.findings += _unreadable("record", error)
    return found


def _read_sheet(slug: str, path: Path | None) -> tuple[Sheet | None, list[Finding]]:
    if path is None:
        message = f"There is no fact sheet {FACTS}/{slug}.yaml to check against. Add it, or rename the file."
        return None, [Finding("sheet", "slug", message)]
    try:
        sheet = read_sheet(path)
    except InvalidRecord as error:
        return None, _unreadable("sheet", error)
    if sheet.slug == slug:
        return sheet, []
    message = f"The fact sheet calls itself '{sheet.slug}'. Give sheet, file and record one slug."
    return sheet, [Finding("sheet", "slug", message)]


def _without_record(sheets: dict[str, Path], slugs: set[str]) -> Iterable[CorpusFile]:
    for slug, path in sheets.items():
        if slug not in slugs:
            message = "No record is written from this fact sheet. Write it, or take the sheet away."
            yield CorpusFile(path, slug, findings=[Finding("sheet", "", message)])


def _unreadable(rule: str, error: InvalidRecord) -> list[Finding]:
    return [
        Finding(rule, problem.field, problem.message % dict(problem.params)) for problem in error.problems
    ]

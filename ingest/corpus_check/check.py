"""The whole check: read the corpus, apply every rule to every file of it, report by file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ingest.corpus_check.completeness import citation_findings, completeness_findings, translation_findings
from ingest.corpus_check.corpus import CorpusFile, read_corpus
from ingest.corpus_check.coverage import coverage_findings
from ingest.corpus_check.evidence import Evidence
from ingest.corpus_check.figure_rules import figure_findings, summary_findings
from ingest.corpus_check.names import Spelling, name_findings
from ingest.corpus_check.overlap import SharedRuns
from ingest.corpus_check.passages import Passage, prose_passages, record_passages
from ingest.corpus_check.report import CorpusReport, FileFindings, Finding
from ingest.corpus_check.row_evidence import evidence_findings
from ingest.corpus_check.row_numbers import number_findings
from ingest.corpus_check.sheet import Sheet
from kb.records import Record, Translation
from kb.vocab import Vocabulary


def check_corpus(folder: Path, vocabulary: Vocabulary, max_bytes: int) -> CorpusReport:
    """Compare every record under a corpus folder with `facts/<slug>.yaml` in it. A file that cannot be read is reported
    like any other problem; nothing is raised for it. `max_bytes` bounds the size of a file."""
    folder = folder.resolve()
    files = read_corpus(folder, vocabulary, max_bytes)
    check = _Check(files, vocabulary)
    reports = (
        FileFindings(file.path.relative_to(folder).as_posix(), file.slug, tuple(check.findings(file)))
        for file in files
    )
    return CorpusReport(tuple(sorted(reports, key=lambda report: report.path)))


class _Check:
    """What the rules need of the other files: the originals of translations and the words of all."""

    def __init__(self, files: Sequence[CorpusFile], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._records: Mapping[str, Record] = {file.slug: file.record for file in files if file.record}
        self._shared = SharedRuns()
        for file in files:
            self._shared.add_prose(file.slug, _prose(file))
            self._shared.add_titles([source.title for source in (file.record.sources if file.record else ())])

    def findings(self, file: CorpusFile) -> Iterator[Finding]:
        """What is wrong with one file."""
        yield from file.findings
        if file.record and file.sheet:
            yield from self._of_original(file.record, file.sheet, file.path)
        if file.translation and file.sheet:
            yield from self._of_translation(file.translation, file.slug, file.sheet)
        yield from self._shared.findings(file.slug, _prose(file))

    def _of_original(self, record: Record, sheet: Sheet, path: Path) -> Iterator[Finding]:
        yield from _misplaced(record, path)
        yield from completeness_findings(record, sheet, self._vocabulary)
        yield from coverage_findings(record, sheet)
        yield from number_findings(record)
        yield from evidence_findings(record)
        yield from name_findings(record, sheet, self._vocabulary)
        yield from citation_findings(record, record)
        yield from self._of_passages(_all_passages(record), record, sheet)

    def _of_translation(self, translation: Translation, slug: str, sheet: Sheet) -> Iterator[Finding]:
        yield from translation_findings(translation)
        if record := self._records.get(slug):
            yield from citation_findings(translation, record)
            yield from self._of_passages([*prose_passages(translation)], record, sheet)

    def _of_passages(self, passages: Sequence[Passage], record: Record, sheet: Sheet) -> Iterator[Finding]:
        evidence = Evidence(sheet)
        yield from figure_findings(passages, evidence)
        yield from summary_findings(passages, _all_passages(record), evidence)
        yield from Spelling(record, sheet, self._vocabulary).findings(passages)


def _prose(file: CorpusFile) -> dict[str, str]:
    """What a file says in prose, by field: a run of words may go on from one sentence to the next."""
    text = file.record or file.translation
    prose: dict[str, str] = {}
    for passage in prose_passages(text) if text else ():
        prose[passage.field] = f"{prose.get(passage.field, '')} {passage.text}"
    return prose


def _all_passages(record: Record) -> list[Passage]:
    return [*prose_passages(record), *record_passages(record)]


def _misplaced(record: Record, path: Path) -> Iterator[Finding]:
    folder, stem = path.parent.name, path.stem
    if record.kind == "case-study" and folder != record.city:
        message = f"The file lies in the folder '{folder}', its lead city is '{record.city}'. Move it, or correct the city."
        yield Finding("city", "cities", message)
    if record.slug != stem:
        message = f"The record calls itself '{record.slug}', its file '{stem}'. Give both one slug."
        yield Finding("sheet", "slug", message)

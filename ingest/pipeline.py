"""The whole way of a run: discover, prepare each file, import it, prune, index, and report.

One bad file never stops the others. Every file is one transaction of the catalogue.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.discover import FoundFile, discover, has_write_ups, missing, passed_over
from ingest.fetching import is_web_address
from ingest.prepare import UNNAMED, Prepared, PreparedTranslation
from ingest.preparing import Preparation, Ready
from ingest.report import FileReport, Report, Result
from kb.catalog import ImportOutcome, ImportRequest
from kb.catalog.importing import ImportResult
from kb.db.repository import files
from kb.errors import CityKBError, InvalidRecord, NotFound, Problem, SearchUnavailable
from kb.permissions import OPERATOR
from kb.records import publish_problems
from kb.wiring import Application

Progress = Callable[[int, int], None]


class NothingToCompare(CityKBError):
    """A path to prune is not there or holds no write-up: every record from it would be withdrawn."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """`dry_run` writes nothing; `draft` leaves what is new for review; `prune` withdraws records whose file is gone;
    `jobs` processes read at once."""

    dry_run: bool = False
    draft: bool = False
    prune: bool = False
    jobs: int = 1


def ingest_paths(
    application: Application,
    paths: Sequence[Path],
    options: IngestOptions,
    progress: Progress | None = None,
    pages: Iterable[FoundFile | FileReport] = (),
) -> Report:
    """Take in all write-ups at and under the paths, then the fetched pages, and index what changed.

    `progress` is called with (files done, files in all); a page that could not be fetched comes as its report. Nothing
    is raised for a bad file or an engine that cannot answer: both stand in the report. Raises NothingToCompare before
    anything is read.
    """
    if options.prune:
        _require_write_ups(paths)
    run = _Run(application, options)
    preparation = Preparation(application.settings.max_file_mb * 1024 * 1024, publish=not options.draft)
    found = discover(paths)
    reports = [_absent(path) for path in missing(paths)]
    for number, (file, ready) in enumerate(preparation.each(found, options.jobs), start=1):
        reports.append(run.take(file, ready))
        if progress:
            progress(number, len(found))
    reports += (
        page if isinstance(page, FileReport) else run.take(page, preparation.one(page)) for page in pages
    )
    withdrawn = run.prune(paths, found) if options.prune else ()
    index_problem = "" if options.dry_run else _index(application)
    others = tuple(map(str, passed_over(paths)))
    return Report(tuple(reports), withdrawn, options.dry_run, index_problem, others)


def _require_write_ups(paths: Iterable[Path]) -> None:
    """A mistyped path or a disk that is not mounted looks like a collection of which every file was removed."""
    for path in paths:
        if not has_write_ups(path):
            what = f"There is no write-up under {path}" if path.exists() else f"{path} does not exist"
            raise NothingToCompare(
                f"{what}, so --prune would withdraw every record from there. Nothing was read or withdrawn. Check the "
                "path; if its files were removed on purpose, name a folder above it that still has others."
            )


def _absent(path: Path) -> FileReport:
    problem = Problem("", "There is no such file or folder. Check the path.")
    return FileReport(str(path), "", "rejected", problems=(problem,))


def _index(application: Application) -> str:
    """Work off the outbox; returns what went wrong, "" when nothing did."""
    try:
        application.indexer.drain()
    except SearchUnavailable as error:
        return str(error)
    return ""


@dataclass(slots=True)
class _Run:
    """What the files of one run share: which slugs it has seen, and from where."""

    application: Application
    options: IngestOptions
    _origin_of: dict[str, FoundFile] = field(default_factory=dict)

    def take(self, file: FoundFile, ready: Ready) -> FileReport:
        """Import one file that was prepared, or report why it could not be."""
        if not _is_text(file.origin):
            return _rejected_name(file)
        try:
            match ready:
                case Prepared():
                    return self._take_original(file, ready)
                case PreparedTranslation():
                    return self._take_translation(file, ready)
                case problems:
                    return _rejected(file, problems)
        except InvalidRecord as error:
            return _rejected(file, error.problems)
        except CityKBError as error:
            return _rejected(file, (Problem("", "%(why)s", {"why": str(error)}),))

    def prune(self, paths: Iterable[Path], found: Sequence[FoundFile]) -> tuple[str, ...]:
        """Withdraw the public records whose file lay under one of the paths and is not there any more."""
        present = {file.origin for file in found}
        folders = [str(path.resolve()) for path in paths]
        if self.options.dry_run:
            return self._would_withdraw(folders, present)
        catalog = self.application.catalog
        return tuple(slug for folder in folders for slug in catalog.prune(OPERATOR, folder, present))

    def _would_withdraw(self, folders: Sequence[str], present: set[str]) -> tuple[str, ...]:
        with self.application.database.read() as session:
            originals = files.public_originals(session)
        return tuple(
            known.slug
            for known in originals
            if known.path not in present
            and any(Path(known.path).is_relative_to(folder) for folder in folders)
        )

    def _take_original(self, file: FoundFile, prepared: Prepared) -> FileReport:
        request, write_up = self._named(prepared.request), prepared.write_up
        self._claim(request.record.slug, file)
        suggestions = tuple(tag for tag in request.assignments if tag.method != "human")
        outcome = self._foreseen(request) if self.options.dry_run else self._imported(request)
        return FileReport(
            file.origin, outcome.slug, outcome.result, outcome.revision or None,
            unmet=outcome.unmet_publish_rules, suggestions=suggestions,
            warnings=write_up.warnings, extractor=write_up.extractor,
            proposals=prepared.proposals, language=request.record.language,
        )  # fmt: skip

    def _take_translation(self, file: FoundFile, prepared: PreparedTranslation) -> FileReport:
        slug = self._slug_beside(file)
        warnings, extractor = prepared.write_up.warnings, prepared.write_up.extractor
        if self.options.dry_run:
            foreseen = self._foreseen_translation(file, prepared, slug)
            return FileReport(file.origin, slug, foreseen, warnings=warnings, extractor=extractor)
        outcome = self.application.catalog.import_translation(
            OPERATOR, slug, prepared.translation, file.origin, prepared.sha256, not self.options.draft
        )
        return FileReport(
            file.origin, outcome.slug, outcome.result, outcome.revision,
            warnings=warnings, extractor=extractor,
        )  # fmt: skip

    def _imported(self, request: ImportRequest) -> ImportOutcome:
        return self.application.catalog.import_record(OPERATOR, request)

    def _named(self, request: ImportRequest) -> ImportRequest:
        """A page, and a file named in another script, has no name to be named by: its city and title name it, with a number
        where that is taken; what was taken in before keeps its slug."""
        record, catalog = request.record, self.application.catalog
        if record.slug != UNNAMED:
            return request
        known = catalog.known_file(request.path)
        slug = known.slug if known else catalog.free_slug(record.title, record.city)
        return replace(request, record=record.model_copy(update={"slug": slug}))

    def _claim(self, slug: str, file: FoundFile) -> None:
        """Raises InvalidRecord when another file brings this slug, in this run or before and is still there."""
        known = self.application.catalog.known_original(slug)
        in_this_run = self._origin_of.get(slug)
        earlier = in_this_run.origin if in_this_run else known.path if known else file.origin
        if earlier != file.origin and (is_web_address(earlier) or Path(earlier).exists()):
            message = "The slug '%(slug)s' is already taken by %(path)s. Rename one of the files."
            raise InvalidRecord([Problem("slug", message, {"slug": slug, "path": earlier})])
        self._origin_of[slug] = file

    def _slug_beside(self, file: FoundFile) -> str:
        """The slug of a translation's original: of the file beside it, which may name another slug than its own."""
        beside = (slug for slug, original in self._origin_of.items() if original.path.parent == file.path.parent
                  and original.path.stem == file.path.name.split(".")[0])  # fmt: skip
        return next(beside, file.slug)

    def _foreseen(self, request: ImportRequest) -> ImportOutcome:
        """What an import would do, as far as can be said without doing it."""
        unmet = publish_problems(request.record, self.application.vocabulary)
        known = self.application.catalog.known_original(request.record.slug)
        result: ImportResult = (
            "created" if known is None else "unchanged" if known.sha256 == request.sha256 else "revised"
        )
        return ImportOutcome(request.record.slug, result, 0, unmet)

    def _foreseen_translation(self, file: FoundFile, prepared: PreparedTranslation, slug: str) -> Result:
        catalog = self.application.catalog
        if slug not in self._origin_of and catalog.known_original(slug) is None:
            raise NotFound(f"There is no record '{slug}' that this could be a translation of.")
        known = catalog.known_file(file.origin)
        if known is None:
            return "created"
        return "unchanged" if known.sha256 == prepared.sha256 else "revised"


def _is_text(name: str) -> bool:
    """Whether a file's name can be stored: on Linux it may be any bytes."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _rejected_name(file: FoundFile) -> FileReport:
    shown = os.fsencode(file.origin).decode("utf-8", "replace")
    return FileReport(
        shown, file.slug, "rejected", problems=(Problem("", "The file's name is not UTF-8. Rename it."),)
    )


def _rejected(file: FoundFile, problems: Sequence[Problem]) -> FileReport:
    return FileReport(file.origin, file.slug, "rejected", problems=tuple(problems))

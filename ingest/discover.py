"""The write-ups under some paths, in a stable order: originals before translations, both by path."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.fetching.captures import Capture
from ingest.normalise import slug_from
from ingest.readers import MEDIA_TYPE_OF_SUFFIX

_NOT_WRITE_UPS = frozenset(
    (
        "authors", "changelog", "contributing", "contributors", "copying", "credits", "humans", "licence", "license", "notice",
        "readme", "requirements", "robots", "source", "todo",
    )
)  # fmt: skip
_NOT_FOLDERS = frozenset(("facts", "relevance"))
_HIDDEN = (".", "~$")  # "~$plan.docx" is what Word keeps beside a document that is open
_OTHER_DOCUMENTS = frozenset((".doc", ".docm", ".dotx", ".hwp", ".hwpx", ".odp", ".ods", ".odt", ".pages", ".ppt", ".pptx",
                              ".rtf", ".xls", ".xlsx"))  # fmt: skip
_TRANSLATION = re.compile(r"^(?P<slug>[^.]+)\.(?P<language>(?P<primary>[a-z]{2,3})(?:-[A-Za-z0-9]{2,8})*)$")
_SURE = 2  # letters of a code that is hardly anything else; a longer one may be an abbreviation in a name


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to be read. `path` is absolute; `language` is set for a translation ("<slug>.es.md"), else empty.

    `capture` says of a fetched page where it came from; its slug is empty until its title is read. `beside` are the files
    that may hold fields for such a page, the one that wins last.
    """

    path: Path
    slug: str
    language: str = ""
    capture: Capture | None = None
    beside: tuple[Path, ...] = ()

    @property
    def origin(self) -> str:
        """By what the file is known when it comes again: its path, or the address of a page."""
        return self.capture.url if self.capture else str(self.path)

    @property
    def kind(self) -> str:
        """What the file's place says: a file in a folder `events` is one."""
        return "event" if self.path.parent.name == "events" else "case-study"

    @property
    def is_original(self) -> bool:
        return not self.language


def discover(paths: Iterable[Path]) -> tuple[FoundFile, ...]:
    """The files at and under the paths, each once. A file named outright is taken whatever its name; hidden ones and
    those that are no write-ups (README, LICENSE, fact sheets, judgments) are passed over in a folder."""
    found = {file.resolve() for path in paths for file in _files(path)}
    described = [_described(file) for file in found]
    return tuple(sorted(described, key=lambda file: (not file.is_original, str(file.path))))


def passed_over(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The documents in folders among the paths that are of no type that can be read."""
    return tuple(sorted({file.resolve() for path in paths for file in _below(path, _OTHER_DOCUMENTS)}))


def missing(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The paths that do not exist."""
    return tuple(path for path in paths if not path.exists())


def has_write_ups(path: Path) -> bool:
    """Whether the path is a file, or a folder with at least one write-up."""
    return any(True for _ in _files(path))


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    else:
        yield from _below(path, MEDIA_TYPE_OF_SUFFIX)


def _below(folder: Path, suffixes: Container[str]) -> Iterator[Path]:
    """The files below a folder that end so and may be write-ups; none where the path is no folder."""
    return (
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in suffixes and file.is_file() and _may_be_write_up(file, folder)
    )


def _may_be_write_up(file: Path, folder: Path) -> bool:
    below = file.relative_to(folder).parts
    return (
        file.name.partition(".")[0].lower() not in _NOT_WRITE_UPS
        and not any(part.startswith(_HIDDEN) for part in below)
        and not _NOT_FOLDERS & set(below[:-1])
    )


def _described(file: Path) -> FoundFile:
    match = _TRANSLATION.match(file.stem)
    if match and (len(match["primary"]) <= _SURE or _has_original(file, match["slug"])):
        return FoundFile(file, slug_from(match["slug"]), match["language"])
    return FoundFile(file, slug_from(file.stem))


def _has_original(file: Path, stem: str) -> bool:
    """Whether what the file would translate lies beside it."""
    return any(file.with_name(stem + suffix).is_file() for suffix in MEDIA_TYPE_OF_SUFFIX)

"""Documents of real cities and organisations, taken the whole way from file to record: what becomes of them, by format.

They lie in the evaluation folder, some of them packed (`.tar.xz`); those are unpacked into a temporary folder.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.discover import FoundFile, discover
from ingest.prepare import to_request
from ingest.readers import MEDIA_TYPE_OF_SUFFIX, Unreadable, WriteUp, read, read_bytes
from kb.errors import InvalidRecord, Problem
from kb.records import Record
from kb.vocab import Vocabulary

FOLDERS = (
    "govlab_odimpact",
    "winnipeg_council",
    "politicalwatch_es_en",
    "betagouv_fr",
    "datacities_strategies",
)
_PACKED = {"betagouv_fr": "startups.tar.xz", "winnipeg_council": "html_json.tar.xz"}
_LARGEST_MEMBER = 20 * 1024 * 1024
_LONGEST_REASON = 110
_PLACE = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document: what was read, and the record it would become; both None, with `problems`, where it did not get there."""

    file: FoundFile
    write_up: WriteUp | None = None
    record: Record | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class FormatCounts:
    """The documents of one origin and format: how many could be read, how many of these with warnings, and how many
    become a record by the import rules as they are. `reasons` counts why others do not, most frequent first."""

    origin: str
    format: str
    documents: int
    read: int
    warned: int
    records: int
    reasons: tuple[tuple[str, int], ...]

    @property
    def unreadable(self) -> int:
        return self.documents - self.read


def real_documents(data: Path, unpacked: Path) -> Iterator[tuple[str, FoundFile]]:
    """Origin and file of every document in the folders that are there. Packed ones are written to `unpacked`."""
    for origin in FOLDERS:
        folder = data / origin
        if origin in _PACKED and (folder / _PACKED[origin]).is_file():
            _unpack(folder / _PACKED[origin], unpacked / origin)
        for place in (folder, unpacked / origin):
            yield from ((origin, file) for file in discover([place]))


def take(file: FoundFile, vocabulary: Vocabulary, max_bytes: int) -> Outcome:
    """What `citykb ingest` would make of a file; nothing is written."""
    try:
        content = read_bytes(file.path, max_bytes)
        write_up = read(content, MEDIA_TYPE_OF_SUFFIX[file.path.suffix.lower()], max_bytes)
    except Unreadable as error:
        return Outcome(file, problems=error.problems)
    try:
        request = to_request(file, write_up, hashlib.sha256(content).hexdigest(), vocabulary, publish=True)
    except InvalidRecord as error:
        return Outcome(file, write_up, problems=error.problems)
    return Outcome(file, write_up, request.record)


def count(outcomes: Iterable[tuple[str, Outcome]]) -> list[FormatCounts]:
    """Counts by origin and format."""
    grouped: dict[tuple[str, str], list[Outcome]] = {}
    for origin, outcome in outcomes:
        grouped.setdefault((origin, _format(outcome.file)), []).append(outcome)
    return [_counts(origin, format_name, found) for (origin, format_name), found in grouped.items()]


def _counts(origin: str, format_name: str, outcomes: list[Outcome]) -> FormatCounts:
    read_ones = [outcome.write_up for outcome in outcomes if outcome.write_up]
    reasons = Counter(_reason(problem) for outcome in outcomes for problem in outcome.problems[:1])
    return FormatCounts(
        origin, format_name, len(outcomes), len(read_ones),
        warned=sum(bool(write_up.warnings) for write_up in read_ones),
        records=sum(outcome.record is not None for outcome in outcomes),
        reasons=tuple(reasons.most_common()),
    )  # fmt: skip


def _reason(problem: Problem) -> str:
    """The message without what is particular to the document, so that equal reasons are counted together."""
    text = _PLACE.sub("…", f"{problem.field}: {problem.message}" if problem.field else problem.message)
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON].rpartition(' ')[0]} …"


def _format(file: FoundFile) -> str:
    return {"htm": "html", "markdown": "md"}.get(ending := file.path.suffix.lower().removeprefix("."), ending)


def _unpack(archive: Path, folder: Path) -> None:
    """Readable files only, by their bare names; read in the order of the archive, as going back would be slow."""
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive, "r|*") as members:
        for member in members:
            name = PurePosixPath(member.name).name
            if (
                member.isfile()
                and PurePosixPath(name).suffix in MEDIA_TYPE_OF_SUFFIX
                and member.size < _LARGEST_MEMBER
            ):
                content = members.extractfile(member)
                (folder / name).write_bytes(content.read() if content else b"")

"""What a person says of a document that has no room for it: fields in a YAML file beside it, `report.pdf.yaml`.

A fetched page takes them from the file of its list, `pages.txt.yaml`, and from its own, which wins.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path

from ingest.discover import FoundFile
from ingest.readers import Unreadable, WriteUp, read_bytes
from ingest.readers.decoding import decode
from ingest.readers.front_matter import read_front_matter
from kb.errors import Problem

ENDING = ".yaml"
# What found documents lack most often, and a file beside them can give.
_GIVABLE = frozenset(("cities", "language", "title"))


@dataclasses.dataclass(frozen=True, slots=True)
class Beside:
    """A file of fields that is there: its name and its bytes."""

    name: str
    content: bytes


def places_beside(file: FoundFile) -> tuple[Path, ...]:
    """Where the fields of a file are looked for, the place that wins last."""
    return file.beside or (file.path.with_name(file.path.name + ENDING),)


def files_beside(file: FoundFile, max_bytes: int) -> tuple[Beside, ...]:
    """The files beside that are there, the one that wins last. Raises Unreadable when one cannot be opened."""
    there = [place for place in places_beside(file) if place.is_file()]
    return tuple(Beside(place.name, read_bytes(place, max_bytes)) for place in there)


def with_fields_beside(write_up: WriteUp, files: Iterable[Beside]) -> WriteUp:
    """The write-up with the fields that the files beside give; they win over those of the document. Raises Unreadable."""
    for file in files:
        if file.content.strip():
            write_up = _with_fields(write_up, file)
    return write_up


def _with_fields(write_up: WriteUp, file: Beside) -> WriteUp:
    try:
        fields, lines = read_front_matter(decode(file.content).text)
    except Unreadable as error:
        raise Unreadable([_in_the_file_beside(problem, file.name) for problem in error.problems]) from error
    return dataclasses.replace(
        write_up,
        fields={**write_up.fields, **fields},
        lines={**write_up.lines, **{name: line - 1 for name, line in lines.items()}},
    )


def told_where(problem: Problem, file: FoundFile) -> Problem:
    """A problem of a found document with the place where what it lacks can be written."""
    if problem.field not in _GIVABLE:
        return problem
    place = places_beside(file)[-1]
    beside, where = place.name, "next to it"
    if file.capture:
        beside, where = f"captures/{place.parent.name}/{place.name}", "in the data folder"
    message = (
        f"{problem.message} A document that has no fields takes them from the file '%(beside)s' {where}."
    )
    return Problem(problem.field, message, {**problem.params, "beside": beside})


def _in_the_file_beside(problem: Problem, name: str) -> Problem:
    """Lines are counted as in front matter, which begins on the second line of its file."""
    line = problem.params.get("line")
    params = {**problem.params, "line": line - 1} if isinstance(line, int) else problem.params
    return Problem(
        problem.field, f"In the file beside ('%(beside)s'): {problem.message}", {**params, "beside": name}
    )

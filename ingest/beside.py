"""What a person says of a document that has no room for it: fields in a YAML file beside it, `report.pdf.yaml`."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from ingest.discover import FoundFile
from ingest.readers import Unreadable, WriteUp, read_bytes
from ingest.readers.decoding import decode
from ingest.readers.front_matter import read_front_matter
from kb.errors import Problem

_ENDING = ".yaml"
# What found documents lack most often, and a file beside them can give.
_GIVABLE = frozenset(("cities", "language", "title"))


def place_beside(file: FoundFile) -> Path:
    """Where the fields of a file are looked for; of a fetched page in its folder, whatever its newest capture is called."""
    name = "fields" if file.capture else file.path.name
    return file.path.with_name(name + _ENDING)


def bytes_beside(file: FoundFile, max_bytes: int) -> bytes:
    """The file beside, b"" when there is none. Raises Unreadable when it cannot be opened."""
    place = place_beside(file)
    return read_bytes(place, max_bytes) if place.is_file() else b""


def with_fields_beside(write_up: WriteUp, content: bytes) -> WriteUp:
    """The write-up with the fields that the file beside gives; they win over those of the document. Raises Unreadable."""
    if not content.strip():
        return write_up
    try:
        fields, lines = read_front_matter(decode(content).text)
    except Unreadable as error:
        raise Unreadable([_in_the_file_beside(problem) for problem in error.problems]) from error
    return dataclasses.replace(
        write_up,
        fields={**write_up.fields, **fields},
        lines={**write_up.lines, **{name: line - 1 for name, line in lines.items()}},
    )


def told_where(problem: Problem, file: FoundFile) -> Problem:
    """A problem of a found document with the place where what it lacks can be written."""
    if problem.field not in _GIVABLE:
        return problem
    place = place_beside(file)
    beside, where = place.name, "next to it"
    if file.capture:
        beside, where = f"captures/{place.parent.name}/{place.name}", "in the data folder"
    message = (
        f"{problem.message} A document that has no fields takes them from the file '%(beside)s' {where}."
    )
    return Problem(problem.field, message, {**problem.params, "beside": beside})


def _in_the_file_beside(problem: Problem) -> Problem:
    """Lines are counted as in front matter, which begins on the second line of its file."""
    line = problem.params.get("line")
    params = {**problem.params, "line": line - 1} if isinstance(line, int) else problem.params
    return Problem(problem.field, f"In the file beside: {problem.message}", params)

"""What a reader makes of a file: the fields it names, still in the file's own words, and its prose by section."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from kb.errors import InvalidRecord, Problem


class Unreadable(InvalidRecord):
    """A file that no record can be made of; `problems` says why and what to do."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What a found document says of itself beside its text; "" where it says nothing.

    `language` is a BCP 47 tag, `published` and `modified` are dates in the spelling of the record ("2024-05-15").
    """

    title: str = ""
    language: str = ""
    published: str = ""
    modified: str = ""
    author: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class WriteUp:
    """A file as read.

    `fields` holds text, None ("not reported"), lists and mappings under the record's field names; dotted names
    ("evidence.level") lead into a part. `sections` holds Markdown by section name. `lines` gives the line of a
    field ("costs", "costs.2") where the format has lines a writer can look up.

    `facts` is what a document in no form of ours says of itself; its title and language stand in `fields` too.
    `extractor` names what found the main text. `warnings` are no reason to reject the file, but the report shows them.
    """

    media_type: str
    fields: Mapping[str, object]
    sections: Mapping[str, str]
    lines: Mapping[str, int] = field(default_factory=dict)
    facts: DocumentFacts = DocumentFacts()
    extractor: str = ""
    warnings: tuple[Problem, ...] = ()

    def line_of(self, name: str) -> int | None:
        """The line of a dotted field, or of the nearest thing around it that has one."""
        while name and name not in self.lines:
            name = name.rpartition(".")[0]
        return self.lines.get(name)


class Reader(Protocol):
    """Turns the bytes of one media type into a write-up. Raises Unreadable.

    `charset` is what came with the bytes (a server's header), "" when nothing was said.
    """

    def __call__(self, content: bytes, charset: str = "") -> WriteUp: ...


def at_line(problem: Problem, line: int | None) -> Problem:
    """The problem with the line where it stands, if one is known."""
    if line is None:
        return problem
    return Problem(problem.field, problem.message + " (line %(line)s)", {**problem.params, "line": line})

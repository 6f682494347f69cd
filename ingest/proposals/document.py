"""A document that somebody hands in to start a record from: everything it seems to answer, as proposals.

Here what the document states in labelled facts and tables is a proposal too: the person who fills in the form has to
stand for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from ingest import tagging
from ingest.draft import Draft, draft
from ingest.normalise import one_line
from ingest.possible_cities import no_city
from ingest.prepare import draft_texts
from ingest.proposals import propose
from ingest.proposals.proposal import Proposal
from ingest.proposals.standing import lead_proposals, stage_proposals
from ingest.proposals.unanswered import unanswered
from ingest.readers import MEDIA_TYPE_OF_SUFFIX, WriteUp, read
from ingest.tagging.passages import ORGANISATION
from kb.errors import InvalidRecord, Problem
from kb.records import SECTION_NAMES, Assignment
from kb.vocab import Vocabulary

_NO_ENDING = (
    "The file's name has no ending that says what it is. Give it the right one, such as .docx or .pdf."
)
_NO_LANGUAGE = "The document does not say its language, and its words do not tell. Choose it."
LONGEST_TEXT = 20_000  # characters of a section; a longer one is cut at the end of a paragraph, and says so
_TEXTS = ("title", "summary", "started", "ended")
_CONCEPTS = ("jurisdiction", "scale", "stage")
_PARSED_AS = {"started": "date", "ended": "date"} | dict.fromkeys(_CONCEPTS, "concept")
_CONCEPT_LISTS = ("themes", "instruments", "target_groups")
_ROWS = {"reported_results": "value", "costs": "amount", "timeline": "event", "sources": "title"}


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """`name` is the file's own name, `sha256` that of its bytes (hex), `read_on` a day (ISO 8601), `language` a BCP 47
    code or "". `proposals` has at most one for a field that is no list of rows. `warnings` is what to look at."""

    name: str
    sha256: str
    read_on: str
    language: str
    proposals: tuple[Proposal, ...]
    warnings: tuple[Problem, ...] = ()


def read_document(content: bytes, name: str, vocabulary: Vocabulary, max_bytes: int) -> ReadDocument:
    """Read a file by the ending of its name. Raises InvalidRecord (or its kind Unreadable), with what to do."""
    name = PurePath(name.replace("\\", "/")).name
    suffix = PurePath(name).suffix.lower()
    if not suffix:
        raise InvalidRecord([Problem("", _NO_ENDING)])
    write_up = read(content, MEDIA_TYPE_OF_SUFFIX.get(suffix, suffix), max_bytes, known_as=name)
    drafted = draft(write_up, vocabulary)
    language = str(drafted.document.get("language") or "")
    told = [] if language else [Problem("language", _NO_LANGUAGE)]
    shortened: list[Problem] = []
    stated = [*_stated(drafted, vocabulary), *_sections(drafted, shortened), *_source(write_up)]
    publisher = write_up.facts.publisher or ""
    texts = {ORGANISATION: publisher} | {name: text for name, text in draft_texts(drafted).items() if text}
    read_out = [*lead_proposals(texts), *stage_proposals(texts), *propose(texts, language)]
    given = {proposal.field for proposal in stated}
    suggested = tagging.suggest(texts, language, vocabulary)
    has_city = "cities" in given or bool(tagging.chosen_cities(suggested))
    unsure = [] if has_city else [no_city(texts, language, vocabulary)]
    tags = _tags(suggested, given, vocabulary)
    return ReadDocument(
        one_line(name)[-120:],
        hashlib.sha256(content).hexdigest(),
        datetime.now(UTC).date().isoformat(),
        language,
        (*stated, *tags, *unanswered(read_out, drafted.document)),
        (*write_up.warnings, *told, *drafted.problems, *shortened, *unsure),
    )


def _stated(drafted: Draft, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """What the document says outright."""
    document = drafted.document
    yield from _stated_values(document)
    if cities := _listed(document.get("cities")):
        names = "; ".join(vocabulary.cities.full_label(city) for city in cities)
        yield Proposal("cities", names, "stated", parsed={"concepts": cities})
    lead = document.get("lead_organisation")
    if isinstance(lead, Mapping) and lead.get("name"):
        yield Proposal("lead_organisation", str(lead["name"]), "stated", parsed=dict(lead))
    for field, cell in _ROWS.items():
        rows = (row for row in document.get(field) or [] if isinstance(row, Mapping))
        yield from (_row(field, cell, row) for row in rows if row.get(cell))


def _stated_values(document: Mapping[str, Any]) -> Iterator[Proposal]:
    """Texts, dates and terms."""
    for field in (*_TEXTS, *_CONCEPTS):
        if isinstance(value := document.get(field), str) and value:
            yield Proposal(
                field, value, "stated", parsed={_PARSED_AS[field]: value} if field in _PARSED_AS else {}
            )
    for field in _CONCEPT_LISTS:
        if concepts := _listed(document.get(field)):
            yield Proposal(field, ", ".join(concepts), "stated", parsed={"concepts": concepts})


def _row(field: str, cell: str, row: Mapping[str, Any]) -> Proposal:
    sources = tuple(number for number in row.get("sources") or () if isinstance(number, int))
    left = {"sources"} if field in ("timeline", "sources") else {"sources", cell}
    parsed = {name: value for name, value in row.items() if name not in left and value is not None}
    return Proposal(field, str(row[cell]), "stated", parsed=parsed, sources=sources)


def _listed(value: object) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, list) else []


def _sections(drafted: Draft, shortened: list[Problem]) -> Iterator[Proposal]:
    sections = drafted.document["sections"]
    for name in SECTION_NAMES:
        text = str(sections.get(name) or "")
        if len(text) > LONGEST_TEXT:
            text = text[:LONGEST_TEXT].rpartition("\n\n")[0] or text[:LONGEST_TEXT]
            message = "This text is long: its first %(length)s characters were taken over."
            shortened.append(Problem(f"sections.{name}", message, {"length": len(text)}))
        if text:
            yield Proposal(f"sections.{name}", text, "stated", section=name)


def _source(write_up: WriteUp) -> Iterator[Proposal]:
    """The document as a source, with what it says of itself; only where it lists none of its own."""
    title = write_up.facts.title or write_up.fields.get("title")
    if title and not write_up.fields.get("sources"):
        facts = write_up.facts
        row = {
            "n": 1,
            "title": str(title),
            "publisher": facts.publisher or facts.author,
            "issued": facts.published,
        }
        yield Proposal(
            "sources", str(title), "document", parsed={name: text for name, text in row.items() if text}
        )


def _tags(suggestions: Sequence[Assignment], given: set[str], vocabulary: Vocabulary) -> Iterator[Proposal]:
    """The lead city and the main theme where the document names none; the rest is offered as suggested tags."""
    chosen = {
        "cities": tagging.chosen_cities(suggestions),
        "themes": tagging.chosen_themes(suggestions, vocabulary),
    }
    for field, concepts in chosen.items():
        if concepts and field not in given:
            found = next(one for one in suggestions if (one.field, one.concept) == (field, concepts[0]))
            parsed = {"concepts": concepts[:1], "cue": found.cue}
            yield Proposal(field, found.cue or concepts[0], "tag", found.sentence, found.section, parsed)

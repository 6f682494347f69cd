"""One file, read and checked: from its bytes to what the catalogue takes in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest import tagging
from ingest.beside import files_beside, told_where, with_fields_beside
from ingest.discover import FoundFile
from ingest.draft import Draft, Row, draft
from ingest.fetching.captures import Capture
from ingest.possible_cities import asked_for
from ingest.proposals import Proposal, propose, unanswered
from ingest.readers import MEDIA_TYPE_OF_SUFFIX, DocumentFacts, WriteUp, read, read_bytes
from ingest.tagging.passages import ORGANISATION, SOURCES
from ingest.validate import validated, validated_translation
from kb.catalog import ImportRequest
from kb.errors import InvalidRecord
from kb.records import Assignment, Record, Translation
from kb.records.workflow import TAGGED_FIELDS
from kb.vocab import Vocabulary

UNNAMED = "page"  # the slug of a page nobody has named yet; the run that takes it in names it


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the catalogue takes in, the write-up it was made of, and what its text proposes beyond that."""

    request: ImportRequest
    write_up: WriteUp
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedTranslation:
    """A translation with the SHA-256 (hex) of its file's bytes, and the write-up it was made of."""

    translation: Translation
    sha256: str
    write_up: WriteUp


def prepare(file: FoundFile, vocabulary: Vocabulary, max_bytes: int, *, publish: bool) -> Prepared:
    """The import of an original. Raises InvalidRecord (or its kind Unreadable) with all problems of the file."""
    content, beside = read_bytes(file.path, max_bytes), files_beside(file, max_bytes)
    write_up = read(content, _media_type(file), max_bytes, known_as=file.origin)
    write_up = with_fields_beside(write_up, beside)
    sha256 = hashlib.sha256(b"".join((content, *(one.content for one in beside)))).hexdigest()
    try:
        request = to_request(file, write_up, sha256, vocabulary, publish=publish)
    except InvalidRecord as error:
        if not write_up.extractor:
            raise
        raise InvalidRecord([told_where(problem, file) for problem in error.problems]) from error
    return Prepared(request, write_up, _proposals(request.record))


def to_request(
    file: FoundFile, write_up: WriteUp, sha256: str, vocabulary: Vocabulary, *, publish: bool
) -> ImportRequest:
    """The import of an original that is read already. Raises InvalidRecord with all problems."""
    drafted = draft(write_up, vocabulary)
    drafted.document.setdefault("slug", file.slug or UNNAMED)
    drafted.document.setdefault("kind", file.kind)
    if file.capture:
        drafted.document.setdefault("provenance", _provenance(file.capture))
    _state_origin(drafted, write_up.facts)
    by_person = _by_person(drafted)
    texts, language = draft_texts(drafted), str(drafted.document.get("language") or "")
    suggestions = tagging.suggest(texts, language, vocabulary)
    _fill(drafted, suggestions, vocabulary)
    return ImportRequest(
        record=_validated(drafted, write_up, texts, language, vocabulary),
        assignments=(*by_person, *suggestions),
        path=file.origin,
        sha256=sha256,
        publish=publish,
    )


def _validated(
    drafted: Draft, write_up: WriteUp, texts: Mapping[str, str], language: str, vocabulary: Vocabulary
) -> Record:
    try:
        return validated(drafted, write_up, vocabulary)
    except InvalidRecord as error:
        raise InvalidRecord(asked_for(error.problems, texts, language, vocabulary)) from error


def _proposals(record: Record) -> tuple[Proposal, ...]:
    """What the record's text seems to report beyond its own fields."""
    found = propose(tagging.texts_of(record), record.language)
    return unanswered(found, record.model_dump(mode="json"))


def prepare_translation(file: FoundFile, vocabulary: Vocabulary, max_bytes: int) -> PreparedTranslation:
    """The translation a file holds. Raises InvalidRecord."""
    content = read_bytes(file.path, max_bytes)
    write_up = read(content, _media_type(file), max_bytes, known_as=file.origin)
    translation = validated_translation(draft(write_up, vocabulary), write_up, file.language)
    return PreparedTranslation(translation, hashlib.sha256(content).hexdigest(), write_up)


def _provenance(capture: Capture) -> dict[str, str]:
    """Where a fetched page came from, and what exactly was read."""
    note = f"As fetched on {capture.day}; SHA-256 {capture.sha256}."
    return {"derived_from": capture.final_url, "note": note}


def _state_origin(drafted: Draft, facts: DocumentFacts) -> None:
    """Who published a found document and when, in the record's provenance, as far as it says so."""
    given = drafted.document.get("provenance") or {}
    if facts == DocumentFacts() or not isinstance(given, dict):
        return
    dates = (("Published", facts.published), ("Last changed", facts.modified))
    notes = (*(f"{word} {date}." for word, date in dates if date), str(given.get("note") or ""))
    stated = {"attributed_to": facts.publisher or facts.author, "note": " ".join(filter(None, notes))}
    origin = given | {name: text for name, text in stated.items() if text}
    if origin:
        drafted.document["provenance"] = origin


def _media_type(file: FoundFile) -> str:
    if file.capture:
        charset = f"; charset={file.capture.charset}" if file.capture.charset else ""
        return file.capture.media_type + charset
    suffix = file.path.suffix.lower()
    return MEDIA_TYPE_OF_SUFFIX.get(suffix, suffix)


def _by_person(drafted: Draft) -> tuple[Assignment, ...]:
    """What the file names itself: its writer's decisions."""
    return tuple(
        Assignment(field, concept, "human", 1.0)
        for field in TAGGED_FIELDS
        if isinstance(concepts := drafted.document.get(field), list)
        for concept in concepts
    )


def _fill(drafted: Draft, suggestions: Sequence[Assignment], vocabulary: Vocabulary) -> None:
    """Cities and themes that the file does not name come from the tagger; one that it names wrongly stays a problem."""
    wrong = {problem.field for problem in drafted.problems}
    chosen = {
        "cities": tagging.chosen_cities(suggestions),
        "themes": tagging.chosen_themes(suggestions, vocabulary),
    }
    for field, concepts in chosen.items():
        if concepts and not drafted.document.get(field) and field not in wrong:
            drafted.document[field] = concepts


def draft_texts(drafted: Draft) -> dict[str, str]:
    """The texts of a draft by the names that `tagging.suggest` knows."""
    document = drafted.document
    return {
        "title": str(document.get("title") or ""),
        "aliases": _lines(document.get("aliases"), "text"),
        "summary": str(document.get("summary") or ""),
        ORGANISATION: _organisation(document),
        SOURCES: _lines(document.get("sources"), "title"),
        **{name: str(text or "") for name, text in document["sections"].items()},
    }


def _lines(rows: object, cell: str) -> str:
    """One cell of every row, a line each."""
    listed = rows if isinstance(rows, list) else []
    return "\n".join(str(row.get(cell) or "") for row in listed if isinstance(row, dict))


def _organisation(document: Row) -> str:
    """Who published a found document."""
    provenance = document.get("provenance")
    return str((isinstance(provenance, dict) and provenance.get("attributed_to")) or "")

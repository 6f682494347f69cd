"""From a draft to a record: every problem of a file at once, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ingest.draft import Draft
from ingest.normalise import closest
from ingest.readers import WriteUp, at_line
from kb.errors import InvalidRecord, Problem
from kb.records import Record, Translation, import_problems
from kb.vocab import Vocabulary

Model = TypeVar("Model", bound=BaseModel)

_MISSING = {
    "title": "There is no title. Give one as `title:` in the front matter or as the <h1> of the page.",
    "language": 'There is no language. Give its code as `language: en` or as <html lang="en">.',
}
_SENTENCES = {
    "missing": "This is missing. Fill it in.",
    "string_too_short": "This is empty. Fill it in.",
    "int_parsing": "'%(input)s' is not a whole number.",
    "tuple_type": "Write a list, such as [a, b].",
    "string_type": "Write plain text here.",
    "model_type": "Write fields here, such as {name: value}.",
    "date_from_datetime_parsing": "'%(input)s' is not a day. Write it as 2026-03-01.",
    "date_parsing": "'%(input)s' is not a day. Write it as 2026-03-01.",
}
_PATTERNS = {
    "language": "'%(input)s' is not a language code such as en, es, fr or ko.",
    "url": "'%(input)s' is not a web address; it must start with http:// or https:// and hold no space.",
    "archived_url": "'%(input)s' is not a web address; it must start with http:// or https:// and hold no space.",
    "currency": "'%(input)s' is not a currency code of three capital letters, such as EUR.",
    "slug": "'%(input)s' is not a slug; use small letters, digits and hyphens.",
    "record": "'%(input)s' is not a slug; use small letters, digits and hyphens.",
}

# How a page in one of the four languages says who translated it.
_TRANSLATORS = {
    word: by
    for by, words in {
        "machine": (
            "machine",
            "máquina",
            "traducción automática",
            "traduction automatique",
            "기계",
            "기계 번역",
        ),
        "human": ("human", "a person", "persona", "una persona", "personne", "une personne", "사람"),
    }.items()
    for word in words
}


def validated(draft: Draft, write_up: WriteUp, vocabulary: Vocabulary) -> Record:
    """The record of a draft. Raises InvalidRecord with all problems, each with its line where known."""
    record, problems = _built(Record, draft.document)
    if record is not None:
        told = {problem.field for problem in draft.problems}
        problems += [problem for problem in import_problems(record, vocabulary) if problem.field not in told]
    _raise_any([*draft.problems, *problems], write_up)
    assert record is not None
    return record


def validated_translation(draft: Draft, write_up: WriteUp, language: str) -> Translation:
    """The translation a file holds. Raises InvalidRecord, also for fields that belong to the original alone."""
    document = dict(draft.document)
    said = document.pop("translation", None)
    by = said.get("by") if isinstance(said, dict) else said
    problems = [*draft.problems, *_language_problems(document.pop("language", language), language)]
    problems += [
        Problem(name, "A translation takes this from the original. Leave it out.")
        for name in sorted(set(document) - set(Translation.model_fields) - {"slug", "kind"})
    ]
    fields = {name: value for name, value in document.items() if name in Translation.model_fields}
    if by is not None:
        fields["by"] = _TRANSLATORS.get(str(by).strip().casefold(), str(by))
    translation, more = _built(Translation, fields | {"language": language})
    _raise_any([*problems, *more], write_up)
    assert translation is not None
    return translation


def _language_problems(given: object, expected: str) -> list[Problem]:
    if given == expected:
        return []
    message = "The file's name says '%(expected)s', its text says '%(given)s'. Make them agree."
    return [Problem("language", message, {"expected": expected, "given": given})]


def _raise_any(problems: Iterable[Problem], write_up: WriteUp) -> None:
    placed = [at_line(problem, write_up.line_of(problem.field)) for problem in problems]
    if placed:
        raise InvalidRecord(placed)


def _built(model: type[Model], document: dict[str, Any]) -> tuple[Model | None, list[Problem]]:
    try:
        return model.model_validate(document), []
    except ValidationError as error:
        return None, [_sentence(model, complaint) for complaint in error.errors(include_url=False)]


def _sentence(model: type[BaseModel], complaint: ErrorDetails) -> Problem:
    """One complaint of pydantic in words a writer of files can act on."""
    where = [str(step) for step in complaint["loc"]]
    last, kind = (where or [""])[-1], complaint["type"]
    params: dict[str, object] = {"input": complaint["input"]}
    if kind == "missing" and len(where) == 1:
        message = _MISSING.get(last, _SENTENCES[kind])
    elif kind == "extra_forbidden":
        near = closest(last, sorted(model.model_fields)) if len(where) == 1 else ""
        message = _unknown_field(near, inside=len(where) > 1)
    elif kind == "string_pattern_mismatch":
        message = _PATTERNS.get(last, "'%(input)s' is not an id; use small letters, digits and hyphens.")
    else:
        message = _SENTENCES.get(kind) or complaint["msg"].removeprefix("Value error, ")
    return Problem(".".join(where), message, params if "%(input)s" in message else {})


def _unknown_field(near: str, *, inside: bool) -> str:
    if inside:
        return "There is no field of this name here. Put text that holds a comma into double quotes."
    return f"There is no field of this name here.{f' Did you mean {near}?' if near else ''}"

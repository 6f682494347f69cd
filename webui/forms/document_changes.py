"""Changing a record's document by form values: what a form does not show, or shows and was not changed, stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from ingest.normalise import clean_text, date_text, one_line
from kb.errors import InvalidRecord
from kb.records import NOT_REPORTED, Record, problems_of, says_not_reported
from kb.records.described import Described

Document = dict[str, Any]
Values = dict[str, Any]


def not_reported_text(language: str) -> str:
    """How a text of this language says "not reported"; it may be typed into any field."""
    return NOT_REPORTED.get(language.partition("-")[0], NOT_REPORTED["en"])


def shown_text(owner: Described | None, name: str, language: str) -> str:
    """A value as the form shows it: its text, "Not reported" where that was said, and nothing where nobody asked."""
    if owner is None:
        return ""
    if name in owner.not_reported:
        return not_reported_text(language)
    value = getattr(owner, name)
    return "" if value is None else str(value)


def typed(values: Mapping[str, Any], multiline: Iterable[str]) -> Values:
    """Form values as they are compared and stored: clean text, empty for nothing."""
    prose = set(multiline)
    return {name: _clean(value, keeps_lines=name in prose) for name, value in values.items()}


def put(document: Document, name: str, value: object) -> None:
    """Set a field, or take it away when nothing is said. "Not reported" in a text is kept as null."""
    if value in ("", None, [], {}, ()):
        document.pop(name, None)
    else:
        document[name] = None if isinstance(value, str) and says_not_reported(value) else value


def date_answer(text: str) -> str:
    """A date as people write it, in the record's spelling; "not reported" stays what it says."""
    return text if says_not_reported(text) else date_text(text) or ""


def reordered(before: Sequence[str], chosen: Iterable[str]) -> list[str]:
    """A choice from check boxes in the order the record had, new ones at the end."""
    wanted = list(dict.fromkeys(chosen))
    kept = [value for value in before if value in wanted]
    return kept + [value for value in wanted if value not in kept]


def to_record(document: Document) -> Record:
    """Raises InvalidRecord with every complaint on its dotted field."""
    try:
        return Record.model_validate(document)
    except ValidationError as error:
        raise InvalidRecord(problems_of(error)) from error


def _clean(value: Any, *, keeps_lines: bool) -> Any:
    if isinstance(value, str):
        return clean_text(value) if keeps_lines else one_line(value)
    if isinstance(value, dict):
        return {name: _clean(cell, keeps_lines=False) for name, cell in value.items()}
    if isinstance(value, list):
        return [_clean(entry, keeps_lines=False) for entry in value]
    return "" if value is None else value

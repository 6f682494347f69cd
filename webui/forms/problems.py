"""Putting what the rules say onto the fields of a form, so that every error stands where it can be mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import format_decimal, gettext
from wtforms import FieldList, FormField, HiddenField

from kb.errors import Problem
from webui.context import language_name
from webui.field_labels import ROW_LABELS, field_label

_LENGTHS = ("length", "limit")


def problem_text(problem: Problem) -> str:
    """The sentence in the reader's language, filled in."""
    sentence = str(gettext(problem.message))
    params = {name: _counted(name, value) for name, value in problem.params.items()}
    if "language" in params:
        params["language"] = language_name(str(params["language"]))
    return sentence % params


def _counted(name: str, value: object) -> object:
    """Lengths as the hints of the form write them: 1,500."""
    return format_decimal(value) if name in _LENGTHS and isinstance(value, int) else value


def grouped_problems(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """The fields concerned by each sentence, so that nineteen unanswered fields are said once."""
    fields: dict[str, list[str]] = {}
    for problem in problems:
        fields.setdefault(problem_text(problem), []).append(problem.field)
    return fields


def place(form: Any, problems: Iterable[Problem], field_names: Mapping[str, str]) -> None:
    """Add each problem to its field; `field_names` maps a record's field to the form's where they differ.

    A dotted name is looked up whole, then by its head; what has no field is said of the whole form.
    """
    for problem in problems:
        field = _field_of(form, problem.field, field_names)
        text = problem_text(problem)
        if field is None:
            form.form_errors.append(text)
        elif not field.errors:  # the form's own words come first
            field.errors = [text]


def has_place(form: Any, problem: Problem, field_names: Mapping[str, str]) -> bool:
    """Whether the form has the field that the problem is about; else another form is where it is mended."""
    return _field_of(form, problem.field, field_names) is not None


@dataclass(frozen=True, slots=True)
class ListedError:
    """One line of the summary at the top of a page: where the link leads (nowhere for a hidden field), and what is wrong."""

    id: str
    label: str
    text: str


def listed_errors(form: Any) -> list[ListedError]:
    """The errors of all fields in the order of the form, also those inside rows and groups."""
    return [error for field in form for error in _errors_of(field)]


def list_errors(field: Any) -> list[str]:
    """What is wrong with repeating rows as a whole; WTForms keeps the errors of the single rows in the same place."""
    return [error for error in field.errors if isinstance(error, str)]


def _errors_of(field: Any) -> Iterator[ListedError]:
    if isinstance(field, FieldList):
        name = field_label(field.short_name)
        for text in list_errors(field):
            yield ListedError(field.id, name, text)
        word = str(ROW_LABELS.get(field.short_name, name))
        for place_in_list, row in enumerate(field.entries, start=1):
            number = row.form.n.data if "n" in row.form else place_in_list
            for error in _errors_of(row):
                yield replace(error, label=f"{word} {number}, {error.label}")
    elif isinstance(field, FormField):
        for cell in field.form:
            yield from _errors_of(cell)
    else:
        for text in field.errors:
            yield ListedError("" if isinstance(field, HiddenField) else field.id, _label(field), str(text))


def _label(field: Any) -> str:
    """What a field is called where it stands alone: a tick for "not reported" with the field that it is about."""
    label = str(field.label.text)
    about, suffix, _rest = str(field.short_name).partition("_silent")
    return f"{field_label(about)}, {label}" if suffix else label


def _field_of(form: Any, name: str, field_names: Mapping[str, str]) -> Any:
    head, _dot, rest = name.partition(".")
    candidates = (name, rest, head)
    for candidate in filter(None, candidates):
        known = field_names.get(candidate, candidate)
        if known in form:
            return _row_field(form[known], rest)
    return None


def _row_field(field: Any, path: str) -> Any:
    """The cell of a repeating row for a path such as "2.url", the part of a group for "problem", else the field."""
    index, _dot, cell = path.partition(".")
    if isinstance(field, FormField):
        return field.form[path] if path in field.form else next(iter(field.form))
    if not isinstance(field, FieldList) or not index.isdigit() or int(index) >= len(field.entries):
        return field
    row = field.entries[int(index)].form
    return row[cell] if cell in row else next(named for named in row if not isinstance(named, HiddenField))

"""Rows that repeat in a form (sources, results, costs): adding and removing them by submit buttons, without JavaScript.

A button carries `do=add:<list>` or `do=remove:<list>-<index>`; `static/forms.js` does the same without a round trip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, HiddenField
from wtforms.validators import ValidationError

from kb.errors import InvalidRecord, Problem

ROW_LIMIT = 200
READ_LIMIT = 2000  # rows of one list that are read at all; nobody types as many
TEMPLATE_INDEX = "__index__"
_MOST_DIGITS = 9  # of the place of a row


class Row(Form):  # type: ignore[misc]  # WTForms has no types
    """One row. Hidden cells say which row of the record it is; a row with nothing else in it is empty.

    `proposal` names the proposal a row was made of, and `checked` is a person's word that it is right; neither is an
    answer, so `data` has them not.
    """

    proposal = HiddenField()
    checked = BooleanField(_l("I have checked this"))

    @property
    def is_empty(self) -> bool:
        typed = (cell.data for cell in self if not isinstance(cell, HiddenField | BooleanField))
        return not any((text or "").strip() for text in typed)

    @property
    def data(self) -> dict[str, Any]:
        return {cell.short_name: cell.data for cell in self if cell.short_name not in ("proposal", "checked")}

    def require(self, field: Any, message: str) -> None:
        """Raises ValidationError when the row says something but not this."""
        if not self.is_empty and not (field.data or "").strip():
            raise ValidationError(message)


class RowList(FieldList):  # type: ignore[misc]  # WTForms has no types
    """A list of rows. Raises InvalidRecord when more are sent than the page that says so could show again."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        start = f"{prefix}-"
        places = {name.removeprefix(start).partition("-")[0] for name in formdata if name.startswith(start)}
        if len(places) > READ_LIMIT:
            raise InvalidRecord([_too_many(self.short_name, len(places), ROW_LIMIT)])
        return (int(place) for place in places if place.isdecimal() and len(place) <= _MOST_DIGITS)


def too_many_rows(name: str, rows: Sequence[object], before: Sequence[object]) -> Iterator[Problem]:
    """A list of a form is bounded; a record that came from a file with a longer one keeps it."""
    limit = max(ROW_LIMIT, len(before))
    if len(rows) > limit:
        yield _too_many(name, len(rows), limit)


def _too_many(name: str, count: int, limit: int) -> Problem:
    message = "These are %(count)s rows, and up to %(limit)s can be saved. Take some away."
    return Problem(name, message, {"count": count, "limit": limit})


def change_rows(form: Any, do: str) -> bool:
    """Carry out an add or remove button. False when `do` is neither."""
    verb, _, name = do.partition(":")
    if verb == "add":
        _add_row(form, name)
    elif verb == "remove":
        _remove_row(form, name)
    else:
        return False
    return True


def template_row(field: Any) -> Any:
    """The fields of a row with a placeholder for its index, from which the script makes new rows."""
    row_class = field.unbound_field.args[0]
    return row_class(prefix=f"{field.name}-{TEMPLATE_INDEX}-")


def _add_row(form: Any, name: str) -> None:
    if name in form and len(form[name].entries) < ROW_LIMIT:
        form[name].append_entry()


def _remove_row(form: Any, row_name: str) -> None:
    name = row_name.rpartition("-")[0]
    if name in form:
        form[name].entries = [row for row in form[name].entries if row.name != row_name]
        renumber(form[name])


def renumber(field: Any) -> None:
    """Name the rows 0, 1, 2 ... anew: that is how they are read when the form comes back, whatever they are called."""
    rows = [{cell.short_name: cell.data for cell in row.form} for row in field.entries]
    field.entries, field.last_index = [], -1
    for row in rows:
        field.append_entry(row)


def drop_empty_rows(field: Any) -> None:
    """Take away rows in which nothing was typed, so that rows of form and record have the same places."""
    field.entries = [row for row in field.entries if not row.form.is_empty]


def keep_one_row(field: Any) -> None:
    """Show an empty row where there is none, so that there is something to fill in."""
    if not field.entries:
        field.append_entry()

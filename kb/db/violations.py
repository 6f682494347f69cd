"""From a refusal of the database to the field a person must change: nobody checks first and inserts later."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Index, MetaData, UniqueConstraint
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from kb.errors import DuplicateValue, InvalidRecord, Problem

_SQLITE_UNIQUE = "UNIQUE constraint failed: "

# Constraint -> the field of the form or file that holds the value.
FIELD_OF_CONSTRAINT = {
    "uq_records_slug": "slug",
    "uq_users_login": "login",
    "uq_ingested_files_path": "path",
    "uq_cited_searches_identifier": "identifier",
}


def translate(error: DBAPIError, metadata: MetaData) -> Exception:
    """DuplicateValue for a constraint that guards a field, InvalidRecord for a text that PostgreSQL cannot hold; any other
    error is given back as it is."""
    if isinstance(error, DataError) and "NUL" in str(error.orig):
        return InvalidRecord([Problem("", "The text contains a NUL character, which cannot be stored.")])
    if not isinstance(error, IntegrityError):
        return error
    field = FIELD_OF_CONSTRAINT.get(constraint_name(error, metadata))
    if field is None:
        return error
    value = error.params.get(field, "") if isinstance(error.params, Mapping) else ""
    return DuplicateValue(field, str(value))


def constraint_name(error: IntegrityError, metadata: MetaData) -> str:
    """The name of the violated constraint; "" when it cannot be told. SQLite names the columns instead."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return diagnosis.constraint_name or ""
    message = str(error.orig)
    if not message.startswith(_SQLITE_UNIQUE):
        return ""
    columns = frozenset(message.removeprefix(_SQLITE_UNIQUE).split(", "))
    return _unique_over(metadata).get(columns, "")


def _unique_over(metadata: MetaData) -> dict[frozenset[str], str]:
    return {
        frozenset(f"{table.name}.{column.name}" for column in unique.columns): str(unique.name)
        for table in metadata.tables.values()
        for unique in (*table.constraints, *table.indexes)
        if isinstance(unique, UniqueConstraint) or (isinstance(unique, Index) and unique.unique)
    }

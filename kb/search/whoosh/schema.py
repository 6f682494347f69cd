"""What Whoosh keeps of a document. Only Whoosh's own classes are in the schema, since Whoosh pickles it into the index.

Texts come in cut into terms by `kb.search.analysis`; exact fields keep positions, stem fields only frequencies.
Filter fields are lists of ids. `row` and `names` are columns of JSON: what sorting and suggesting need of every
document at once.
"""

from __future__ import annotations

import json
from typing import Any

from whoosh import fields
from whoosh.analysis import SpaceSeparatedTokenizer

from kb.search.analysis import STEM_SUFFIX, index_terms, written_in
from kb.search.document import IndexDocument
from kb.search.fields import FILTERS, TEXT_FIELDS
from kb.search.morphology import Morphology
from kb.search.suggestions import record_names
from kb.search.whoosh.names import RecordName
from kb.search.whoosh.rows import Row

KEY = "key"
ROW = "row"
NAMES = "names"
EXACT_FIELDS = tuple(field.name for field in TEXT_FIELDS)
NAME_FIELDS = ("title", "aliases")
SCORED_FIELDS = tuple(name for field in EXACT_FIELDS for name in (field, field + STEM_SUFFIX))
WRITTEN_IN = "written_in"  # which text fields hold something in which language
# Every field but the key that a document can be found by, and whether it keeps positions.
INVERTED_FIELDS = {name: name in EXACT_FIELDS for name in sorted((*SCORED_FIELDS, *FILTERS, WRITTEN_IN))}


def make_schema() -> fields.Schema:
    """The schema of every index of this version."""
    schema = fields.Schema()
    schema.add(KEY, fields.ID(unique=True))
    schema.add(ROW, fields.COLUMN())
    schema.add(NAMES, fields.COLUMN())
    for name in SCORED_FIELDS:
        schema.add(name, fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=name in EXACT_FIELDS))
    for name in (*FILTERS, WRITTEN_IN):
        schema.add(name, fields.KEYWORD(commas=True))
    return schema


def key_of(record_id: int) -> str:
    """The term by which a document is found and replaced."""
    return str(record_id)


def terms_of(document: IndexDocument, morphology: Morphology) -> dict[str, list[str]]:
    """The terms of a document in every field of INVERTED_FIELDS."""
    filters = {name: list(document.filters.get(name, ())) for name in FILTERS}
    return index_terms(document.texts, morphology) | filters | {WRITTEN_IN: written_in(document.texts)}


def names_of(document: IndexDocument) -> list[RecordName]:
    return [RecordName(name.text, name.kind, name.language) for name in record_names(document)]


def encoded_names(names: list[RecordName]) -> bytes:
    """Names as their column has them."""
    return json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode()


def values_of(document: IndexDocument, row: Row, morphology: Morphology) -> dict[str, Any]:
    """The field values of a document, as Whoosh's own writer takes them."""
    return {
        KEY: key_of(document.id),
        ROW: row.encoded(),
        NAMES: encoded_names(names_of(document)),
        **terms_of(document, morphology),
    }

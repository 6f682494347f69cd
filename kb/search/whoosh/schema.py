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

from kb.search.analysis import STEM_SUFFIX, index_terms
from kb.search.document import IndexDocument
from kb.search.fields import FILTERS, TEXT_FIELDS
from kb.search.suggestions import record_names
from kb.search.whoosh.texts import Extent

KEY = "key"
ROW = "row"
NAMES = "names"


def make_schema() -> fields.Schema:
    """The schema of every index of this version."""
    schema = fields.Schema()
    schema.add(KEY, fields.ID(unique=True))
    schema.add(ROW, fields.COLUMN())
    schema.add(NAMES, fields.COLUMN())
    for text_field in TEXT_FIELDS:
        schema.add(text_field.name, fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=True))
        schema.add(
            text_field.name + STEM_SUFFIX, fields.TEXT(analyzer=SpaceSeparatedTokenizer(), phrase=False)
        )
    for name in FILTERS:
        schema.add(name, fields.KEYWORD(commas=True))
    return schema


def key_of(record_id: int) -> str:
    """The term by which a document is found and replaced."""
    return str(record_id)


def values_of(document: IndexDocument, extent: Extent) -> dict[str, Any]:
    """The field values of a document whose texts lie at `extent`."""
    row = (
        document.id,
        document.revision,
        document.slug,
        document.issued,
        document.city_key,
        document.evidence,
        extent.offset,
        extent.length,
    )
    names = [(name.text, name.kind, name.language) for name in record_names(document.slug, document.texts)]
    return {
        KEY: key_of(document.id),
        ROW: _json_bytes(row),
        NAMES: _json_bytes(names),
        **index_terms(document.texts),
        **{name: list(document.filters.get(name, ())) for name in FILTERS},
    }


def _json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

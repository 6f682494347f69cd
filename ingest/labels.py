"""Labels of facts and table columns, in English, Spanish, French and Korean, to the record's field names.

The words are in `ingest/data/labels.yaml`. A label is compared by its name key: case, accents, punctuation and a
trailing colon do not count. The field's own name ("lead_organisation") is always a label of it. Dotted names lead into
a part: "evidence.level", "contact.email".
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ingest.word_lists import read_word_list
from kb.vocab.labels import name_key

Labels = Mapping[str, str]


def fact_field(label: str) -> str | None:
    """The (dotted) field of a labelled fact, None when the label is not known."""
    return _fact_labels().get(name_key(label))


def part_of_columns(headers: Sequence[str], expected: str | None = None) -> str | None:
    """The part whose rows a table with these headers holds: its required columns are there and it knows most headers.

    `expected` is the part that the heading announces; it decides between parts that fit equally well.
    """
    known = {part: _columns_known(part, headers) for part in _columns()}
    fitting = [
        (count, part == expected, part)
        for part, count in known.items()
        if count * 2 >= len(headers) and _has_required(part, headers)
    ]
    return max(fitting)[2] if fitting else None


def column_of(part: str, header: str) -> str | None:
    """The row's field under a header cell, None when the part has none of that name."""
    return _columns()[part].get(name_key(header))


def _columns_known(part: str, headers: Sequence[str]) -> int:
    return sum(column_of(part, header) is not None for header in headers)


def _has_required(part: str, headers: Sequence[str]) -> bool:
    columns = {column_of(part, header) for header in headers}
    return all(columns & set(names) for names in read_word_list("labels.yaml")["required"][part])


@functools.cache
def _fact_labels() -> Labels:
    return _by_key(read_word_list("labels.yaml")["facts"])


@functools.cache
def _columns() -> Mapping[str, Labels]:
    """The columns of each part."""
    listed = read_word_list("labels.yaml")["columns"]
    return MappingProxyType({part: _by_key(columns) for part, columns in listed.items()})


def _by_key(labels: Mapping[str, Sequence[str]]) -> Labels:
    return MappingProxyType(
        {name_key(label): name for name, given in labels.items() for label in (name, *given)}
    )

"""The sidecar of a segment: everything a search reads of it, as arrays that are mapped into memory.

Whoosh's files stay the source: a sidecar can be made from them at any time (`content.content_of_reader`). It lies beside
them under the segment's name, so Whoosh removes it together with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kb.search.whoosh import schema
from kb.search.whoosh.arrays import Array, smallest, write_arrays
from kb.search.whoosh.content import Content, kept_lengths
from kb.search.whoosh.names import name_arrays
from kb.search.whoosh.postings import FieldPostings, Strings
from kb.search.whoosh.rows import row_arrays
from kb.search.whoosh.words import word_arrays

EXTENSION = ".side"
# The lists of words that spelling looks into, and the fields they are of.
WORD_LISTS = {"word": schema.EXACT_FIELDS, "name_word": schema.NAME_FIELDS}


def write_sidecar(path: Path, content: Content) -> None:
    """Write the sidecar of a segment that holds exactly this."""
    arrays = row_arrays(content.rows) | name_arrays(content.rows, content.names)
    for name, fields in WORD_LISTS.items():
        arrays |= word_arrays(name, (content.postings[field] for field in fields))
    totals = {}
    for name, postings in content.postings.items():
        arrays |= _field_arrays(name, postings)
        if name in schema.SCORED_FIELDS:
            lengths = postings.lengths(content.count)
            totals[name] = int(lengths.sum())
            arrays[f"{name}.length"] = kept_lengths(lengths)
    write_arrays(path, arrays, {"count": content.count, "total_lengths": totals})


def _field_arrays(name: str, postings: FieldPostings) -> dict[str, Array]:
    arrays: dict[str, Array] = {
        f"{name}.letters": postings.terms.letters,
        f"{name}.bounds": smallest(postings.terms.bounds),
        f"{name}.starts": smallest(postings.starts),
        f"{name}.documents": postings.documents,
        f"{name}.frequencies": postings.frequencies,
    }
    if postings.places is not None and postings.bases is not None and postings.place_starts is not None:
        arrays |= {
            f"{name}.bases": postings.bases,
            f"{name}.place_starts": smallest(postings.place_starts),
            f"{name}.places": postings.places,
        }
    return arrays


def field_postings(arrays: Mapping[str, Array], name: str) -> FieldPostings:
    """The inverted lists of a field of an opened sidecar."""
    return FieldPostings(
        Strings(arrays[f"{name}.letters"], arrays[f"{name}.bounds"]),
        arrays[f"{name}.starts"],
        arrays[f"{name}.documents"],
        arrays[f"{name}.frequencies"],
        arrays.get(f"{name}.bases"),
        arrays.get(f"{name}.place_starts"),
        arrays.get(f"{name}.places"),
    )

"""One segment of an index as arrays: its sidecar and its texts, opened. Nothing here changes, so threads share it freely.

Segments never change, so one is opened once and kept across commits; its files may be removed meanwhile.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from kb.search.fields import FILTERS
from kb.search.scoring import LENGTH_SCALE
from kb.search.whoosh import schema, sidecar, texts
from kb.search.whoosh.arrays import open_arrays
from kb.search.whoosh.content import Content
from kb.search.whoosh.facet_codes import SegmentCodes
from kb.search.whoosh.names import SegmentNames
from kb.search.whoosh.postings import FieldPostings
from kb.search.whoosh.rows import Rows
from kb.search.whoosh.segment_writing import INDEX_NAME
from kb.search.whoosh.texts import TextReader
from kb.search.whoosh.words import SegmentWords

_LENGTHS = np.array(LENGTH_SCALE, np.float64)


class Segment:
    """The sidecar and the texts of one of Whoosh's segments. Raises ValueError, OSError when they are damaged."""

    def __init__(self, folder: Path, whoosh_segment: Any) -> None:
        self.id: str = whoosh_segment.segment_id()
        opened = open_arrays(folder / whoosh_segment.make_filename(sidecar.EXTENSION))
        self._arrays = opened.arrays
        self.count: int = opened.facts["count"]
        if self.count != whoosh_segment.doc_count_all():
            raise ValueError(f"{self.id} has a sidecar of another segment")
        self.total_lengths: Mapping[str, int] = opened.facts["total_lengths"]
        self.rows = Rows(self._arrays)
        self.names = SegmentNames(self._arrays, self.rows.slugs)
        self.words, self.name_words = (SegmentWords(name, self._arrays) for name in sidecar.WORD_LISTS)
        self.texts = TextReader(folder / whoosh_segment.make_filename(texts.EXTENSION))
        self.postings: Mapping[str, FieldPostings] = {
            name: sidecar.field_postings(self._arrays, name) for name in schema.INVERTED_FIELDS
        }

        self.codes: Mapping[str, SegmentCodes] = {
            name: SegmentCodes.of(self.postings[name], self.count) for name in FILTERS
        }

    def lengths(self, field: str) -> NDArray[np.float64]:
        """The length of a text field in every document, as a byte keeps it."""
        return _LENGTHS[self._arrays[f"{field}.length"]]

    def content(self) -> Content:
        """Everything but the texts, to be merged."""
        return Content(self.rows, self.names.of_documents(), self.postings)


def committed_segments(folder: Path, commit: int) -> list[Any]:
    """Whoosh's segment objects of a commit."""
    return list(TOC.read(FileStorage(str(folder)), INDEX_NAME, gen=commit).segments)

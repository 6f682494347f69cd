"""Writing segments straight from arrays, in Whoosh's own format, each with its sidecar and its texts.

A segment is written into a folder of its own and moved to the index when a commit takes it over: until then no other
writer sees it, and what a killed process left is one folder to remove.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.codec import default_codec
from whoosh.filedb.filestore import FileStorage

from kb.search.document import IndexDocument
from kb.search.morphology import Morphology
from kb.search.whoosh import schema, sidecar, texts
from kb.search.whoosh.block_writing import write_field
from kb.search.whoosh.content import Content, kept_lengths, keys_of
from kb.search.whoosh.inverting import Inverter
from kb.search.whoosh.names import RecordName
from kb.search.whoosh.rows import Row
from kb.search.whoosh.texts import TextWriter

INDEX_NAME = "MAIN"  # Whoosh's default


class SegmentWriter:
    """Collects documents, then writes them as one segment into `folder`. To be closed in any case."""

    def __init__(self, folder: Path, morphology: Morphology) -> None:
        self._morphology = morphology
        self.segment = new_segment(folder)
        self._folder = folder
        self._inverter = Inverter(schema.INVERTED_FIELDS)
        self._texts = TextWriter(folder / self.segment.make_filename(texts.EXTENSION))
        self._rows: list[Row] = []
        self._names: list[list[RecordName]] = []

    def add(self, document: IndexDocument) -> None:
        self._inverter.add(schema.terms_of(document, self._morphology))
        self._rows.append(Row.of(document, self._texts.append(document)))
        self._names.append(schema.names_of(document))

    @property
    def size(self) -> int:
        """The number of terms collected, to which the memory is proportional."""
        return self._inverter.size

    def finish(self) -> Any:
        """Write everything; answers Whoosh's segment object."""
        self._texts.close()
        write_segment(self._folder, self.segment, Content(self._rows, self._names, self._inverter.invert()))
        return self.segment

    def close(self) -> None:
        self._texts.close()


def new_segment(folder: Path) -> Any:
    return default_codec().new_segment(FileStorage(str(folder)), INDEX_NAME)


def write_segment(folder: Path, segment: Any, content: Content) -> None:
    """Whoosh's files and the sidecar of a segment whose texts are there already."""
    storage = FileStorage(str(folder))
    fields = dict(schema.make_schema().items())
    _write_documents(storage, segment, fields, content)
    writer = default_codec().field_writer(storage, segment)
    for name in sorted((*content.postings, schema.KEY)):
        if name == schema.KEY:
            write_field(writer, name, fields[name], keys_of(content.rows), None)
        else:
            postings = content.postings[name]
            lengths = kept_lengths(postings.lengths(content.count)) if fields[name].scorable else None
            write_field(writer, name, fields[name], postings, lengths)
    writer.close()
    segment.set_doc_count(content.count)
    sidecar.write_sidecar(folder / segment.make_filename(sidecar.EXTENSION), content)


def _write_documents(storage: Any, segment: Any, fields: dict[str, Any], content: Content) -> None:
    """The lengths of fields and the columns, by Whoosh's own writer."""
    writer = default_codec().per_document_writer(storage, segment)
    lengths = {name: content.postings[name].lengths(content.count).tolist() for name in schema.SCORED_FIELDS}
    columns = {name: fields[name].column_type for name in (schema.ROW, schema.NAMES)}
    for document, (row, names) in enumerate(zip(content.rows, content.names, strict=True)):
        writer.start_doc(document)
        for name, of_documents in lengths.items():
            writer.add_field(name, fields[name], None, of_documents[document])
        writer.add_column_value(schema.ROW, columns[schema.ROW], row.encoded())
        writer.add_column_value(schema.NAMES, columns[schema.NAMES], schema.encoded_names(list(names)))
        writer.finish_doc()
    writer.close()
    storage.temp_storage(f"{INDEX_NAME}.tmp").destroy()


def take_over(part: Path, folder: Path) -> None:
    """Move the files of finished segments into the folder of the index, and remove their own."""
    for path in part.iterdir():
        path.rename(folder / path.name)
    part.rmdir()

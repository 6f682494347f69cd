"""The texts of a generation: one file of JSON entries, appended to and read at an offset.

An entry holds what a hit shows, so that a search needs no database, and the bodies that snippets are cut from. The
entry of a replaced document stays in the file, unreachable, until the next rebuild.
"""

from __future__ import annotations

import json
import os
import weakref
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, NamedTuple

from kb.search.document import IndexDocument
from kb.search.results import Display, HeadlineFigure
from kb.search.snippets import BodyText, body_texts

FILE_NAME = "texts.jsonl"


class Extent(NamedTuple):
    """Where an entry lies in the file, in bytes."""

    offset: int
    length: int


class TextWriter:
    """Appends entries; they count from the moment a commit of the index names them."""

    def __init__(self, folder: Path) -> None:
        self._file: IO[bytes] = (folder / FILE_NAME).open("ab")

    def append(self, document: IndexDocument) -> Extent:
        entry = {
            "display": asdict(document.display),
            "bodies": [(body.language, body.text) for body in body_texts(document.texts)],
        }
        encoded = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
        offset = self._file.tell()
        self._file.write(encoded + b"\n")
        return Extent(offset, len(encoded))

    def close(self) -> None:
        """Hand everything to the system, before the index refers to it."""
        self._file.close()


class TextReader:
    """Reads entries; safe to use from several threads at once, because it keeps no position."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / FILE_NAME, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)

    def read(self, extent: Extent) -> tuple[Display, tuple[BodyText, ...]]:
        """What to show of a document and the bodies of its languages."""
        entry = json.loads(os.pread(self._descriptor, extent.length, extent.offset))
        return _display(entry["display"]), tuple(
            BodyText(language, text) for language, text in entry["bodies"]
        )


def _display(stored: dict[str, Any]) -> Display:
    headline = stored["headline"]
    return Display(
        **stored
        | {
            "cities": tuple(stored["cities"]),
            "themes": tuple(stored["themes"]),
            "aliases": tuple((text, language) for text, language in stored["aliases"]),
            "headline": HeadlineFigure(**headline) if headline else None,
        }
    )

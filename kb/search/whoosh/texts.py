"""The texts of a segment: one file of JSON entries, written once and read at an offset.

An entry holds what a hit shows, so that a search needs no database, and the bodies that snippets are cut from.
"""

from __future__ import annotations

import json
import os
import weakref
from dataclasses import asdict, astuple, fields
from pathlib import Path
from typing import IO, Any, NamedTuple

from kb.search.document import IndexDocument
from kb.search.results import Display, Heading, HeadlineFigure
from kb.search.snippets import BodyText, body_texts

EXTENSION = ".texts"
_DISPLAY_FIELDS = tuple(field.name for field in fields(Display))


class Extent(NamedTuple):
    """Where an entry lies in the file, in bytes."""

    offset: int
    length: int


class TextWriter:
    """Writes a new file of entries."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("wb")

    def append(self, document: IndexDocument) -> Extent:
        entry = {
            "display": _stored(document.display),
            "bodies": [(body.language, body.text) for body in body_texts(document.texts)],
        }
        return self.copy(json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode())

    def copy(self, entry: bytes) -> Extent:
        """Append an entry as another file has it."""
        offset = self._file.tell()
        self._file.write(entry + b"\n")
        return Extent(offset, len(entry))

    def close(self) -> None:
        """Hand everything to the system, before the index refers to it."""
        self._file.close()


class TextReader:
    """Reads entries; safe to use from several threads at once, because it keeps no position."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)

    def entry(self, extent: Extent) -> bytes:
        """An entry as it was written."""
        return os.pread(self._descriptor, extent.length, extent.offset)

    def read(self, extent: Extent) -> tuple[Display, tuple[BodyText, ...]]:
        """What to show of a document and the bodies of its languages."""
        entry = json.loads(self.entry(extent).decode())
        return _display(entry["display"]), tuple(
            BodyText(language, text) for language, text in entry["bodies"]
        )


def _stored(display: Display) -> dict[str, Any]:
    """The fields of a display; JSON makes lists of tuples by itself, three times faster than `asdict` copies them."""
    headline = asdict(display.headline) if display.headline else None
    translations = [astuple(heading) for heading in display.translations]
    return {name: getattr(display, name) for name in _DISPLAY_FIELDS} | {
        "headline": headline,
        "translations": translations,
    }


def _display(stored: dict[str, Any]) -> Display:
    headline = stored["headline"]
    return Display(
        **stored
        | {
            "cities": tuple(stored["cities"]),
            "themes": tuple(stored["themes"]),
            "aliases": tuple((text, language) for text, language in stored["aliases"]),
            "headline": HeadlineFigure(**headline) if headline else None,
            "translations": tuple(Heading(*heading) for heading in stored["translations"]),
        }
    )

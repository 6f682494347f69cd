"""A DOCX file before it is opened: a ZIP archive whose parts are checked for size, ratio and what must not be in them."""

from __future__ import annotations

import io
import zipfile
import zlib

from ingest.readers.parsed import Refused

MAX_PARTS = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_XML = 40 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 1024 * 1024
_DAMAGED = "The file is damaged or cut off. Open it in its own program, save it anew and load that."
_BOMB = "The file unpacks to far more than a document needs. Save it anew without pictures, or as PDF."


def check_package(content: bytes) -> None:
    """Raises Refused when the archive is broken, a bomb, encrypted, no Word document, or declares XML entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            _check_kind({part.filename for part in parts})
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _check_xml(archive.read(part))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise Refused(_DAMAGED) from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    """By what the archive states; unpacking stops at the stated size, so a lie is found as damage."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused(_BOMB)
    for part in parts:
        is_xml = part.filename.endswith((".xml", ".rels"))
        is_steep = part.file_size > _SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        if is_steep or (is_xml and part.file_size > MAX_XML):
            raise Refused(_BOMB)


def _check_kind(names: set[str]) -> None:
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return
    if {"EncryptedPackage", "encryption.xml"} & names:
        raise Refused("The document is protected by a password. Save a copy without one and load that.")
    raise Refused(
        "This is a ZIP archive or another office document, not a Word document (.docx). Save it as .docx or PDF."
    )


def _check_xml(part: bytes) -> None:
    """Office documents have no document type, so one is there to do harm (entity bombs, external entities)."""
    if b"<!DOCTYPE" in part or b"<\x00!\x00D\x00" in part or b"\x00<\x00!\x00D" in part:
        raise Refused(
            "The document declares XML entities, which no word processor writes. Save it anew and load that."
        )

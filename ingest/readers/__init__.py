"""Readers: one per media type, each from bytes to a `WriteUp`. `read` chooses by media type or file ending."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from email.message import Message
from pathlib import Path

from ingest.normalise import size_text
from ingest.readers import pdf, word
from ingest.readers.confined import ReaderFailed
from ingest.readers.html import read_html
from ingest.readers.markdown import read_markdown
from ingest.readers.pdf import read_pdf
from ingest.readers.plain import read_plain
from ingest.readers.word import read_word
from ingest.readers.write_up import DocumentFacts, Reader, Unreadable, WriteUp, at_line
from kb.errors import Problem

MAX_BYTES = 20 * 1024 * 1024
READERS: Mapping[str, Reader] = {
    "text/markdown": read_markdown,
    "text/html": read_html,
    word.MEDIA_TYPE: read_word,
    pdf.MEDIA_TYPE: read_pdf,
    "text/plain": read_plain,
}
MEDIA_TYPE_OF_SUFFIX: Mapping[str, str] = {
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".docx": word.MEDIA_TYPE,
    ".pdf": pdf.MEDIA_TYPE,
    ".txt": "text/plain",
}

__all__ = [
    "MAX_BYTES",
    "MEDIA_TYPE_OF_SUFFIX",
    "READERS",
    "DocumentFacts",
    "Reader",
    "Unreadable",
    "WriteUp",
    "at_line",
    "read",
    "read_bytes",
]


def read(
    source: Path | bytes, media_type: str = "", max_bytes: int = MAX_BYTES, *, known_as: str = ""
) -> WriteUp:
    """Read a file or its bytes; for a path the media type may be left out. Raises Unreadable, with what to do.

    The media type may carry the character set that a server named: "text/html; charset=euc-kr". `known_as` is what the
    log calls bytes on which a reader breaks down.
    """
    if isinstance(source, Path):
        media_type = media_type or MEDIA_TYPE_OF_SUFFIX.get(source.suffix.lower(), source.suffix)
        known_as = known_as or str(source)
    name, charset = _parts_of(media_type)
    reader = READERS.get(name)
    if reader is None:
        message = "'%(type)s' is no type of file that can be read. Use Word (.docx), PDF, HTML, Markdown or plain text."
        raise Unreadable([Problem("", message, {"type": media_type})])
    content = source if isinstance(source, bytes) else read_bytes(source, max_bytes)
    if not content.strip():
        raise Unreadable([Problem("", "The file is empty. Put the write-up into it and load it again.")])
    try:
        return reader(_bounded(content, max_bytes), charset)
    except ReaderFailed as failure:
        logging.getLogger(__name__).warning("The reader broke down on %r: %s", known_as, failure.trace)
        raise


def _parts_of(media_type: str) -> tuple[str, str]:
    """The bare media type and its character set, "" when it names none."""
    header = Message()
    header["content-type"] = media_type
    name = media_type.partition(";")[0].strip().lower()
    return name, str(header.get_param("charset", "") or "")


def read_bytes(path: Path, max_bytes: int = MAX_BYTES) -> bytes:
    """What a file holds; never more than `max_bytes` and one are read. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            content = file.read(max_bytes + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unreadable(
            [Problem("", "The file cannot be opened: %(reason)s.", {"reason": reason})]
        ) from error
    return _bounded(content, max_bytes)


def _bounded(content: bytes, max_bytes: int) -> bytes:
    if len(content) > max_bytes:
        limit = size_text(max_bytes)
        message = "The file is larger than %(limit)s. Save it without pictures or with smaller ones, or take a part of it."
        raise Unreadable([Problem("", message, {"limit": limit})])
    return content

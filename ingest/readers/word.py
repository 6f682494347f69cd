"""Word documents (.docx), parsed in a process of its own and filed by their headings."""

from __future__ import annotations

from ingest.readers.confined import parse_confined
from ingest.readers.found import found_write_up
from ingest.readers.office_facts import blocks_from, facts_from
from ingest.readers.write_up import Unreadable, WriteUp
from kb.errors import Problem

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_word(content: bytes, charset: str = "") -> WriteUp:
    """Raises Unreadable when it is no Word document, is damaged or protected, or goes beyond the bounds."""
    if content.startswith(_OLD_OFFICE):
        message = "This is an old or a password-protected office document. Save it as .docx without password, or as PDF."
        raise Unreadable([Problem("", message)])
    if content.startswith(_PDF):
        raise Unreadable([Problem("", "This is a PDF, not a Word document. Name it .pdf.")])
    if not content.startswith(_ZIP):
        raise Unreadable([Problem("", "This is no Word document, whatever its name says. Save it as .docx.")])
    parsed = parse_confined("docx", content)
    return found_write_up(MEDIA_TYPE, blocks_from(parsed), facts_from(parsed), parsed.extractor)

"""PDF files with a text layer, parsed in a process of its own and filed by their headings."""

from __future__ import annotations

from ingest.readers.confined import parse_confined
from ingest.readers.found import found_write_up
from ingest.readers.office_facts import blocks_from, facts_from
from ingest.readers.write_up import Unreadable, WriteUp
from kb.errors import Problem

MEDIA_TYPE = "application/pdf"
_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024
_ZIP = b"PK\x03\x04"


def read_pdf(content: bytes, charset: str = "") -> WriteUp:
    """Raises Unreadable for a file that is no PDF, is damaged or protected, has no text, or goes beyond the bounds."""
    if _SIGNATURE not in content[:_SIGNATURE_WITHIN]:
        if content.startswith(_ZIP):
            message = "This is an office document or a ZIP archive, not a PDF. From Word, name it .docx; else save it as PDF."
            raise Unreadable([Problem("", message)])
        raise Unreadable([Problem("", "This is no PDF, whatever its name says. Save it as PDF.")])
    parsed = parse_confined("pdf", content)
    return found_write_up(MEDIA_TYPE, blocks_from(parsed), facts_from(parsed), parsed.extractor)

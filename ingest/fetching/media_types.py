"""What a fetched body is: by its own signature where it has one, else as its server calls it, and only then by its address.

A server is not believed against the bytes: what it calls a PDF and is a web page, perhaps to sign in, is refused and not
taken for the report. Whatever the type, readers run nothing and load nothing, so a wrong guess costs a refusal at most.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

from ingest.fetching.target import NotFetched, Target
from ingest.readers import pdf, word

SUFFIX_OF_MEDIA_TYPE: Mapping[str, str] = {
    "text/html": ".html",
    "text/markdown": ".md",
    "text/plain": ".txt",
    pdf.MEDIA_TYPE: ".pdf",
    word.MEDIA_TYPE: ".docx",
}
_SAME_AS = {
    "application/xhtml+xml": "text/html",
    "text/x-markdown": "text/markdown",
    "application/x-pdf": pdf.MEDIA_TYPE,
    "application/msword": word.MEDIA_TYPE,  # what many servers call every Word document
}
# Types by which a server says that it does not know.
_UNTOLD = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/download", "application/force-download",
     "application/x-download", "application/unknown", "unknown/unknown")
)  # fmt: skip
_TEXT_OF_SUFFIX = {".md": "text/markdown", ".markdown": "text/markdown", ".txt": "text/plain"}
_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_IN_WORD = b"word/document"  # the name of a part, which a ZIP archive holds unpacked
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.DOTALL | re.I
)
_LOOKED_AT = 2_000  # bytes


def bare_type(header: str) -> str:
    """The media type of a Content-Type header without its parameters, in small letters."""
    return header.partition(";")[0].strip().lower()


def media_type_of(body: bytes, declared: str, target: Target) -> str:
    """The media type to read a body as, a key of SUFFIX_OF_MEDIA_TYPE. Raises NotFetched with what to do.

    `declared` is the bare type that the server gave, "" when it gave none; `target` is where the body came from.
    """
    signed = _by_signature(body)
    if signed:
        return signed
    called = _SAME_AS.get(declared, declared)
    if called in (pdf.MEDIA_TYPE, word.MEDIA_TYPE):
        raise NotFetched(_is_none_of_its_kind(body, declared))
    suffix = PurePosixPath(unquote(target.path.partition("?")[0])).suffix.lower()
    if called == "text/plain":
        return _by_looks(body, suffix) or called
    told = called if called in SUFFIX_OF_MEDIA_TYPE else _by_looks(body, suffix) if called in _UNTOLD else ""
    if not told:
        raise NotFetched(
            f"The address holds '{declared or 'something without a type'}', which cannot be read. Web pages, PDF, Word "
            "(.docx), Markdown and plain text can: look for the write-up in one of these."
        )
    return told


def _by_signature(body: bytes) -> str:
    """What the first bytes say beyond doubt. Raises NotFetched for office documents that no reader takes."""
    if body.lstrip()[:5] == _PDF:
        return pdf.MEDIA_TYPE
    if body.startswith(_ZIP):
        if _IN_WORD in body:
            return word.MEDIA_TYPE
        raise NotFetched(
            "The address holds a ZIP archive or another office document. Save the write-up as .docx or PDF and load the file."
        )
    if body.startswith(_OLD_OFFICE):
        raise NotFetched(
            "The address holds an old or a password-protected office document. Save it as .docx or PDF and load the file."
        )
    return ""


def _by_looks(body: bytes, suffix: str) -> str:
    """Of a body whose server says little or nothing: a page by its first tag, a text by its address."""
    start = body[:_LOOKED_AT]
    if _PAGE.match(start):
        return "text/html"
    return "" if b"\x00" in start else _TEXT_OF_SUFFIX.get(suffix, "")


def _is_none_of_its_kind(body: bytes, declared: str) -> str:
    kind = "a web page, perhaps a notice or a sign-in page" if _PAGE.match(body[:_LOOKED_AT]) else "none"
    return (
        f"The server calls it '{declared}', but it is {kind}. Open the address in a browser, save the document and load "
        "the file."
    )

"""Bytes to text: UTF-8 first, then the character set the file declares, and no third guess."""

from __future__ import annotations

import codecs
import re

from ingest.readers.write_up import Unreadable
from kb.errors import Problem

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SIGNATURES = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
}
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})""", re.IGNORECASE)
_DECLARED_IN_XML = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([a-z0-9_.-]{2,40})""", re.IGNORECASE
)
# A label stands for the larger set that browsers read under it (WHATWG Encoding Standard).
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
_DECLARATION_WITHIN = 4096


def decode(content: bytes, charset: str = "") -> str:
    """The text of a file. `charset` is what came with it, such as a server's header, and wins over what it says itself.

    Raises Unreadable for an empty or binary file and for an unknown or wrong character set.
    """
    if not content.strip():
        raise _unreadable("The file is empty. Put the write-up into it and load it again.")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(_strictly(content, encoding) or _refuse(encoding))
    if kind := next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None):
        raise _unreadable(
            "This is %(kind)s, not text. Save the write-up as Markdown or HTML.", {"kind": kind}
        )
    text = _strictly(content, "utf-8")
    return _checked(text if text is not None else _declared(content, charset))


def _declared(content: bytes, charset: str) -> str:
    if b"\x00" in content:
        raise _binary()
    label = charset or _label_within(content[:_DECLARATION_WITHIN])
    if not label:
        raise _unreadable(
            "The text is not UTF-8 and the file does not say which character set it uses. Save it as UTF-8."
        )
    return _strictly(content, label) or _refuse(label)


def _label_within(start: bytes) -> str:
    match = _DECLARED.search(start) or _DECLARED_IN_XML.search(start)
    return match[1].decode("ascii") if match else ""


def _strictly(content: bytes, label: str) -> str | None:
    """None when the bytes do not fit the character set, or it does not exist."""
    try:
        name = codecs.lookup(label).name
        return content.decode(_SUPERSETS.get(name, name))
    except (LookupError, UnicodeError):
        return None


def _refuse(label: str) -> str:
    raise _unreadable(
        "The file declares the character set '%(label)s', but its text cannot be read in it. Save it as UTF-8.",
        {"label": label},
    )


def _checked(text: str) -> str:
    if "\x00" in text:
        raise _binary()
    if not text.strip():
        raise _unreadable("The file is empty. Put the write-up into it and load it again.")
    return text


def _binary() -> Unreadable:
    return _unreadable("This is a binary file, not text. Save the write-up as Markdown or HTML.")


def _unreadable(message: str, params: dict[str, object] | None = None) -> Unreadable:
    return Unreadable([Problem("", message, params or {})])

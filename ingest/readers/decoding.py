"""Bytes to text: UTF-8 first, then the character set the file declares; a guess comes last and is never silent."""

from __future__ import annotations

import codecs
import importlib.util
import re
from dataclasses import dataclass

from ingest.language import detect_language
from ingest.normalise import size_text
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
MAX_TEXT = 5 * 1024 * 1024
_DECLARATION_WITHIN = 4096
_GUESSED_FROM = 200_000
_ENOUGH_TO_GUESS = 200
_FEW = 0.0005
_SINGLE_BYTE = ("cp12", "iso8859", "latin", "mac_", "cp437", "cp85", "cp86")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and what a person should know about how it was decoded."""

    text: str
    warnings: tuple[Problem, ...] = ()


def decode(content: bytes, charset: str = "") -> Decoded:
    """The text of a file: by its byte order mark, as UTF-8, as declared, and only then by a guess, which is warned of.

    `charset` is what came with the file, such as a server's header, and wins over what the file says itself. The guess
    needs the extra `ingest`. Raises Unreadable for a file that is empty, binary or larger
    than a text, and for an unknown or wrong character set.
    """
    if not content.strip():
        raise _unreadable("The file is empty. Put the write-up into it and load it again.")
    if len(content) > MAX_TEXT:
        message = "The text is larger than %(limit)s. Split it or shorten it."
        raise _unreadable(message, {"limit": size_text(MAX_TEXT)})
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(Decoded(_strictly(content, encoding) or _refuse(encoding)))
    if kind := next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), None):
        raise _unreadable(
            "This is %(kind)s, not text. Give it the file ending that it needs, or save it as one of the types that "
            "are read.",
            {"kind": kind},
        )
    text = _strictly(content, "utf-8")
    return _checked(Decoded(text) if text is not None else _not_utf_8(content, charset))


def _not_utf_8(content: bytes, charset: str) -> Decoded:
    if b"\x00" in content:
        raise _binary()
    label = charset or _label_within(content[:_DECLARATION_WITHIN])
    declared = _strictly(content, label) if label else None
    if declared is not None:
        return Decoded(declared)
    found = (None if label else _guessed(content)) or _with_few_gaps(content)
    return found or Decoded(_refuse(label))


def _label_within(start: bytes) -> str:
    match = _DECLARED.search(start) or _DECLARED_IN_XML.search(start)
    return match[1].decode("ascii") if match else ""


def _guessed(content: bytes) -> Decoded | None:
    """By charset-normalizer, believed when there is enough of it and it then reads as a language that we know."""
    if len(content) < _ENOUGH_TO_GUESS or not importlib.util.find_spec("charset_normalizer"):
        return None
    import charset_normalizer

    best = charset_normalizer.from_bytes(content[:_GUESSED_FROM]).best()
    label = best.encoding if best else ""
    if label.startswith(_SINGLE_BYTE):
        # Which of these it is cannot be told from few accents; the languages that we know write the western one.
        label = "cp1252"
    text = _strictly(content, label) if label else None
    if text is None or not detect_language(text):
        return None
    message = (
        "The file does not name its character set. It was read as %(label)s: look whether accents are right."
    )
    return Decoded(text, (Problem("", message, {"label": label}),))


def _with_few_gaps(content: bytes) -> Decoded | None:
    """UTF-8 with a few broken bytes, as pages have that were pasted together."""
    text = content.decode("utf-8", errors="replace")
    gaps = text.count("\ufffd")
    if gaps > len(text) * _FEW:
        return None
    message = "%(count)s characters could not be read; � stands in their place."
    return Decoded(text, (Problem("", message, {"count": gaps}),))


def _strictly(content: bytes, label: str) -> str | None:
    """None when the bytes do not fit the character set, or it does not exist."""
    try:
        name = codecs.lookup(label).name
        return content.decode(_SUPERSETS.get(name, name))
    except (LookupError, UnicodeError):
        return None


def _refuse(label: str) -> str:
    if not label:
        raise _unreadable(
            "The text is not UTF-8 and the file does not say which character set it uses. Save it as UTF-8."
        )
    raise _unreadable(
        "The file declares the character set '%(label)s', but its text cannot be read in it. Save it as UTF-8.",
        {"label": label},
    )


def _checked(decoded: Decoded) -> Decoded:
    if "\x00" in decoded.text:
        raise _binary()
    if not decoded.text.strip():
        raise _unreadable("The file is empty. Put the write-up into it and load it again.")
    return decoded


def _binary() -> Unreadable:
    return _unreadable(
        "This is a binary file, not text. Save the write-up as one of the types that are read."
    )


def _unreadable(message: str, params: dict[str, object] | None = None) -> Unreadable:
    return Unreadable([Problem("", message, params or {})])

"""The lines of a PDF with their place and size: by pdfium where that is installed, else by pypdf.

Runs in the confined process.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pypdf
from pypdf.errors import DependencyError, PyPdfError

from ingest.readers.parsed import Refused

MAX_PAGES = 500
_BOLD = 600  # of 100 to 900, as fonts state their weight
_LONGEST_FONT_NAME = 128
_BOLD_NAME = re.compile(r"bold|black|heavy", re.IGNORECASE)
_BROKEN_AT = "\ufffe"
_PRINTED_LINE = re.compile("[^\n\ufffe]+\ufffe?")
PROTECTED = "The PDF is protected by a password. Save a copy without one and load that."
DAMAGED = "The PDF is damaged or cut off. Open it in a reader, save or print it to PDF anew and load that."


@dataclass(frozen=True, slots=True)
class Line:
    """Text as printed on one line; `size` is the height of its letters, `y` its distance from the page's foot, in points.
    `is_bold` says that it is in bold print from its first letter to its last."""

    text: str
    size: float
    y: float
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class PdfLines:
    """Pages of lines in reading order, what the file says of itself, and what read it."""

    pages: tuple[tuple[Line, ...], ...]
    facts: dict[str, str]
    extractor: str


def read_lines(content: bytes) -> PdfLines:
    """Raises Refused for a file that is damaged, protected or has too many pages."""
    if importlib.util.find_spec("pypdfium2"):
        return _by_pdfium(content)
    return _by_pypdf(content)


def _by_pdfium(content: bytes) -> PdfLines:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Refused(PROTECTED) from error
        return _by_pypdf(content)
    with document:
        _check_pages(len(document))
        pages = tuple(tuple(_pdfium_lines(document, number)) for number in range(len(document)))
        metadata = document.get_metadata_dict()
    facts = _facts(
        metadata.get("Title"), metadata.get("Author"), metadata.get("ModDate") or metadata.get("CreationDate")
    )
    return PdfLines(
        pages,
        facts | {"language": _language(content)},
        f"pypdfium2 {importlib.metadata.version('pypdfium2')}",
    )


def _pdfium_lines(document: Any, number: int) -> Iterator[Line]:
    """pdfium marks a hyphen at the end of a line and runs the lines together; here they are parted again.

    A letter near the tenth is measured: a blank may be a mere distance, without a height of its own.
    """
    page = document[number]
    text_page = page.get_textpage()
    count = text_page.count_chars()
    for match in _PRINTED_LINE.finditer(text_page.get_text_range()):
        bare = match[0].strip()
        letters = [place for place in range(*match.span()) if place < count and match.string[place].isalnum()]
        if bare:
            sample = letters[min(len(letters) // 2, 10)] if letters else min(match.start(), count - 1)
            _, bottom, _, top = text_page.get_charbox(sample, loose=True)
            is_bold = bool(letters) and all(_is_bold(text_page, place) for place in (letters[0], letters[-1]))
            yield Line(bare.replace(_BROKEN_AT, "-"), round(top - bottom, 1), bottom, is_bold)
    text_page.close()
    page.close()


def _is_bold(text_page: Any, place: int) -> bool:
    import pypdfium2.raw

    if pypdfium2.raw.FPDFText_GetFontWeight(text_page.raw, place) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(_LONGEST_FONT_NAME)
    pypdfium2.raw.FPDFText_GetFontInfo(text_page.raw, place, name, _LONGEST_FONT_NAME, None)
    return _BOLD_NAME.search(name.value.decode("utf-8", "replace")) is not None


def _by_pypdf(content: bytes) -> PdfLines:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(PROTECTED)
        _check_pages(_stated_pages(reader))
        pages = tuple(tuple(_pypdf_lines(page)) for page in reader.pages)
        facts = _pypdf_facts(reader)
    except DependencyError as error:
        raise Refused(PROTECTED) from error
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
    ) as error:
        raise Refused(DAMAGED) from error
    return PdfLines(pages, facts, f"pypdf {pypdf.__version__}")


def _stated_pages(reader: pypdf.PdfReader) -> int:
    """The number the file states, asked before any page is built."""
    count = reader.root_object["/Pages"].get_object()
    stated = count.get("/Count", 0) if isinstance(count, dict) else 0
    return int(stated) if int(stated) > MAX_PAGES else len(reader.pages)


def _check_pages(count: int) -> None:
    if count > MAX_PAGES:
        raise Refused(
            "The PDF has %(count)s pages; up to %(limit)s are read. Load the part that matters.",
            count=count,
            limit=MAX_PAGES,
        )
    if count == 0:
        raise Refused(DAMAGED)


def _pypdf_lines(page: Any) -> Iterator[Line]:
    """pypdf hands over runs of text with their matrix and font; runs on one height are a line."""
    lines: list[Line] = []
    state = {"size": 0.0, "y": 0.0}

    def visit(text: str, user: list[float], matrix: list[float], font: object, size: float) -> None:
        scale = abs(matrix[3] * user[3]) or abs(matrix[0] * user[0]) or 1.0
        if text.strip():
            state["size"], state["y"] = round(size * scale, 1), matrix[5] * user[3] + user[5]
        for number, part in enumerate(text.split("\n")):
            if number or not lines:
                lines.append(Line("", 0.0, 0.0))
            if part:
                last = lines[-1]
                is_bold = (last.is_bold or not last.text.strip()) and (
                    not part.strip() or _is_bold_font(font)
                )
                lines[-1] = Line(
                    last.text + part, max(last.size, state["size"]), last.y or state["y"], is_bold
                )

    page.extract_text(visitor_text=visit)
    return (replace(line, text=" ".join(line.text.split())) for line in lines if line.text.strip())


def _is_bold_font(font: object) -> bool:
    name = font.get("/BaseFont", "") if isinstance(font, Mapping) else ""
    return _BOLD_NAME.search(str(name)) is not None


def _pypdf_facts(reader: pypdf.PdfReader) -> dict[str, str]:
    metadata: Mapping[str, object] = reader.metadata or {}
    facts = _facts(
        metadata.get("/Title"),
        metadata.get("/Author"),
        metadata.get("/ModDate") or metadata.get("/CreationDate"),
    )
    return facts | {"language": str(reader.root_object.get("/Lang", "") or "")}


def _facts(title: object, author: object, date: object) -> dict[str, str]:
    """The date as "20160902", the day of what a PDF writes as "D:20160902142312+02'00'"."""
    day = str(date or "").removeprefix("D:")[:8]
    return {"title": str(title or ""), "author": str(author or ""), "modified": day}


def _language(content: bytes) -> str:
    """pdfium does not tell the catalogue's language; pypdf does, where it can open the file."""
    try:
        return str(pypdf.PdfReader(io.BytesIO(content), strict=False).root_object.get("/Lang", "") or "")
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError, OSError):
        return ""

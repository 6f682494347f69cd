"""Word and PDF files for tests, built where they are needed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence

import docx
from docx.document import Document

LINE = "Nine night bus lines meet at the subway stations every forty minutes, so that nurses can get home."


_BOLD_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"


def docx_file(build: Callable[[Document], object]) -> bytes:
    """A Word document as its builder fills it."""
    document = docx.Document()
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def changed_docx(content: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The archive with some of its parts replaced or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in changes:
                new.writestr(part, old.read(part))
        for name, part_content in changes.items():
            new.writestr(name, part_content)
    return file.getvalue()


def pdf_file(
    pages: Iterable[Sequence[tuple[str, float]]],
    *,
    info: str = "",
    count: int | None = None,
    catalog: str = "",
    trailer: str = "",
) -> bytes:
    """A PDF with (text, size) lines on each page, those that open with ** in bold print and a mere distance where they
    have a tab. `count` is the number of pages that it claims to have."""
    streams = [_page_stream(lines) for lines in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams) if count is None else count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 {_BOLD_FONT} >> >> >>".encode()
        )
        objects.append(stream)
    objects.append(f"<< {info} >>".encode())
    return _assembled(objects, f"/Root 1 0 R /Info {len(objects)} 0 R {trailer}")


def _page_stream(lines: Sequence[tuple[str, float]]) -> bytes:
    y, commands = 800.0, []
    for text, size in lines:
        if text:
            shown = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            parts = shown.removeprefix("**").replace("\t", ") -300 (")
            font = "F2" if shown.startswith("**") else "F1"
            commands.append(f"BT /{font} {size} Tf 1 0 0 1 50 {y:.1f} Tm [({parts})] TJ ET")
        y -= size * 1.3
    packed = zlib.compress("\n".join(commands).encode("cp1252"))
    return f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode() + packed + b"\nendstream"


def _assembled(objects: Sequence[bytes], trailer: str) -> bytes:
    file = io.BytesIO(b"%PDF-1.5\n")
    file.seek(0, io.SEEK_END)
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    file.write(f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return file.getvalue()

"""Files that mean harm or are broken: each is refused in time with what to do, and nothing leaves the machine."""

from __future__ import annotations

import http.server
import io
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from ingest.readers import Unreadable, pdf_lines, read
from ingest.readers.confined import parse_confined
from ingest.readers.parsed import Refused
from ingest.readers.pdf import MEDIA_TYPE as PDF
from ingest.readers.word import MEDIA_TYPE as DOCX
from tests.documents import LINE, changed_docx, docx_file, pdf_file

SECONDS_FOR_A_REFUSAL = 30
ATTACHED_TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
PLAIN = docx_file(lambda document: document.add_paragraph(LINE))
WORD_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < SECONDS_FOR_A_REFUSAL


@pytest.fixture
def requests() -> Iterator[list[str]]:
    """What a server on this machine is asked for; its address is the first entry."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    asked.append(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield asked
    server.shutdown()
    thread.join()
    server.server_close()


def refusal(content: bytes, media_type: str) -> str:
    with pytest.raises(Unreadable) as refused:
        read(content, media_type, 64 * 1024 * 1024)
    return str(refused.value)


def outcome(content: bytes, media_type: str) -> str:
    """Why a file was refused, "read" when it was not."""
    try:
        read(content, media_type)
    except Unreadable as refused:
        return str(refused)
    return "read"


def document_xml(body: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORD_NAMESPACE}"><w:body>{body}</w:body></w:document>'.encode()


def with_body(body: str, head: str = "") -> bytes:
    return changed_docx(PLAIN, {"word/document.xml": document_xml(body, head)})


def test_a_word_document_that_unpacks_to_far_more_is_refused() -> None:
    assert "unpacks to far more" in refusal(
        changed_docx(PLAIN, {"word/media/a.bin": bytes(120_000_000)}), DOCX
    )
    assert "unpacks to far more" in refusal(with_body("<w:p/>" * 2_000_000), DOCX)
    many = {f"word/media/{number}.bin": b"x" for number in range(2_100)}
    assert "unpacks to far more" in refusal(changed_docx(PLAIN, many), DOCX)


def test_an_archive_that_lies_about_its_sizes_is_damaged() -> None:
    content = changed_docx(PLAIN, {"word/document.xml": document_xml("<w:p/>" * 100_000)})
    size = len(document_xml("<w:p/>" * 100_000)).to_bytes(4, "little")
    assert "damaged" in refusal(content.replace(size, (1000).to_bytes(4, "little")), DOCX)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">',
    ],
)
def test_entities_of_xml_are_refused(declared: str) -> None:
    assert "declares XML entities" in refusal(with_body("<w:p/>", declared), DOCX)
    in_utf_16 = (
        document_xml("<w:p/>", declared).decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"')
    )
    assert "declares XML entities" in refusal(
        changed_docx(PLAIN, {"word/document.xml": in_utf_16.encode("utf-16")}), DOCX
    )


def test_deeply_nested_tables_are_refused_or_read() -> None:
    def nested(depth: int) -> bytes:
        inside = f"<w:p><w:r><w:t>{LINE}</w:t></w:r></w:p>"
        return with_body("<w:tbl><w:tr><w:tc>" * depth + inside + "</w:tc></w:tr></w:tbl>" * depth)

    assert read(nested(40), DOCX).fields["summary"] == LINE
    assert "damaged" in refusal(nested(2_000), DOCX)


def test_a_huge_table_is_refused() -> None:
    cell = "<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    assert "more than 50000 cells" in refusal(
        with_body(f"<w:tbl>{f'<w:tr>{cell * 10}</w:tr>' * 6_000}</w:tbl>"), DOCX
    )


def test_nothing_outside_a_document_is_asked_for_and_macros_stay_bytes(requests: list[str]) -> None:
    address = requests[0]

    def pointing(document: Document) -> None:
        document.add_paragraph(LINE)
        for kind in (
            ATTACHED_TEMPLATE,
            RELATIONSHIP_TYPE.IMAGE,
            RELATIONSHIP_TYPE.HYPERLINK,
        ):
            document.part.relate_to(f"{address}/{len(kind)}", kind, is_external=True)

    content = changed_docx(docx_file(pointing), {"word/vbaProject.bin": b"Attribute VB_Name"})
    assert read(content, DOCX).fields["summary"] == LINE
    head = f'<link rel=stylesheet href="{address}/a.css"><script src="{address}/c.js"></script>'
    page = f'<html lang=en>{head}<img src="{address}/b.png">'
    assert read(f"{page}<h1>A</h1><p>{LINE}</p>".encode(), "text/html").fields["summary"] == LINE
    assert requests == [address]


@pytest.mark.parametrize(
    ("content", "media_type", "reason"),
    [
        (pdf_file([[(LINE, 11)]]), DOCX, "This is a PDF, not a Word document"),
        (PLAIN, PDF, "a ZIP archive, not a PDF"),
        (b"<html><p>x</p></html>", DOCX, "no Word document, whatever its name says"),
        (PLAIN, "text/html", "a ZIP archive or an office document"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), DOCX, "old or a password-protected office document"),
        (b"\x89PNG\r\n\x1a\n", "text/plain", "an image"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_named(content: bytes, media_type: str, reason: str) -> None:
    assert reason in refusal(content, media_type)


def test_a_zip_archive_is_no_word_document() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert "not a Word document" in refusal(file.getvalue(), DOCX)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_files_that_were_cut_off_say_so(share: float) -> None:
    assert "damaged" in refusal(PLAIN[: int(len(PLAIN) * share)], DOCX)
    whole = pdf_file([[(LINE, 11)] * 5] * 3)
    told = outcome(whole[: int(len(whole) * share)], PDF)
    assert told == "read" or "damaged" in told or "no text" in told


def test_what_breaks_a_reader_down_is_damage_to_its_owner_and_a_traceback_to_the_operator(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    content = changed_docx(PLAIN, {"word/document.xml": f'<w:document xmlns:w="{WORD_NAMESPACE}"/>'.encode()})
    file = tmp_path / "no-body.docx"
    file.write_bytes(content)
    for source, known_as, name in ((file, "", str(file)), (content, "handed\nin.docx", "handed\nin.docx")):
        caplog.clear()
        with pytest.raises(Unreadable) as refused:
            read(source, DOCX, known_as=known_as)
        assert str(refused.value).startswith("The file is damaged, or it is not what its name says")
        assert "Error" not in str(refused.value)
        (entry,) = caplog.messages
        assert f"broke down on {name!r}: exit code 1" in entry
        assert "Traceback" in entry
        assert "TypeError" in entry


def test_a_refusal_that_was_foreseen_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert "damaged" in refusal(PLAIN[:200], DOCX)
    assert "no text" in refusal(pdf_file([[("", 11)]]), PDF)
    assert not caplog.records
    with pytest.raises(Unreadable, match="takes more than") as refused:
        parse_confined("pdf", pdf_file([[(LINE, 11)]]), seconds=0)
    assert refused.type is Unreadable, "a bound is no fault"


def test_xml_that_is_broken_is_damage() -> None:
    assert "damaged" in refusal(changed_docx(PLAIN, {"word/document.xml": b"<w:document"}), DOCX)
    assert "damaged" in refusal(changed_docx(PLAIN, {"[Content_Types].xml": b"<Types/>"}), DOCX)


@pytest.mark.parametrize("read_lines", [pdf_lines._by_pdfium, pdf_lines._by_pypdf])
def test_a_pdf_that_claims_millions_of_pages_costs_nothing(
    read_lines: Callable[[bytes], pdf_lines.PdfLines],
) -> None:
    content = pdf_file([[(LINE, 11)]], count=10_000_000)
    try:
        pages = read_lines(content).pages
    except Refused:
        return
    assert len(pages) == 1


def test_a_pdf_that_counts_its_pages_wrongly_is_read() -> None:
    assert "Nine night bus lines" in str(read(pdf_file([[(LINE, 11)]], count=-1), PDF))


def test_a_pdf_of_many_pages_is_refused_by_their_number() -> None:
    assert "has 600 pages; up to 500 are read" in refusal(pdf_file([[("x", 11)]] * 600), PDF)


def test_a_pdf_that_unpacks_to_gigabytes_is_stopped() -> None:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"BT ET " * 1_000_000) for _ in range(400)) + packer.flush()
    bomb = pdf_file([[(LINE, 11)]])
    stream_at = bomb.index(b"<< /Length")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"
    content = bomb[:stream_at] + stream + b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"
    with pytest.raises(Unreadable, match="takes more than"):
        parse_confined("pdf", content, seconds=5, megabytes=512)


def test_a_pdf_behind_a_password_says_so_and_one_without_is_read() -> None:
    def encrypted(password: str) -> bytes:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file([[(LINE, 11)] * 3])))
        writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
        file = io.BytesIO()
        writer.write(file)
        return file.getvalue()

    assert "protected by a password" in refusal(encrypted("secret"), PDF)
    with pytest.raises(Refused, match="protected by a password"):
        pdf_lines._by_pypdf(encrypted("secret"))
    assert "Nine night bus lines" in str(read(encrypted(""), PDF))


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "large.pdf"
    file.write_bytes(b"%PDF-1.7" + bytes(21 * 1024 * 1024))
    with pytest.raises(Unreadable, match="larger than 20 MB"):
        read(file)

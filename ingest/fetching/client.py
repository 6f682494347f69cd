"""One request to one checked address: no redirect is followed, and everything that comes back is bounded."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from ingest.fetching.target import MayReach, NotFetched, Target, address_of
from ingest.normalise import size_text

_CHUNK = 64 * 1024
_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one request: bytes after decompression, seconds for one read, seconds for the whole."""

    max_bytes: int
    read_seconds: float = 15.0
    total_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: status, headers by lower-case name, and the decompressed body ("" of a redirect or a 304)."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Client:
    """Asks for pages; `may_reach` decides which IP addresses it connects to. Proxies of the environment are not used."""

    def __init__(self, user_agent: str, may_reach: MayReach) -> None:
        self._user_agent, self._may_reach = user_agent, may_reach

    def get(self, target: Target, limits: Limits, headers: Mapping[str, str] | None = None) -> Answer:
        """Raises NotFetched when there is no answer, or one beyond the limits."""
        connection = self._connection(target, limits)
        try:
            connection.connect()  # bounded by its timeout, the handshake too
            with _deadline(connection.sock, limits.total_seconds):
                return self._answer(connection, target, limits, headers or {})
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            raise NotFetched(_why(target, error)) from error
        finally:
            connection.close()

    def _connection(self, target: Target, limits: Limits) -> HTTPConnection:
        address = address_of(target, self._may_reach)
        seconds = min(limits.read_seconds, limits.total_seconds)
        if target.scheme == "http":
            return HTTPConnection(address, target.port, timeout=seconds)
        return HTTPSConnection(
            address,
            target.port,
            timeout=seconds,
            cert_reqs="CERT_REQUIRED",
            server_hostname=target.host,
            assert_hostname=target.host,
        )

    def _answer(
        self, connection: HTTPConnection, target: Target, limits: Limits, headers: Mapping[str, str]
    ) -> Answer:
        sent = {
            "Host": target.authority,
            "User-Agent": self._user_agent,
            "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf, "
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document;q=0.9, */*;q=0.1",
            "Accept-Encoding": "gzip",
            **headers,
        }
        connection.request("GET", target.path, headers=sent, preload_content=False, decode_content=False)
        with contextlib.closing(connection.getresponse()) as response:
            kept = {name.lower(): value for name, value in response.headers.items()}
            body = _body(response, kept, limits.max_bytes) if response.status == 200 else b""
            return Answer(response.status, kept, body)


def _body(response: BaseHTTPResponse, headers: Mapping[str, str], max_bytes: int) -> bytes:
    """The decompressed body. A compressed one is opened piece by piece, so that a bomb ends at the bound."""
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise NotFetched(
            f"The page is compressed as '{encoding}', which was not asked for. Save it and load the file."
        )
    declared = headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    found = bytearray()
    for piece in _pieces(response, encoding, max_bytes):
        found += piece
        if len(found) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(found)


def _pieces(response: BaseHTTPResponse, encoding: str, max_bytes: int) -> Iterator[bytes]:
    opener = None if encoding in ("", "identity") else zlib.decompressobj(zlib.MAX_WBITS | 32)
    while chunk := response.read(_CHUNK, decode_content=False):
        try:
            yield opener.decompress(chunk, max_bytes + 1) if opener else chunk
        except zlib.error as error:
            raise NotFetched(
                "The page says it is compressed and cannot be opened. Try again later."
            ) from error
        if opener and (opener.unconsumed_tail or opener.unused_data):
            raise _too_large(max_bytes)
    if opener and not opener.eof:
        raise NotFetched("The page ended before it was complete. Try again later.")


def _too_large(max_bytes: int) -> NotFetched:
    return NotFetched(
        f"What the address holds is larger than {size_text(max_bytes)}. Save the part that matters and load the file."
    )


@contextmanager
def _deadline(connected: socket.socket | None, seconds: float) -> Iterator[None]:
    """Cut the connection when its time is up: a server that sends a byte now and then outlives every read timeout.

    What is cut may look like the end of the page, so the time decides.
    """
    started = time.monotonic()
    timer = threading.Timer(seconds, _cut, (connected,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if time.monotonic() - started >= seconds:
            raise NotFetched(f"The page took longer than {seconds:g} seconds. Try again later.")


def _cut(connected: socket.socket | None) -> None:
    with contextlib.suppress(OSError):  # closed meanwhile, which is what was wanted
        if connected is not None:
            connected.shutdown(socket.SHUT_RDWR)


def _why(target: Target, error: Exception) -> str:
    if isinstance(error, urllib3.exceptions.SSLError):
        return f"{target.host} does not show a valid certificate. Save the page and load the file."
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return f"{target.host} did not answer in time. Try again later."
    if isinstance(error, HTTPException | urllib3.exceptions.ProtocolError):
        return f"The connection to {target.host} broke off before the page was complete. Try again later."
    return f"{target.host} cannot be reached ({type(error).__name__}). Check the address, or try again later."

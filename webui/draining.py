"""Requests that are too large, on the wire: the rest is read and thrown away, so that the browser gets to read the answer.

waitress answers at once and hangs up. A browser that is still sending then shows that the connection was reset, and not
the page that says what to do. Here such a request arrives with its stated length and no body, and the application,
which reads none that long, answers it.
"""

from __future__ import annotations

from typing import Any

from waitress.buffers import OverflowableBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver

MOST_DRAINED = 1024 * 1024 * 1024  # bytes; who sends more is cut off


class _Discarded(FixedStreamReceiver):  # type: ignore[misc]  # waitress has no types
    """Counts the bytes of a body and keeps none."""

    remain: int
    completed: bool

    def received(self, data: bytes) -> int:
        taken = min(len(data), self.remain)
        self.remain -= taken
        self.completed = self.remain == 0
        return taken


class DrainingParser(HTTPRequestParser):  # type: ignore[misc]
    """As its base class, but for a body of stated length over `max_request_body_size`."""

    content_length: int
    completed: bool

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.adj.max_request_body_size <= self.content_length <= MOST_DRAINED:
            self.body_rcv = _Discarded(self.content_length, OverflowableBuffer(self.adj.inbuf_overflow))
            self.content_length = 0  # of what is kept; the header still says what was sent

    def received(self, data: bytes) -> int:
        if self.completed or not isinstance(self.body_rcv, _Discarded):
            return int(super().received(data))
        consumed = self.body_rcv.received(data)
        self.completed = self.body_rcv.completed
        return consumed


class DrainingChannel(HTTPChannel):  # type: ignore[misc]
    """A connection whose requests are read by `DrainingParser`."""

    parser_class: Any = DrainingParser

"""A web server on this machine whose pages answer as a test tells them to, hostile ones included."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = (
    b"<!DOCTYPE html><html lang='en'><head><title>Night buses</title></head><body><main><h1>Night buses in Seoul</h1>"
    b"<p>The city of Seoul, in Korea, runs buses all night.</p><h2>How it works</h2>"
    b"<p>Nine lines meet at the subway stations.</p></main></body></html>"
)
Behaviour = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Hands each path to its behaviour; a path without one is not found."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.site.asked.append(self.path)
        behaviour = self.server.site.pages.get(self.path.partition("?")[0])
        if behaviour is None:
            self.answer(404, b"nothing here")
        else:
            behaviour(self)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer; header names are given with underscores."""
        self.send_response(status)
        given = {"Content_Type": "text/html", "Content_Length": str(len(body))} | headers
        for name, value in given.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: the test looks at what was asked."""


@dataclass
class Site:
    """What is at which path, the paths asked for in order, and the address of the whole."""

    url: str = ""
    pages: dict[str, Behaviour] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def says(self, path: str, body: bytes = PAGE, status: int = 200, **headers: str) -> str:
        """Put an answer at a path; returns its address."""
        return self.does(path, lambda handler: handler.answer(status, body, **headers))

    def does(self, path: str, behaviour: Behaviour) -> str:
        self.pages[path] = behaviour
        return self.url + path


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, site: Site) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = site

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what hostile pages are tested for."""


@contextmanager
def running_site() -> Iterator[Site]:
    site = Site()
    server = Server(site)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

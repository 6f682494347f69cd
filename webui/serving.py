"""Serving over HTTP with waitress, with the index worker as a child process."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import click
import waitress
from flask import Flask
from waitress.server import BaseWSGIServer

from kb.config import PREFIX, SETTINGS, Settings
from kb.errors import SettingsError
from kb.search.thesaurus_nodes import index_of
from kb.wiring import build
from webui.app import create_app
from webui.draining import DrainingChannel
from webui.request_sizes import largest_request

WORKER_PATIENCE = 10.0  # seconds


def serve_forever(settings: Settings, *, with_worker: bool) -> None:
    """Serve until SIGINT or SIGTERM. The address is printed when the server accepts connections.

    Raises SettingsError when the address cannot be listened on or trusted_proxy is no address, SearchUnavailable when
    the Korean analyser is wanted and cannot be loaded.
    """
    application = build(settings)
    application.morphology.warm_up()  # else the first query in Korean waits for it
    index_of(application.vocabulary.thesaurus)  # up to a second that the first search would wait
    server = _listening_server(create_app(settings, application), settings)
    signal.signal(signal.SIGTERM, _stop)
    with worker_process(settings) if with_worker else contextlib.nullcontext():
        click.echo(f"CityKB is at http://{settings.host}:{settings.port}/ (stop with Ctrl+C)")
        with contextlib.suppress(KeyboardInterrupt):
            server.run()
        server.close()


def _listening_server(app: Flask, settings: Settings) -> Any:
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app, host=settings.host, port=settings.port, threads=settings.threads, ident=None, map=sockets,
            max_request_body_size=largest_request(settings) + 1, **_behind(settings.trusted_proxy),
        )  # fmt: skip
    except OSError as error:
        raise SettingsError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            f"Choose another port, for example {PREFIX}PORT={settings.port + 1}."
        ) from error
    for listening in sockets.values():
        if isinstance(listening, BaseWSGIServer):
            listening.channel_class = DrainingChannel
    return server


def _behind(proxy: str) -> dict[str, Any]:
    """What waitress has to know of a reverse proxy: without it every visitor has the proxy's address.

    Raises SettingsError for anything but an address: a name would match no proxy, and '*' would believe every visitor.
    """
    if not proxy:
        return {}
    try:
        ipaddress.ip_address(proxy)
    except ValueError as error:
        raise SettingsError(
            f"trusted_proxy is '{proxy}'; give the proxy's IP address, such as 127.0.0.1."
        ) from error
    return {"trusted_proxy": proxy, "trusted_proxy_headers": "x-forwarded-for"}


@contextlib.contextmanager
def worker_process(settings: Settings) -> Iterator[None]:
    """Run `citykb worker` beside the server with the same settings and end it with the server."""
    given = {f"{PREFIX}{setting.name.upper()}": str(getattr(settings, setting.name)) for setting in SETTINGS}
    command = [sys.executable, "-c", "from kb.cli import main; main()", "worker"]
    child = subprocess.Popen(command, env=os.environ | given)  # noqa: S603 - our own interpreter and command
    try:
        yield
    finally:
        _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ask the worker to stop. In the middle of a long rebuild it is killed instead, which loses nothing."""
    child.terminate()
    try:
        child.wait(timeout=WORKER_PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
